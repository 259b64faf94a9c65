/// Takes bytes as they are made, in order.
package typealias ByteSink = (UnsafeRawBufferPointer) throws(DocumentError) -> Void

/// Writes rows one at a time, so that an export of any length needs no more memory than a row.
///
/// Each writer is used by one thread. Nothing is complete before `finish`.
package protocol TableWriter {
  /// Adds a row.
  ///
  /// - Throws: `rowMismatch` for a row that does not fit, or what the sink throws.
  mutating func append(_ row: [TableCell]) throws(DocumentError)

  /// Ends the output. To be called once, after the last row.
  mutating func finish() throws(DocumentError)
}

/// The forms an export can have.
package enum TableFormat: String, CaseIterable, Sendable {
  /// For people, in a terminal.
  case table
  case csv
  /// One array.
  case json
  /// One object on each line.
  case ndjson
  case xlsx

  /// A writer of that form.
  ///
  /// - Parameters:
  ///   - table: Its columns; the head is written at once.
  ///   - terminal: How a terminal takes it; the other forms do not ask.
  ///   - sink: Where the bytes go.
  package func writer(
    for table: Table, terminal: TerminalStyle = .plain, to sink: @escaping ByteSink
  ) throws(DocumentError) -> any TableWriter {
    switch self {
    case .table: TerminalTable(table, style: terminal, to: sink)
    case .csv: try CSVWriter(table, to: sink)
    case .json: try JSONTableWriter(table, layout: .array, to: sink)
    case .ndjson: try JSONTableWriter(table, layout: .lines, to: sink)
    case .xlsx: try WorkbookWriter(table, to: sink)
    }
  }
}

/// Collects bytes and hands them on in larger pieces.
struct ByteStream {
  private static let pieceSize = 65_536
  private var writer = ByteWriter()
  private let sink: ByteSink

  init(to sink: @escaping ByteSink) {
    self.sink = sink
  }

  mutating func text(_ text: String) {
    writer.text(text)
  }

  mutating func byte(_ byte: UInt8) {
    writer.byte(byte)
  }

  /// Hands on what has come together, if it is enough.
  mutating func endPiece() throws(DocumentError) {
    if writer.bytes.count >= Self.pieceSize { try flush() }
  }

  mutating func flush() throws(DocumentError) {
    guard !writer.bytes.isEmpty else { return }
    let bytes = writer.bytes
    writer = ByteWriter()
    let outcome = bytes.withUnsafeBytes { piece in
      Result { () throws(DocumentError) in try sink(piece) }
    }
    try outcome.get()
  }
}
