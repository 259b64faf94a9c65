extension [UInt8] {
  /// Two lower-case hexadecimal digits a byte.
  package var hex: String {
    String(unsafeUninitializedCapacity: 2 * count) { text in
      for (place, byte) in enumerated() {
        text[2 * place] = Self.hexDigits[Int(byte >> 4)]
        text[2 * place + 1] = Self.hexDigits[Int(byte & 15)]
      }
      return 2 * count
    }
  }

  /// The bytes that lower-case hexadecimal digits stand for; nil for anything else.
  package init?(hex: String) {
    let digits = Array(hex.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    self = []
    reserveCapacity(digits.count / 2)
    for place in stride(from: 0, to: digits.count, by: 2) {
      guard let high = Self.hexDigits.firstIndex(of: digits[place]),
        let low = Self.hexDigits.firstIndex(of: digits[place + 1])
      else { return nil }
      append(UInt8(high << 4 | low))
    }
  }

  private static let hexDigits = Array("0123456789abcdef".utf8)
}
