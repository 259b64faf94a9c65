/// A currency of ISO 4217 that has a minor unit. Rule 2.1.
///
/// A code without one (gold, XDR, XXX) is not a currency here: an amount in it could not be
/// counted. The order is the order of the codes.
@usableFromInline
package struct Currency: Hashable, Sendable {
  /// The three letters of the code and the digit of its exponent as ASCII bytes, first letter
  /// highest: `CNY2` is `0x434E5932`. Orders like the code.
  @usableFromInline
  package let packed: UInt32

  @inlinable
  init(packed: UInt32) {
    self.packed = packed
  }

  /// The currency of three capital letters, or nil where ISO 4217 knows none with a minor unit.
  package init?(code: some StringProtocol) {
    var letters: UInt32 = 0
    var count = 0
    for byte in code.utf8 {
      guard count < 3 else { return nil }
      letters = letters << 8 | UInt32(byte)
      count += 1
    }
    guard count == 3, let found = CurrencyTable.packed(letters: letters) else { return nil }
    packed = found
  }

  /// The currency of exactly three ASCII bytes, as a `char(3)` field of a stream carries them.
  /// Allocates nothing.
  package init?(ascii bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 3, let found = CurrencyTable.packed(letters: Self.letters(bytes))
    else { return nil }
    packed = found
  }

  /// Whether these ASCII bytes are its code.
  package func hasCode(ascii bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count == 3 && Self.letters(bytes) == packed >> 8
  }

  /// Three bytes as one number, the first highest.
  private static func letters(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    UInt32(bytes[0]) << 16 | UInt32(bytes[1]) << 8 | UInt32(bytes[2])
  }

  /// How many decimals the major unit has: CNY 2, JPY 0, KWD 3, CLF 4.
  @inlinable
  package var exponent: Int {
    Int(packed & 0xFF) - 0x30
  }

  /// The code: three capital letters.
  package var code: String {
    String(unsafeUninitializedCapacity: 3) { bytes in
      for place in 0..<3 {
        bytes[place] = UInt8(truncatingIfNeeded: packed >> (24 - 8 * UInt32(place)))
      }
      return 3
    }
  }

  /// How many minor units make a major one: a power of ten from 1 to 10,000.
  @inlinable
  package var minorUnitsPerMajor: Int64 {
    var units: Int64 = 1
    for _ in 0..<exponent {
      units &*= 10
    }
    return units
  }
}

extension Currency: Comparable {
  /// Whether the first code comes first.
  @inlinable
  package static func < (left: Currency, right: Currency) -> Bool {
    left.packed < right.packed
  }
}

extension Currency: CustomStringConvertible {
  /// The code.
  @usableFromInline
  package var description: String { code }
}

extension Currency {
  /// Every currency of the table, in the order of the codes.
  package static var all: [Currency] {
    (0..<CurrencyTable.count).map { Currency(packed: CurrencyTable.entry($0)) }
  }
}
