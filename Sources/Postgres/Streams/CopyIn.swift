internal import CLibpq

extension Transaction {
  /// Streams rows into a table in binary. When the body or the server refuses, nothing is written.
  ///
  /// The server's pace is kept: a full buffer waits until the server has taken it, and when it takes
  /// nothing for as long as the limit, the transaction fails.
  ///
  /// - Parameters:
  ///   - table: With its schema, as `schema.table`; quoted here.
  ///   - columns: In the order in which the body writes their fields.
  ///   - limit: How long the server may take nothing; else the statement deadline.
  ///   - body: Writes the rows. When it throws, the transaction can only be rolled back.
  /// - Returns: What the body returns.
  /// - Throws: What the body throws, else the server's reason.
  @discardableResult
  package borrowing func copyIn<R: ~Copyable>(
    into table: String, columns: [String], within limit: Duration? = nil,
    _ body: (inout CopyWriter) throws -> R
  ) throws -> R {
    let stream = try CopyInStream(wire, table, columns, limit)
    var writer = CopyWriter(stream)
    do {
      let result = try body(&writer)
      try writer.finish()
      try stream.finish()
      return result
    } catch {
      // A late server's reason is better than our own that came of it.
      if let reason = stream.abandon() { throw reason }
      throw error
    }
  }
}

/// A COPY FROM STDIN under way.
final class CopyInStream {
  private let wire: Wire
  private let query: String
  private var isOver = false

  init(
    _ wire: Wire, _ table: String, _ columns: [String], _ limit: Duration?
  ) throws(PostgresError) {
    self.wire = wire
    query = "COPY \(table)"
    try wire.setServerTimeout(0)
    let path = table.split(separator: ".", maxSplits: 1).map { quoted(String($0)) }
    let names = columns.map(quoted).joined(separator: ", ")
    let text = "COPY \(path.joined(separator: ".")) (\(names)) FROM STDIN (FORMAT binary)"
    try wire.startCopy(text, expecting: PGRES_COPY_IN, query, within: limit)
  }

  /// Hands bytes to the server and returns when it has taken them from us.
  func send(_ bytes: UnsafeRawBufferPointer) throws(PostgresError) {
    guard let pointer = wire.pointer else {
      throw wire.ending ?? PostgresError("08003", "the connection is closed", query: query)
    }
    if wire.cancelSource?.isCancelled == true { throw .cancelled }
    wire.deadline.renew()
    let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
    guard PQputCopyData(pointer, start, Int32(bytes.count)) == 1 else {
      throw wire.refusedToSend(pointer)
    }
    try wire.flush()
    guard PQstatus(pointer) == CONNECTION_OK else { throw wire.lost(pointer) }
    if wire.deadline.isOver { throw .late(wire.deadline.limit, isConfirmed: true) }
  }

  /// Ends the stream; the server checks and keeps the rows.
  func finish() throws(PostgresError) {
    try end(nil)
  }

  /// Ends the stream as a failure, so that the server drops the rows.
  ///
  /// - Returns: The server's own reason, if it had one before ours.
  func abandon() -> PostgresError? {
    guard !isOver, wire.isOpen else { return nil }
    do {
      try end("stopped by the writer")
      return nil
    } catch {
      // 57014 is the server's echo of our own stop.
      return error.sqlState == "57014" ? nil : error
    }
  }

  private func end(_ failure: String?) throws(PostgresError) {
    guard let pointer = wire.pointer else { return }
    isOver = true
    wire.deadline.renew()
    guard PQputCopyEnd(pointer, failure) == 1 else { throw wire.refusedToSend(pointer) }
    _ = try wire.complete(query, mayCommit: false)
  }
}
