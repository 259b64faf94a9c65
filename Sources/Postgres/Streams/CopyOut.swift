internal import CLibpq

extension Transaction {
  /// Streams the rows of a SELECT in binary, one call a row, without an allocation of our own.
  ///
  /// Memory does not grow with the number of rows: what the closure has not taken, the server has
  /// not sent.
  ///
  /// - Parameters:
  ///   - select: The statement, without parameters.
  ///   - appending: Texts that continue it, such as the predicate of a shard.
  ///   - limit: How long nothing may come, the first row included; else the statement deadline.
  ///   - row: Reads one row. When it throws, the stream is cancelled and the transaction can only
  ///     be rolled back.
  /// - Returns: The number of rows.
  /// - Throws: What `row` throws; `22004`, `22008` or `42804` for a field that is not what was read.
  @inlinable
  @discardableResult
  package borrowing func copyOut(
    _ select: SQL, appending: [SQL] = [], within limit: Duration? = nil,
    row: (inout CopyRow) throws -> Void
  ) throws -> Int {
    var stream = try CopyOutStream(wire, select, appending, limit)
    defer { stream.release() }
    do {
      guard var current = try stream.first() else { return 0 }
      var count = 0
      repeat {
        try row(&current)
        count &+= 1
      } while try stream.advance(&current)
      return count
    } catch {
      stream.abandon()
      throw error
    }
  }
}

/// A COPY TO STDOUT under way. A value, so that the loop pays for no check of who else looks at it.
@usableFromInline
struct CopyOutStream {
  private let wire: Wire
  /// The wire's own, valid as long as it has not thrown.
  private let pointer: OpaquePointer
  private let query: String
  private let columns: CopyColumns
  private var message: UnsafeMutablePointer<CChar>?
  private var isHeaderRead = false
  private var isOver = false

  @usableFromInline
  init(
    _ wire: Wire, _ select: SQL, _ appending: [SQL], _ limit: Duration?
  ) throws(PostgresError) {
    let text = ([select] + appending).map(\.text).joined(separator: "\n")
    // A moving stream may take longer than any statement: our own deadline watches it.
    try wire.setServerTimeout(0)
    let pointer = try wire.begin(within: nil)
    // The stream itself names no column and no type.
    try wire.parse(text, as: "", select.name, pointer)
    let columns = try wire.describe("", select.name, pointer).columns
    try wire.startCopy(
      "COPY (\n\(text)\n) TO STDOUT (FORMAT binary)", expecting: PGRES_COPY_OUT, select.name,
      within: limit)
    self.wire = wire
    self.pointer = pointer
    self.columns = CopyColumns(select.name, columns)
    query = select.name
  }

  /// Frees the last message.
  @usableFromInline
  mutating func release() {
    PQfreemem(message)
    message = nil
  }

  /// A cursor over the first row; nil when there is none.
  @usableFromInline
  mutating func first() throws(PostgresError) -> CopyRow? {
    guard let bytes = try nextRow() else { return nil }
    return try CopyRow(bytes, columns)
  }

  /// Moves the cursor to the next row.
  ///
  /// - Returns: False after the last.
  @usableFromInline
  mutating func advance(_ row: inout CopyRow) throws(PostgresError) -> Bool {
    guard let bytes = try nextRow() else { return false }
    try row.start(bytes)
    return true
  }

  private mutating func nextRow() throws(PostgresError) -> UnsafeRawBufferPointer? {
    while let bytes = try nextMessage() {
      let content = isHeaderRead ? bytes : try contentAfterHeader(bytes)
      // The header may come alone. The trailer is a field count of -1.
      let isTrailer = content.count == 2 && content[0] == 0xFF && content[1] == 0xFF
      if content.count > 0, !isTrailer { return content }
    }
    return nil
  }

  /// Ends the stream before its end: asks the server to stop and reads what is on its way.
  @usableFromInline
  mutating func abandon() {
    guard !isOver, wire.isOpen else { return }
    wire.cancelStatement()
    do {
      while try nextMessage() != nil {}
    } catch {
      // The answer to a cancel request is an error; a lost session is closed already.
      isOver = true
    }
  }

  /// One CopyData message, valid until the next; nil at the end.
  private mutating func nextMessage() throws(PostgresError) -> UnsafeRawBufferPointer? {
    release()
    while !isOver {
      let length = PQgetCopyData(pointer, &message, 1)
      if length > 0 { return UnsafeRawBufferPointer(start: message, count: Int(length)) }
      if length == 0 {
        wire.deadline.renew()
        // libpq would say "not yet" for ever of a server that is gone.
        if try wire.awaitInput(pointer) { continue }
      }
      isOver = true
      _ = try wire.drain(query)
    }
    return nil
  }

  /// The signature, four bytes of flags, and a length with that many bytes to be skipped.
  private mutating func contentAfterHeader(
    _ bytes: UnsafeRawBufferPointer
  ) throws(PostgresError) -> UnsafeRawBufferPointer {
    isHeaderRead = true
    guard bytes.count >= 19, bytes.starts(with: CopyFormat.signature) else {
      throw PostgresError("08P01", "the server sent no binary COPY header", query: query)
    }
    let flags = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 11, as: UInt32.self))
    let skip = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 15, as: UInt32.self))
    // The upper half of the flags are those a reader must understand.
    guard flags >> 16 == 0, Int(skip) <= bytes.count - 19 else {
      throw PostgresError("08P01", "the server sent an unknown binary COPY header", query: query)
    }
    return UnsafeRawBufferPointer(rebasing: bytes[(19 + Int(skip))...])
  }
}

enum CopyFormat {
  /// Every binary COPY begins with it; the bytes betray a transfer that mangled them.
  static let signature: [UInt8] = [
    0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00,
  ]
}
