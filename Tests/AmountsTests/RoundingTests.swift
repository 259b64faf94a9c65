import Amounts
import Testing
import TestKit

/// The rounded quotient of the law's own words, by long division bit by bit; shares no step with
/// the code under test. Nil where the result leaves 64 bits.
private func oracle(_ numerator: Int128, over denominator: Int128) -> Int64? {
  let isNegative = (numerator < 0) != (denominator < 0)
  // |n|/d rounded half up is (2|n| + d) / 2d rounded down.
  var rest: UInt128 = 0
  let dividend = 2 * numerator.magnitude + denominator.magnitude
  let divisor = 2 * denominator.magnitude
  var quotient: UInt128 = 0
  for bit in (0..<128).reversed() {
    rest = rest << 1 | (dividend >> UInt128(bit)) & 1
    quotient <<= 1
    if rest >= divisor {
      rest -= divisor
      quotient |= 1
    }
  }
  guard quotient <= 1 << 63 else { return nil }
  return Int64(exactly: isNegative ? -Int128(quotient) : Int128(quotient))
}

private func outcome(_ calculate: () throws(AmountError) -> Int64) -> Int64? {
  do throws(AmountError) {
    return try calculate()
  } catch {
    #expect(error == .overflow)
    return nil
  }
}

@Suite("rounding")
struct RoundingTests {
  @Test("a half cent rounds away from zero, both signs")
  func halves() throws {
    let half = Rate(millionths: 500_000)
    let negativeHalf = Rate(millionths: -500_000)
    let cases: [(Int64, Rate, Int64)] = [
      (1, half, 1), (-1, half, -1), (3, half, 2), (-3, half, -2), (2, half, 1), (-2, half, -1),
      (1, negativeHalf, -1), (-1, negativeHalf, 1), (5, negativeHalf, -3), (-5, negativeHalf, 3),
      (1, Rate(millionths: 499_999), 0), (-1, Rate(millionths: 499_999), 0),
      (1, Rate(millionths: 500_001), 1), (0, half, 0), (10, Rate(millionths: 150_000), 2),
      (-10, Rate(millionths: 150_000), -2), (30, Rate(millionths: 150_000), 5),
      (1485, Rate(millionths: 850_000), 1262), (-1485, Rate(millionths: 850_000), -1262),
    ]
    for (amount, rate, expected) in cases {
      #expect(try rounded(amount, times: rate) == expected, "\(amount) x \(rate)")
    }
  }

  @Test("a half rounds away from zero beyond 64 bits of product too")
  func wideHalves() throws {
    // 10,000,000,000,001 x 1.5 is 15,000,000,000,001.5; the product in millionths has 20 digits.
    let amount: Int64 = 10_000_000_000_001
    let rate = Rate(millionths: 1_500_000)
    let justBelow = Rate(millionths: 1_499_999)
    #expect(try rounded(amount, times: rate) == 15_000_000_000_002)
    #expect(try rounded(-amount, times: rate) == -15_000_000_000_002)
    #expect(try rounded(amount, times: justBelow) == 14_999_990_000_001)
    #expect(try rounded(0, times: rate, minus: amount, times: rate) == -15_000_000_000_002)
    #expect(try rounded(amount, times: rate, minus: 0, times: rate) == 15_000_000_000_002)
    #expect(try rounded(amount, times: 1_500_000, over: 1_000_000) == 15_000_000_000_002)
    #expect(try rounded(-amount, times: 1_500_000, over: 1_000_000) == -15_000_000_000_002)
    #expect(try rounded(amount, times: 3, over: -2) == -15_000_000_000_002)
    #expect(try rounded(-amount, times: 3, over: -2) == 15_000_000_000_002)
  }

  @Test("the worked amounts of the rules come out")
  func worked() throws {
    // Rule 5.1: 8,500.00 less voucher 500.00 at 96 % of both.
    let share = Rate(millionths: 960_000)
    #expect(try rounded(850_000, times: share, minus: 50_000, times: share) == 768_000)
    // Rule 5.7: 1,500,000.00 at 5 % with 2 % waived.
    let waived = Rate(millionths: 970_000)
    #expect(
      try rounded(150_000_000, times: waived, minus: 0, times: waived) == 145_500_000)
    // Rule 5.2: 800.00 at 85 %.
    #expect(try rounded(80_000, times: Rate(millionths: 850_000)) == 68_000)
    // Rule 6.2: 2,000.00 of the 8,000.00 paid come back.
    #expect(try rounded(768_000, times: 200_000, over: 800_000) == 192_000)
  }

  @Test("the limits of 64 bits are reached and not passed")
  func limits() throws {
    #expect(try rounded(.max, times: .one) == .max)
    #expect(try rounded(.min, times: .one) == .min)
    #expect(try rounded(.min, times: .zero) == 0)
    #expect(try rounded(.max, times: Rate(millionths: -1_000_000)) == -.max)
    #expect(try rounded(.min, times: 1, over: 1) == .min)
    #expect(try rounded(.max, times: .min, over: .min) == .max)
    #expect(try rounded(.min, times: .min, over: .min) == .min)
    #expect(try rounded(.max, times: -1, over: 1) == -.max)
    #expect(try rounded(.max, times: .one, minus: .max, times: .one) == 0)
    #expect(try rounded(.min, times: .one, minus: .min, times: .one) == 0)
    #expect(throws: AmountError.overflow) {
      try rounded(.min, times: Rate(millionths: -1_000_000))
    }
    #expect(throws: AmountError.overflow) { try rounded(.max, times: Rate(millionths: 1_000_001)) }
    #expect(throws: AmountError.overflow) { try rounded(.min, times: 1, over: -1) }
    #expect(throws: AmountError.overflow) { try rounded(.max, times: .max, over: 1) }
    #expect(throws: AmountError.overflow) { try rounded(.max, times: .one, minus: -1, times: .one) }
    #expect(throws: AmountError.overflow) { try rounded(.min, times: .one, minus: 1, times: .one) }
    #expect(throws: AmountError.divisionByZero) { try rounded(1, times: 1, over: 0) }
  }

  @Test("a product with a rate agrees with long division, or is refused where that leaves 64 bits")
  func timesRate() {
    var generator = Generator()
    for _ in 0..<20_000 {
      let amount = generator.edgyInt64()
      let rate = generator.edgyInt64()
      let expected = oracle(Int128(amount) * Int128(rate), over: 1_000_000)
      let found = outcome { () throws(AmountError) in
        try rounded(amount, times: Rate(millionths: rate))
      }
      #expect(found == expected, "seed \(generator.seed): \(amount) x \(rate)")
    }
  }

  @Test("a difference of two products is rounded once")
  func difference() {
    var generator = Generator()
    for _ in 0..<20_000 {
      let (a, b) = (generator.edgyInt64(), generator.edgyInt64())
      let (r, v) = (generator.edgyInt64(), generator.edgyInt64())
      let exact = Int128(a) * Int128(r) - Int128(b) * Int128(v)
      let found = outcome { () throws(AmountError) in
        try rounded(a, times: Rate(millionths: r), minus: b, times: Rate(millionths: v))
      }
      #expect(
        found == oracle(exact, over: 1_000_000),
        "seed \(generator.seed): \(a) x \(r) - \(b) x \(v)")
    }
  }

  @Test("a proportion agrees with long division, whatever the signs")
  func proportion() {
    var generator = Generator()
    for _ in 0..<20_000 {
      let (amount, numerator) = (generator.edgyInt64(), generator.edgyInt64())
      let denominator = generator.edgyInt64()
      guard denominator != 0 else { continue }
      let expected = oracle(Int128(amount) * Int128(numerator), over: Int128(denominator))
      let found = outcome { () throws(AmountError) in
        try rounded(amount, times: numerator, over: denominator)
      }
      #expect(
        found == expected, "seed \(generator.seed): \(amount) x \(numerator) / \(denominator)")
    }
  }

  @Test("refunds in any number of parts take back exactly the leg")
  func refundsTelescope() throws {
    var generator = Generator()
    for _ in 0..<10_000 {
      let leg = generator.edgyInt64()
      let paid = generator.integer(in: 1...Int64.max)
      var refunded: Int64 = 0
      var before: Int64 = 0
      var reversed: Int128 = 0
      while refunded < paid {
        refunded +=
          generator.once(in: 3)
          ? paid - refunded : Int64.random(in: 1...(paid - refunded), using: &generator)
        let now = try rounded(leg, times: refunded, over: paid)
        reversed -= Int128(now) - Int128(before)
        before = now
      }
      #expect(reversed == -Int128(leg), "seed \(generator.seed): \(leg) of \(paid)")
    }
  }

  @Test("a refund in three odd parts nets to zero")
  func threeParts() throws {
    // 8.50 of 10.00 paid, refunded as 3.33, 3.33 and 3.34.
    #expect(try rounded(850, times: 333, over: 1000) == 283)
    #expect(try rounded(850, times: 666, over: 1000) == 566)
    #expect(try rounded(850, times: 1000, over: 1000) == 850)
  }
}
