/// PostgreSQL's binary form of `numeric`: digits of base 10,000 from the most significant on.
enum BinaryNumeric {
  /// The form of a number: count of digits, weight of the first, sign, decimals; 2 bytes each.
  private static let headSize = 8
  private static let negative: UInt16 = 0x4000

  /// A number with at most four decimals in ten-thousandths; nil where it has more, does not fit
  /// 64 bits, or is none. The short way takes up to four digits, as `numeric(16,4)` has.
  @inline(__always)
  static func tenThousandths(_ bytes: UnsafeRawBufferPointer) -> Int64? {
    guard bytes.count >= headSize else { return nil }
    let count = Int(word(bytes, 0))
    let weight = Int(Int16(bitPattern: word(bytes, 2)))
    let fraction = count - 1 - weight
    guard count <= 4, weight <= 2, fraction <= 1, fraction >= -3, word(bytes, 4) == 0 else {
      return unscaled(bytes, decimals: 4).flatMap { Int64(exactly: $0) }
    }
    var value: Int64 = 0
    for index in 0..<count { value = value * 10_000 + Int64(word(bytes, headSize + 2 * index)) }
    if count == 0 { return 0 }
    for _ in 0..<(1 - fraction) { value *= 10_000 }
    return value
  }

  /// A number scaled by ten to the power of `decimals`; nil where it has more decimals, does not
  /// fit 128 bits, or is none.
  static func unscaled(_ bytes: UnsafeRawBufferPointer, decimals: Int) -> Int128? {
    guard bytes.count >= headSize else { return nil }
    let count = Int(word(bytes, 0))
    let weight = Int(Int16(bitPattern: word(bytes, 2)))
    let sign = word(bytes, 4)
    guard sign == 0 || sign == negative, bytes.count >= headSize + 2 * count else { return nil }
    var value: Int128 = 0
    for index in 0..<count {
      let digit = Int128(word(bytes, headSize + 2 * index))
      guard let next = shifted(value, by: 10_000, adding: digit) else { return nil }
      value = next
    }
    if value == 0 { return 0 }
    var exponent = 4 * (weight - (count - 1)) + decimals
    while exponent > 0 {
      guard let next = shifted(value, by: 10, adding: 0) else { return nil }
      value = next
      exponent -= 1
    }
    while exponent < 0 {
      guard value % 10 == 0 else { return nil }
      value /= 10
      exponent += 1
    }
    return sign == negative ? -value : value
  }

  private static func shifted(_ value: Int128, by factor: Int128, adding digit: Int128) -> Int128? {
    let (product, tooLarge) = value.multipliedReportingOverflow(by: factor)
    let (sum, overflow) = product.addingReportingOverflow(digit)
    return tooLarge || overflow ? nil : sum
  }

  /// Appends a number's binary form, without its length.
  ///
  /// - Parameters:
  ///   - unscaled: The number times ten to the power of `decimals`.
  ///   - decimals: 0 to 16; that many are shown.
  static func append(_ unscaled: Int128, decimals: Int, to bytes: inout [UInt8]) {
    precondition((0...16).contains(decimals), "\(decimals) decimals are not 0 to 16")
    var power: UInt128 = 1
    for _ in 0..<decimals { power *= 10 }
    var (whole, fraction) = unscaled.magnitude.quotientAndRemainder(dividingBy: power)
    var digits: [UInt16] = []
    let groups = (decimals + 3) / 4
    for _ in decimals..<(4 * groups) { fraction *= 10 }
    for _ in 0..<groups {
      digits.append(UInt16(fraction % 10_000))
      fraction /= 10_000
    }
    while whole > 0 {
      digits.append(UInt16(whole % 10_000))
      whole /= 10_000
    }
    var weight = digits.count - 1 - groups
    while digits.last == 0 {
      digits.removeLast()
      weight -= 1
    }
    let significant = digits.drop { $0 == 0 }
    let words: [UInt16] =
      [
        UInt16(significant.count), UInt16(bitPattern: Int16(significant.isEmpty ? 0 : weight)),
        unscaled < 0 ? negative : 0, UInt16(decimals),
      ] + significant.reversed()
    for word in words {
      bytes.append(UInt8(truncatingIfNeeded: word >> 8))
      bytes.append(UInt8(truncatingIfNeeded: word))
    }
  }

  @inline(__always)
  private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt16 {
    UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }
}
