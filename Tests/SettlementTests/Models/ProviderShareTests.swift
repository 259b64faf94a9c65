import Amounts
import Marketplace
import Settlement
import Testing

@Suite("Provider share, rule 5.8")
struct ProviderShareTests {
  @Test("of 50,000 with a voucher of 5,000 and a coupon of 10,000, 8 % of cash is 2,800.00")
  func worked() throws {
    var fact = try Facts.order(sales: 5_000_000, voucher: 500_000)
    fact.cash = 2_000_000
    fact.credit = 1_500_000
    fact.cashCoupon = 1_000_000
    let price = try Facts.price(
      fact, .platformFee(fee: try Facts.rate("0.1")),
      provider: try Facts.provider(.csp, share: "0.08"))
    #expect(price.provider == Leg(amount: 280_000, rate: try Facts.rate("0.08")))
    // 45,000.00 x 0.9 = 40,500.00 to the merchant; 45,000 - 40,500 - 2,800 to the platform.
    #expect(price.merchant.amount == 4_050_000)
    #expect(try price.platform() == 170_000)
  }

  @Test("a reseller of general goods earns by its share of the cash")
  func resellerOfGeneralGoods() throws {
    let price = try Facts.price(
      try Facts.order(sales: 100_000), .platformFee(fee: try Facts.rate("0.05")),
      provider: try Facts.provider(.reseller, share: "0.03"))
    #expect(price.provider?.amount == 3_000)
    // 1,000 - 950 - 30.
    #expect(try price.platform() == 2_000)
  }

  @Test("a provider that takes more than the fee leaves the platform a loss")
  func loss() throws {
    let price = try Facts.price(
      try Facts.order(sales: 100_000), .platformFee(fee: try Facts.rate("0.05")),
      provider: try Facts.provider(.csp, share: "0.08"))
    #expect(try price.platform() == -3_000)
  }
}
