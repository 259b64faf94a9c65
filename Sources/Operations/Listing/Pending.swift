import Amounts
import CivilTime
import Documents
import Marketplace

extension ExportPending {
  /// The columns that the contract fixes. Contract 3, `export pending`.
  package static let table = Documents.Table(
    name: "pending",
    columns: [
      TableColumn("source_kind", .text), TableColumn("source_id", .text),
      TableColumn("payee_id", .text), TableColumn("product_id", .text),
      TableColumn("customer_id", .text), TableColumn("currency", .text),
      TableColumn("amount_estimate", .amount), TableColumn("reasons", .text),
      TableColumn("since", .instant), TableColumn("expected_on", .date),
    ])

  /// Writes the rows of the sites, one site after the other.
  ///
  /// - Parameter site: Nil for all.
  /// - Returns: The number of rows.
  package func write(
    period: Period, site: Site?, asOf: Instant?, to writer: inout any TableWriter
  ) throws -> Int {
    var count = 0
    for each in site.map({ [$0] }) ?? Site.allCases {
      try self(period: period, site: each, asOf: asOf) { row in
        try writer.append(row.cells)
        count += 1
      }
    }
    try writer.finish()
    return count
  }
}

extension PendingRow {
  fileprivate var cells: [TableCell] {
    [
      .text(sourceKind.code), .text(sourceID), .text(payeeID), TableCell(productID),
      TableCell(customerID), .text(currency.code),
      TableCell(amountEstimate.map { Money(minorUnits: $0, currency: currency) }),
      .text(reasons.text), .instant(since), TableCell(expectedOn),
    ]
  }
}
