import Postgres
import Store

/// What reading one file came to: its good rows are staged, the findings counted.
struct FileReading {
  let table: Table
  /// Rows without the header.
  private(set) var read = 0
  /// Rows that have a finding already.
  private(set) var refused = 0
  /// Findings in all, and the first of them.
  private(set) var findingCount = 0
  private(set) var findings: [Finding] = []
  let hasGoodHeader: Bool

  /// So many bytes of rows go to the server at once.
  private static let batchSize = 96 * 1024

  /// Reads and stages a file.
  ///
  /// - Throws: `Refusal` `.badInput` for a file that cannot be read.
  init(
    of file: ImportFolder.File, in tx: borrowing Transaction, progress: (Progress) -> Void
  ) throws {
    table = file.table
    do {
      var reader = try TableReader(file.table, path: file.path, writesLine: true)
      findings = try reader.readHeader()
      findingCount = findings.count
      hasGoodHeader = findings.isEmpty
      guard hasGoodHeader else { return }
      try ImportStore.stage(table.name, columns: table.columns.map(\.name), in: tx) { writer in
        try copy(&reader, to: &writer, progress)
      }
    } catch let error as UnreadableFile {
      throw Refusal(.badInput, error.code, error.sentence, remedy: error.remedy)
    }
  }

  private mutating func copy(
    _ reader: inout TableReader, to writer: inout CopyWriter, _ progress: (Progress) -> Void
  ) throws {
    var encoder = FieldEncoder()
    var bytesTold = 0
    var isAtEnd = false
    while !isAtEnd {
      switch try reader.next(appendingTo: &encoder, { note($0) }) {
      case .row: read += 1
      case .refused:
        read += 1
        refused += 1
      case .end: isAtEnd = true
      }
      guard encoder.count >= Self.batchSize || isAtEnd else { continue }
      try encoder.withBytes { try writer.rawRows($0, count: encoder.rowCount) }
      encoder.removeAll()
      if reader.bytesRead > bytesTold {
        progress(.advanced(reader.bytesRead - bytesTold))
        bytesTold = reader.bytesRead
      }
    }
  }

  private mutating func note(_ finding: Finding) {
    findingCount += 1
    if findings.count < ImportOutcome.printedLimit { findings.append(finding) }
  }
}
