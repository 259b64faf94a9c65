import Amounts
import CivilTime
import Documents
import Marketplace
import Postgres
import Store

/// `export abnormal-usage`: the usage records that the run of a month was the first to see and did
/// not charge, each with its code. Rule 4.1; contract 3.
package struct ExportAbnormalUsage: Sendable {
  private let workplace: Workplace

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// The columns that the contract fixes.
  package static let table = Documents.Table(
    name: "abnormal-usage",
    columns: [
      TableColumn("usage_id", .integer), TableColumn("instance_id", .text),
      TableColumn("begin_time", .instant), TableColumn("end_time", .instant),
      TableColumn("usage_value", .quantity), TableColumn("code", .text),
    ])

  /// Streams the records by usage id: of the sealed run of each site, else of its live one.
  ///
  /// - Parameter site: Nil for all; a record of an unknown instance, which every site's run lists,
  ///   then comes once.
  /// - Returns: The number of rows.
  package func callAsFunction(
    period: Period, site: Site?, to writer: inout any TableWriter,
    progress: (Progress) -> Void = { _ in }
  ) throws -> Int {
    let session = try workplace.openCheckedSession()
    return try session.transaction(.repeatableRead, readOnly: true) {
      (tx: borrowing Transaction) in
      let runs = try tx.query(
        Query.Export.listExportedRuns, [.int32(period.yyyymm), .text(site?.rawValue ?? "")]
      ).map { "\($0.int32(0))" }
      try tx.query(Query.Usage.setRuns, [.text("{\(runs.joined(separator: ","))}")])
      let count = try tx.copyOut(Query.Usage.streamAbnormal) { row in
        try writer.append([
          .integer(try row.nextInt64()), TableCell(try row.nextText()),
          .instant(Instant(microseconds: try row.nextMicroseconds())),
          .instant(Instant(microseconds: try row.nextMicroseconds())),
          .quantity(try row.nextInt64()), TableCell(try row.nextText()),
        ])
      }
      try writer.finish()
      progress(.advanced(count))
      return count
    }
  }
}
