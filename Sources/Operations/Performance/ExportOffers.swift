import Amounts
import CivilTime
import Documents
import Marketplace
import Performance
import Postgres
import Store

/// `export offers`: how every merchant-exclusive offer was used by what a month billed, and what it
/// cost whom. Rules 9.3 and 9.4.
package struct ExportOffers: Sendable {
  private let workplace: Workplace

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// The columns; currency and amounts are empty of an offer that was not used.
  package static let table = Documents.Table(
    name: "offers",
    columns: [
      TableColumn("offer_id", .text), TableColumn("merchant_id", .text),
      TableColumn("name", .text), TableColumn("kind", .text), TableColumn("state", .text),
      TableColumn("currency", .text), TableColumn("order_lines", .integer),
      TableColumn("gross_sales", .amount), TableColumn("discount_amount", .amount),
      TableColumn("discount_merchant", .amount), TableColumn("discount_platform", .amount),
      TableColumn("lines_with_exceptions", .integer),
    ])

  /// What the lines with one offer in one currency come to, minor units.
  private struct Use {
    var lines: Int64 = 0
    var gross: Int128 = 0
    var discount: Int128 = 0
    var merchant: Int128 = 0
    var exceptions: Int64 = 0
  }

  /// Writes one row for each offer and currency, by their keys; memory grows with offers.
  ///
  /// - Parameter site: Of the run; nil for all.
  /// - Returns: The number of rows.
  package func callAsFunction(
    period: Period, site: Site?, to writer: inout any TableWriter
  ) throws -> Int {
    let session = try workplace.openCheckedSession()
    var count = 0
    try session.transaction(.repeatableRead, readOnly: true) { (tx: borrowing Transaction) in
      let uses = try self.uses(of: period, site: site, in: tx)
      for offer in try tx.query(Query.Offers.listOffers) {
        let head: [TableCell] = [
          .text(offer.text(0)), .text(offer.text(5)), .text(offer.text(6)),
          .text(offer.text(1)), .text(offer.text(2)),
        ]
        let used = (uses[offer.text(0)] ?? [:]).sorted { $0.key < $1.key }
        for (currency, use) in used { try writer.append(head + cells(use, in: currency)) }
        if used.isEmpty {
          try writer.append(
            head + [.empty, .integer(0), .empty, .empty, .empty, .empty, .integer(0)])
        }
        count += max(used.count, 1)
      }
    }
    try writer.finish()
    return count
  }

  private func uses(
    of period: Period, site: Site?, in tx: borrowing Transaction
  ) throws -> [String: [Currency: Use]] {
    var uses: [String: [Currency: Use]] = [:]
    try DiscountStream.read(
      runs: ExportDiscounts.runs(of: period, site: site, in: tx),
      book: OfferBookReader.book(in: tx), in: tx
    ) { line in
      guard let offer = line.offerID else { return }
      var use = uses[offer]?[line.currency] ?? Use()
      use.lines += 1
      use.gross += Int128(line.list)
      use.discount += line.discount
      use.merchant += line.discountBearers.merchant
      use.exceptions += line.findings.isEmpty ? 0 : 1
      uses[offer, default: [:]][line.currency] = use
    }
    return uses
  }

  private func cells(_ use: Use, in currency: Currency) -> [TableCell] {
    func sum(_ amount: Int128) -> TableCell { TableCell(sum: amount, in: currency) }
    return [
      .text(currency.code), .integer(use.lines), sum(use.gross), sum(use.discount),
      sum(use.merchant), sum(use.discount - use.merchant), .integer(use.exceptions),
    ]
  }
}
