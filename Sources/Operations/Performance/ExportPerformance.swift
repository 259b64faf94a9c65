import Amounts
import CivilTime
import Documents
import Marketplace
import Performance
import Postgres
import Store

/// `export performance`: what every partner did in a month, and how final that is. Contract 3;
/// rule 9.1.
///
/// Usage counts as far as runs have rated it: before the first one an estimate has none. A final month
/// is as its run kept it when it was submitted; of runs that kept nothing it is computed anew.
package struct ExportPerformance: Sendable {
  private let workplace: Workplace

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// The columns that the contract fixes.
  package static let table = Documents.Table(
    name: "performance",
    columns: [
      TableColumn("partner_id", .text), TableColumn("period", .text), TableColumn("state", .text),
      TableColumn("currency", .text), TableColumn("orders", .integer),
      TableColumn("customers", .integer), TableColumn("gross_sales", .amount),
      TableColumn("discounts", .amount), TableColumn("refunds", .amount),
      TableColumn("cash_consumption", .amount), TableColumn("performance", .amount),
    ])

  /// Writes one row for each partner and currency, by their keys.
  ///
  /// - Parameters:
  ///   - site: Of the partners; nil for all.
  ///   - note: Hears of each sealed run whose figures are computed anew from the facts of today.
  /// - Returns: The number of rows.
  package func callAsFunction(
    period: Period, site: Site?, to writer: inout any TableWriter,
    note: (String) -> Void = { _ in }
  ) throws -> Int {
    let session = try workplace.openCheckedSession()
    var count = 0
    try session.transaction(.repeatableRead, readOnly: true) { (tx: borrowing Transaction) in
      let states = try FiguresStream.states(of: period, in: tx)
      try KeptFigures.read(period, site: site, in: tx) { partner in
        let state = states[partner.site] ?? .estimate
        try writer.append(partner.cells(period, state))
        count += 1
      }
      for run in try MonthRun.list(of: period, in: tx)
      where run.isSealed && !run.keepsFigures && site ?? run.site == run.site {
        note(
          "\(run.id) is of a release that kept no figures: those of site \(run.site.rawValue) are"
            + " computed anew from the facts of today")
      }
    }
    try writer.finish()
    return count
  }
}

extension PartnerFigures {
  /// One row of the export.
  func cells(
    _ period: Period, _ state: PerformanceState
  ) -> [TableCell] {
    func sum(_ amount: Int128) -> TableCell { TableCell(sum: amount, in: currency) }
    return [
      .text(partnerID), .text(period.text), .text(state.rawValue), .text(currency.code),
      .integer(figures.orders), .integer(figures.customers), sum(figures.grossSales),
      sum(figures.discounts), sum(figures.refunds), sum(figures.cashConsumption),
      sum(figures.performance(of: side)),
    ]
  }
}
