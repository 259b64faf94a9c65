import CivilTime
import Digests
import Postgres

/// An import and what became of the rows of one of its tables.
package struct ImportRecord: Sendable {
  /// `IMP-3`.
  package let id: String
  package let importedAt: Instant
  package let importedBy: String
  /// The folder or the log, as it was named.
  package let source: String
  /// Nil where an import has files that are no table alone.
  package let relation: String?
  package let read: Int64
  package let inserted: Int64
  package let replaced: Int64
  package let unchanged: Int64
  package let leftOut: Int64
  /// Of those, how many have neither come nor been answered for.
  package let open: Int64
  /// The file with all findings of the import; nil where there is none.
  package let rejects: RejectsOnRecord?
}

/// The file that has what an import left out.
package struct RejectsOnRecord: Sendable {
  package let path: String
  package let digest: SHA256Digest
}

/// An import that left out rows which have neither come nor been answered for.
package struct OpenImport: Sendable {
  package let id: String
  package let importedAt: Instant
  package let importedBy: String
  package let source: String
  /// How many rows, 1 or more.
  package let rows: Int64
  /// Where the first of them stands, and what is wrong with it.
  package let file: String
  package let line: Int64
  package let cause: String
  package let rejects: RejectsOnRecord?
}

/// A row that was left out, and what became of it.
package struct LeftOutRecord: Sendable {
  package let importID: String
  package let file: String
  package let line: Int64
  package let rows: Int64
  /// Its key, columns parted by `/`; nil where it cannot be read.
  package let key: String?
  package let earliest: Period?
  package let cause: String
  /// `brought`, `acknowledged`; nil while it is open.
  package let answeredAs: String?
  package let answeredBy: String?
  package let answeredAt: Instant?
  /// The import that brought it, or the reason.
  package let answer: String?
}

/// What was imported of a table.
package struct ImportSource: Sendable {
  package let relation: String
  package let imports: Int64
  /// Rows whose key was new, in all imports together.
  package let inserted: Int64
  /// Rows of the last import.
  package let lastRead: Int64
  package let lastAt: Instant
  package let lastBy: String
}

extension ImportRecordStore {
  /// Imports, the newest first, one element a table.
  ///
  /// - Parameter limit: How many imports.
  package static func list(limit: Int, in tx: borrowing Transaction) throws -> [ImportRecord] {
    try tx.query(Query.Import.listImports, [.int32(Int32(clamping: limit))]).map { row in
      ImportRecord(
        id: row.text(0), importedAt: Instant(microseconds: row.microseconds(1)),
        importedBy: row.text(2), source: row.text(3), relation: row.optionalText(4),
        read: row.int64(5), inserted: row.int64(6), replaced: row.int64(7),
        unchanged: row.int64(8), leftOut: row.int64(9), open: row.int64(10),
        rejects: rejects(row, 11))
    }
  }

  /// Rows that imports left out, by import, file and line.
  ///
  /// - Parameter id: Only of this import; nil for all.
  package static func leftOut(
    of id: String?, isOpenOnly: Bool, limit: Int, in tx: borrowing Transaction
  ) throws -> [LeftOutRecord] {
    try tx.query(
      Query.Import.listLeftOut,
      [.text(id ?? ""), .bool(isOpenOnly), .int32(Int32(clamping: limit))]
    ).map { row in
      LeftOutRecord(
        importID: row.text(0), file: row.text(1), line: row.int64(2), rows: row.int64(3),
        key: row.optionalText(4), earliest: row.optionalInt32(5).flatMap { Period(yyyymm: $0) },
        cause: row.text(6), answeredAs: row.optionalText(7), answeredBy: row.optionalText(8),
        answeredAt: row.optionalMicroseconds(9).map { Instant(microseconds: $0) },
        answer: row.optionalText(10))
    }
  }

  /// Imports with open rows that a month, or one before it, can concern.
  package static func open(
    until period: Period, in tx: borrowing Transaction
  ) throws -> [OpenImport] {
    try tx.query(Query.Import.listOpenImports, [.int32(period.yyyymm)]).map { row in
      OpenImport(
        id: row.text(0), importedAt: Instant(microseconds: row.microseconds(1)),
        importedBy: row.text(2), source: row.text(3), rows: row.int64(4), file: row.text(5),
        line: row.int64(6), cause: row.text(7), rejects: rejects(row, 8))
    }
  }

  /// What was imported of each table, by name.
  package static func sources(in tx: borrowing Transaction) throws -> [ImportSource] {
    try tx.query(Query.Import.listSources).map { row in
      ImportSource(
        relation: row.text(0), imports: row.int64(1), inserted: row.int64(2),
        lastRead: row.int64(3), lastAt: Instant(microseconds: row.microseconds(4)),
        lastBy: row.text(5))
    }
  }

  private static func rejects(_ row: Row, _ column: Int) -> RejectsOnRecord? {
    guard let path = row.optionalText(column) else { return nil }
    guard let digest = SHA256Digest(bytes: row.bytes(column + 1)) else {
      preconditionFailure("\(path) is on record with a digest of another length")
    }
    return RejectsOnRecord(path: path, digest: digest)
  }
}
