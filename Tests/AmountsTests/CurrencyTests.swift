import Amounts
import Testing

@Suite("currencies")
struct CurrencyTests {
  @Test("a currency has the decimals of ISO 4217")
  func exponents() throws {
    let expected: [(String, Int, Int64)] = [
      ("CNY", 2, 100), ("USD", 2, 100), ("GBP", 2, 100), ("EUR", 2, 100), ("HKD", 2, 100),
      ("JPY", 0, 1), ("KRW", 0, 1), ("VND", 0, 1), ("CLP", 0, 1), ("ISK", 0, 1), ("XOF", 0, 1),
      ("KWD", 3, 1000), ("BHD", 3, 1000), ("OMR", 3, 1000), ("JOD", 3, 1000), ("TND", 3, 1000),
      ("IQD", 3, 1000), ("LYD", 3, 1000), ("CLF", 4, 10_000), ("UYW", 4, 10_000),
      ("UYI", 0, 1), ("AED", 2, 100), ("ZWL", 2, 100), ("MGA", 2, 100), ("MRU", 2, 100),
    ]
    for (code, exponent, units) in expected {
      let currency = try #require(Currency(code: code))
      #expect(currency.code == code)
      #expect(currency.exponent == exponent, "\(code)")
      #expect(currency.minorUnitsPerMajor == units, "\(code)")
    }
  }

  @Test("what has no minor unit, or is not written in three capitals, is no currency")
  func refused() {
    let texts = [
      "", "C", "CN", "CNYY", "CNY2", "cny", "XAU", "XDR", "XXX", "XTS", "ZZZ", "AAA", " CN",
      "C\u{0}Y", "元", "€€€",
    ]
    for text in texts {
      #expect(Currency(code: text) == nil, "\(text)")
      let bytes = Array(text.utf8)
      #expect(bytes.withUnsafeBytes { Currency(ascii: $0) } == nil, "\(text)")
    }
  }

  @Test("every currency of the table is found again, and they are sorted")
  func table() {
    let all = Currency.all
    #expect(all.count == 171)
    #expect(all == all.sorted())
    #expect(Set(all.map(\.code)).count == 171)
    for currency in all {
      #expect((0...4).contains(currency.exponent), "\(currency)")
      #expect(Currency(code: currency.code) == currency)
      let bytes = Array(currency.code.utf8)
      #expect(bytes.withUnsafeBytes { Currency(ascii: $0) } == currency)
    }
  }
}
