/// The number of a fully digital invoice, 数电票: 20 digits that only the tax platform gives.
///
/// Digits 1 and 2 are the year, 3 and 4 the province, 5 the way it was issued, the rest a sequence.
package struct ChineseInvoiceNumber: Hashable, Sendable {
  /// All 20 digits.
  package let text: String

  /// Takes 20 digits with a province in the third and fourth; nil for anything else.
  package init?(_ text: some StringProtocol) {
    guard text.utf8.count == 20, text.utf8.allSatisfy(isDigit) else { return nil }
    self.text = String(text)
    guard TaxRegion.provinces.contains(String(province)) else { return nil }
  }

  /// The last two digits of the year of issue.
  package var year: Int { Int(text.prefix(2)) ?? 0 }

  /// Two digits of GB/T 2260: 31 is Shanghai.
  package var province: Substring { text.dropFirst(2).prefix(2) }
}

extension ChineseInvoiceNumber: CustomStringConvertible {
  /// The digits.
  package var description: String { text }
}

/// A region with a tax bureau of its own: a province, or a city that the state plans for itself.
package struct TaxRegion: Hashable, Sendable {
  /// Four digits of GB/T 2260: 3100 is Shanghai, 4403 Shenzhen.
  package let code: String

  /// Takes the code of a province followed by 00, or of one of the five cities; nil for anything
  /// else.
  package init?(code: some StringProtocol) {
    let isProvince =
      code.count == 4 && code.hasSuffix("00")
      && Self.provinces.contains(String(code.prefix(2)))
    guard isProvince || Self.cities.contains(String(code)) else { return nil }
    self.code = String(code)
  }

  /// Where a taxpayer is registered: the region that the number names, one of the five cities or the
  /// province; nil where it names none. GB 32100-2015, 4; old numbers of 15 characters begin with it.
  package init?(of taxpayer: ChineseTaxNumber) {
    let place =
      switch taxpayer.text.count {
      case 15: taxpayer.text.prefix(4)
      case 18: taxpayer.text.dropFirst(2).prefix(4)
      default: Substring()
      }
    guard let region = Self(code: place) ?? Self(code: place.prefix(2) + "00") else { return nil }
    self = region
  }

  /// The first two digits.
  package var province: Substring { code.prefix(2) }

  /// The provinces of the mainland. GB/T 2260.
  static let provinces: Set<String> = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41",
    "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65",
  ]

  /// Dalian, Ningbo, Xiamen, Qingdao, Shenzhen.
  private static let cities: Set<String> = ["2102", "3302", "3502", "3702", "4403"]
}

/// Whether a byte is one of the ten digits of ASCII.
func isDigit(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}
