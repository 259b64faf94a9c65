import CivilTime
import Documents
import Postgres
import Store

/// Imports that left out rows which a month may need.
struct ImportWaits {
  private let imports: [OpenImport]

  /// - Parameter period: The month, with what it or one before it can concern.
  init(until period: Period, in tx: borrowing Transaction) throws {
    imports = try ImportRecordStore.open(until: period, in: tx)
  }

  /// One an import: what it left out that has neither come nor been answered for.
  var blockers: [CloseBlocker] {
    imports.map { waiting in
      let more = waiting.rows - 1
      let rows = waiting.rejects.map { ", which are in \($0.path)" } ?? ""
      return CloseBlocker(
        code: "rows_left_out",
        sentence: "\(waiting.id) of \(waiting.source) by \(waiting.importedBy) at "
          + "\(waiting.importedAt.secondText) left out \(counted(waiting.rows, "row")): "
          + "\(waiting.file):\(waiting.line): \(waiting.cause)"
          + (more > 0 ? ", and \(grouped(more)) more" : ""),
        remedy: "correct the rows\(rows) and import them, or say why they need not come: "
          + "`settled import acknowledge \(waiting.id) --reason TEXT`")
    }
  }

  /// What came of each table, by whom and when last: the evidence that nothing is left out.
  static func sources(in tx: borrowing Transaction) throws -> [String] {
    try ImportRecordStore.sources(in: tx).map {
      "\($0.relation): \(counted($0.inserted, "row")) by \(counted($0.imports, "import")), "
        + "the last at \($0.lastAt.secondText) by \($0.lastBy) with \(grouped($0.lastRead))"
    }
  }
}
