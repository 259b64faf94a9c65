import Amounts
import Marketplace
import Postgres
import Store

extension AdjustmentRequest {
  /// The amount in its currency.
  ///
  /// - Throws: `Refusal` `.usage` for an unknown currency, and for an amount that is no plain
  ///   decimal, has more decimals than the currency, does not fit, or is zero.
  func money() throws -> Money {
    guard let currency = Currency(code: self.currency) else {
      throw Refusal(
        .usage, "currency_unknown", "\(self.currency) is no currency of ISO 4217",
        remedy: "give three capital letters, such as CNY")
    }
    do {
      let money = try Money(parsing: amount, in: currency)
      if money.minorUnits != 0 { return money }
      throw Refusal(
        .usage, "amount_is_zero", "an adjustment of \(money) changes nothing",
        remedy: "give a signed amount; positive is owed to the partner")
    } catch let error as AmountError {
      throw Refusal(
        .usage, "amount_unreadable", Self.sentence(of: error, amount, currency),
        remedy: "give it like -12.50: digits, a point, at most \(currency.exponent) decimals")
    }
  }

  private static func sentence(
    of error: AmountError, _ amount: String, _ currency: Currency
  ) -> String {
    switch error {
    case .tooManyDecimals: "\(amount) has more decimals than \(currency) has: \(currency.exponent)"
    case .overflow: "\(amount) \(currency) does not fit 64 bits"
    case .malformed, .currencyMismatch, .divisionByZero, .negativeWeight:
      "\(amount) is no amount"
    }
  }

  /// Refuses a reason code or a reason that says nothing.
  func requireWords() throws {
    if reasonCode.wholeMatch(of: /[A-Z][A-Z0-9_]{0,39}/) == nil {
      throw Refusal(
        .usage, "reason_code_unreadable", "the reason code \(reasonCode) is no word in capitals",
        remedy: "use capital letters, digits and _, at most 40: --code PRICE_CORRECTION")
    }
    if (reasonCode == Self.feeCredit) != (creditNoteID != nil) {
      throw Refusal(
        .usage, "credit_note_missing",
        "the code \(Self.feeCredit) and a credit note go together",
        remedy: "name what is paid back: --code \(Self.feeCredit) --credit-note NUMBER")
    }
    try Refusal.requireReason(
      reason, remedy: "say why with --reason TEXT; the partner will read it")
  }
}

/// Holds a request against what is known: partner, tab, product and statement.
struct AdjustmentCheck {
  private let request: AdjustmentRequest
  private let amount: Money

  init(_ request: AdjustmentRequest, _ amount: Money) {
    self.request = request
    self.amount = amount
  }

  /// - Throws: `Refusal` `.notFound` for what does not exist, `.badInput` for what does not belong
  ///   together, `.conflict` for a statement that is not sealed, and for more than is left to pay of a
  ///   credit note.
  func draft(in tx: borrowing Transaction) throws -> AdjustmentDraft {
    guard let payee = try PayeeStore.find(request.partnerID, in: tx) else {
      throw Refusal(
        .notFound, "partner_not_found", "there is no partner \(request.partnerID)",
        remedy: "give a partner_id of marketplace.partner")
    }
    guard payee.tabs.contains(request.tab) else {
      throw Refusal(
        .badInput, "tab_impossible",
        "\(request.partnerID) has no statements on tab \(request.tab.code)",
        remedy: "use " + payee.tabs.map(\.code).joined(separator: ", "))
    }
    let site = request.site ?? payee.site
    try requireProduct(in: tx)
    try requireStatement(of: site, in: tx)
    try requireCreditNote(of: site, in: tx)
    return AdjustmentDraft(
      site: site, partnerID: request.partnerID, tab: request.tab, amount: amount,
      reasonCode: request.reasonCode, reason: request.reason, productID: request.productID,
      statementID: request.statementID, creditNoteID: request.creditNoteID)
  }

  /// The books take what pays a fee back from what credit notes gave back: it must be of one, and not
  /// more.
  private func requireCreditNote(of site: Site, in tx: borrowing Transaction) throws {
    guard let id = request.creditNoteID else { return }
    guard let credit = try InvoiceStore.list(id: id, in: tx).first, !id.isEmpty else {
      throw Invoices.unknown(id)
    }
    guard credit.numbered == .creditNote, !credit.isNetted else {
      throw Refusal(
        .badInput, "nothing_to_pay_back",
        "\(id) gave back nothing that is still to be paid",
        remedy: "name a credit note of `settled invoice credit`; others are paid already")
    }
    guard credit.partnerID == request.partnerID, credit.currency == amount.currency,
      credit.site == site
    else {
      throw Refusal(
        .badInput, "credit_note_of_another",
        "\(id) is of \(credit.partnerID), \(credit.currency), site \(credit.site.rawValue)",
        remedy: "pay it to the partner whom it credits, in its currency and on its site")
    }
    let left = try credit.gross - AdjustmentStore.paidBack(of: id, in: tx)
    guard (1...max(1, left)).contains(amount.minorUnits), left > 0 else {
      throw Refusal(
        .conflict, "fee_credit_too_large",
        "\(amount) is not between nothing and what is left to pay of \(id):"
          + " \(Money(minorUnits: left, currency: amount.currency))",
        remedy: "see `settled adjust list --partner \(request.partnerID)`")
    }
  }

  private func requireProduct(in tx: borrowing Transaction) throws {
    guard let product = request.productID else { return }
    guard let merchant = try PayeeStore.merchant(ofProduct: product, in: tx) else {
      throw Refusal(
        .notFound, "product_not_found", "there is no product \(product)",
        remedy: "give a product_id of marketplace.product, or leave --product out")
    }
    switch request.tab {
    case .csp, .operator: return
    case .general, .joint, .selected, .platform:
      if merchant == request.partnerID { return }
      throw Refusal(
        .badInput, "product_of_another", "product \(product) is \(merchant)'s",
        remedy: "name a product of \(request.partnerID), or leave --product out")
    }
  }

  /// A statement is corrected on the key it has: partner, tab, currency and site.
  private func requireStatement(of site: Site, in tx: borrowing Transaction) throws {
    guard let id = request.statementID else { return }
    let statements = try StatementStore.list(id: id, in: tx)
    guard let statement = statements.last, !id.isEmpty else {
      throw Refusal(
        .notFound, "statement_not_found", "there is no statement \(id)",
        remedy: "see `settled statement list --partner \(request.partnerID)`")
    }
    let isSame =
      statement.partnerID == request.partnerID && statement.tab == request.tab.code
      && statement.currency == amount.currency && statement.site == site
    if isSame, statement.sealedAt != nil { return }
    if isSame {
      throw Refusal(
        .conflict, "statement_not_sealed", "\(id) is not sealed yet",
        remedy: "correct its facts and plan again; adjustments correct what is sealed")
    }
    throw Refusal(
      .badInput, "statement_of_another_key",
      "\(id) is of partner \(statement.partnerID), tab \(statement.tab), "
        + "\(statement.currency), site \(statement.site.rawValue)",
      remedy: "an adjustment corrects a statement of its own partner, tab, currency and site")
  }
}
