/// Writes rows of a binary COPY into a buffer that goes to the server when it is full.
///
/// Lent to the body of ``Transaction/copyIn(into:columns:within:_:)``. Each row: ``startRow(fields:)``, then
/// one call a field, in the order of the columns.
@usableFromInline
package struct CopyWriter: ~Copyable {
  /// How many rows were begun.
  package var rowCount: Int { rows }
  @usableFromInline var rows = 0
  @usableFromInline var fieldsLeft = 0
  @usableFromInline var count = 0
  @usableFromInline let base: UnsafeMutableRawPointer
  private let stream: CopyInStream

  /// Large enough that a system call a buffer costs nothing, small enough for the processor's cache.
  @usableFromInline static let capacity = 128 * 1024

  init(_ stream: CopyInStream) {
    self.stream = stream
    base = .allocate(byteCount: Self.capacity, alignment: 16)
    // The signature, no flags, no extension.
    base.copyMemory(from: CopyFormat.signature, byteCount: CopyFormat.signature.count)
    base.storeBytes(of: 0, toByteOffset: 11, as: UInt64.self)
    count = 19
  }

  deinit { base.deallocate() }

  // MARK: Rows

  /// Begins a row of so many fields; the one before must be complete.
  @inlinable
  package mutating func startRow(fields: Int) throws(PostgresError) {
    precondition(fieldsLeft == 0, "a row was begun while the last one lacks fields")
    try reserve(2)
    put(Int16(truncatingIfNeeded: fields))
    fieldsLeft = fields
    rows &+= 1
  }

  /// Copies a whole row as ``startRow(fields:)`` and the fields would write it, made elsewhere.
  @inlinable
  package mutating func rawRow(_ bytes: UnsafeRawBufferPointer) throws(PostgresError) {
    precondition(fieldsLeft == 0, "a row was begun while the last one lacks fields")
    try put(bytes)
    rows &+= 1
  }

  /// Copies several whole rows at once.
  @inlinable
  package mutating func rawRows(
    _ bytes: UnsafeRawBufferPointer, count rows: Int
  ) throws(PostgresError) {
    precondition(fieldsLeft == 0, "a row was begun while the last one lacks fields")
    try put(bytes)
    self.rows &+= rows
  }

  // MARK: Fields

  /// A smallint.
  @inlinable
  package mutating func int16(_ value: Int16) throws(PostgresError) { try integer(value) }

  /// An integer.
  @inlinable
  package mutating func int32(_ value: Int32) throws(PostgresError) { try integer(value) }

  /// A bigint.
  @inlinable
  package mutating func int64(_ value: Int64) throws(PostgresError) { try integer(value) }

  /// A boolean.
  @inlinable
  package mutating func bool(_ value: Bool) throws(PostgresError) {
    try integer(value ? UInt8(1) : UInt8(0))
  }

  /// A timestamptz from microseconds since 1970-01-01T00:00:00Z.
  @inlinable
  package mutating func microseconds(_ value: Int64) throws(PostgresError) {
    try integer(value - Epoch.microseconds)
  }

  /// A date from days since 1970-01-01.
  @inlinable
  package mutating func days(_ value: Int32) throws(PostgresError) {
    try integer(value - Epoch.days)
  }

  /// A bytea, or a text whose UTF-8 is at hand.
  @inlinable
  package mutating func bytes(_ value: UnsafeRawBufferPointer) throws(PostgresError) {
    try reserve(4)
    put(Int32(truncatingIfNeeded: value.count))
    try put(value)
    endField()
  }

  /// A bytea.
  @inlinable
  package mutating func bytes(_ value: [UInt8]) throws(PostgresError) {
    try value.span.withUnsafeBytes { (buffer) throws(PostgresError) in try bytes(buffer) }
  }

  /// A text.
  @inlinable
  package mutating func text(_ value: String) throws(PostgresError) {
    try value.utf8Span.span.withUnsafeBytes { (buffer) throws(PostgresError) in
      try bytes(buffer)
    }
  }

  /// A text[] of one dimension, element by element; none of them is NULL.
  package mutating func textArray(
    count: Int, _ element: (Int) -> String
  ) throws(PostgresError) {
    var size = 0
    for index in 0..<count { size += 4 + element(index).utf8.count }
    try beginArray(of: TypeID.text, count: count, size: size)
    for index in 0..<count {
      let text = element(index)
      try reserve(4)
      put(Int32(truncatingIfNeeded: text.utf8.count))
      try text.utf8Span.span.withUnsafeBytes { (buffer) throws(PostgresError) in try put(buffer) }
    }
    endField()
  }

  /// A bigint[] of one dimension, element by element; none of them is NULL.
  package mutating func int64Array(
    count: Int, _ element: (Int) -> Int64
  ) throws(PostgresError) {
    try beginArray(of: TypeID.int8, count: count, size: 12 * count)
    for index in 0..<count {
      try reserve(12)
      put(Int32(8))
      put(element(index))
    }
    endField()
  }

  /// NULL, for a column of any type.
  @inlinable
  package mutating func null() throws(PostgresError) {
    try reserve(4)
    put(Int32(-1))
    endField()
  }

  // MARK: The buffer

  @inlinable @inline(__always)
  mutating func integer(_ value: some FixedWidthInteger) throws(PostgresError) {
    try reserve(12)
    put(Int32(truncatingIfNeeded: value.bitWidth / 8))
    put(value)
    endField()
  }

  /// What stands before the elements: dimensions, whether one is NULL, their type, how many, the
  /// number of the first.
  private mutating func beginArray(
    of type: UInt32, count: Int, size: Int
  ) throws(PostgresError) {
    try reserve(24)
    put(Int32(truncatingIfNeeded: 20 + size))
    put(Int32(1))
    put(Int32(0))
    put(type)
    put(Int32(truncatingIfNeeded: count))
    put(Int32(1))
  }

  @inlinable @inline(__always)
  mutating func endField() {
    precondition(fieldsLeft > 0, "a row was given more fields than it was begun with")
    fieldsLeft &-= 1
  }

  @inlinable @inline(__always)
  mutating func reserve(_ size: Int) throws(PostgresError) {
    if Self.capacity &- count < size { try flush() }
  }

  /// Stores an integer in network order; the room was reserved.
  @inlinable @inline(__always)
  mutating func put<Value: FixedWidthInteger>(_ value: Value) {
    (base + count).storeBytes(of: value.bigEndian, as: Value.self)
    count &+= MemoryLayout<Value>.size
  }

  @inlinable
  mutating func put(_ bytes: UnsafeRawBufferPointer) throws(PostgresError) {
    guard let start = bytes.baseAddress else { return }
    if bytes.count > Self.capacity &- count {
      try flush()
      if bytes.count > Self.capacity { return try send(bytes) }
    }
    (base + count).copyMemory(from: start, byteCount: bytes.count)
    count &+= bytes.count
  }

  @inline(never) @usableFromInline
  mutating func flush() throws(PostgresError) {
    try send(UnsafeRawBufferPointer(start: base, count: count))
    count = 0
  }

  @usableFromInline
  func send(_ bytes: UnsafeRawBufferPointer) throws(PostgresError) { try stream.send(bytes) }

  /// Writes the trailer and sends the rest.
  mutating func finish() throws(PostgresError) {
    precondition(fieldsLeft == 0, "the last row lacks \(fieldsLeft) fields")
    try reserve(2)
    put(Int16(-1))
    try flush()
  }
}
