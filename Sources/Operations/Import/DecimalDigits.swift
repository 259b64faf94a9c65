/// A decimal number in two halves, wide enough for every `numeric` of the contract.
package struct DecimalDigits: Hashable, Sendable {
  /// Whether a minus was written; zero may have one.
  package let isNegative: Bool
  /// The digits before the point, at most twelve.
  package let whole: UInt64
  /// The digits after the point, brought to twelve.
  package let fraction: UInt64
  /// How many decimals the column has.
  package let decimals: Int

  /// Whether nothing but zeros was written.
  package var isZero: Bool { whole | fraction == 0 }

  /// Whether the value is 0 to 1, both included.
  package var isProportion: Bool {
    isZero || !isNegative && (whole == 0 || whole == 1 && fraction == 0)
  }
}

extension DecimalDigits {
  /// Reads `-?[0-9]+(\.[0-9]+)?` strictly, as `Amounts` does: no plus, space or exponent.
  ///
  /// - Parameters:
  ///   - wholeDigits: How many digits the value may have before the point, at most twelve.
  ///   - decimals: How many may be written after it, at most twelve.
  static func parse(
    _ bytes: UnsafeRawBufferPointer, wholeDigits: Int, decimals: Int
  ) -> Result<DecimalDigits, DecimalRefusal> {
    var place = 0
    let isNegative = bytes.count > 0 && bytes[0] == UInt8(ascii: "-")
    if isNegative { place = 1 }
    let wholeStart = place
    var whole: UInt64 = 0
    var significant = 0
    while place < bytes.count, let digit = digit(bytes[place]) {
      place &+= 1
      if significant > 0 || digit > 0 { significant &+= 1 }
      // Beyond the limit only the length still matters.
      if significant <= 12 { whole = whole &* 10 &+ digit }
    }
    guard place > wholeStart else { return .failure(.notDecimal) }
    var fraction: UInt64 = 0
    var written = 0
    if place < bytes.count {
      guard bytes[place] == UInt8(ascii: ".") else { return .failure(.notDecimal) }
      place &+= 1
      while place < bytes.count, let digit = digit(bytes[place]) {
        place &+= 1
        written &+= 1
        if written <= 12 { fraction = fraction &* 10 &+ digit }
      }
      guard place == bytes.count, written > 0 else { return .failure(.notDecimal) }
    }
    guard written <= decimals else { return .failure(.tooManyDecimals) }
    guard significant <= wholeDigits else { return .failure(.outOfRange) }
    for _ in written..<12 {
      fraction = fraction &* 10
    }
    return .success(
      DecimalDigits(isNegative: isNegative, whole: whole, fraction: fraction, decimals: decimals))
  }

  @inline(__always)
  private static func digit(_ byte: UInt8) -> UInt64? {
    let digit = byte &- UInt8(ascii: "0")
    return digit < 10 ? UInt64(digit) : nil
  }
}

/// Why a text is no such number.
enum DecimalRefusal: Error {
  case notDecimal
  case tooManyDecimals
  case outOfRange
}
