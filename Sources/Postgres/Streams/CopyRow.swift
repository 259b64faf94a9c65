/// A cursor over the fields of one row of a ``Transaction/copyOut(_:appending:within:row:)``.
///
/// It looks at libpq's own bytes, copies nothing, and is valid during the call it is lent to.
/// Fields are read in the order of the statement's columns.
@usableFromInline
package struct CopyRow: ~Copyable {
  /// How many fields the row has.
  package private(set) var fieldCount: Int
  @usableFromInline var cursor: UnsafeRawPointer
  @usableFromInline var end: UnsafeRawPointer
  /// Where the first field starts.
  private var first: UnsafeRawPointer
  /// Of the next field, from zero; for messages.
  @usableFromInline var column = 0
  let columns: CopyColumns

  /// Starts on a row: a field count, then length and bytes of each field.
  init(_ row: UnsafeRawBufferPointer, _ columns: CopyColumns) throws(PostgresError) {
    guard let base = row.baseAddress, row.count >= 2 else { throw columns.malformed() }
    self.columns = columns
    fieldCount = Int(Int16(bigEndian: base.loadUnaligned(as: Int16.self)))
    first = base + 2
    cursor = first
    end = base + row.count
  }

  /// Starts on the next row.
  mutating func start(_ row: UnsafeRawBufferPointer) throws(PostgresError) {
    guard let base = row.baseAddress, row.count >= 2 else { throw columns.malformed() }
    fieldCount = Int(Int16(bigEndian: base.loadUnaligned(as: Int16.self)))
    first = base + 2
    cursor = first
    end = base + row.count
    column = 0
  }

  // MARK: Values

  /// A bigint; NULL is refused (`22004`).
  @inlinable
  package mutating func nextInt64() throws(PostgresError) -> Int64 {
    try nextInteger(Int64.self)
  }

  /// A bigint, nil for NULL.
  @inlinable
  package mutating func nextOptionalInt64() throws(PostgresError) -> Int64? {
    try isNextNull() ? nil : nextInteger(Int64.self)
  }

  /// An integer; NULL is refused (`22004`).
  @inlinable
  package mutating func nextInt32() throws(PostgresError) -> Int32 {
    try nextInteger(Int32.self)
  }

  /// An integer, nil for NULL.
  @inlinable
  package mutating func nextOptionalInt32() throws(PostgresError) -> Int32? {
    try isNextNull() ? nil : nextInteger(Int32.self)
  }

  /// A smallint; NULL is refused (`22004`).
  @inlinable
  package mutating func nextInt16() throws(PostgresError) -> Int16 {
    try nextInteger(Int16.self)
  }

  /// A smallint, nil for NULL.
  @inlinable
  package mutating func nextOptionalInt16() throws(PostgresError) -> Int16? {
    try isNextNull() ? nil : nextInteger(Int16.self)
  }

  /// A boolean; NULL is refused (`22004`).
  @inlinable
  package mutating func nextBool() throws(PostgresError) -> Bool {
    try nextInteger(UInt8.self) != 0
  }

  /// A boolean, nil for NULL.
  @inlinable
  package mutating func nextOptionalBool() throws(PostgresError) -> Bool? {
    try isNextNull() ? nil : nextInteger(UInt8.self) != 0
  }

  /// A timestamptz in microseconds since 1970-01-01T00:00:00Z.
  ///
  /// - Throws: `22008` for infinity, which is no instant.
  @inlinable
  package mutating func nextMicroseconds() throws(PostgresError) -> Int64 {
    let value = try nextInteger(Int64.self)
    // Infinity is the least or the greatest value; the era's end lies far from both.
    let (shifted, isInfinite) = value.addingReportingOverflow(Epoch.microseconds)
    if isInfinite || value == .min { throw infinite() }
    return shifted
  }

  /// A timestamptz in microseconds since 1970-01-01T00:00:00Z, nil for NULL.
  @inlinable
  package mutating func nextOptionalMicroseconds() throws(PostgresError) -> Int64? {
    try isNextNull() ? nil : nextMicroseconds()
  }

  /// A date in days since 1970-01-01.
  ///
  /// - Throws: `22008` for infinity, which is no day.
  @inlinable
  package mutating func nextDays() throws(PostgresError) -> Int32 {
    let value = try nextInteger(Int32.self)
    let (shifted, isInfinite) = value.addingReportingOverflow(Epoch.days)
    if isInfinite || value == .min { throw infinite() }
    return shifted
  }

  /// A date in days since 1970-01-01, nil for NULL.
  @inlinable
  package mutating func nextOptionalDays() throws(PostgresError) -> Int32? {
    try isNextNull() ? nil : nextDays()
  }

  /// The bytes of a text or bytea, valid until the row's closure returns; nil for NULL.
  @inlinable
  package mutating func nextBytes() throws(PostgresError) -> UnsafeRawBufferPointer? {
    guard end - cursor >= 4 else { throw tooShort() }
    let length = Int(Int32(bigEndian: cursor.loadUnaligned(as: Int32.self)))
    let start = cursor + 4
    guard length >= 0 else {
      cursor = start
      column &+= 1
      return nil
    }
    guard end - start >= length else { throw tooShort() }
    cursor = start + length
    column &+= 1
    return UnsafeRawBufferPointer(start: start, count: length)
  }

  /// A text as a `String`, nil for NULL; where speed matters take ``nextBytes()``.
  @inlinable
  package mutating func nextText() throws(PostgresError) -> String? {
    try nextBytes().map { String(decoding: $0, as: UTF8.self) }
  }

  /// Passes over one field, NULL or not.
  @inlinable
  package mutating func skip() throws(PostgresError) {
    _ = try nextBytes()
  }

  /// All fields as they came, each with its length, whether read or not.
  package var allBytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: first, count: end - first)
  }

  /// The row as it came: the number of fields, then all of them.
  var wholeBytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: first - 2, count: end - first + 2)
  }

  /// The fields not read yet as they came, each with its length: for digests of what is stored.
  package var unreadBytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: cursor, count: end - cursor)
  }

  /// Passes over one field if it is NULL.
  @inlinable @inline(__always)
  mutating func isNextNull() throws(PostgresError) -> Bool {
    guard end - cursor >= 4 else { throw tooShort() }
    guard cursor.loadUnaligned(as: Int32.self) == -1 else { return false }
    cursor += 4
    column &+= 1
    return true
  }

  @inlinable @inline(__always)
  mutating func nextInteger<Value: FixedWidthInteger>(
    _ type: Value.Type
  ) throws(PostgresError) -> Value {
    let size = MemoryLayout<Value>.size
    guard end - cursor >= 4 + size,
      Int32(bigEndian: cursor.loadUnaligned(as: Int32.self)) == Int32(size)
    else { throw unexpected(size) }
    let value = Value(bigEndian: (cursor + 4).loadUnaligned(as: Value.self))
    cursor += 4 + size
    column &+= 1
    return value
  }

  // MARK: Refusals, out of the way of the loop

  @inline(never) @usableFromInline
  func unexpected(_ size: Int) -> PostgresError {
    guard end - cursor >= 4 else { return tooShort() }
    let length = Int32(bigEndian: cursor.loadUnaligned(as: Int32.self))
    return length < 0 ? columns.null(column) : columns.mismatch(column, size)
  }

  @inline(never) @usableFromInline
  func tooShort() -> PostgresError {
    column < fieldCount ? columns.malformed() : columns.exhausted(fieldCount)
  }

  @inline(never) @usableFromInline
  func infinite() -> PostgresError { columns.infinite(column - 1) }
}

/// What the columns of a COPY are called, for messages.
final class CopyColumns: Sendable {
  private let query: String
  private let columns: [(name: String, type: UInt32)]

  init(_ query: String, _ columns: [(name: String, type: UInt32)]) {
    self.query = query
    self.columns = columns
  }

  func null(_ column: Int) -> PostgresError {
    failure(column, "22004", "is NULL, and a value is needed")
  }

  func infinite(_ column: Int) -> PostgresError {
    failure(column, "22008", "is infinite or too far away to count in microseconds")
  }

  func unfit(_ column: Int) -> PostgresError {
    failure(column, "22003", "is no number of at most 4 decimals that fits 64 bits")
  }

  func mismatch(_ column: Int, _ size: Int) -> PostgresError {
    let type = columns.indices.contains(column) ? TypeID.name(of: columns[column].type) : "unknown"
    return failure(column, "42804", "is of type \(type), and \(size) bytes are needed")
  }

  func exhausted(_ count: Int) -> PostgresError {
    PostgresError(
      "42804", "the rows have only \(count) columns, and one more was read", query: query)
  }

  func malformed() -> PostgresError {
    PostgresError("08P01", "the server sent a row that breaks off", query: query)
  }

  private func failure(_ column: Int, _ state: String, _ reason: String) -> PostgresError {
    let name = columns.indices.contains(column) ? columns[column].name : "?"
    var error = PostgresError(state, "column \(column + 1) \"\(name)\" \(reason)", query: query)
    error.column = name
    return error
  }
}
