import Amounts
import CivilTime
import Invoicing
import Postgres

/// A red-letter confirmation, 红字信息确认单, with what has become of it.
package struct RedLetterRecord: Sendable {
  /// The request and where it stands: all that was reported, one event after another.
  package let confirmation: RedLetterConfirmation
  /// The document whose blue invoice is reversed.
  package let invoiceID: String
  package let partnerID: String
  /// Of that blue invoice; nil only where it was never entered.
  package let blue: ChineseInvoiceNumber?
  /// Of the confirmation at the tax bureau, 20 digits; nil while it is not known.
  package let number: String?
  /// Our document for which the red invoice is issued; nil while none was named.
  package let creditNoteID: String?
  /// The state that allows the red invoice, or allowed it before it was issued; nil where none did.
  package let issuable: RedLetterState?

  /// Ours, one for every request.
  package var serial: String { confirmation.requestSerial }

  init(_ row: Row) {
    let serial = row.text(0)
    guard let reason = RedLetterReason(rawValue: row.text(3)),
      let side = InvoiceSide.allCases.first(where: { $0.stored == row.text(4) })
    else { preconditionFailure("red letter \(serial) has values nobody wrote") }
    var confirmation = RedLetterConfirmation(
      requestSerial: serial, reason: reason, enteredBy: side,
      enteredAt: Instant(microseconds: row.microseconds(5)))
    var issuable: RedLetterState?
    for name in row.text(6).split(separator: " ").dropFirst() {
      guard let event = RedLetterEvent.allCases.first(where: { $0.stored == name }) else {
        preconditionFailure("red letter \(serial) has an event nobody wrote: \(name)")
      }
      do throws(RedLetterRefusal) {
        try confirmation.apply(event)
      } catch {
        preconditionFailure("red letter \(serial): \(error.sentence)")
      }
      if confirmation.state != .issued {
        issuable = confirmation.state.allowsIssuing ? confirmation.state : nil
      }
    }
    precondition(confirmation.state.stored == row.text(7), "\(serial) is in two states")
    self.confirmation = confirmation
    self.issuable = issuable
    invoiceID = row.text(1)
    partnerID = row.text(2)
    number = row.optionalText(8)
    creditNoteID = row.optionalText(9)
    blue = row.optionalText(10).flatMap { ChineseInvoiceNumber($0) }
  }
}

/// What was entered of a confirmation at once.
package struct RedLetterEntry: Sendable {
  /// What the tax platform reports, and the state after it; nil where only the rest was entered.
  package var report: (event: RedLetterEvent, state: RedLetterState)?
  /// Of the confirmation at the tax bureau.
  package var number: String?
  package var creditNoteID: String?
  /// Empty where none was needed.
  package var reason: String

  package init(
    _ report: (event: RedLetterEvent, state: RedLetterState)? = nil, number: String? = nil,
    creditNoteID: String? = nil, reason: String = ""
  ) {
    self.report = report
    self.number = number
    self.creditNoteID = creditNoteID
    self.reason = reason
  }
}

/// A line of a confirmation's history.
package struct RedLetterStep: Sendable {
  /// The state after it; nil where only a number or a credit note was entered.
  package let state: RedLetterState?
  package let number: String?
  package let creditNoteID: String?
  package let reason: String?
  package let enteredBy: String
  package let enteredAt: Instant
}

/// Red-letter confirmations in the database. Every function runs in the caller's transaction; whoever
/// writes holds the lock on legal numbers.
package enum RedLetterStore {
  /// Writes a request.
  ///
  /// - Parameters:
  ///   - entry: What is known of it from the first; it has no report.
  ///   - enteredAt: When it was entered at the tax platform.
  /// - Returns: Its serial.
  package static func request(
    of invoiceID: String, reason: RedLetterReason, enteredBy side: InvoiceSide,
    enteredAt: Instant, _ entry: RedLetterEntry, by actor: String, at now: Instant,
    in tx: borrowing Transaction
  ) throws -> String {
    let serial = try tx.query(
      Query.Invoices.insertRedLetter,
      [
        .text(invoiceID), .text(reason.rawValue), .text(side.stored),
        .timestamp(enteredAt.microseconds),
      ])[0].text(0)
    let requested = RedLetterState.requested.stored
    try insert(entry, event: requested, state: requested, of: serial, by: actor, at: now, in: tx)
    return serial
  }

  /// Enters what became of a confirmation; that it may follow, the model has said.
  package static func add(
    _ entry: RedLetterEntry, to serial: String, by actor: String, at now: Instant,
    in tx: borrowing Transaction
  ) throws {
    try insert(
      entry, event: entry.report?.event.stored ?? "", state: entry.report?.state.stored ?? "",
      of: serial, by: actor, at: now, in: tx)
  }

  private static func insert(
    _ entry: RedLetterEntry, event: String, state: String, of serial: String,
    by actor: String, at now: Instant, in tx: borrowing Transaction
  ) throws {
    try tx.query(
      Query.Invoices.insertRedLetterEntry,
      [
        .text(serial), .text(event), .text(state), .text(entry.number ?? ""),
        .text(entry.creditNoteID ?? ""), .text(entry.reason), .text(actor),
        .timestamp(now.microseconds),
      ])
  }

  /// Confirmations, newest first; nil leaves a filter out.
  package static func list(
    serial: String? = nil, invoice: String? = nil, creditNote: String? = nil,
    number: String? = nil, in tx: borrowing Transaction
  ) throws -> [RedLetterRecord] {
    try tx.query(
      Query.Invoices.listRedLetters,
      [.text(serial ?? ""), .text(invoice ?? ""), .text(creditNote ?? ""), .text(number ?? "")]
    ).map { RedLetterRecord($0) }
  }

  /// All that was entered of a confirmation, in its order.
  package static func steps(
    of serial: String, in tx: borrowing Transaction
  ) throws -> [RedLetterStep] {
    try tx.query(Query.Invoices.listRedLetterEntries, [.text(serial)]).map { row in
      RedLetterStep(
        state: row.optionalText(1).flatMap { word in
          RedLetterState.allCases.first { $0.stored == word }
        }, number: row.optionalText(2), creditNoteID: row.optionalText(3),
        reason: row.optionalText(4), enteredBy: row.text(5),
        enteredAt: Instant(microseconds: row.microseconds(6)))
    }
  }

  /// What the credit notes of an invoice before one of them gave back, in their order, minor units
  /// above zero.
  package static func credits(
    of invoiceID: String, before creditNoteID: String, in tx: borrowing Transaction
  ) throws -> [(net: MinorUnits, tax: MinorUnits)] {
    try tx.query(Query.Invoices.listCreditsBefore, [.text(invoiceID), .text(creditNoteID)]).map {
      ($0.int64(0), $0.int64(1))
    }
  }
}

extension InvoiceSide {
  /// The word in `settlement.red_letter.entered_side`, which people give, too.
  package var stored: String {
    switch self {
    case .seller: "seller"
    case .buyer: "buyer"
    }
  }
}

extension RedLetterState {
  /// The word in `settlement.red_letter_entry.state`: the tax platform's code where it has one.
  package var stored: String { code ?? (self == .issued ? "issued" : "requested") }
}

extension RedLetterEvent {
  /// The word in `settlement.red_letter_entry.event`.
  fileprivate var stored: String {
    switch self {
    case .foundUnneeded: "found_unneeded"
    case .sellerEntered: "seller_entered"
    case .buyerEntered: "buyer_entered"
    case .sellerConfirmed: "seller_confirmed"
    case .buyerConfirmed: "buyer_confirmed"
    case .sellerRefused: "seller_refused"
    case .buyerRefused: "buyer_refused"
    case .timeLimitPassed: "time_limit_passed"
    case .withdrawnBeforeConfirmation: "withdrawn_before_confirmation"
    case .withdrawnAfterConfirmation: "withdrawn_after_confirmation"
    case .voucherFoundAbnormal: "voucher_found_abnormal"
    case .taxpayerBlocked: "taxpayer_blocked"
    case .personRefused: "person_refused"
    case .taxRefundApplied: "tax_refund_applied"
    case .redInvoiceIssued: "red_invoice_issued"
    }
  }
}
