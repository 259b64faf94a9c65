import CivilTime
import Documents
import Postgres
import Store

/// `import list|left-out|acknowledge`: imports on record, and the rows that they left out.
package struct Imports: Sendable {
  private let workplace: Workplace
  private let actor: String

  package init(_ workplace: Workplace, by actor: String = "") {
    self.workplace = workplace
    self.actor = actor
  }

  /// Imports, newest first, a row a table.
  ///
  /// - Parameter limit: How many imports, 1 or more.
  package func list(limit: Int) throws -> Listing {
    try requireLimit(limit)
    let records = try read { (tx: borrowing Transaction) in
      try ImportRecordStore.list(limit: limit, in: tx)
    }
    func count(
      _ name: String, _ value: @escaping (ImportRecord) -> Int64
    ) -> ListedColumn<ImportRecord> { ListedColumn(name, .integer) { .integer(value($0)) } }
    let open = records.reduce(0) { $0 + $1.open }
    return Listing(
      "imports", of: records,
      [
        ListedColumn("import", .text) { .text($0.id) },
        ListedColumn("imported_at", .instant) { .instant($0.importedAt) },
        ListedColumn("imported_by", .text) { .text($0.importedBy) },
        ListedColumn("table", .text) { TableCell($0.relation) },
        count("read") { $0.read }, count("new") { $0.inserted },
        count("unchanged") { $0.unchanged }, count("replaced") { $0.replaced },
        count("left_out") { $0.leftOut }, count("open") { $0.open },
        ListedColumn("source", .text) { .text($0.source) },
        ListedColumn("rejects", .text) { TableCell($0.rejects?.path) },
        ListedColumn("rejects_sha256", .text) { TableCell($0.rejects?.digest.hex) },
      ],
      summary: counted(Set(records.map(\.id)).count, "import")
        + (open > 0 ? "; \(counted(open, "row")) left out and open" : ""))
  }

  /// Rows that imports left out, by import, file and line.
  ///
  /// - Parameters:
  ///   - id: Only of this import; nil for all.
  ///   - limit: How many, 1 or more.
  /// - Throws: `Refusal` `.notFound` for an import that is not there.
  package func leftOut(of id: String?, isOpenOnly: Bool, limit: Int) throws -> Listing {
    try requireLimit(limit)
    let rows = try read { (tx: borrowing Transaction) in
      if let id, try !ImportRecordStore.isKnown(id, in: tx) { throw notFound(id) }
      return try ImportRecordStore.leftOut(of: id, isOpenOnly: isOpenOnly, limit: limit, in: tx)
    }
    return Listing(
      "left_out", of: rows,
      [
        ListedColumn("import", .text) { .text($0.importID) },
        ListedColumn("file", .text) { .text($0.file) },
        ListedColumn("line", .integer) { .integer($0.line) },
        ListedColumn("rows", .integer) { .integer($0.rows) },
        ListedColumn("key", .text) { TableCell($0.key) },
        ListedColumn("earliest_month", .text) { TableCell($0.earliest?.text) },
        ListedColumn("cause", .text) { .text($0.cause) },
        ListedColumn("state", .text) { .text($0.answeredAs ?? "open") },
        ListedColumn("by", .text) { TableCell($0.answeredBy) },
        ListedColumn("at", .instant) { TableCell($0.answeredAt) },
        ListedColumn("answer", .text) { TableCell($0.answer) },
      ],
      summary: counted(rows.reduce(0) { $0 + $1.rows }, "row")
        + (rows.count == limit ? ", and perhaps more" : ""))
  }

  /// Says why open rows of an import need not come.
  ///
  /// - Parameters:
  ///   - file: Nil for all files.
  ///   - line: Nil for all lines.
  /// - Returns: How many rows it is about, 1 or more.
  /// - Throws: `Refusal` `.usage` without a reason, `.notFound` for an import that is not there,
  ///   `.conflict` where no such row is open.
  package func acknowledge(
    _ id: String, file: String? = nil, line: Int? = nil, reason: String
  ) throws -> Int64 {
    try Refusal.requireReason(reason)
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    return try session.transaction { (tx: borrowing Transaction) in
      guard
        let rows = try ImportRecordStore.acknowledge(
          id, file: file, line: line, by: actor, at: now, reason: reason, in: tx)
      else { throw notFound(id) }
      let place = (file.map { " of \($0)" } ?? "") + (line.map { ", line \($0)," } ?? "")
      if rows == 0 {
        throw Refusal(
          .conflict, "nothing_left_out", "no row\(place) that \(id) left out is open",
          remedy: "see `settled import left-out \(id) --all`")
      }
      try Trail.note(
        "left_out_acknowledged", of: id, by: actor, at: now,
        detail: "\(counted(rows, "row"))\(place): \(reason)", change: ("open", "acknowledged"),
        in: tx)
      return rows
    }
  }

  private func notFound(_ id: String) -> Refusal {
    Refusal(
      .notFound, "import_not_found", "there is no import \(id)",
      remedy: "see `settled import list`")
  }

  private func requireLimit(_ limit: Int) throws {
    if limit > 0 { return }
    throw Refusal(
      .usage, "limit_not_possible", "a list of \(limit) rows", remedy: "give 1 or more")
  }

  private func read<Result>(
    _ body: (borrowing Transaction) throws -> Result
  ) throws -> Result {
    let session = try workplace.openCheckedSession()
    return try session.transaction(.repeatableRead, readOnly: true) {
      (tx: borrowing Transaction) in try body(tx)
    }
  }
}
