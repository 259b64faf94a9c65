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
          + "\(waiting.importedAt.text()) left out \(counted(waiting.rows, "row")): "
          + "\(waiting.file):\(waiting.line): \(waiting.cause)"
          + (more > 0 ? ", and \(grouped(more)) more" : ""),
        remedy: "correct the rows\(rows) and import them, or say why they need not come: "
          + "`settled import acknowledge \(waiting.id) --reason TEXT`")
    }
  }

  /// The evidence that imports are complete: what came of each table, and when it was imported last.
  static func sources(in tx: borrowing Transaction) throws -> String {
    let sources = try ImportRecordStore.sources(in: tx)
    if sources.isEmpty { return "no import is on record, and none has left out a row" }
    return "nothing is left out; "
      + sources.map {
        "\($0.relation): \(counted($0.inserted, "row")) by \(counted($0.imports, "import")), the last at "
          + "\($0.lastAt.text()) by \($0.lastBy) with \(grouped($0.lastRead))"
      }.joined(separator: "; ")
  }
}
