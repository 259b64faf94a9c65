/// Writes rows of PostgreSQL's binary COPY format into a buffer that is used again and again.
///
/// The bytes are whole rows without the signature before and the trailer after them.
package struct FieldEncoder: Sendable {
  /// How many bytes of rows there are.
  package private(set) var count = 0
  /// How many rows there are.
  package private(set) var rowCount = 0
  private var storage: [UInt8]

  /// Microseconds and days from 1970-01-01 to 2000-01-01, where PostgreSQL begins to count.
  private static let epochMicroseconds: Int64 = 946_684_800_000_000
  private static let epochDays: Int32 = 10_957

  /// - Parameter capacity: Bytes to begin with; the buffer grows where a row needs more.
  package init(capacity: Int = 256 * 1024) {
    storage = [UInt8](repeating: 0, count: max(capacity, 64))
  }

  /// Lends the rows.
  package func withBytes<Value>(
    _ body: (UnsafeRawBufferPointer) throws -> Value
  ) rethrows -> Value {
    try storage.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
  }

  /// Forgets the rows and keeps the memory.
  package mutating func removeAll() {
    (count, rowCount) = (0, 0)
  }

  /// A place in the buffer to come back to.
  package struct Mark: Sendable {
    let count: Int
    let rowCount: Int
  }

  /// Where the buffer ends now.
  package var mark: Mark { Mark(count: count, rowCount: rowCount) }

  /// Takes back everything after the mark.
  package mutating func rollBack(to mark: Mark) {
    precondition(mark.count <= count, "the mark \(mark.count) is beyond the end \(count)")
    (count, rowCount) = (mark.count, mark.rowCount)
  }

  /// Begins a row of that many fields.
  package mutating func beginRow(fields: Int) {
    reserve(2)
    put(Int16(fields))
    rowCount &+= 1
  }

  /// A field without a value.
  package mutating func appendNull() {
    reserve(4)
    put(Int32(-1))
  }

  /// A text, which must be UTF-8 without NUL.
  package mutating func append(text: UnsafeRawBufferPointer) {
    reserve(4 &+ text.count)
    put(Int32(truncatingIfNeeded: text.count))
    let place = count
    storage.withUnsafeMutableBytes { bytes in
      if let target = bytes.baseAddress, let source = text.baseAddress {
        (target + place).copyMemory(from: source, byteCount: text.count)
      }
    }
    count &+= text.count
  }

  /// A `boolean`.
  package mutating func append(_ value: Bool) {
    reserve(5)
    put(Int32(1))
    put(UInt8(value ? 1 : 0))
  }

  /// An `integer`.
  package mutating func append(_ value: Int32) {
    reserve(8)
    put(Int32(4))
    put(value)
  }

  /// A `bigint`.
  package mutating func append(_ value: Int64) {
    reserve(12)
    put(Int32(8))
    put(value)
  }

  /// A `timestamptz`, from microseconds since 1970-01-01T00:00:00Z.
  package mutating func append(microseconds: Int64) {
    append(microseconds - FieldEncoder.epochMicroseconds)
  }

  /// A `date`, from days since 1970-01-01.
  package mutating func append(days: Int32) {
    append(days - FieldEncoder.epochDays)
  }

  /// A `numeric`, exactly as it was written.
  package mutating func append(_ decimal: DecimalDigits) {
    // Groups of four digits, three before the point and three after it, highest first.
    let whole = decimal.whole
    let fraction = decimal.fraction
    let groups: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (
      whole / 100_000_000, whole / 10_000 % 10_000, whole % 10_000,
      fraction / 100_000_000, fraction / 10_000 % 10_000, fraction % 10_000
    )
    var first = 0
    var last = 5
    withUnsafeBytes(of: groups) { bytes in
      let group = bytes.bindMemory(to: UInt64.self)
      while first <= last, group[first] == 0 { first &+= 1 }
      while last >= first, group[last] == 0 { last &-= 1 }
    }
    let digits = last &- first &+ 1
    reserve(4 &+ 8 &+ 12)
    put(Int32(truncatingIfNeeded: 8 &+ 2 &* digits))
    put(Int16(truncatingIfNeeded: digits))
    // The power of 10,000 of the first group; zero has no group and no sign.
    put(Int16(truncatingIfNeeded: digits == 0 ? 0 : 2 &- first))
    put(UInt16(decimal.isNegative && digits > 0 ? 0x4000 : 0))
    put(Int16(truncatingIfNeeded: decimal.decimals))
    withUnsafeBytes(of: groups) { bytes in
      let group = bytes.bindMemory(to: UInt64.self)
      var index = first
      while index <= last {
        put(Int16(truncatingIfNeeded: group[index]))
        index &+= 1
      }
    }
  }

  @inline(__always)
  private mutating func reserve(_ size: Int) {
    if storage.count &- count < size { grow(by: size) }
  }

  @inline(never)
  private mutating func grow(by size: Int) {
    storage.append(contentsOf: repeatElement(0, count: max(size, storage.count)))
  }

  @inline(__always)
  private mutating func put<Value: FixedWidthInteger>(_ value: Value) {
    let place = count
    storage.withUnsafeMutableBytes { bytes in
      bytes.storeBytes(of: value.bigEndian, toByteOffset: place, as: Value.self)
    }
    count &+= MemoryLayout<Value>.size
  }
}
