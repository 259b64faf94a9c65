import CivilTime
import Digests
import Postgres

/// A row that an import leaves out, or lines of a log that are one.
package struct LeftOutRow: Sendable {
  package let file: String
  /// Where it begins, from 1.
  package let line: Int
  /// How many it stands for, 1 or more.
  package var rows = 1
  /// The table; nil where the file is none.
  package var relation: String?
  /// Its primary key as the database writes it as text; nil where it cannot be read.
  package var key: [String]?
  /// The first month that it can concern; nil where it may be any.
  package var earliest: Period?
  /// What is wrong with it, half a sentence.
  package let cause: String

  package init(file: String, line: Int, cause: String) {
    self.file = file
    self.line = line
    self.cause = cause
  }
}

/// What became of the rows of one table.
package struct ImportedTable: Sendable {
  package let relation: String
  package let read: Int
  package let inserted: Int
  package let replaced: Int
  package let unchanged: Int
  package let leftOut: Int

  package init(
    relation: String, read: Int, inserted: Int, replaced: Int, unchanged: Int, leftOut: Int
  ) {
    self.relation = relation
    self.read = read
    self.inserted = inserted
    self.replaced = replaced
    self.unchanged = unchanged
    self.leftOut = leftOut
  }
}

/// Imports on record, and the rows that they left out. Every function runs in the caller's
/// transaction. Contract 2.
package enum ImportRecordStore {
  /// Merging and answering a month of rows takes longer than any other statement may.
  private static let limit = Duration.seconds(3600)

  /// Puts an import on record.
  ///
  /// - Parameter source: The folder or the log, as it was named.
  /// - Returns: Its number, and the id that people see: `IMP-3`.
  package static func begin(
    source: String, by actor: String, at now: Instant, in tx: borrowing Transaction
  ) throws -> (number: Int32, id: String) {
    let row = try tx.query(
      Query.Import.insertImport, [.text(source), .text(actor), .timestamp(now.microseconds)])[0]
    return (row.int32(0), row.text(1))
  }

  /// Keeps what became of the rows of one table.
  package static func keep(
    _ table: ImportedTable, of number: Int32, in tx: borrowing Transaction
  ) throws {
    let counts = [table.read, table.inserted, table.replaced, table.unchanged, table.leftOut]
    try tx.query(
      Query.Import.insertImportTable,
      [.int32(number), .text(table.relation)] + counts.map { .int64(Int64($0)) })
  }

  /// Keeps which file has all findings of an import with their rows.
  package static func keep(
    rejects path: String, _ digest: SHA256Digest, of number: Int32, in tx: borrowing Transaction
  ) throws {
    try tx.query(
      Query.Import.insertRejects, [.int32(number), .text(path), .bytes(digest.bytes)])
  }

  /// Keeps rows that an import leaves out; they are open from now on.
  package static func leaveOut(
    _ rows: [LeftOutRow], of number: Int32, in tx: borrowing Transaction
  ) throws {
    try tx.copyIn(
      into: "settlement.import_left_out",
      columns: [
        "import_no", "file", "line", "rows", "relation", "row_key", "earliest", "cause",
      ]
    ) { (writer: inout CopyWriter) in
      for row in rows {
        try writer.startRow(fields: 8)
        try writer.int32(number)
        try writer.text(row.file)
        try writer.int64(Int64(row.line))
        try writer.int64(Int64(row.rows))
        if let relation = row.relation { try writer.text(relation) } else { try writer.null() }
        if let key = row.key {
          try writer.textArray(count: key.count) { key[$0] }
        } else {
          try writer.null()
        }
        if let month = row.earliest { try writer.int32(month.yyyymm) } else { try writer.null() }
        try writer.text(row.cause)
      }
    }
  }

  /// Answers rows of a table that were left out before and are among the staged ones.
  package static func bring(
    staged relation: String, keys: [String], by number: Int32, in tx: borrowing Transaction
  ) throws {
    try tx.query(
      Query.Import.bringStaged, [.int32(number), .text(relation), .textArray(keys)],
      within: limit)
  }

  /// Answers rows of a table with a key of one column that were left out before and have come.
  package static func bring(
    _ keys: [String], of relation: String, by number: Int32, in tx: borrowing Transaction
  ) throws {
    try tx.query(
      Query.Import.bringKeys, [.int32(number), .text(relation), .textArray(keys)], within: limit)
  }

  /// What an import put in the place of known rows of a table, the first ones of the file.
  ///
  /// - Returns: For each its key, and the columns that changed with what they said and say.
  package static func changes(
    of relation: String, keys: [String], page: Int, in tx: borrowing Transaction
  ) throws -> [(key: String, was: String, becomes: String)] {
    try tx.query(
      Query.Import.listChanges,
      [.text(relation), .textArray(keys), .int32(Int32(clamping: page))], within: limit
    ).map { ($0.text(0), $0.text(1), $0.text(2)) }
  }

  /// Whether there is an import of that id.
  package static func isKnown(_ id: String, in tx: borrowing Transaction) throws -> Bool {
    try tx.query(Query.Import.findImport, [.text(id)])[0].bool(0)
  }

  /// Says why open rows of an import need not come.
  ///
  /// - Parameters:
  ///   - file: Nil for all files.
  ///   - line: Nil for all lines.
  /// - Returns: How many rows; nil where there is no such import.
  package static func acknowledge(
    _ id: String, file: String?, line: Int?, by actor: String, at now: Instant, reason: String,
    in tx: borrowing Transaction
  ) throws -> Int64? {
    guard try isKnown(id, in: tx) else { return nil }
    return try tx.query(
      Query.Import.acknowledgeLeftOut,
      [
        .text(id), .text(file ?? ""), .int64(Int64(line ?? 0)), .text(actor),
        .timestamp(now.microseconds), .text(reason),
      ], within: limit
    ).reduce(0) { $0 + $1.int64(0) }
  }
}
