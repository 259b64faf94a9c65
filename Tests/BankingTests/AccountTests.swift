import Banking
import Testing

struct AccountTests {
  @Test("an IBAN is known by its length and check digits, whatever spaces and case it has")
  func iban() throws {
    for text in [
      "DE89 3704 0044 0532 0130 00", "gb82 west 1234 5698 7654 32", "FR1420041010050500013M02606",
      "NO9386011117947", "MT84MALT011000012345MTLCAST001S", "KW81CBKU0000000000001234560101",
      "CH9300762011623852957",
    ] {
      #expect(throws: Never.self) { try IBAN(parsing: text) }
    }
    #expect(try IBAN(parsing: "gb82 west 1234 5698 7654 32").text == "GB82WEST12345698765432")
    #expect(throws: IBANFlaw.checkDigits) { try IBAN(parsing: "DE89370400440532013001") }
    #expect(throws: IBANFlaw.checkDigits) { try IBAN(parsing: "DE89370400440532010300") }
    #expect(throws: IBANFlaw.length(country: "DE", found: 21, expected: 22)) {
      try IBAN(parsing: "DE8937040044053201300")
    }
    for text in [
      "", "DE", "D189370400440532013000", "DE8937040044053201300Ä", "DE89-3704-0044-0532",
    ] {
      #expect(throws: IBANFlaw.shape) { try IBAN(parsing: text) }
    }
  }

  @Test("check digits 00, 01 and 99, which no bank gives out, are refused")
  func checkDigitsOutOfRange() {
    // 98 is right for this number; 01 leaves the same remainder and was never given out.
    #expect(throws: Never.self) { try IBAN(parsing: "DE98100000000000000107") }
    #expect(throws: IBANFlaw.checkDigits) { try IBAN(parsing: "DE01100000000000000107") }
  }

  @Test("a BIC has 8 or 11 characters in their places")
  func bic() {
    #expect(BIC(parsing: "cobadeff")?.text == "COBADEFF")
    #expect(BIC(parsing: "COBADEFFXXX") != nil)
    for text in ["", "COBADEF", "COBADEFFXX", "COBA1EFF", "COBADEFFXXXX", "COBÄDEFF"] {
      #expect(BIC(parsing: text) == nil, "\(text)")
    }
  }

  @Test("a mistyped IBAN is no domestic number, and a domestic number is no IBAN")
  func accountNumbers() throws {
    #expect(try AccountNumber(parsing: "6222 0202 0011").text == "622202020011")
    #expect(try AccountNumber(parsing: "501-2233445-usd").text == "501-2233445-USD")
    #expect(throws: IBANFlaw.shape) {
      try AccountNumber(parsing: "DE8937")
    }
    for text in ["-1", "=1+1", "1<2", "１２３", String(repeating: "1", count: 35)] {
      #expect(throws: IBANFlaw.shape) { try AccountNumber(parsing: text) }
    }
  }
}
