import Postgres
import Store

/// Everything that is wrong with the files: what reading found, and what the database found.
///
/// Neither is kept whole: a file of nothing but bad rows may have millions. The rows are read again
/// where all findings are wanted.
struct ImportFindings {
  /// Of files that are no table.
  let folder: [Finding]
  let readings: [FileReading]
  /// By relation: what the database found.
  let rows: [String: (findings: Int, rejected: Int)]

  private static let page = 10_000

  /// How many there are.
  var total: Int {
    folder.count + readings.reduce(0) { $0 + $1.findingCount }
      + rows.values.reduce(0) { $0 + $1.findings }
  }

  /// The first ones in the order of files and lines.
  func first(
    _ limit: Int, _ files: ImportFolder, _ readings: [FileReading], in tx: borrowing Transaction
  ) throws -> [Finding] {
    var found = folder
    for reading in readings where found.count < limit {
      var ofFile = reading.findings
      if rows[reading.table.name] != nil {
        ofFile += try ImportStore.findings(of: reading.table.name, after: 0, page: limit, in: tx)
          .map { finding($0, in: reading.table) }
      }
      // Findings of one line stay in the order in which they were found.
      let sorted = ofFile.enumerated().sorted {
        ($0.element.line, $0.offset) < ($1.element.line, $1.offset)
      }
      found += sorted.map(\.element)
    }
    return Array(found.prefix(limit))
  }

  /// Writes every finding with its row, and keeps every row that is left out.
  ///
  /// - Parameters:
  ///   - rejects: Nil where nobody wants the findings.
  ///   - leftOut: Nil where nothing was loaded.
  func write(
    to rejects: RejectsFile?, leftOut: inout LeftOutBuffer?, _ files: ImportFolder,
    in tx: borrowing Transaction
  ) throws {
    for finding in folder {
      rejects?.append(finding, row: UnsafeRawBufferPointer(start: nil, count: 0))
      try leftOut?.add(
        LeftOutRow(file: finding.file, line: finding.line, cause: finding.reason), in: tx)
    }
    for (file, reading) in zip(files.files, readings) {
      let count = rows[reading.table.name]?.findings ?? 0
      guard reading.findingCount + count > 0 else { continue }
      try writeFile(
        file, reading, hasRowFindings: count > 0, to: rejects, leftOut: &leftOut, in: tx)
    }
    try leftOut?.flush(in: tx)
  }

  /// Reads a file again, so that every row with a finding is at hand.
  private func writeFile(
    _ file: ImportFolder.File, _ reading: FileReading, hasRowFindings: Bool,
    to rejects: RejectsFile?, leftOut: inout LeftOutBuffer?, in tx: borrowing Transaction
  ) throws {
    var reader = try TableReader(file.table, path: file.path, writesLine: true)
    for finding in try reader.readHeader() {
      reader.withRecord { rejects?.append(finding, row: $0) }
    }
    guard reading.hasGoodHeader else { return }
    var page: ArraySlice<ImportStore.RowFinding> = []
    var isLastPage = !hasRowFindings
    var encoder = FieldEncoder()
    var ofRow: [Finding] = []
    while true {
      let step = try reader.next(appendingTo: &encoder) { ofRow.append($0) }
      if step == .end { break }
      if page.isEmpty, !isLastPage {
        page = try ImportStore.findings(
          of: file.table.name, after: reader.line - 1, page: Self.page, in: tx)[...]
        isLastPage = page.isEmpty
      }
      while let next = page.first, next.line <= reader.line {
        ofRow.append(finding(next, in: file.table))
        page.removeFirst()
      }
      for finding in ofRow {
        reader.withRecord { rejects?.append(finding, row: $0) }
      }
      if let first = ofRow.first {
        try leftOut?.add(leftOutRow(&reader, first), in: tx)
      }
      ofRow.removeAll(keepingCapacity: true)
      encoder.removeAll()
    }
  }

  private func leftOutRow(_ reader: inout TableReader, _ first: Finding) -> LeftOutRow {
    let identity = reader.identity()
    var row = LeftOutRow(
      file: reader.table.fileName, line: reader.line,
      cause: first.columnName.map { "\($0): \(first.reason)" } ?? first.reason)
    row.relation = reader.table.name
    row.key = identity.key
    row.earliest = identity.earliest
    return row
  }

  private func finding(_ found: ImportStore.RowFinding, in table: Table) -> Finding {
    Finding(
      file: table.fileName, line: found.line, columnName: found.column, reason: found.reason,
      remedy: found.remedy)
  }
}
