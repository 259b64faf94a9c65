import CivilTime
import Invoicing
import Postgres
import Store

extension RedLetters {
  static func checked(
    _ request: Request, now: Instant
  ) throws -> (RedLetterReason, InvoiceSide, Instant) {
    guard let reason = RedLetterReason(rawValue: request.reasonCode) else {
      let known = RedLetterReason.allCases.map { "\($0.rawValue) \($0.englishName)" }
      throw Refusal(
        .badInput, "reason_code_unknown", "\(request.reasonCode) is no reason for a red letter",
        remedy: "give one of: " + known.joined(separator: ", "))
    }
    guard let side = InvoiceSide.allCases.first(where: { $0.stored == request.side }) else {
      throw Refusal(
        .badInput, "side_unknown", "\(request.side) is no side of an invoice",
        remedy: "say seller or buyer: who enters the confirmation at the tax platform")
    }
    let enteredAt = request.enteredAt ?? now
    guard enteredAt <= now else {
      throw Refusal(
        .badInput, "entered_in_future", "\(enteredAt.text()) has not come yet",
        remedy: "give the time at which the tax platform says that it was entered")
    }
    return (reason, side, enteredAt)
  }

  static func find(_ serial: String, in tx: borrowing Transaction) throws -> RedLetterRecord {
    // An empty serial would name them all.
    guard !serial.isEmpty, let record = try RedLetterStore.list(serial: serial, in: tx).first else {
      throw Refusal(
        .notFound, "red_letter_not_found", "there is no red-letter confirmation \(serial)",
        remedy: "see `settled invoice red-letter list`")
    }
    return record
  }

  /// The document whose blue invoice can be reversed.
  static func blueInvoice(
    _ id: String, in tx: borrowing Transaction
  ) throws -> InvoiceRecord {
    guard !id.isEmpty, let blue = try InvoiceStore.list(id: id, in: tx).first else {
      throw Invoices.unknown(id)
    }
    guard blue.isOfChineseSeller else {
      throw blue.sellerElsewhere(remedy: "red letters are for documents of site cn")
    }
    guard !blue.isCredit else {
      throw Refusal(
        .conflict, "not_an_invoice", "\(id) is a credit note",
        remedy: "name the invoice that it corrects, and the credit note with --credit")
    }
    guard blue.legal != nil else {
      throw Refusal(
        .conflict, "blue_without_legal_number",
        "\(id) has no legal number: there is no blue invoice to reverse",
        remedy: "enter the tax bureau's invoice first: `settled invoice legal \(id)`")
    }
    return blue
  }

  static func check(
    _ creditID: String, reverses invoiceID: String, in tx: borrowing Transaction
  ) throws {
    guard !creditID.isEmpty, let credit = try InvoiceStore.list(id: creditID, in: tx).first else {
      throw Invoices.unknown(creditID)
    }
    guard credit.isCredit, credit.originalID == invoiceID else {
      throw Refusal(
        .conflict, "credit_of_another",
        credit.isCredit
          ? "\(creditID) corrects \(credit.originalID ?? "nothing"), not \(invoiceID)"
          : "\(creditID) is no credit note",
        remedy: "see `settled invoice list --partner \(credit.partnerID)`")
    }
    if let legal = credit.legal {
      throw Refusal(
        .conflict, "red_invoice_known", "\(creditID) has the red invoice \(legal.number)",
        remedy: "nothing is left to confirm")
    }
  }

  /// A document is confirmed once, until that has become void.
  static func checkNoneStands(
    of invoiceID: String, for creditID: String?, in tx: borrowing Transaction
  ) throws {
    let standing = try RedLetterStore.list(invoice: invoiceID, in: tx).first {
      $0.creditNoteID == creditID && !$0.confirmation.state.isVoid
        && (creditID != nil || $0.confirmation.state != .issued)
    }
    guard let standing else { return }
    throw Refusal(
      .conflict, "red_letter_stands",
      "\(standing.serial) of \(invoiceID)\(creditID.map { " for \($0)" } ?? "") is in state"
        + " \(standing.confirmation.standing)", remedy: standing.confirmation.outlook)
  }

  static func check(
    _ creditID: String, joins record: RedLetterRecord, in tx: borrowing Transaction
  ) throws {
    if let known = record.creditNoteID {
      throw Refusal(
        .conflict, "credit_note_known", "\(record.serial) is for \(known)",
        remedy: known == creditID
          ? "nothing is left to do" : "request another one for \(creditID)")
    }
    try check(creditID, reverses: record.invoiceID, in: tx)
    try checkNoneStands(of: record.invoiceID, for: creditID, in: tx)
  }

  static func check(
    _ number: String, replaces record: RedLetterRecord, because reason: String,
    in tx: borrowing Transaction
  ) throws {
    if let known = record.number, known == number || reason.isEmpty {
      throw Refusal(
        .conflict, "confirmation_number_known", "\(record.serial) has the number \(known)",
        remedy: known == number
          ? "nothing is left to do" : "correct it with --reason and the right number")
    }
    try checkFree(number, of: record.serial, in: tx)
  }

  /// - Parameter serial: Whose number it may be; nil for nobody's.
  static func checkFree(
    _ number: String, of serial: String?, in tx: borrowing Transaction
  ) throws {
    guard number.utf8.count == 20, number.utf8.allSatisfy({ (48...57).contains($0) }) else {
      throw Refusal(
        .badInput, "confirmation_number_malformed",
        "\(number) is no number of a red-letter confirmation: it has 20 digits",
        remedy: "copy it from the confirmation (红字信息确认单) at the tax platform")
    }
    if let other = try RedLetterStore.list(number: number, in: tx).first, other.serial != serial {
      throw Refusal(
        .conflict, "confirmation_number_taken", "\(number) is the number of \(other.serial)",
        remedy: "correct the one that is wrong: `settled invoice red-letter record` with --reason")
    }
  }

  static func state(ofCode code: String) throws -> RedLetterState {
    guard let state = RedLetterState(code: code) else {
      throw Refusal(
        .badInput, "state_code_unknown", "\(code) is no state of a red-letter confirmation",
        remedy: "give the two digits of the tax platform, 01 to 13; that the red invoice is there,"
          + " `settled invoice legal` of the credit note says")
    }
    return state
  }

  /// Lets the event happen that a reported state means.
  ///
  /// - Throws: `Refusal` `.conflict` with what can follow; `.usage` where the seller decides and does
  ///   not say why.
  static func apply(
    _ state: RedLetterState, to confirmation: inout RedLetterConfirmation, because reason: String
  ) throws -> RedLetterEvent {
    guard let event = confirmation.event(to: state) else {
      preconditionFailure("\(state) has a code and nothing leads to it")
    }
    do throws(RedLetterRefusal) {
      try confirmation.apply(event)
    } catch {
      throw confirmation.refusal(error)
    }
    if confirmation.actor(of: event) == .seller, state.isVoid {
      try Refusal.requireReason(
        reason, remedy: "the seller has decided so: say why with --reason TEXT")
    }
    return event
  }
}

extension RedLetterConfirmation {
  /// `04 Confirmed by both sides`.
  var standing: String { state.code.map { "\($0) \(state.englishName)" } ?? state.englishName }

  /// What can be done now and by whom, as a remedy.
  var outlook: String {
    let next = possible.map { next, actor in
      let what = next.code.map { "\($0) \(next.englishName)" } ?? "the red invoice"
      return "\(what) (\(actor.words))"
    }
    guard next.isEmpty else { return "possible now: " + next.joined(separator: "; ") }
    return state.isVoid
      ? "it is void: request another, `settled invoice red-letter request`"
      : "nothing can follow: invoice anew what was reversed in error"
  }

  func refusal(_ error: RedLetterRefusal) -> Refusal {
    let next = error.state == state ? outlook : ""
    let from = state.code.map { "\($0) " } ?? ""
    let asked = event(named: error.event)
    return Refusal(
      .conflict, error.code.lowercased(),
      "\(requestSerial) is in state \(from)\"\(error.state.englishName)\", on which \(asked) does not"
        + " follow", remedy: error.remedy.withoutFullStop + "; " + next)
  }

  private func event(named event: RedLetterEvent) -> String {
    let state = RedLetterState.allCases.first { self.event(to: $0) == event }
    return state.map { next in
      next.code.map { "\($0) \"\(next.englishName)\"" } ?? "the red invoice"
    } ?? "\(event)"
  }
}

extension RedLetterActor {
  /// `by the buyer`.
  fileprivate var words: String {
    switch self {
    case .seller: "by the seller"
    case .buyer: "by the buyer"
    case .taxPlatform: "by the tax platform"
    }
  }
}
