import Amounts
import CivilTime
import Marketplace
import Performance
import Postgres
import Settlement

/// A billed order line with a discount, a voucher or an offer, and who bears what. Rules 9.3, 9.4.
package struct DiscountedLine: Sendable {
  package let lineID: String
  package let offerID: String?
  package let voucherID: String?
  package let currency: Currency
  /// L, minor units.
  package let list: MinorUnits
  /// L - S, minor units.
  package let discount: Int128
  package let discountBearers: Bearers
  /// V, minor units.
  package let voucher: MinorUnits
  package let voucherBearers: Bearers
  /// What the checks of offer and voucher found.
  package let findings: OfferFindings
}

/// Streams the discounts of runs. Contract 3, `export discounts`.
package enum DiscountStream {
  /// Hands over the lines of up to one run a site, by key; memory holds one line.
  ///
  /// - Parameter book: What offers and vouchers are checked against.
  package static func read(
    runs: [Int32], book: OfferBook, in tx: borrowing Transaction,
    each: (DiscountedLine) throws -> Void
  ) throws {
    precondition(runs.count <= Site.allCases.count, "\(runs) are more runs than sites")
    let padded = runs + Array(repeating: 0, count: Site.allCases.count - runs.count)
    try tx.query(Query.Offers.setDiscountsScope, padded.map { .int32($0) })
    try tx.copyOut(Query.Offers.streamDiscounts) { row in
      try each(try line(&row, book))
    }
  }

  private static func line(_ row: inout CopyRow, _ book: OfferBook) throws -> DiscountedLine {
    let lineID = try row.nextText() ?? ""
    let offer = try row.nextBytes()
    let voucherID = try row.nextBytes()
    let customer = try row.nextBytes() ?? .empty
    let product = try row.nextBytes() ?? .empty
    let sku = try row.nextBytes() ?? .empty
    guard let currency = try row.nextCurrency() else {
      preconditionFailure("line \(lineID) was billed in a currency nobody knows")
    }
    let list = try row.nextInt64()
    let sales = try row.nextInt64()
    let voucher = try row.nextInt64()
    let quantity = try row.nextTenThousandths()
    let orderedAt = Instant(microseconds: try row.nextMicroseconds())
    let rates = try Self.rates(&row, of: lineID)
    var use = OfferUse(
      offerID: offer, voucherID: voucherID, customerID: customer, productID: product, sku: sku,
      currency: currency, list: list, sales: sales, quantity: quantity, orderedAt: orderedAt)
    book.voucherUses.complete(&use, order: try row.nextBytes() ?? .empty)
    let discount = Int128(list) - Int128(sales)
    return DiscountedLine(
      lineID: lineID, offerID: offer?.text, voucherID: voucherID?.text, currency: currency,
      list: list, discount: discount, discountBearers: rates.bearers(ofDiscount: discount),
      voucher: voucher, voucherBearers: rates.bearers(ofVoucher: voucher),
      findings: book.findings(for: use))
  }

  /// The proportions under the model and rate that the line was billed at.
  private static func rates(_ row: inout CopyRow, of lineID: String) throws -> BearingRates {
    let siteWord = try row.nextText() ?? ""
    let code = try row.nextText() ?? ""
    let voucherShare = try row.nextOptionalInt32().map { Rate(millionths: Int64($0)) }
    let rate = Rate(millionths: Int64(try row.nextInt32()))
    let increment = Rate(millionths: Int64(try row.nextInt32()))
    guard let site = Site(rawValue: siteWord),
      let rates = try BearingRates(
        billedBy: code, site: site, rate: rate, increment: increment,
        voucherPartnerShare: voucherShare)
    else {
      preconditionFailure("line \(lineID) was billed by \(code) at \(siteWord)")
    }
    return rates
  }
}
