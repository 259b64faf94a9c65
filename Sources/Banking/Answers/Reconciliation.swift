import Amounts

/// A payout that a bank has been told to make.
package struct OutgoingPayment: Hashable, Sendable {
  /// What the bank has said about it so far.
  package enum Progress: Hashable, Sendable {
    /// Nothing yet.
    case sent
    /// It left the account.
    case paid
    /// It came back.
    case returned
    /// The bank refused it, or it was given up: it is not to be booked any more.
    case cancelled
  }

  package let endToEndID: String
  /// The file it went out in.
  package let batchID: String
  /// Above zero.
  package let amount: Money
  package var progress: Progress

  /// A payout that went out.
  package init(
    endToEndID: String, batchID: String, amount: Money, progress: Progress = .sent
  ) {
    self.endToEndID = endToEndID
    self.batchID = batchID
    self.amount = amount
    self.progress = progress
  }
}

/// What became of the bank's entries: each is decided, and what no payment explains is a figure.
package struct Reconciliation: Hashable, Sendable {
  /// What one movement of money means.
  package enum Verdict: Hashable, Sendable {
    /// The payment left the account; the fee, above zero, is what it cost beyond its amount.
    case paid(String, fee: Money?)
    /// All payments of a batch left in one entry.
    case batchPaid(batchID: String, endToEndIDs: [String], fee: Money?)
    /// The payment came back; the fee is what was kept from it.
    case returned(String, ReturnReason?, fee: Money?)
    /// The bank took a charge by itself, for that payment where it names one.
    case bankFee(endToEndID: String?)
    /// It is the payment's entry, and no charge explains the rest of the amount.
    case difference(String, expected: Money, isReturn: Bool)
    /// No payment explains it. The candidates have the same amount and are for a person to judge.
    case unmatched(Cause, candidates: [String])
  }

  /// Why an entry is left over.
  package enum Cause: Hashable, Sendable {
    /// It names no payment or batch of ours.
    case unknown
    /// The payment it names left the account before.
    case alreadyPaid(String)
    /// The payment it names came back before.
    case alreadyReturned(String)
    /// The payment it names has not left the account yet, as far as the bank has said.
    case returnedBeforePaid(String)
    /// The payment it names was refused by the bank or given up.
    case cancelled(String)
    /// It is in another currency than the payment it names.
    case currency(String, expected: Currency)
    /// It books a batch at another sum than that of the payments that are out.
    case batchDiffers(batchID: String, expected: Total)
    /// What its parts leave of the entry, or the entry whose parts have no amounts.
    case partsDiffer
  }

  /// One movement and its meaning.
  package struct Decision: Hashable, Sendable {
    package let entry: EntryIdentity
    /// Position of the transfer in the entry, from 1; none for the whole entry, or what is left
    /// of it beside its transfers.
    package let detail: Int?
    /// Signed like entries.
    package let amount: Money
    package let verdict: Verdict
    /// What is left to explain of it, signed like entries.
    package let remainder: Total
    /// What is left to explain of it; never below zero.
    package var unexplained: Total {
      Total(
        minorUnits: remainder.minorUnits < 0 ? -remainder.minorUnits : remainder.minorUnits,
        currency: remainder.currency)
    }
  }

  /// In the order of the entries.
  package let decisions: [Decision]
  /// Of every currency that was seen, the sum of what is left to explain, in the order of the
  /// codes. Differences of both signs add to it: they do not explain each other. Must be zero
  /// to close.
  package let unexplained: [Total]
  /// Payments of which the bank has not said anything, in their order.
  package let outstanding: [String]
  /// Entries that were known before, of which nothing was done.
  package let knownEntries: Int
  /// Entries that the bank only expects, of which nothing was done.
  package let pendingEntries: Int
}

extension Reconciliation.Verdict {
  /// The stable name of the case, for machines.
  package var code: String {
    switch self {
    case .paid(_, fee: nil), .batchPaid(_, _, fee: nil): "PAID"
    case .paid, .batchPaid: "PAID_WITH_FEE"
    case .returned(_, _, fee: nil): "RETURNED"
    case .returned: "RETURNED_WITH_FEE"
    case .bankFee: "BANK_FEE"
    case .difference: "DIFFERENCE"
    case .unmatched(let cause, _): cause.code
    }
  }

  /// What happened, in one sentence with the values.
  package var sentence: String {
    switch self {
    case .paid(let id, let fee):
      "\(id) is paid\(fee.map { "; the bank took \($0) beyond it" } ?? "")."
    case .batchPaid(let batch, let ids, let fee):
      "Batch \(batch) is paid, \(ids.count) payments in one entry"
        + "\(fee.map { "; the bank took \($0) beyond them" } ?? "")."
    case .returned(let id, let reason, let fee):
      "\(id) came back\(fee.map { " less \($0)" } ?? ""). \(reason?.sentence ?? "No reason is given.")"
    case .bankFee(let id): "The bank took a charge\(id.map { " for \($0)" } ?? "")."
    case .difference(let id, let expected, let isReturn):
      "\(id) was to \(isReturn ? "come back" : "be paid") at \(expected), and no charge explains "
        + "the difference."
    case .unmatched(let cause, _): cause.sentence
    }
  }

  /// What the reader can do about it; nothing where all is well.
  package var remedy: String? {
    switch self {
    case .paid, .batchPaid: nil
    case .returned(_, let reason, _): (reason ?? ReturnReason(code: "MS03")).remedy
    case .bankFee: "Book it as a bank charge."
    case .difference: "Ask the bank what the difference is, and book it with a reason."
    case .unmatched(let cause, _): cause.remedy
    }
  }
}

extension Reconciliation.Cause {
  /// The stable name of the case, for machines.
  package var code: String {
    switch self {
    case .unknown: "UNMATCHED"
    case .alreadyPaid: "ALREADY_PAID"
    case .alreadyReturned: "ALREADY_RETURNED"
    case .returnedBeforePaid: "RETURNED_BEFORE_PAID"
    case .cancelled: "BOOKED_AFTER_REFUSED"
    case .currency: "CURRENCY_DIFFERS"
    case .batchDiffers: "BATCH_DIFFERS"
    case .partsDiffer: "PARTS_DIFFER"
    }
  }

  /// What happened, in one sentence with the values.
  package var sentence: String {
    switch self {
    case .unknown: "The entry names no payment of ours."
    case .alreadyPaid(let id): "\(id) left the account a second time."
    case .alreadyReturned(let id): "\(id) came back a second time."
    case .returnedBeforePaid(let id): "\(id) came back, and the bank has not booked it as paid."
    case .cancelled(let id): "\(id) is booked, and was refused or given up before."
    case .currency(let id, let expected): "\(id) is booked in another currency than \(expected)."
    case .batchDiffers(let batch, let expected):
      "The payments of batch \(batch) that are out come to \(expected.decimalText) "
        + "\(expected.currency), which the entry is not."
    case .partsDiffer: "The transfers of the entry do not add up to it."
    }
  }

  /// What the reader can do about it.
  package var remedy: String {
    switch self {
    case .unknown: "Match it by hand to one of the candidates, or book it with a reason."
    case .alreadyPaid: "Ask the bank at once: the money may have been sent twice."
    case .alreadyReturned: "Ask the bank whether it sent the money back twice by mistake."
    case .returnedBeforePaid: "Import the statement with the payment first, then match again."
    case .cancelled: "Ask the bank at once, before the statement is paid again."
    case .currency: "Compare the booking with the payment file, and book it with a reason."
    case .batchDiffers: "Ask the bank for the single bookings (camt.054) and import them."
    case .partsDiffer: "Ask the bank which transfers or charges the entry contains."
    }
  }
}
