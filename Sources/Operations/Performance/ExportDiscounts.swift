import Amounts
import CivilTime
import Documents
import Marketplace
import Performance
import Postgres
import Store

/// `export discounts`: the order lines of a month with a discount, a voucher or an offer, and who
/// bears what. Contract 3; rules 9.3 and 9.4.
package struct ExportDiscounts: Sendable {
  private let workplace: Workplace

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// The columns that the contract fixes.
  package static let table = Documents.Table(
    name: "discounts",
    columns: [
      TableColumn("order_line_id", .text), TableColumn("offer_id", .text),
      TableColumn("voucher_id", .text), TableColumn("currency", .text),
      TableColumn("discount_amount", .amount), TableColumn("discount_merchant", .amount),
      TableColumn("discount_platform", .amount), TableColumn("voucher_amount", .amount),
      TableColumn("voucher_merchant", .amount), TableColumn("voucher_platform", .amount),
      TableColumn("exceptions", .text),
    ])

  /// Writes the lines that the sealed run of each site billed, else its live one, by their keys.
  ///
  /// - Parameter site: Nil for all.
  /// - Returns: The number of rows.
  package func callAsFunction(
    period: Period, site: Site?, to writer: inout any TableWriter,
    progress: (Progress) -> Void = { _ in }
  ) throws -> Int {
    let session = try workplace.openCheckedSession()
    var count = 0
    try session.transaction(.repeatableRead, readOnly: true) { (tx: borrowing Transaction) in
      try DiscountStream.read(
        runs: Self.runs(of: period, site: site, in: tx), book: OfferBookReader.book(in: tx), in: tx
      ) { line in
        try writer.append(line.cells)
        count += 1
      }
    }
    try writer.finish()
    progress(.advanced(count))
    return count
  }

  /// The run of each site whose lines are the period's.
  static func runs(
    of period: Period, site: Site?, in tx: borrowing Transaction
  ) throws -> [Int32] {
    try tx.query(
      Query.Export.listExportedRuns, [.int32(period.yyyymm), .text(site?.rawValue ?? "")]
    ).map { $0.int32(0) }
  }
}

extension DiscountedLine {
  fileprivate var cells: [TableCell] {
    func money(_ amount: Int128) -> TableCell { TableCell(sum: amount, in: currency) }
    return [
      .text(lineID), TableCell(offerID), TableCell(voucherID), .text(currency.code),
      money(discount), money(discountBearers.merchant), money(discountBearers.platform),
      money(Int128(voucher)), money(voucherBearers.merchant), money(voucherBearers.platform),
      findings.isEmpty ? .empty : .text(findings.text),
    ]
  }
}
