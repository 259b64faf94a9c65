import CivilTime
import Documents
import Operations
import Store

/// What a file of `expected` is about: the first word of its name.
enum Expectation: String, CaseIterable {
  case lines, statements, pending, conservation, exceptions, counts
  case performance, discounts, abnormal

  /// What a run made of it, with all columns.
  func rows(of run: RunRecord, asOf: Instant, in place: Workplace) throws -> NamedRows {
    switch self {
    case .lines:
      return try NamedRows(exporting: ExportLines.table) { writer in
        _ = try ExportLines(place)(run: run.id, limit: nil, to: &writer)
      }
    case .statements:
      let records = try Operations.Statements(place).records(period: run.period, site: run.site)
      let listing = Operations.Statements.exported(records)
      return try NamedRows(exporting: listing.table) { writer in
        for row in listing.rows { try writer.append(row) }
        try writer.finish()
      }
    case .pending:
      return try NamedRows(exporting: ExportPending.table) { writer in
        _ = try ExportPending(place).write(
          period: run.period, site: run.site, asOf: asOf, to: &writer)
      }
    case .conservation:
      return NamedRows(
        columns: [
          "currency", "paid", "merchant", "csp", "reseller", "operator", "taxes", "platform",
        ],
        rows: try Runs(place).show(run.id).conservation.map { equation in
          [equation.currency.code, equation.paid.decimalText]
            + equation.parts.map(\.amount.decimalText)
        })
    case .exceptions:
      return NamedRows(
        columns: ["code", "source_id", "partner_id"],
        rows: try Runs(place).show(run.id).exceptions.map {
          [$0.code, $0.sourceID, $0.partnerID ?? ""]
        })
    case .counts:
      return NamedRows(
        columns: ["facts_read", "lines", "pending", "rejected"],
        rows: [["\(run.factsRead)", "\(run.lines)", "\(run.pending)", "\(run.rejected)"]])
    case .performance:
      return try NamedRows(exporting: ExportPerformance.table) { writer in
        _ = try ExportPerformance(place)(period: run.period, site: run.site, to: &writer)
      }
    case .discounts:
      return try NamedRows(exporting: ExportDiscounts.table) { writer in
        _ = try ExportDiscounts(place)(period: run.period, site: run.site, to: &writer)
      }
    case .abnormal:
      return try NamedRows(exporting: ExportAbnormalUsage.table) { writer in
        _ = try ExportAbnormalUsage(place)(period: run.period, site: run.site, to: &writer)
      }
    }
  }
}
