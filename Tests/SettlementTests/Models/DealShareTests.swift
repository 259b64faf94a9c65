import Amounts
import Marketplace
import Settlement
import Testing

@Suite("Deal share, rule 5.3")
struct DealShareTests {
  @Test("deal 1,060.00 x 2 at 70 %, taxes of 6 %: 1,400.00 ex tax, 1,484.00 payable")
  func worked() throws {
    let price = try Facts.price(
      try Facts.order(sales: 212_000), .dealShare(share: try Facts.rate("0.7")), tax: "0.06")
    #expect(price.merchant.exTax == 140_000)
    #expect(price.merchant.tax == 8_400)
    #expect(price.merchant.amount == 148_400)
    #expect(price.merchant.rate == (try Facts.rate("0.7")))
    // 2,120.00 less 1,484.00.
    #expect(try price.platform() == 63_600)
    #expect(price.taxes == 0)
  }

  @Test("a management fee of 3 % takes 60.00 ex tax: 1,340.00 and 1,420.40 are left")
  func managementFee() throws {
    var derivation = Derivation()
    let price = try Facts.price(
      try Facts.order(sales: 212_000), .dealShare(share: try Facts.rate("0.7")), tax: "0.06",
      managementFee: "0.03", operator: Facts.taxes(), recorder: &derivation)
    #expect(price.merchant.exTax == 134_000)
    #expect(price.merchant.amount == 142_040)
    // 60.00 + 6 %.
    #expect(price.operator == Leg(amount: 6_360, exTax: 6_000, rate: try Facts.rate("0.03")))
    // 2,120.00 - 1,420.40 - 63.60.
    #expect(try price.platform() == 63_600)
    #expect(
      derivation.steps.map(\.formula) == [
        "(2120.00 * 0.700000 - 0.00 * 0.700000) / (1 + 0.060000)",
        "(2120.00 - 0.00) / (1 + 0.060000) * 0.030000", "1400.00 - 60.00",
        "60.00 * 0.060000", "60.00 + 3.60", "1340.00 * 0.060000", "1340.00 + 80.40",
      ])
  }

  @Test("without an operator on the order a management fee of the terms takes nothing")
  func noOperator() throws {
    let price = try Facts.price(
      try Facts.order(sales: 212_000), .dealShare(share: try Facts.rate("0.7")), tax: "0.06",
      managementFee: "0.03")
    #expect(price.merchant.amount == 148_400)
    #expect(price.operator == nil)
  }

  @Test("the voucher is borne at the share, or at the part the terms name")
  func voucher() throws {
    let fact = try Facts.order(sales: 212_000, voucher: 10_600)
    let share = ShareModel.dealShare(share: try Facts.rate("0.7"))
    // (2,120.00 x 0.7 - 106.00 x 0.7) / 1.06 = 1,409.80 / 1.06 = 1,330.00.
    #expect(try Facts.price(fact, share, tax: "0.06").merchant.exTax == 133_000)
    // (1,484.00 - 106.00 x 0.5) / 1.06 = 1,431.00 / 1.06 = 1,350.00.
    #expect(
      try Facts.price(fact, share, tax: "0.06", voucherShare: "0.5").merchant.exTax == 135_000)
  }

  @Test("a small taxpayer invoices at its own rate on the same amount ex tax")
  func invoiceRate() throws {
    let price = try Facts.price(
      try Facts.order(sales: 212_000), .dealShare(share: try Facts.rate("0.7")), tax: "0.06",
      merchant: Facts.taxes(invoice: 30_000))
    // 1,400.00 + 3 % = 1,442.00.
    #expect(price.merchant.amount == 144_200)
  }
}
