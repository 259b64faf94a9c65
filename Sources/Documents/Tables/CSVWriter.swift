/// Writes RFC 4180: commas, CRLF, one header row, no grouping, ASCII minus.
///
/// A spreadsheet that opens the file runs text that begins like a formula, so such text gets an
/// apostrophe before it; numbers never do.
package struct CSVWriter: TableWriter {
  private let table: Table
  private var stream: ByteStream

  /// Writes the header row.
  ///
  /// - Parameter hasByteOrderMark: For spreadsheets that take UTF-8 for something else without it.
  package init(
    _ table: Table, hasByteOrderMark: Bool = false, to sink: @escaping ByteSink
  ) throws(DocumentError) {
    self.table = table
    stream = ByteStream(to: sink)
    if hasByteOrderMark { stream.text("\u{FEFF}") }
    line(table.columns.map(\.name))
  }

  /// Adds a row.
  package mutating func append(_ row: [TableCell]) throws(DocumentError) {
    try table.check(row)
    line(row.map(Self.field))
    try stream.endPiece()
  }

  /// Hands on what is still kept and ends the output.
  package mutating func finish() throws(DocumentError) {
    try stream.flush()
  }

  private mutating func line(_ fields: [String]) {
    for (index, field) in fields.enumerated() {
      if index > 0 { stream.byte(UInt8(ascii: ",")) }
      stream.text(field)
    }
    stream.text("\r\n")
  }

  private static func field(_ cell: TableCell) -> String {
    guard case .text(let text) = cell else { return cell.plainText }
    let startsFormula = text.utf8.first.map(formulaStarts.contains) ?? false
    let safe = startsFormula ? "'" + text : text
    guard safe.utf8.contains(where: quotedBytes.contains) else { return safe }
    return "\""
      + safe.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }

  private static let formulaStarts = Array("=+-@\t\r".utf8)
  private static let quotedBytes = Array(",\"\r\n".utf8)
}
