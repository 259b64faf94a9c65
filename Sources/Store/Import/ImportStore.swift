import CivilTime
import Postgres

/// Staging, checking and merging of imported rows; what it does is in `0003_import.sql`.
///
/// Every function runs in the one transaction of an import. Contract 2.
package enum ImportStore {
  /// Staging a month and merging it take longer than any other statement may.
  private static let limit = Duration.seconds(3600)

  /// What the database found wrong with a row.
  package struct RowFinding: Sendable {
    /// The line of the file on which the row begins.
    package let line: Int
    /// Nil where the whole row is meant.
    package let column: String?
    package let reason: String
    package let remedy: String
  }

  /// What became of the rows of a table that were not rejected.
  package struct Merged: Sendable {
    package let inserted: Int
    package let replaced: Int
    package let unchanged: Int
    /// Whether most rows are new and only the table's owner can count them for the planner.
    package let lacksStatistics: Bool
  }

  /// Gives staging tables memory; before the session's first transaction.
  package static func prepare(_ session: borrowing Session) throws {
    try session.query(Query.Import.sizeBuffers)
  }

  /// A relation of the schema `marketplace`: what it is, and the types of its columns.
  package struct Relation: Sendable {
    /// `table`, `view`, ...
    package let kind: String
    package fileprivate(set) var types: [String: String] = [:]
  }

  /// Every relation of the schema `marketplace`, by name.
  package static func relations(in tx: borrowing Transaction) throws -> [String: Relation] {
    var relations: [String: Relation] = [:]
    for row in try tx.query(Query.Check.listMarketplaceColumns) {
      relations[row.text(0), default: Relation(kind: row.text(1))].types[row.text(3)] = row.text(4)
    }
    return relations
  }

  /// Makes the staging tables, and keeps other writers off the tables that are written.
  package static func open(
    relations: [String], written: [String], in tx: borrowing Transaction
  ) throws {
    try tx.query(Query.Import.openStaging, [.textArray(relations), .textArray(written)])
  }

  /// Streams rows into the staging table of a relation; each begins with the line it came from.
  package static func stage<R>(
    _ relation: String, columns: [String], in tx: borrowing Transaction,
    _ body: (inout CopyWriter) throws -> R
  ) throws -> R {
    try tx.copyIn(into: "pg_temp.staged_\(relation)", columns: ["import_line"] + columns, body)
  }

  /// Rejects the rows whose key is not theirs alone in the file.
  ///
  /// - Parameter mayTrust: Leave a table without rows to its primary key: then the merge fails
  ///   where there are duplicates.
  package static func rejectDuplicates(
    of relation: String, keys: [String], mayTrust: Bool, in tx: borrowing Transaction
  ) throws {
    try tx.query(
      Query.Import.rejectDuplicates, [.text(relation), .textArray(keys), .bool(mayTrust)],
      within: limit)
  }

  /// Notes the rows whose key is known with other content.
  package static func noteChanges(
    of relation: String, keys: [String], columns: [String], in tx: borrowing Transaction
  ) throws {
    try tx.query(
      Query.Import.noteChanges, [.text(relation), .textArray(keys), .textArray(columns)],
      within: limit)
  }

  /// Rejects changes of known rows: all of them, or only those of what a sealed statement used.
  package static func rejectChanges(mayReplace: Bool, in tx: borrowing Transaction) throws {
    try tx.query(Query.Import.rejectChanges, [.bool(mayReplace)], within: limit)
  }

  /// Rejects rows that refer to nothing, and rows that depend on rejected ones.
  package static func rejectDangling(in tx: borrowing Transaction) throws {
    try tx.query(Query.Import.rejectDangling, within: limit)
  }

  /// Takes the staged rows of a relation over.
  package static func merge(
    _ relation: String, keys: [String], columns: [String], in tx: borrowing Transaction
  ) throws -> Merged {
    let row = try tx.query(
      Query.Import.mergeStaged, [.text(relation), .textArray(keys), .textArray(columns)],
      within: limit)[0]
    return Merged(
      inserted: Int(row.int64(0)), replaced: Int(row.int64(1)), unchanged: Int(row.int64(2)),
      lacksStatistics: row.bool(3))
  }

  /// Findings and rejected rows of each relation that has any.
  package static func findingCounts(
    in tx: borrowing Transaction
  ) throws -> [String: (findings: Int, rejected: Int)] {
    var counts: [String: (findings: Int, rejected: Int)] = [:]
    for row in try tx.query(Query.Import.countFindings, within: limit) {
      counts[row.text(0)] = (Int(row.int64(1)), Int(row.int64(2)))
    }
    return counts
  }

  /// The findings of the lines after one, in the order of lines; whole lines only.
  ///
  /// - Parameter page: About how many.
  package static func findings(
    of relation: String, after line: Int, page: Int, in tx: borrowing Transaction
  ) throws -> [RowFinding] {
    try tx.query(
      Query.Import.listFindings,
      [.text(relation), .int64(Int64(line)), .int32(Int32(clamping: page))], within: limit
    ).map {
      RowFinding(
        line: Int($0.int64(0)), column: $0.optionalText(1), reason: $0.text(2), remedy: $0.text(3))
    }
  }

  /// Terms of this import that overlap others, after the merge. Rule 3.2.
  package static func warnings(
    page: Int, in tx: borrowing Transaction
  ) throws -> [(relation: String, finding: RowFinding)] {
    try tx.query(Query.Import.listWarnings, [.int32(Int32(clamping: page))], within: limit).map {
      (
        $0.text(0),
        RowFinding(
          line: Int($0.int64(1)), column: $0.optionalText(2), reason: $0.text(3),
          remedy: $0.text(4))
      )
    }
  }
}
