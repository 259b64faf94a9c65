import Amounts
import CivilTime

/// What a bank says becomes of payments that it was told to make: `pain.002`. It says nothing of
/// money that moved; that is in a ``BankStatement``.
package struct StatusReport: Hashable, Sendable {
  /// When the bank wrote it.
  package let answeredAt: Instant
  /// The file that is answered, by our name; none where the bank says `NOTPROVIDED`.
  package let batchID: String?
  /// Of the whole file; none where the bank says something of its parts alone.
  package let answer: StatusAnswer?
  /// In the order of the bank.
  package let blocks: [Block]

  /// A report of what the bank said.
  package init(
    answeredAt: Instant, batchID: String?, answer: StatusAnswer? = nil, blocks: [Block] = []
  ) {
    self.answeredAt = answeredAt
    self.batchID = batchID
    self.answer = answer
    self.blocks = blocks
  }

  /// What is said of one block of payments in the file.
  package struct Block: Hashable, Sendable {
    /// By our name; none where the bank says `NOTPROVIDED`.
    package let batchID: String?
    /// Of the block; none where the bank says something of single payments alone.
    package let answer: StatusAnswer?
    package let payments: [AnsweredPayment]

    /// What the bank said of a block.
    package init(batchID: String?, answer: StatusAnswer? = nil, payments: [AnsweredPayment] = []) {
      self.batchID = batchID
      self.answer = answer
      self.payments = payments
    }
  }
}

/// What is said of one payment.
package struct AnsweredPayment: Hashable, Sendable {
  /// As we gave it; none where the bank says `NOTPROVIDED`.
  package let endToEndID: String?
  /// Zero or more; none where the bank does not repeat it.
  package let amount: Money?
  /// Its own, else that of its block or file.
  package let answer: StatusAnswer

  /// What the bank said of a payment.
  package init(endToEndID: String?, amount: Money? = nil, answer: StatusAnswer) {
    self.endToEndID = endToEndID
    self.amount = amount
    self.answer = answer
  }
}

/// A status with the reasons that the bank gives for it.
package struct StatusAnswer: Hashable, Sendable {
  package let status: PaymentStatus
  package let reasons: [ReturnReason]

  /// An answer of a bank.
  package init(_ status: PaymentStatus, _ reasons: [ReturnReason] = []) {
    self.status = status
    self.reasons = reasons
  }

  /// `AC04: The account is closed. (COMPTE CLOTURE)`, one after the other; nil where the bank gives
  /// no reason.
  package var words: String? {
    let words = reasons.map { reason in
      "\(reason.code): \(reason.sentence)" + (reason.information.map { " (\($0))" } ?? "")
    }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }
}

/// Where a payment stands at the bank, by its code of ISO 20022 (external code sets, payment group
/// and payment transaction status).
package struct PaymentStatus: Hashable, Sendable {
  /// Four letters or digits: `ACSC`.
  package let code: String

  /// The status with that code; nil for what no code looks like.
  package init?(code: String) {
    guard code.utf8.count == 4,
      code.utf8.allSatisfy({ (48...57).contains($0) || (65...90).contains($0) })
    else { return nil }
    self.code = code
  }

  /// Whether the bank does not make the payment, and has not. Anything else, what is not known here
  /// too, may still become a booking.
  package var isRefusal: Bool { code == "RJCT" || code == "CANC" }

  /// What the code means, one sentence.
  package var sentence: String {
    Self.known[code] ?? "The bank gives the status \(code), which is not known here."
  }

  private static let known = [
    "ACCC": "The creditor's account has been credited.",
    "ACCP": "Our account and the payment are accepted.",
    "ACFC": "Our account has enough for the payment.",
    "ACIS": "The bank has issued a cheque for it.",
    "ACPD": "The payment is with the clearing.",
    "ACSC": "The bank has settled the payment on our account.",
    "ACSP": "The payment is accepted and under way.",
    "ACTC": "The bank can read the payment.",
    "ACWC": "The payment is accepted with a change.",
    "ACWP": "The payment has arrived and is not credited yet.",
    "BLCK": "The payment is blocked: it is neither credited nor sent back.",
    "CANC": "The payment was called back, and the bank does not make it.",
    "PART": "The bank takes a part of the payments; this one it does not name.",
    "PATC": "More signatures are needed before the bank makes the payment.",
    "PDNG": "The bank is still checking the payment.",
    "PRES": "The payment has been presented to the creditor's bank.",
    "RCVD": "The bank has the payment.",
    "RJCT": "The bank does not make the payment.",
  ]
}
