import Amounts
import CivilTime
import Marketplace
import Settlement
import Testing

/// Facts for tests: paid and delivered in October 2026 unless said otherwise.
enum Facts {
  static let period = Period(year: 2026, month: 10)
  static let paidAt = CivilDate(days: period.firstDate.days + 9).startInstant

  static func currency(_ code: String = "CNY") throws -> Currency {
    try #require(Currency(code: code))
  }

  static func rate(_ text: String) throws -> Rate {
    try Rate(parsing: text)
  }

  /// An order line whose cash is what its voucher leaves.
  static func order(
    sales: MinorUnits, voucher: MinorUnits = 0, vat: MinorUnits = 0,
    withheld: MinorUnits = 0, in code: String = "CNY"
  ) throws -> OrderFact {
    var fact = OrderFact(currency: try currency(code), orderedAt: paidAt)
    fact.sales = sales
    fact.voucher = voucher
    fact.list = sales
    fact.cash = sales - voucher
    fact.vat = vat
    fact.customerWithholding = withheld
    fact.paidAt = paidAt
    fact.activatedAt = paidAt
    return fact
  }

  static func refund(
    _ paid: MinorUnits, voucher: MinorUnits = 0, daysLater: Int = 1
  ) -> RefundFact {
    let completed = Instant(microseconds: paidAt.microseconds + Int64(daysLater) * 86_400_000_000)
    return RefundFact(
      completedAt: completed, requestedAt: completed, paidRefunded: paid,
      voucherReturned: voucher)
  }

  static func domestic(
    _ fact: OrderFact, fee: String, increment: String = "0", voucherShare: String? = nil
  ) throws -> Price {
    try price(
      fact, .platformFee(fee: try rate(fee)), increment: increment, voucherShare: voucherShare)
  }

  /// Prices an order line under one model.
  static func price(
    _ fact: OrderFact, _ model: ShareModel, site: Site = .cn, tax: String = "0",
    merchant: PartnerTaxes = taxes(), increment: String = "0", voucherShare: String? = nil,
    managementFee: String? = nil, operator: PartnerTaxes? = nil,
    provider: Pricing.Provider? = nil
  ) throws -> Price {
    var silence = Silence()
    return try price(
      fact, model, site: site, tax: tax, merchant: merchant, increment: increment,
      voucherShare: voucherShare, managementFee: managementFee, operator: `operator`,
      provider: provider, recorder: &silence)
  }

  /// The same with a recorder.
  static func price<R: Recorder>(
    _ fact: OrderFact, _ model: ShareModel, site: Site = .cn, tax: String = "0",
    merchant: PartnerTaxes = taxes(), increment: String = "0", voucherShare: String? = nil,
    managementFee: String? = nil, operator: PartnerTaxes? = nil,
    provider: Pricing.Provider? = nil, recorder: inout R
  ) throws -> Price {
    let terms = Terms(
      validFrom: paidAt, validTo: nil, model: model,
      voucherPartnerShare: try voucherShare.map(rate),
      managementFee: try managementFee.map(rate), waiver: nil)
    return try Pricing(
      site: site, terms: terms, tax: try rate(tax), merchant: merchant, provider: provider,
      operator: `operator`, increment: try rate(increment)
    ).price(try Sale(fact), recorder: &recorder)
  }

  /// A partner's rates, nothing unless given.
  static func taxes(
    withholding: Int64 = 0, digitalService: Int64 = 0, invoice: Int64? = nil
  ) -> PartnerTaxes {
    PartnerTaxes(
      withholding: Rate(millionths: withholding),
      digitalService: Rate(millionths: digitalService),
      invoice: invoice.map { Rate(millionths: $0) })
  }

  /// A provider with a share, and for resellers the rate of their service.
  static func provider(
    _ role: Role, share: String, serviceTax: String? = nil
  ) throws -> Pricing.Provider {
    Pricing.Provider(
      role: role,
      terms: ProviderTerms(
        validFrom: paidAt, validTo: nil, share: try rate(share),
        serviceTax: try serviceTax.map(rate)), taxes: taxes())
  }
}
