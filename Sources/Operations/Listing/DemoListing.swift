import Amounts
import Documents
import Store

extension Demo.Outcome {
  /// The months with their totals, one row a currency.
  package var listing: Listing {
    let rows = months.flatMap { month in month.conservation.map { (month: month, sums: $0) } }
    let documents = months.reduce(0) { $0 + $1.statements.count + $1.invoices.count }
    return Listing(
      "months", of: rows,
      [
        ListedColumn("period", .text) { .text($0.month.run.period.text) },
        ListedColumn("run", .text) { .text($0.month.run.id) },
        ListedColumn("state", .text) { .text($0.month.run.state.rawValue) },
        ListedColumn("lines", .integer) { .integer($0.month.run.lines) },
        ListedColumn("statements", .integer) { .integer(Int64($0.month.statements.count)) },
        ListedColumn("invoices", .integer) { .integer(Int64($0.month.invoices.count)) },
        ListedColumn("currency", .text) { .text($0.sums.currency.code) },
        ListedColumn("paid", .amount) { $0.sums.cell($0.sums.paid) },
        ListedColumn("merchants", .amount) { $0.sums.cell($0.sums.merchant) },
        ListedColumn("taxes", .amount) { $0.sums.cell($0.sums.taxes) },
        ListedColumn("platform", .amount) { $0.sums.cell($0.sums.platform) },
        ListedColumn("payable", .amount) { $0.sums.cell($0.sums.payable) },
        ListedColumn("files_written", .integer) { .integer(Int64($0.month.filesWritten)) },
      ],
      summary: "\(counted(months.count, "sealed month")), "
        + "\(grouped(documents)) documents in \(folder)")
  }
}

extension ConservationRecord {
  fileprivate func cell(_ amount: MinorUnits) -> TableCell {
    .amount(Money(minorUnits: amount, currency: currency))
  }
}
