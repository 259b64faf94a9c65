/// An international bank account number, its length and check digits verified. ISO 13616.
package struct IBAN: Hashable, Sendable {
  /// Without spaces, in capitals: `DE89370400440532013000`.
  package let text: String

  /// Reads a number as people write it: spaces are dropped, small letters are raised.
  package init(parsing written: some StringProtocol) throws(IBANFlaw) {
    let text = accountLetters(written)
    let bytes = Array(text.utf8)
    guard (15...34).contains(bytes.count), bytes.allSatisfy(isDigitOrCapital),
      bytes.prefix(2).allSatisfy(isCapital), bytes[2..<4].allSatisfy(isDigit)
    else { throw .shape }
    let country = String(text.prefix(2))
    if let expected = IBANLengths.length(of: country), expected != bytes.count {
      throw .length(country: country, found: bytes.count, expected: expected)
    }
    // 00, 01 and 99 leave the same remainder as 97, 98 and 02, and are never given out.
    let digits = Int(bytes[2] - UInt8(ascii: "0")) * 10 + Int(bytes[3] - UInt8(ascii: "0"))
    guard (2...98).contains(digits), Self.remainder(of: bytes[4...] + bytes[..<4]) == 1 else {
      throw .checkDigits
    }
    self.text = text
  }

  /// The first two letters: where the account is kept.
  package var country: String { String(text.prefix(2)) }

  /// The number that the characters spell, letters as 10 to 35, modulo 97. ISO 7064 mod 97-10.
  private static func remainder(of bytes: ArraySlice<UInt8>) -> Int {
    bytes.reduce(0) { rest, byte in
      isDigit(byte)
        ? (rest * 10 + Int(byte - UInt8(ascii: "0"))) % 97
        : (rest * 100 + Int(byte - UInt8(ascii: "A")) + 10) % 97
    }
  }
}

/// Why a text is not an IBAN.
package enum IBANFlaw: Error, Hashable, Sendable {
  /// Not two letters, two digits and 11 to 30 letters and digits.
  case shape
  /// The country's numbers have another length.
  case length(country: String, found: Int, expected: Int)
  /// A character is wrong, or two have changed places.
  case checkDigits
}

/// A bank's identifier, 8 or 11 letters and digits. ISO 9362; its form is checked, not whether
/// such a bank exists.
package struct BIC: Hashable, Sendable {
  /// In capitals: `COBADEFFXXX`.
  package let text: String

  /// Nil where the text has not the form: four letters or digits of the bank, two letters of the
  /// country, two of the place, and three of the branch or none.
  package init?(parsing written: some StringProtocol) {
    let text = accountLetters(written)
    let bytes = Array(text.utf8)
    guard bytes.count == 8 || bytes.count == 11, bytes.allSatisfy(isDigitOrCapital),
      bytes[4..<6].allSatisfy(isCapital)
    else { return nil }
    self.text = text
  }
}

/// The number of an account, as one of the two kinds that a bank file tells apart.
package enum AccountNumber: Hashable, Sendable {
  case iban(IBAN)
  /// A number of the bank's or the country's own: letters and digits, hyphens within.
  case other(String)

  /// Reads a number. What begins like an IBAN of a country that has them must be one: a mistyped
  /// IBAN is not a domestic number.
  package init(parsing written: some StringProtocol) throws(IBANFlaw) {
    let text = accountLetters(written)
    let bytes = Array(text.utf8)
    let isMeantAsIBAN =
      bytes.count > 4 && IBANLengths.length(of: String(text.prefix(2))) != nil
      && bytes[2..<4].allSatisfy(isDigit)
    if isMeantAsIBAN {
      self = .iban(try IBAN(parsing: text))
    } else {
      guard bytes.count <= 34, let first = bytes.first, isDigitOrCapital(first),
        bytes.allSatisfy({ isDigitOrCapital($0) || $0 == UInt8(ascii: "-") })
      else { throw .shape }
      self = .other(text)
    }
  }

  /// The number as a bank file carries it.
  package var text: String {
    switch self {
    case .iban(let iban): iban.text
    case .other(let number): number
    }
  }
}

/// Without spaces, and the letters of ASCII raised.
private func accountLetters(_ written: some StringProtocol) -> String {
  let kept = written.utf8.filter { $0 != UInt8(ascii: " ") }.map { byte in
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte - 32 : byte
  }
  return String(decoding: kept, as: UTF8.self)
}

private func isDigit(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}

private func isCapital(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
}

private func isDigitOrCapital(_ byte: UInt8) -> Bool {
  isDigit(byte) || isCapital(byte)
}
