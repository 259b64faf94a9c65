import Amounts
import CivilTime
import Marketplace
import Settlement
import TestKit

/// A sale under any share model, at any site, with any company, its amounts and rates drawn.
struct AnySale {
  let sale: Sale
  let pricing: Pricing
  /// What it is an example of: model, site, provider and operator.
  let kind: String

  /// Every sort of sale: 3 models with each provider and with or without an operator, and the
  /// platform fee at home and abroad.
  static let kinds = 4 * 3 * 2 + 3 * 2

  private static let currencies = ["CNY", "JPY", "KWD"]

  init(_ generator: inout Generator) throws {
    let model = generator.pick(["platform fee", "deal share", "floor share", "floor price"])
    let isAbroad = model == "platform fee" && generator.once(in: 2)
    let provider = generator.pick(["alone", "csp", "reseller"])
    let hasOperator = generator.once(in: 2)
    // Whole units at a price of ten decimals, or fractions of them at one of four: a product of
    // both goes beyond the 38 digits of the arithmetic that checks.
    let isFine = generator.once(in: 4)
    let most: Int64 = isFine ? 1_000_000 : 10_000_000_000
    var fact = try Facts.order(
      sales: generator.integer(in: 0...most), in: generator.pick(Self.currencies))
    fact.voucher = generator.once(in: 3) ? 0 : generator.integer(in: 0...fact.sales)
    fact.list = fact.sales + generator.integer(in: 0...most)
    fact.credit = generator.integer(in: 0...(fact.sales - fact.voucher))
    fact.cashCoupon = generator.integer(in: 0...(fact.sales - fact.voucher - fact.credit))
    fact.cash = fact.sales - fact.voucher - fact.credit - fact.cashCoupon
    fact.vat = isAbroad ? generator.integer(in: 0...(fact.sales / 3)) : 0
    fact.customerWithholding = isAbroad ? generator.integer(in: 0...(fact.sales / 5)) : 0
    fact.quantity = isFine ? 10_000 : generator.integer(in: 1...1_000_000)
    fact.duration = Int32(generator.integer(in: 1...36))
    sale = try Self.isUsage(&generator, isAbroad) ? Sale(Self.usage(fact)) : Sale(fact)
    let terms = Terms(
      validFrom: Facts.paidAt, validTo: nil,
      model: Self.model(model, isFine: isFine, &generator),
      voucherPartnerShare: generator.once(in: 2) ? Self.rate(&generator) : nil,
      managementFee: generator.once(in: 6) ? nil : Self.rate(upTo: 200_000, &generator),
      waiver: nil)
    pricing = Pricing(
      site: isAbroad ? generator.pick([.intl, .eu]) : .cn, terms: terms,
      tax: generator.pick([0, 60_000, 130_000, 1].map { Rate(millionths: $0) }),
      merchant: Self.taxes(&generator), provider: Self.provider(provider, &generator),
      operator: hasOperator ? Self.taxes(&generator) : nil,
      increment: generator.once(in: 2) ? .zero : Self.rate(upTo: 50_000, &generator))
    kind = "\(model)\(isAbroad ? " abroad" : ""), \(provider), \(hasOperator ? "operator" : "none")"
  }

  private static func isUsage(_ generator: inout Generator, _ isAbroad: Bool) -> Bool {
    !isAbroad && generator.once(in: 5)
  }

  private static func usage(_ fact: OrderFact) -> UsageFact {
    UsageFact(
      currency: fact.currency, month: Facts.period, amount: fact.sales, quantity: fact.quantity,
      firstBegin: Facts.paidAt)
  }

  private static func model(
    _ name: String, isFine: Bool, _ generator: inout Generator
  ) -> ShareModel {
    switch name {
    case "platform fee": return .platformFee(fee: rate(&generator))
    case "deal share": return .dealShare(share: rate(&generator))
    case "floor share":
      return .floorShare(share: rate(&generator), floorDiscount: rate(&generator))
    default:
      let price = generator.integer(in: 0...(isFine ? 99_999_999_999 : 9_999_999))
      return .floorPrice(
        share: rate(&generator),
        floor: UnitPrice(unscaled: Int128(price) * (isFine ? 1 : 1_000_000)))
    }
  }

  private static func provider(
    _ name: String, _ generator: inout Generator
  ) -> Pricing.Provider? {
    guard name != "alone" else { return nil }
    return Pricing.Provider(
      role: name == "csp" ? .csp : .reseller,
      terms: ProviderTerms(
        validFrom: Facts.paidAt, validTo: nil, share: rate(&generator),
        serviceTax: generator.once(in: 2) ? rate(upTo: 130_000, &generator) : nil),
      taxes: taxes(&generator))
  }

  private static func taxes(_ generator: inout Generator) -> PartnerTaxes {
    Facts.taxes(
      withholding: generator.integer(in: 0...200_000),
      digitalService: generator.integer(in: 0...50_000),
      invoice: generator.once(in: 2) ? generator.integer(in: 0...130_000) : nil)
  }

  private static func rate(upTo most: Int64 = 1_000_000, _ generator: inout Generator) -> Rate {
    Rate(millionths: generator.integer(in: 0...most))
  }
}
