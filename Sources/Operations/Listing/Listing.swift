import Amounts
import Documents

/// A list with its columns, ready for a terminal, a file or an answer over HTTP.
package struct Listing: Sendable {
  package let table: Documents.Table
  package let rows: [[TableCell]]
  /// What a person reads under the table: `2 statements, payable CNY 107,032.36`.
  package var summary: String

  /// Puts records into columns.
  init<Record>(
    _ name: String, of records: [Record], _ columns: [ListedColumn<Record>], summary: String
  ) {
    table = Documents.Table(name: name, columns: columns.map(\.column))
    rows = records.map { record in columns.map { $0.cell(record) } }
    self.summary = summary
  }
}

/// A column of a list, and where its cells come from.
struct ListedColumn<Record> {
  let column: TableColumn
  let cell: (Record) -> TableCell

  init(_ name: String, _ kind: TableCellKind, _ cell: @escaping (Record) -> TableCell) {
    column = TableColumn(name, kind)
    self.cell = cell
  }
}

/// `1 run`, `2 runs`, `10,000 runs`.
package func counted(_ count: some BinaryInteger, _ noun: String) -> String {
  count == 1 ? "1 \(noun)" : "\(grouped(count)) \(noun)s"
}

/// The digits of a count in groups of three.
package func grouped(_ count: some BinaryInteger) -> String {
  var digits = String(count.magnitude)
  var groups: [Substring] = []
  while digits.count > 3 {
    groups.insert(Substring(digits.suffix(3)), at: 0)
    digits.removeLast(3)
  }
  groups.insert(Substring(digits), at: 0)
  return (count < 0 ? "-" : "") + groups.joined(separator: ",")
}

extension Listing {
  /// The totals of one run as a list of one row.
  package init(totalsOf view: RunView) {
    self.init(
      "run", of: [view],
      [
        ListedColumn("id", .text) { .text($0.run.id) },
        ListedColumn("site", .text) { .text($0.run.site.rawValue) },
        ListedColumn("period", .text) { .text($0.run.period.text) },
        ListedColumn("as_of", .instant) { .instant($0.run.asOf) },
        ListedColumn("state", .text) { .text($0.run.state.rawValue) },
        ListedColumn("facts", .integer) { .integer($0.run.factsRead) },
        ListedColumn("lines", .integer) { .integer($0.run.lines) },
        ListedColumn("pending", .integer) { .integer($0.run.pending) },
        ListedColumn("rejected", .integer) { .integer($0.run.rejected) },
        ListedColumn("statements", .integer) { .integer(Int64($0.statements)) },
        ListedColumn("open_exceptions", .integer) { .integer(Int64($0.openExceptions)) },
        ListedColumn("content_hash", .text) { TableCell($0.run.contentHash?.hex) },
      ], summary: "")
  }

  /// The steps of an explanation.
  package init(stepsOf explanation: Explanation) {
    self.init(
      "steps", of: explanation.allSteps,
      [
        ListedColumn("step", .text) { .text($0.name) },
        ListedColumn("rule", .text) { .text($0.rule) },
        ListedColumn("formula", .text) { .text($0.formula) },
        ListedColumn("exact", .text) { .text($0.exact) },
        ListedColumn("rounded", .text) { TableCell($0.rounded) },
      ], summary: "")
  }
}
