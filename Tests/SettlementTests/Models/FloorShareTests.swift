import Amounts
import Marketplace
import Settlement
import Testing

@Suite("Floor share, rule 5.4")
struct FloorShareTests {
  private func model() throws -> ShareModel {
    .floorShare(share: try Facts.rate("0.8"), floorDiscount: try Facts.rate("0.6"))
  }

  @Test("list 2,000.00 at floor 0.6 and share 0.8, tax 13 %: 849.56 ex tax whatever the deal")
  func worked() throws {
    var fact = try Facts.order(sales: 150_000)
    fact.list = 200_000
    // 2,000.00 x 0.6 x 0.8 = 960.00; / 1.13 = 849.5575..., tax 849.56 x 0.13 = 110.4428 -> 110.44.
    let price = try Facts.price(fact, model(), tax: "0.13")
    #expect(price.merchant.exTax == 84_956)
    #expect(price.merchant.amount == 96_000)
    #expect(try price.platform() == 54_000)
    fact.sales = 100_000
    fact.cash = 100_000
    #expect(try Facts.price(fact, model(), tax: "0.13").merchant.exTax == 84_956)
  }

  @Test("the merchant bears nothing of a voucher unless the terms say so")
  func voucher() throws {
    var fact = try Facts.order(sales: 150_000, voucher: 11_300)
    fact.list = 200_000
    #expect(try Facts.price(fact, model(), tax: "0.13").merchant.exTax == 84_956)
    // (960.00 - 113.00 x 0.5) / 1.13 = 903.50 / 1.13 = 799.5575... -> 799.56.
    #expect(
      try Facts.price(fact, model(), tax: "0.13", voucherShare: "0.5").merchant.exTax == 79_956)
  }
}
