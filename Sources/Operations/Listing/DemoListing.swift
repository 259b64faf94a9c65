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
      summary: ([
        "\(counted(months.count, "sealed month")), \(grouped(documents)) documents in \(folder)"
      ] + sums + next).joined(separator: "\n"))
  }

  /// What the months come to in each currency: the equation that each of them keeps. Rule 7.8.
  private var sums: [String] {
    let all = Dictionary(grouping: months.flatMap(\.conservation), by: \.currency)
    return all.sorted { $0.key < $1.key }.map { currency, parts in
      func sum(_ figure: (ConservationRecord) -> Int128) -> String {
        Total(minorUnits: parts.reduce(0) { $0 + figure($1) }, currency: currency).groupedText
      }
      return "\(currency.code)  paid \(sum(\.paid)) = merchants \(sum(\.merchant))"
        + " + taxes \(sum(\.taxes)) + platform \(sum(\.platform)); payable \(sum(\.payable))"
    }
  }

  /// What to try next, with ids that exist.
  private var next: [String] {
    guard let month = months.last(where: { !$0.statements.isEmpty }),
      let statement = month.statements.max(by: { $0.lineCount < $1.lineCount })
    else { return [] }
    return [
      "Next:  settled statement list --period \(month.run.period.text)",
      "       settled explain \(statement.id)",
      "       settled explain \(statement.id)/1",
    ]
  }
}

extension ConservationRecord {
  fileprivate func cell(_ amount: Int128) -> TableCell {
    .amount(Money(minorUnits: MinorUnits(clamping: amount), currency: currency))
  }
}
