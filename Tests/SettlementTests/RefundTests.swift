import Amounts
import Marketplace
import Settlement
import Testing

@Suite("Refunds, rule 6")
struct RefundTests {
  private func price(paid: MinorUnits, merchant: MinorUnits, taxes: MinorUnits) -> Price {
    Price(paid: paid, merchant: Leg(amount: merchant, rate: .one), taxes: taxes)
  }

  /// The legs of each refund in turn; nil where it exceeds what was paid.
  private func reverse(
    _ refunds: [RefundFact], of legs: Price, voucher: MinorUnits = 0
  ) throws -> [Price?] {
    var reversal = Reversal(original: legs, voucher: voucher)
    var silence = Silence()
    return try refunds.map { refund in
      switch try reversal.reverse(refund, in: try Facts.currency(), recorder: &silence) {
      case .reversed(let legs): legs
      case .exceedsPaid: nil
      }
    }
  }

  @Test("2,000.00 refunded of 8,000.00 that paid 7,680.00 takes 1,920.00 back")
  func partial() throws {
    let legs = price(paid: 800_000, merchant: 768_000, taxes: 0)
    let reversed = try reverse([Facts.refund(200_000)], of: legs)
    #expect(reversed.map { $0?.merchant.amount } == [-192_000])
    #expect(try reversed[0]?.platform() == -8_000)
  }

  @Test("a refund of 300.00 at 5 % reverses 285.00")
  func fiveDays() throws {
    let legs = price(paid: 30_000, merchant: 28_500, taxes: 0)
    #expect(try reverse([Facts.refund(30_000)], of: legs).map { $0?.merchant.amount } == [-28_500])
  }

  @Test("three odd parts net to exactly zero in every leg")
  func threeParts() throws {
    // 100.00 paid, 33.33 + 33.33 + 33.34. Of the merchant's 56.01 the cumulated reversals are
    // 18.668133 -> 18.67, 37.336266 -> 37.34 and 56.01; of the taxes' 32.03 they are 10.675599 ->
    // 10.68, 21.351198 -> 21.35 and 32.03.
    let legs = price(paid: 10_000, merchant: 5_601, taxes: 3_203)
    let reversed = try reverse(
      [Facts.refund(3_333), Facts.refund(3_333), Facts.refund(3_334)], of: legs)
    #expect(reversed.map { $0?.merchant.amount } == [-1_867, -1_867, -1_867])
    #expect(reversed.map { $0?.taxes } == [-1_068, -1_067, -1_068])
  }

  @Test("more refunded than paid is not settled and does not count in later proportions")
  func exceeds() throws {
    let legs = price(paid: 10_000, merchant: 9_500, taxes: 0)
    let reversed = try reverse(
      [Facts.refund(4_000), Facts.refund(6_001), Facts.refund(6_000)], of: legs)
    #expect(reversed.map { $0?.merchant.amount } == [-3_800, nil, -5_700])
  }

  @Test("where nothing was paid the returned voucher measures the proportion")
  func byVoucher() throws {
    let legs = price(paid: 0, merchant: -1_000, taxes: 0)
    let reversed = try reverse(
      [Facts.refund(0, voucher: 2_500), Facts.refund(1, voucher: 1)], of: legs, voucher: 10_000)
    #expect(reversed.map { $0?.merchant.amount } == [250, nil])
  }

  @Test("where neither money nor voucher was given the first refund reverses all")
  func nothingPaid() throws {
    let legs = price(paid: 0, merchant: -700, taxes: 0)
    let reversed = try reverse([Facts.refund(0), Facts.refund(0)], of: legs)
    #expect(reversed.map { $0?.merchant.amount } == [700, 0])
  }
}
