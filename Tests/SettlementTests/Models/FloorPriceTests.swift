import Amounts
import Marketplace
import Settlement
import Testing

@Suite("Floor price, rule 5.6")
struct FloorPriceTests {
  /// A floor of so many units of the major unit.
  private func model(_ floor: Int128, share: String = "0.9") throws -> ShareModel {
    .floorPrice(
      share: try Facts.rate(share), floor: UnitPrice(unscaled: floor * 10_000_000_000))
  }

  @Test("the merchant gets the floor price x quantity x duration x 90 %, tax included")
  func merchant() throws {
    var fact = try Facts.order(sales: 600_000)
    fact.quantity = 25_000
    fact.duration = 3
    // 500.00 x 2.5 x 3 x 0.9 = 3,375.00.
    let price = try Facts.price(fact, model(500), tax: "0.13")
    #expect(price.merchant.amount == 337_500)
    #expect(price.merchant.exTax == nil)
    #expect(try price.platform() == 262_500)
  }

  @Test("a reseller above a floor of 904 sells for 1,130: 200 x 1.06 x 0.9 = 190.80")
  func reseller() throws {
    let reseller = try Facts.provider(.reseller, share: "0.9", serviceTax: "0.06")
    var derivation = Derivation()
    let price = try Facts.price(
      try Facts.order(sales: 113_000), model(904), tax: "0.13", provider: reseller,
      recorder: &derivation)
    #expect(price.provider?.amount == 19_080)
    // 904.00 x 0.9 = 813.60.
    #expect(price.merchant.amount == 81_360)
    // 1,130.00 - 813.60 - 190.80.
    #expect(try price.platform() == 12_560)
    #expect(
      derivation.steps.last?.formula
        == "max(0, (1130.00 - 904 * 1.0000 * 1) / (1 + 0.130000) * (1 + 0.060000) * 0.900000)")
  }

  @Test("a reseller that sells below the floor gets nothing and owes nothing")
  func belowFloor() throws {
    let reseller = try Facts.provider(.reseller, share: "0.9", serviceTax: "0.06")
    let price = try Facts.price(
      try Facts.order(sales: 90_000), model(904), tax: "0.13", provider: reseller)
    #expect(price.provider?.amount == 0)
  }

  @Test("without a service rate of its terms the reseller's own rate counts, else the product's")
  func serviceRate() throws {
    let fact = try Facts.order(sales: 113_000)
    let terms = ProviderTerms(
      validFrom: Facts.paidAt, validTo: nil, share: try Facts.rate("0.9"), serviceTax: nil)
    func earned(_ taxes: PartnerTaxes) throws -> MinorUnits? {
      try Facts.price(
        fact, model(904), tax: "0.13",
        provider: Pricing.Provider(role: .reseller, terms: terms, taxes: taxes)
      ).provider?.amount
    }
    // 200 x 1.03 x 0.9 = 185.40; 200 x 1.13 x 0.9 = 203.40.
    #expect(try earned(Facts.taxes(invoice: 30_000)) == 18_540)
    #expect(try earned(Facts.taxes()) == 20_340)
  }

  @Test("a price of many decimals and a large quantity round once, beyond 128 bits too")
  func extremes() throws {
    var fact = try Facts.order(sales: 1)
    fact.quantity = 9_999_999_999_999_999
    // 0.0000000001 x 999,999,999,999.9999 x 0.9 = 89.99999999999999 -> 90.00.
    let small = ShareModel.floorPrice(
      share: try Facts.rate("0.9"), floor: UnitPrice(unscaled: 1))
    #expect(try Facts.price(fact, small).merchant.amount == 9_000)
    // 9,999,999,999 x 1,000,000 x 0.9 = 8,999,999,999,100,000.00.
    fact.quantity = 10_000_000_000
    #expect(try Facts.price(fact, model(9_999_999_999)).merchant.amount == 899_999_999_910_000_000)
  }
}
