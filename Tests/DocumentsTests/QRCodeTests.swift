import CivilTime
import Documents
import Testing

@Suite("QR code")
struct QRCodeTests {
  static let address = "https://settle.example/v/202610-M-100-general-CNY?k=5f2c9a7be4d1"

  @Test("a code is as large as its text needs: 14, 62 and 287 bytes are versions 1, 4 and 12")
  func sizes() throws {
    for (count, side) in [(1, 21), (14, 21), (15, 25), (62, 33), (63, 37), (287, 65)] {
      #expect(try QRCode(String(repeating: "a", count: count)).side == side, "\(count) bytes")
    }
  }

  @Test("text that paper cannot carry, and no text, are refused")
  func refusals() throws {
    for count in [0, 288, 3_000] {
      let text = String(repeating: "a", count: count)
      #expect(throws: DocumentError.codeUnreadable(text: text)) { try QRCode(text) }
    }
    // Three bytes a character.
    #expect(throws: Never.self) { try QRCode(String(repeating: "账", count: 95)) }
    #expect(throws: DocumentError.self) { try QRCode(String(repeating: "账", count: 96)) }
  }

  @Test("three corners have a finder, the fourth has none")
  func finders() throws {
    let code = try QRCode(Self.address)
    let finder = ["#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"]
    let last = code.side - 7
    for (top, left) in [(0, 0), (0, last), (last, 0)] {
      let rows = (0..<7).map { row in
        String((0..<7).map { code.isDark(row: top + row, column: left + $0) ? "#" : "." })
      }
      #expect(rows == finder)
    }
    #expect((0..<7).contains { !code.isDark(row: last, column: last + $0) })
  }

  @Test("a reader finds the text on the rendered page, under it stands what it is for")
  func readBack() throws {
    let issued = try Instant(parsing: "2026-11-03T10:00:00+08:00")
    for text in [Self.address, "a", "对账单 202610", String(repeating: "0", count: 287)] {
      let pdf = try Typesetter().pdf(ofCode: text, issued: issued, language: .both)
      let words = try PageText.pages(of: pdf).joined()
      #expect(words.contains("扫码验真"))
      #expect(words.contains("Scan to check"))
      let image = try PageImage(of: pdf, dotsPerInch: 300)
      #expect(try image.code() == text)
    }
  }

  @Test("the code takes 22 mm, and runs of modules keep its drawing small")
  func size() throws {
    let issued = try Instant(parsing: "2026-11-03T10:00:00+08:00")
    let pdf = try Typesetter().pdf(ofCode: Self.address, issued: issued, language: .zh)
    let image = try PageImage(of: pdf, dotsPerInch: 254)
    // 254 dots an inch are ten a millimetre: from 18 mm left and top to 40 mm.
    let dark = image.darkArea(rows: 0..<420)
    #expect(abs(dark.columns.lowerBound - 180) <= 1)
    #expect(abs(dark.columns.upperBound - 400) <= 1)
    #expect(abs(dark.rows.lowerBound - 180) <= 1)
    #expect(abs(dark.rows.upperBound - 400) <= 1)
  }
}
