import Amounts
import Testing
import TestKit

private func currency(_ code: String) throws -> Currency {
  try #require(Currency(code: code))
}

@Suite("money")
struct MoneyTests {
  @Test("amounts are read with the decimals of their currency")
  func parsing() throws {
    let cases: [(String, String, Int64)] = [
      ("0", "CNY", 0), ("-0.00", "CNY", 0), ("-0", "JPY", 0), ("1", "CNY", 100),
      ("1.5", "CNY", 150), ("-1234.56", "CNY", -123_456), ("0.01", "GBP", 1), ("007", "GBP", 700),
      ("1234", "JPY", 1234), ("1.234", "KWD", 1234), ("-0.001", "KWD", -1),
      ("0.0001", "CLF", 1), ("92233720368547758.07", "CNY", .max),
      ("-92233720368547758.08", "CNY", .min), ("9223372036854775807", "JPY", .max),
      ("-9223372036854775808", "JPY", .min), ("-9223372036854775.808", "BHD", .min),
    ]
    for (text, code, expected) in cases {
      let amount = try Money(parsing: text, in: try currency(code))
      #expect(amount.minorUnits == expected, "\(text) \(code)")
    }
  }

  @Test("what is not a plain decimal number is refused")
  func malformed() throws {
    let texts = [
      "", "-", "+1", " 1", "1 ", "1,000", ".5", "1.", "-.5", "1e3", "1E3", "0x1", "--1", "1-",
      "1.2.3", "NaN", "∞", "١", "１", "1\u{0}", "−1", "1_000", "1.-5", "1.5x",
    ]
    let yuan = try currency("CNY")
    for text in texts {
      #expect(throws: AmountError.malformed(text), "\(text)") {
        try Money(parsing: text, in: yuan)
      }
    }
  }

  @Test("more decimals than the currency has, or more than 64 bits, are refused")
  func tooMuch() throws {
    let cases: [(String, String, AmountError)] = [
      ("0.005", "CNY", .tooManyDecimals("0.005", allowed: 2)),
      ("1.000", "CNY", .tooManyDecimals("1.000", allowed: 2)),
      ("1.0", "JPY", .tooManyDecimals("1.0", allowed: 0)),
      ("1.0000", "KWD", .tooManyDecimals("1.0000", allowed: 3)),
      ("92233720368547758.08", "CNY", .overflow), ("-92233720368547758.09", "CNY", .overflow),
      ("9223372036854775808", "JPY", .overflow), ("92233720368547759", "CNY", .overflow),
      ("99999999999999999999999999", "CNY", .overflow),
    ]
    for (text, code, expected) in cases {
      let unit = try currency(code)
      #expect(throws: expected, "\(text) \(code)") { try Money(parsing: text, in: unit) }
    }
  }

  @Test("an amount is written with exactly the digits of its currency")
  func texts() throws {
    let cases: [(Int64, String, String, String)] = [
      (0, "CNY", "0.00", "0.00"), (5, "CNY", "0.05", "0.05"), (-5, "CNY", "-0.05", "−0.05"),
      (123_456, "CNY", "1234.56", "1,234.56"), (-123_456, "CNY", "-1234.56", "−1,234.56"),
      (99_999, "CNY", "999.99", "999.99"), (100_000_000, "CNY", "1000000.00", "1,000,000.00"),
      (-1234, "JPY", "-1234", "−1,234"), (0, "JPY", "0", "0"), (1, "KWD", "0.001", "0.001"),
      (-1_234_567, "KWD", "-1234.567", "−1,234.567"), (12_345, "CLF", "1.2345", "1.2345"),
      (.max, "CNY", "92233720368547758.07", "92,233,720,368,547,758.07"),
      (.min, "JPY", "-9223372036854775808", "−9,223,372,036,854,775,808"),
    ]
    for (units, code, plain, grouped) in cases {
      let amount = Money(minorUnits: units, currency: try currency(code))
      #expect(amount.decimalText == plain)
      #expect(amount.groupedText == grouped)
      #expect(amount.description == "\(plain) \(code)")
    }
  }

  @Test("what is written reads back, in every currency")
  func roundTrip() throws {
    var generator = Generator()
    let currencies = Currency.all
    for _ in 0..<20_000 {
      let amount = Money(minorUnits: generator.edgyInt64(), currency: generator.pick(currencies))
      let back = try Money(parsing: amount.decimalText, in: amount.currency)
      #expect(back == amount, "seed \(generator.seed): \(amount)")
    }
  }

  @Test("currencies do not mix and sums do not wrap")
  func arithmetic() throws {
    let (yuan, yen) = (try currency("CNY"), try currency("JPY"))
    let most = Money(minorUnits: .max, currency: yuan)
    let least = Money(minorUnits: .min, currency: yuan)
    let one = Money(minorUnits: 1, currency: yuan)
    #expect(try one.adding(one).minorUnits == 2)
    #expect(try one.subtracting(most).minorUnits == -(.max - 1))
    #expect(try one.negated().minorUnits == -1)
    #expect(try most.negated().minorUnits == .min + 1)
    #expect(try most.times(Rate(millionths: 1)).minorUnits == 9_223_372_036_855)
    #expect(throws: AmountError.overflow) { try most.adding(one) }
    #expect(throws: AmountError.overflow) { try least.subtracting(one) }
    #expect(throws: AmountError.overflow) { try least.negated() }
    #expect(throws: AmountError.currencyMismatch(yuan, yen)) { try one.adding(.zero(in: yen)) }
    #expect(throws: AmountError.currencyMismatch(yuan, yen)) {
      try one.subtracting(.zero(in: yen))
    }
    #expect(try most.allocated(by: [1, 0]).map(\.minorUnits) == [.max, 0])
  }
}

@Suite("rates")
struct RateTests {
  @Test("a rate is read and written with six decimals")
  func texts() throws {
    let cases: [(String, Int64, String)] = [
      ("0.15", 150_000, "0.150000"), ("0.000001", 1, "0.000001"), ("1", 1_000_000, "1.000000"),
      ("-0.050000", -50_000, "-0.050000"), ("999.999999", 999_999_999, "999.999999"),
    ]
    for (text, millionths, written) in cases {
      let rate = try Rate(parsing: text)
      #expect(rate.millionths == millionths)
      #expect(rate.decimalText == written)
      #expect(try Rate(parsing: rate.decimalText) == rate)
    }
    #expect(throws: AmountError.tooManyDecimals("0.1234567", allowed: 6)) {
      try Rate(parsing: "0.1234567")
    }
  }

  @Test("sums of rates are checked")
  func sums() throws {
    let fee = Rate(millionths: 50_000)
    #expect(try Rate.one - fee == Rate(millionths: 950_000))
    #expect(try fee + fee == Rate(millionths: 100_000))
    #expect(fee < .one)
    #expect(throws: AmountError.overflow) { try Rate(millionths: .max) + fee }
    #expect(throws: AmountError.overflow) { try Rate(millionths: .min) - fee }
  }
}
