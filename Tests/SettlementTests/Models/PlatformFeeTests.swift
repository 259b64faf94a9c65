import Amounts
import Marketplace
import Settlement
import Testing

@Suite("Platform fee, rules 5.1 and 5.2")
struct PlatformFeeTests {
  @Test("8,500.00 less a voucher of 500.00 at 5 % + 1 % pays 7,680.00, the platform keeps 320.00")
  func voucherAndIncrement() throws {
    let price = try Facts.domestic(
      try Facts.order(sales: 850_000, voucher: 50_000), fee: "0.05", increment: "0.01")
    #expect(price.merchant.amount == 768_000)
    #expect(try price.platform() == 32_000)
    #expect(price.merchant.rate == (try Facts.rate("0.95")))
  }

  @Test("a voucher share of the terms replaces the merchant's own proportion on the voucher")
  func voucherShare() throws {
    // 8,500.00 x 0.95 - 500.00 x 1 = 8,075.00 - 500.00 = 7,575.00.
    let price = try Facts.domestic(
      try Facts.order(sales: 850_000, voucher: 50_000), fee: "0.05", voucherShare: "1")
    #expect(price.merchant.amount == 757_500)
    // 8,000.00 paid less 7,575.00.
    #expect(try price.platform() == 42_500)
  }

  @Test("1,000 gross, 150 VAT, 50 withheld, 15 % fee, 10 % and 2 % taxes pays 560.00")
  func abroad() throws {
    var derivation = Derivation()
    let price = try Facts.price(
      try Facts.order(sales: 100_000, vat: 15_000, withheld: 5_000, in: "USD"),
      .platformFee(fee: try Facts.rate("0.15")), site: .intl,
      merchant: Facts.taxes(withholding: 100_000, digitalService: 20_000),
      recorder: &derivation)
    #expect(price.merchant.amount == 56_000)
    #expect(price.taxes == 32_000)
    #expect(try price.platform() == 12_000)
    #expect(
      derivation.steps.map(\.rounded) == [80_000, 68_000, 10_000, 2_000, 56_000])
    #expect(
      derivation.steps.map(\.formula) == [
        "1000.00 - 0.00 - 150.00 - 50.00", "800.00 * 0.850000", "1000.00 * 0.100000",
        "1000.00 * 0.020000", "680.00 - 100.00 - 20.00",
      ])
  }

  @Test("half a minor unit rounds away from zero, in currencies without decimals too")
  func halves() throws {
    // 0.10 x 95 % = 0.095: half a fen goes up; 10 yen x 95 % = 9.5.
    #expect(try Facts.domestic(Facts.order(sales: 10), fee: "0.05").merchant.amount == 10)
    #expect(
      try Facts.domestic(Facts.order(sales: 10, in: "JPY"), fee: "0.05").merchant.amount == 10)
  }

  @Test("an amount beyond 64 bits is an error of the fact, not a crash")
  func overflow() throws {
    var fact = try Facts.order(sales: .max)
    fact.voucher = .max
    fact.cash = 0
    #expect(throws: AmountError.overflow) {
      try Facts.domestic(fact, fee: "-1", voucherShare: "-1")
    }
  }
}
