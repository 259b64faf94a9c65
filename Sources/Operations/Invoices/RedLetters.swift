import CivilTime
import Invoicing
import Postgres
import Store

/// `invoice red-letter request|record`: the confirmations (红字信息确认单) without which the tax bureau
/// issues no red invoice. What may follow on what, `RedLetterConfirmation` alone decides.
package struct RedLetters: Sendable {
  let workplace: Workplace
  private let actor: String

  /// - Parameter actor: Who acts; recorded in the trail. Of no use to `list` and `show`.
  package init(_ workplace: Workplace, by actor: String = "") {
    self.workplace = workplace
    self.actor = actor
  }

  /// What is asked for.
  package struct Request: Sendable {
    /// Of our document whose blue invoice is reversed.
    package var invoiceID: String
    /// Of our credit note for which it is reversed; nil where there is none yet.
    package var creditNoteID: String?
    /// 01 to 04.
    package var reasonCode: String
    /// `seller` or `buyer`.
    package var side = "seller"
    /// When it was entered at the tax platform; nil is now.
    package var enteredAt: Instant?
    /// At the tax bureau; nil while it is not known.
    package var number: String?

    /// A request that the seller enters now.
    package init(invoiceID: String, creditNoteID: String? = nil, reasonCode: String) {
      self.invoiceID = invoiceID
      self.creditNoteID = creditNoteID
      self.reasonCode = reasonCode
    }
  }

  /// What the tax platform says of a confirmation; at least one of the first three.
  package struct Report: Sendable {
    /// 01 to 13.
    package var code: String?
    /// At the tax bureau: 20 digits.
    package var number: String?
    /// Of our credit note, named later than the request.
    package var creditNoteID: String?
    /// Why the seller refuses or withdraws, or why another number is right.
    package var reason: String

    /// A report.
    package init(
      code: String? = nil, number: String? = nil, creditNoteID: String? = nil, reason: String = ""
    ) {
      self.code = code
      self.number = number
      self.creditNoteID = creditNoteID
      self.reason = reason
    }
  }

  /// Keeps a request.
  ///
  /// - Returns: Its serial, which no other request ever has.
  /// - Throws: `Refusal` `.notFound` without such a document; `.badInput` for a code, a side, a number
  ///   or an instant that is none; `.conflict` where the seller is not in China, the document is no
  ///   invoice or has no legal number, the credit note is another's or has its red invoice, and while
  ///   an earlier request of both is not void.
  package func request(_ request: Request) throws -> String {
    let now = workplace.now()
    let (reason, side, enteredAt) = try Self.checked(request, now: now)
    let session = try workplace.openCheckedSession()
    return try session.transaction { (tx: borrowing Transaction) in
      try InvoiceStore.lockLegalNumbers(in: tx)
      let blue = try Self.blueInvoice(request.invoiceID, in: tx)
      if let credit = request.creditNoteID {
        try Self.check(credit, reverses: blue.id, in: tx)
      }
      try Self.checkNoneStands(of: blue.id, for: request.creditNoteID, in: tx)
      if let number = request.number { try Self.checkFree(number, of: nil, in: tx) }
      let serial = try RedLetterStore.request(
        of: blue.id, reason: reason, enteredBy: side, enteredAt: enteredAt,
        RedLetterEntry(number: request.number, creditNoteID: request.creditNoteID), by: actor,
        at: now, in: tx)
      let parts = [
        "\(reason.rawValue) \(reason.englishName)", "entered by the \(side.stored)",
        request.creditNoteID.map { "for \($0)" }, request.number.map { "number \($0)" },
      ]
      try Trail.note(
        "red_letter_requested", of: serial, by: actor, at: now,
        detail: "\(blue.id): " + parts.compactMap(\.self).joined(separator: ", "),
        change: ("", RedLetterState.requested.stored), in: tx)
      return serial
    }
  }

  /// Keeps what the tax platform reports.
  ///
  /// - Returns: Where the confirmation stands then, one sentence.
  /// - Throws: `Refusal` `.notFound` without such a request; `.usage` where nothing is reported or a
  ///   reason lacks; `.badInput` for a code or a number that is none; `.conflict` for what cannot
  ///   follow, with what can, for a number that is another's, and as `request` for a credit note.
  package func record(_ report: Report, of serial: String) throws -> String {
    guard report.code != nil || report.number != nil || report.creditNoteID != nil else {
      throw Refusal(
        .usage, "nothing_to_record", "nothing is reported of \(serial)",
        remedy: "give --state, --number or --credit")
    }
    let now = workplace.now()
    let state = try report.code.map(Self.state(ofCode:))
    let session = try workplace.openCheckedSession()
    return try session.transaction { (tx: borrowing Transaction) in
      try InvoiceStore.lockLegalNumbers(in: tx)
      let record = try Self.find(serial, in: tx)
      if let number = report.number {
        try Self.check(number, replaces: record, because: report.reason, in: tx)
      }
      if let credit = report.creditNoteID { try Self.check(credit, joins: record, in: tx) }
      var confirmation = record.confirmation
      let event = try state.map { try Self.apply($0, to: &confirmation, because: report.reason) }
      try RedLetterStore.add(
        RedLetterEntry(
          event.map { ($0, confirmation.state) }, number: report.number,
          creditNoteID: report.creditNoteID, reason: report.reason),
        to: serial, by: actor, at: now, in: tx)
      let details = [
        report.number.map { "number \($0)" }, report.creditNoteID.map { "for \($0)" },
        report.reason.isEmpty ? nil : report.reason,
      ]
      try Trail.note(
        "red_letter_recorded", of: serial, by: actor, at: now,
        detail: details.compactMap(\.self).joined(separator: "; "),
        change: (record.confirmation.state.stored, confirmation.state.stored), in: tx)
      return confirmation.standing
    }
  }

  /// What a credit note reverses, and on which agreement.
  struct Basis {
    let original: InvoiceRecord
    let blue: LegalInvoice
    let record: RedLetterRecord
    let reference: ChineseInvoice.RedReference
  }

  /// What the red invoice of a credit note rests on: one to be issued, or one that is.
  ///
  /// - Throws: `Refusal` `.conflict` where the blue invoice has no legal number, and where no
  ///   confirmation for both documents, with its number, allows or allowed the red one.
  static func basis(
    of credit: InvoiceRecord, in tx: borrowing Transaction
  ) throws -> Basis {
    guard let originalID = credit.originalID,
      let original = try InvoiceStore.list(id: originalID, in: tx).first, let blue = original.legal
    else {
      throw Refusal(
        .conflict, "blue_without_legal_number",
        credit.originalID.map { "\($0), which \(credit.id) corrects, has no legal number" }
          ?? "\(credit.id) corrects no earlier invoice",
        remedy: "a red invoice reverses a blue one of the tax bureau; enter that one first:"
          + " `settled invoice legal \(credit.originalID ?? "NUMBER")`")
    }
    let records = try RedLetterStore.list(invoice: originalID, creditNote: credit.id, in: tx)
    guard let record = records.first else {
      throw Refusal(
        .conflict, "red_letter_missing",
        "there is no red-letter confirmation of \(originalID) for \(credit.id)",
        remedy: "the tax bureau issues red invoices on one alone: `settled invoice red-letter"
          + " request \(originalID) --credit \(credit.id) --reason-code CODE`, then what it answers"
      )
    }
    do throws(ChineseInvoiceError) {
      return Basis(
        original: original, blue: blue, record: record,
        reference: try ChineseInvoice.RedReference(
          original: blue.number, confirmationNumber: record.number ?? "",
          state: record.issuable ?? record.confirmation.state))
    } catch {
      throw Refusal(
        .conflict, error.code.lowercased(),
        "\(record.serial) of \(originalID) for \(credit.id): \(error.sentence.withoutFullStop)",
        remedy: record.issuable == nil
          ? record.confirmation.outlook
          : "enter its number: `settled invoice red-letter record \(record.serial) --number`")
    }
  }

  /// Lets the red invoice of a credit note be issued, which its confirmation must allow.
  ///
  /// - Parameter legal: The red invoice, not yet entered.
  /// - Throws: As `basis`; `Refusal` `.badInput` for a day before the blue invoice's.
  static func issue(
    _ legal: LegalInvoice, for credit: InvoiceRecord, by actor: String, at now: Instant,
    in tx: borrowing Transaction
  ) throws {
    let basis = try basis(of: credit, in: tx)
    guard legal.issuedOn >= basis.blue.issuedOn else {
      throw Refusal(
        .badInput, "red_before_blue",
        "\(legal.issuedOn.text) is before \(basis.blue.issuedOn.text), the day of"
          + " \(basis.blue.number) that it reverses",
        remedy: "copy number and day from the tax bureau's red invoice")
    }
    let record = basis.record
    var confirmation = record.confirmation
    do throws(RedLetterRefusal) {
      try confirmation.apply(.redInvoiceIssued)
    } catch {
      throw confirmation.refusal(error)
    }
    try RedLetterStore.add(
      RedLetterEntry((.redInvoiceIssued, confirmation.state)), to: record.serial, by: actor,
      at: now, in: tx)
    try Trail.note(
      "red_letter_recorded", of: record.serial, by: actor, at: now,
      detail: "red invoice \(legal.number) for \(credit.id)",
      change: (record.confirmation.state.stored, confirmation.state.stored), in: tx)
  }
}
