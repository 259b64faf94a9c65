/// Reads the file of one table: checks its header, then row after row, and encodes what is good.
///
/// The rows come in the binary COPY format with the columns in the order of the table, whatever
/// their order in the file. Contract 2.
package struct TableReader: ~Copyable {
  /// What happened to the next row.
  package enum Step: Sendable {
    /// It was appended.
    case row
    /// It was refused, and every reason reported.
    case refused
    /// There is no further row.
    case end
  }

  /// The table that the file fills.
  package let table: Table
  private var reader: CSVReader
  private var rows: RowEncoder?
  private let writesLine: Bool
  /// Whether the row at hand was taken apart into fields.
  private var hasFields = false

  /// - Parameters:
  ///   - writesLine: Whether each row begins with a `bigint` more: the line it came from, so that
  ///     what the database finds later can be reported with its place.
  package init(
    _ table: Table, path: String, writesLine: Bool = false, blockSize: Int = 1024 * 1024
  ) throws(UnreadableFile) {
    self.table = table
    self.writesLine = writesLine
    reader = try CSVReader(path: path, blockSize: blockSize)
  }

  /// The size of the file in bytes; nil where it is no plain file.
  package var size: Int? { reader.size }
  /// How many bytes were read so far, for showing progress.
  package var bytesRead: Int { reader.bytesRead }
  /// The line on which the row at hand begins, from 1.
  package var line: Int { reader.line }

  /// Lends the row at hand as it stands in the file, for a file of rejects.
  package func withRecord<Value>(
    _ body: (UnsafeRawBufferPointer) throws -> Value
  ) rethrows -> Value {
    try reader.withRecord(body)
  }

  /// What tells the row at hand apart.
  mutating func identity() -> RowIdentity {
    (hasFields ? rows?.identity(in: &reader) : nil) ?? RowIdentity()
  }

  /// Reads the first row. Call it once, before `next`.
  ///
  /// - Returns: What is wrong with it; where there is anything, no row can be read.
  package mutating func readHeader() throws(UnreadableFile) -> [Finding] {
    let step = try reader.next()
    switch step {
    case .record:
      var names: [(text: String, line: Int)] = []
      for field in reader.fields.indices {
        let content = reader.content(field)
        if content.starts(with: [0xFF, 0xFE]) || content.starts(with: [0xFE, 0xFF]) {
          return [finding("the file is UTF-16", "save it as UTF-8")]
        }
        names.append((String(decoding: content, as: UTF8.self), reader.fields[field].line))
      }
      let check = HeaderCheck(table, file: reader.file, names: names)
      if check.findings.isEmpty {
        rows = RowEncoder(table, order: check.order, writesLine: writesLine)
      }
      return check.findings
    case .malformed(let flaw), .broken(let flaw):
      return [finding(flaw)]
    case .end:
      return [finding("the file is empty", "write a header row with the names of the columns")]
    }
  }

  /// Appends the next row, or reports what is wrong with it.
  package mutating func next(
    appendingTo encoder: inout FieldEncoder, _ report: (Finding) -> Void
  ) throws(UnreadableFile) -> Step {
    precondition(rows != nil, "\(table.fileName) has no header that was read and found good")
    switch try reader.next() {
    case .record:
      hasFields = true
      return rows?.encode(&reader, to: &encoder, report) == true ? .row : .refused
    case .malformed(let flaw), .broken(let flaw):
      hasFields = false
      report(finding(flaw))
      return .refused
    case .end:
      hasFields = false
      return .end
    }
  }

  private func finding(_ reason: String, _ remedy: String) -> Finding {
    Finding(file: reader.file, line: reader.line, reason: reason, remedy: remedy)
  }

  /// The last field of the record is the one that broke it.
  private func finding(_ flaw: CSVFlaw) -> Finding {
    let number = reader.fields.isEmpty ? nil : reader.fields.count
    return Finding(
      file: reader.file, line: reader.fields.last?.line ?? reader.line, columnNumber: number,
      reason: flaw.reason, remedy: flaw.remedy)
  }
}
