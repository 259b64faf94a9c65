/// Reads a plain decimal number and returns it scaled by ten to the power of `decimals`.
///
/// The grammar is `-?[0-9]+(\.[0-9]+)?`, nothing else: no plus, no space, no exponent, no
/// grouping, no locale. `-0.00` is zero. The whole range of `Value` can be read. Rule 2.2.
///
/// - Parameters:
///   - bytes: ASCII text.
///   - decimals: How many decimals may be written; zero or more.
/// - Returns: The digits as an integer: "1.5" with two decimals is 150.
@inlinable
package func scaledInteger<Value: FixedWidthInteger & SignedInteger>(
  parsing bytes: UnsafeRawBufferPointer, decimals: Int
) throws(AmountError) -> Value {
  let isNegative = bytes.first == UInt8(ascii: "-")
  var place = isNegative ? 1 : 0
  // Summed below zero, because the smallest value has no positive counterpart.
  var negated: Value = 0
  let wholeStart = place
  while place < bytes.count, let digit = decimalDigit(bytes[place]) {
    guard shift(&negated, appending: digit) else { throw .overflow }
    place += 1
  }
  guard place > wholeStart else { throw .malformed(shown(bytes)) }
  var written = 0
  if place < bytes.count {
    guard bytes[place] == UInt8(ascii: ".") else { throw .malformed(shown(bytes)) }
    place += 1
    while place < bytes.count, let digit = decimalDigit(bytes[place]) {
      written += 1
      place += 1
      guard written <= decimals else { continue }
      guard shift(&negated, appending: digit) else { throw .overflow }
    }
    guard place == bytes.count, written > 0 else { throw .malformed(shown(bytes)) }
    guard written <= decimals else {
      throw .tooManyDecimals(shown(bytes), allowed: decimals)
    }
  }
  while written < decimals {
    guard shift(&negated, appending: 0) else { throw .overflow }
    written += 1
  }
  guard !isNegative else { return negated }
  let (value, overflow) = Value(0).subtractingReportingOverflow(negated)
  guard !overflow else { throw .overflow }
  return value
}

/// The same for text that is a string already.
package func scaledInteger<Value: FixedWidthInteger & SignedInteger>(
  parsing text: some StringProtocol, decimals: Int
) throws(AmountError) -> Value {
  var copy = String(text)
  let result: Result<Value, AmountError> = copy.withUTF8 { utf8 in
    do throws(AmountError) {
      return .success(
        try scaledInteger(parsing: UnsafeRawBufferPointer(utf8), decimals: decimals))
    } catch {
      return .failure(error)
    }
  }
  return try result.get()
}

/// Writes an integer with its decimal point put in, as plain ASCII: -123456 with two decimals is
/// `-1234.56`, zero with none is `0`. Allocates nothing. Contract 3.
///
/// - Parameters:
///   - value: The digits; any sign, the whole range.
///   - decimals: How many of them stand after the point; 0 to 18.
///   - buffer: At least 21 bytes.
/// - Returns: How many bytes were written.
package func writeDecimal(
  _ value: Int64, decimals: Int, to buffer: UnsafeMutableRawBufferPointer
) -> Int {
  precondition(buffer.count >= 21, "21 bytes are needed, \(buffer.count) are there")
  precondition((0...18).contains(decimals), "\(decimals) decimals are not 0 to 18")
  let magnitude = value.magnitude
  var digits = 1
  var rest = magnitude / 10
  while rest > 0 {
    digits += 1
    rest /= 10
  }
  digits = max(digits, decimals + 1)
  let sign = value < 0 ? 1 : 0
  let length = sign + digits + (decimals > 0 ? 1 : 0)
  rest = magnitude
  var place = length
  for written in 0..<digits {
    if written == decimals, decimals > 0 {
      place -= 1
      buffer[place] = UInt8(ascii: ".")
    }
    place -= 1
    buffer[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
    rest /= 10
  }
  if sign == 1 { buffer[0] = UInt8(ascii: "-") }
  return length
}

/// The text that `writeDecimal` writes.
package func decimalText(_ value: Int64, decimals: Int) -> String {
  String(unsafeUninitializedCapacity: 24) { bytes in
    writeDecimal(value, decimals: decimals, to: UnsafeMutableRawBufferPointer(bytes))
  }
}

@inlinable @inline(__always)
func decimalDigit(_ byte: UInt8) -> UInt8? {
  let digit = byte &- UInt8(ascii: "0")
  return digit < 10 ? digit : nil
}

@inlinable @inline(__always)
func shift<Value: FixedWidthInteger & SignedInteger>(
  _ negated: inout Value, appending digit: UInt8
) -> Bool {
  let (tenfold, tooLong) = negated.multipliedReportingOverflow(by: 10)
  let (sum, tooLarge) = tenfold.subtractingReportingOverflow(Value(truncatingIfNeeded: digit))
  negated = sum
  return !tooLong && !tooLarge
}

/// The text as a message may quote it: what is long is cut.
@usableFromInline
func shown(_ bytes: UnsafeRawBufferPointer) -> String {
  var limit = min(40, bytes.count)
  // A character is shown whole or not at all.
  while limit > 0, limit < bytes.count, bytes[limit] & 0xC0 == 0x80 { limit -= 1 }
  let start = String(decoding: bytes.prefix(limit), as: UTF8.self)
  return bytes.count > limit ? start + "…" : start
}
