import Invoicing
import Testing

@Suite("Chinese tax number")
struct ChineseTaxNumberTests {
  @Test("18 characters whose last one is the check character are well formed")
  func wellFormed() throws {
    // The example of GB 32100-2015. Weights 1 3 9 27 19 26 16 17 20 29 25 13 8 24 10 30 28:
    // 9·1 + 1·3 + 3·9 + 5·27 + 1·26 + 21·20 + 1·8 + 30·30 + 4·28
    //   = 9 + 3 + 27 + 135 + 26 + 420 + 8 + 900 + 112 = 1640 = 52·31 + 28; 31 − 28 = 3.
    #expect(try ChineseTaxNumber(parsing: "91350100M000100Y43").finding == .wellFormed)
    // 9 + 3 + 27 + 27 + 0 + 26 + 16 + 85 + 420 + 290 + 25 + 247 + 24 + 96 + 50 + 180 + 196
    //   = 1721 = 55·31 + 16; 31 − 16 = 15, which is F.
    #expect(try ChineseTaxNumber(parsing: "91310115MA1K34567F").finding == .wellFormed)
    #expect(try ChineseTaxNumber(parsing: "91310115MA1K34567F").needsLook == false)
  }

  @Test("a code whose values already are a multiple of 31 ends in 0")
  func multipleOf31() {
    // 1·1 + 1·3 + 1·27 = 31, with zeros at all other places.
    #expect(ChineseTaxNumber.finding(of: "110100000000000000") == .wellFormed)
    #expect(ChineseTaxNumber.checkCharacter(of: "11010000000000000") == "0")
    #expect(ChineseTaxNumber.checkCharacter(of: "1101000000000000") == nil)
  }

  @Test("a wrong check character is accepted, and the right one is named")
  func checkCharacterDiffers() throws {
    let number = try ChineseTaxNumber(parsing: "91350100M000100Y4Y")
    #expect(number.finding == .checkCharacterDiffers(expected: "3"))
    #expect(number.needsLook)
    // Two neighbours exchanged: 9 + 3 + 27 + 135 + 26 + 420 + 8 + 4·30 + 30·28 = 1588
    //   = 51·31 + 7; 31 − 7 = 24, which is Q.
    #expect(
      ChineseTaxNumber.finding(of: "91350100M0001004Y3")
        == .checkCharacterDiffers(expected: "Q"))
  }

  @Test("numbers of 15, 17 and 20 characters are accepted as old")
  func oldForm() throws {
    for text in ["310115123456789", "31011512345678X", "11010519491231002", "11010519491231002X01"]
    {
      let number = try ChineseTaxNumber(parsing: text)
      #expect(number.finding == .oldForm, "\(text)")
      #expect(number.needsLook)
      #expect(number.text == text)
    }
  }

  @Test("what cannot be a tax number is refused with the place that is wrong")
  func malformed() {
    let expected: [(String, ChineseTaxNumberFlaw)] = [
      ("", .length(0)), ("91350100M000100Y433", .length(19)),
      ("91350100M000100O43", .character("O", place: 16)),
      ("91350100m000100Y43", .character("m", place: 9)),
      ("9135A100M000100Y43", .character("A", place: 5)),
      ("91350100 000100Y43", .character(" ", place: 9)),
      ("3101A5123456789", .character("A", place: 5)),
      ("31011512345678-", .character("-", place: 15)),
      ("９1350100M000100Y43", .character("９", place: 1)),
    ]
    for (text, flaw) in expected {
      #expect(ChineseTaxNumber.finding(of: text) == .malformed(flaw), "\(text)")
      #expect(throws: flaw, "\(text)") { try ChineseTaxNumber(parsing: text) }
    }
  }

  @Test("a flaw says what is wrong and what to do")
  func words() {
    let flaw = ChineseTaxNumberFlaw.character("O", place: 16)
    #expect(flaw.code == "TAX_NUMBER_CHARACTER")
    #expect(flaw.sentence == "\"O\" cannot be character 16 of a Chinese tax number.")
    #expect(flaw.remedy.contains("business licence"))
    #expect(ChineseTaxNumberFlaw.length(19).sentence.hasSuffix("and this has 19."))
  }
}
