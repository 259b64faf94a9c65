import JSONFiles

/// Writes rows as JSON objects with the columns' names, in the columns' order.
///
/// Money and rates are decimal strings, whole numbers are numbers, nothing is null.
package struct JSONTableWriter: TableWriter {
  /// How the objects stand together.
  package enum Layout: Sendable {
    /// As one array, one object on each line.
    case array
    /// One object on each line and nothing else (NDJSON).
    case lines
  }

  private let table: Table
  private let layout: Layout
  private var stream: ByteStream
  private var isFirst = true

  /// Begins the output.
  package init(
    _ table: Table, layout: Layout, to sink: @escaping ByteSink
  ) throws(DocumentError) {
    self.table = table
    self.layout = layout
    stream = ByteStream(to: sink)
    switch layout {
    case .array: stream.text("[")
    case .lines: break
    }
  }

  /// Adds a row.
  package mutating func append(_ row: [TableCell]) throws(DocumentError) {
    try table.check(row)
    var json = JSONText()
    json.object { object in
      for (column, cell) in zip(table.columns, row) {
        object.name(column.name)
        object.cell(cell)
      }
    }
    switch layout {
    case .array: stream.text((isFirst ? "\n" : ",\n") + json.text)
    case .lines: stream.text(json.text + "\n")
    }
    isFirst = false
    try stream.endPiece()
  }

  /// Hands on what is still kept and ends the output.
  package mutating func finish() throws(DocumentError) {
    switch layout {
    case .array: stream.text(isFirst ? "]\n" : "\n]\n")
    case .lines: break
    }
    try stream.flush()
  }
}

extension JSONText {
  mutating func cell(_ cell: TableCell) {
    switch cell {
    case .empty: string(nil)
    case .integer(let value): integer(value)
    // Amounts and rates are strings: a binary fraction would not keep their digits.
    case .text, .amount, .total, .rate, .quantity, .instant, .date: string(cell.plainText)
    }
  }
}
