import Amounts
import Testing
import TestKit

@Suite("exact fractions")
struct ExactTests {
  @Test("the worked amounts of rules 5.3 to 5.6 come out with one rounding")
  func worked() throws {
    // 5.3: deal 1,060.00 x 2, share 70 %, tax 6 %: 1,400.00 before tax.
    let tax = try Exact.one + Exact(Rate(millionths: 60_000))
    let deal = try (Exact(212_000) * Exact(Rate(millionths: 700_000))).divided(by: tax)
    #expect(try deal.rounded() == 140_000)
    // 5.4: list 2,000.00, floor 0.6, share 0.8, tax 13 %: 849.56.
    let floor = try Exact(200_000) * Exact(Rate(millionths: 600_000))
    let share = try floor * Exact(Rate(millionths: 800_000))
    let thirteen = try Exact.one + Exact(Rate(millionths: 130_000))
    #expect(try share.divided(by: thirteen).rounded() == 84_956)
    // 5.6: reseller (1,130 - 904) / 1.13 x 1.06 x 0.9 = 190.80.
    let margin = try (Exact(113_000) - Exact(90_400)).divided(by: thirteen)
    let reseller = try margin * tax * Exact(Rate(millionths: 900_000))
    #expect(try reseller.rounded() == 19_080)
    #expect(reseller.text == "19080")
    // 4.5: 8 units, three at 0.3 and five at 0.2.
    let step =
      try Exact(3) * Exact(parsing: "0.3", decimals: 10)
      + Exact(5) * Exact(parsing: "0.2000000000", decimals: 10)
    #expect(step.text == "1.9")
  }

  @Test("a value is shown as a decimal number where it is one, else as a fraction")
  func texts() throws {
    #expect(try Exact(1, over: 3).text == "1/3")
    #expect(try Exact(-2, over: 6).text == "-1/3")
    #expect(try Exact(5, over: -2).text == "-2.5")
    #expect(try Exact(1, over: 1024).text == "0.0009765625")
    #expect(Exact(Rate(millionths: 150_000)).text == "0.15")
    #expect(Exact(0).text == "0")
    #expect(try Exact(unscaled: -12_345, decimals: 2).text == "-123.45")
    #expect(Exact(.min).text == "-9223372036854775808")
  }

  @Test("a unit price of twenty digits is read exactly")
  func unitPrice() throws {
    let price = try Exact(parsing: "9999999999.9999999999", decimals: 10)
    #expect(price.text == "9999999999.9999999999")
    #expect(throws: AmountError.tooManyDecimals("0.00000000001", allowed: 10)) {
      try Exact(parsing: "0.00000000001", decimals: 10)
    }
  }

  @Test("halves go away from zero, and what leaves the range is refused")
  func rounding() throws {
    #expect(try Exact(5, over: 2).rounded() == 3)
    #expect(try Exact(-5, over: 2).rounded() == -3)
    #expect(try Exact(49, over: 100).rounded() == 0)
    #expect(try Exact(-1, over: 2).rounded() == -1)
    #expect(try Exact(.max).rounded() == .max)
    #expect(try Exact(.min).rounded() == .min)
    #expect(throws: AmountError.overflow) {
      try (Exact(.max) + Exact(1, over: 2)).rounded()
    }
    #expect(try (Exact(.min) - Exact(49, over: 100)).rounded() == .min)
    #expect(throws: AmountError.overflow) { try (Exact(.min) - Exact(1, over: 2)).rounded() }
    #expect(throws: AmountError.divisionByZero) { try Exact(1).divided(by: .zero) }
    #expect(throws: AmountError.divisionByZero) { try Exact(1, over: 0) }
    #expect(throws: AmountError.overflow) {
      try Exact(Int128.max, over: 1) + Exact(1)
    }
    #expect(throws: AmountError.overflow) { try Exact(Int128.max, over: 1) * Exact(2) }
    #expect(throws: AmountError.overflow) { try Exact(Int128.min, over: 1).negated() }
  }

  @Test("fractions obey the laws of arithmetic and agree with the quick functions")
  func laws() throws {
    var generator = Generator()
    for _ in 0..<10_000 {
      let terms = (0..<4).map { _ in generator.integer(in: -1_000_000_000...1_000_000_000) }
      let (left, right) = (
        try Exact(Int128(terms[0]), over: Int128(terms[1] == 0 ? 1 : terms[1])),
        try Exact(Int128(terms[2]), over: Int128(terms[3] == 0 ? 1 : terms[3]))
      )
      let label = "seed \(generator.seed): \(left) and \(right)"
      #expect(try (left + right) - right == left, "\(label)")
      #expect(try left + right == right + left, "\(label)")
      #expect(try left * right == right * left, "\(label)")
      if right != .zero { #expect(try (left * right).divided(by: right) == left, "\(label)") }
      #expect(try (left < right) == ((left - right).numerator < 0), "\(label)")
      let rate = Rate(millionths: terms[2])
      #expect(
        try (Exact(terms[0]) * Exact(rate)).rounded() == rounded(terms[0], times: rate), "\(label)")
    }
  }
}
