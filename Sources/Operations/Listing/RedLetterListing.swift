import CivilTime
import Documents
import Invoicing
import Postgres
import Store

extension RedLetters {
  /// Confirmations, newest first, with what each waits for and whether the answer is overdue.
  ///
  /// - Parameters:
  ///   - invoice: Only of this document; nil for all.
  ///   - isOpenOnly: Only those that something can still come of.
  package func list(invoice: String? = nil, isOpenOnly: Bool = false) throws -> Listing {
    let now = workplace.now()
    let session = try workplace.openCheckedSession()
    let records = try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try RedLetterStore.list(invoice: invoice, in: tx)
    }.filter { !isOpenOnly || $0.isOpen }
    return Self.listing(records, at: now)
  }

  /// One confirmation, all that was entered of it, and what can follow, one sentence.
  ///
  /// - Throws: `Refusal` `.notFound` when there is none.
  package func show(
    _ serial: String
  ) throws -> (facts: Listing, steps: Listing, outlook: String) {
    let now = workplace.now()
    let session = try workplace.openCheckedSession()
    return try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      let record = try Self.find(serial, in: tx)
      let steps = try RedLetterStore.steps(of: serial, in: tx)
      return (
        Self.listing([record], at: now), Self.listing(steps), record.confirmation.outlook
      )
    }
  }

  /// How many answers are overdue, as a sentence for who must ask for them; nil where none is.
  func overdue(in tx: borrowing Transaction) throws -> String? {
    let now = workplace.now()
    let late = try RedLetterStore.list(in: tx).filter { $0.confirmation.isOverdue(at: now) }
    if late.isEmpty { return nil }
    return "\(counted(late.count, "red-letter confirmation")) unanswered after 72 hours:"
      + " \(late.map(\.serial).joined(separator: ", "))"
  }

  private static func listing(_ records: [RedLetterRecord], at now: Instant) -> Listing {
    let open = records.count { $0.isOpen }
    let late = records.count { $0.confirmation.isOverdue(at: now) }
    return Listing(
      "red_letters", of: records,
      [
        ListedColumn("request_serial", .text) { .text($0.serial) },
        ListedColumn("invoice_id", .text) { .text($0.invoiceID) },
        ListedColumn("legal_number", .text) { TableCell($0.blue?.text) },
        ListedColumn("credit_note", .text) { TableCell($0.creditNoteID) },
        ListedColumn("partner_id", .text) { .text($0.partnerID) },
        ListedColumn("reason_code", .text) { .text($0.confirmation.reason.rawValue) },
        ListedColumn("entered_by", .text) { .text($0.confirmation.enteredBy.stored) },
        ListedColumn("entered_at", .instant) { .instant($0.confirmation.enteredAt) },
        ListedColumn("answer_until", .instant) { TableCell($0.confirmation.answerLimit) },
        ListedColumn("number", .text) { TableCell($0.number) },
        ListedColumn("state", .text) { .text($0.confirmation.state.stored) },
        ListedColumn("state_zh", .text) { .text($0.confirmation.state.chineseName) },
        ListedColumn("state_en", .text) { .text($0.confirmation.state.englishName) },
        ListedColumn("waits_for", .text) { TableCell($0.confirmation.waitsFor) },
        ListedColumn("overdue", .text) {
          TableCell($0.confirmation.isOverdue(at: now) ? "overdue" : nil)
        },
      ],
      summary: "\(counted(records.count, "confirmation")), \(open) open"
        + (late == 0 ? "" : ", \(late) overdue: ask the tax platform for the state"))
  }

  private static func listing(_ steps: [RedLetterStep]) -> Listing {
    Listing(
      "steps", of: steps,
      [
        ListedColumn("entered_at", .instant) { .instant($0.enteredAt) },
        ListedColumn("by", .text) { .text($0.enteredBy) },
        ListedColumn("state", .text) { TableCell($0.state?.stored) },
        ListedColumn("number", .text) { TableCell($0.number) },
        ListedColumn("credit_note", .text) { TableCell($0.creditNoteID) },
        ListedColumn("reason", .text) { TableCell($0.reason) },
      ], summary: counted(steps.count, "step"))
  }
}

extension Diagnose {
  /// The answers that are overdue; nothing where none is.
  func redLetters(_ session: borrowing Session) throws -> [Diagnosis] {
    let overdue = try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try RedLetters(workplace).overdue(in: tx)
    }
    return overdue.map {
      [
        Diagnosis(
          subject: "red letters", verdict: .note, sentence: $0,
          remedy: "ask the tax platform, and `settled invoice red-letter record` what it says")
      ]
    } ?? []
  }
}

extension RedLetterRecord {
  /// Whether something can still come of it.
  fileprivate var isOpen: Bool { !confirmation.state.isVoid && confirmation.state != .issued }
}

extension RedLetterConfirmation {
  /// Who must act; nil where nobody can.
  fileprivate var waitsFor: String? {
    switch state {
    case .requested: "tax platform"
    case .awaitingBuyer: "buyer"
    case .awaitingSeller: "seller"
    case .notNeeded, .confirmed: "red invoice"
    case .refusedByBuyer, .refusedBySeller, .expired, .withdrawn, .withdrawnAfterConfirmation,
      .voucherAbnormal, .taxpayerBlocked, .refusedByPerson, .taxRefundApplied, .issued:
      nil
    }
  }
}
