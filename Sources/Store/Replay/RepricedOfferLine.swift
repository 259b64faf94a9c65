import Amounts
import Marketplace
import Performance
import Postgres
import Settlement

/// A sealed order line with an offer, as it was billed and as a calculation priced it again.
package struct RepricedOfferLine: Sendable {
  /// One of the two: a price, and who bears what it is below the list price. Rule 9.3.
  package struct Pricing: Sendable {
    /// S, minor units.
    package let sales: MinorUnits
    /// Of L - S.
    package let discount: Bearers
  }

  package let offerID: String
  package let productID: String
  package let currency: Currency
  /// L, minor units.
  package let list: MinorUnits
  package let before: Pricing
  package let after: Pricing

  fileprivate init(_ row: inout CopyRow) throws {
    offerID = try row.nextText() ?? ""
    productID = try row.nextText() ?? ""
    guard let currency = try row.nextCurrency() else {
      preconditionFailure("a line with offer \(offerID) was billed in a currency nobody knows")
    }
    self.currency = currency
    list = try row.nextInt64()
    let siteWord = try row.nextText() ?? ""
    let model = try row.nextText() ?? ""
    guard let site = Site(rawValue: siteWord) else {
      preconditionFailure("a line with offer \(offerID) was billed at \(siteWord)")
    }
    before = try Pricing(&row, of: list, billedBy: model, site: site)
    after = try Pricing(&row, of: list, billedBy: model, site: site)
  }
}

extension RepricedOfferLine.Pricing {
  fileprivate init(
    _ row: inout CopyRow, of list: MinorUnits, billedBy model: String, site: Site
  ) throws {
    sales = try row.nextInt64()
    let rate = Rate(millionths: Int64(try row.nextInt32()))
    let increment = Rate(millionths: Int64(try row.nextInt32()))
    // Who bears a voucher is not asked.
    guard
      let rates = try BearingRates(
        billedBy: model, site: site, rate: rate, increment: increment, voucherPartnerShare: nil)
    else { preconditionFailure("a line was billed by \(model)") }
    discount = rates.bearers(ofDiscount: Int128(list) - Int128(sales))
  }
}

extension ScratchCalculation {
  /// Hands over the order lines with an offer that a sealed run billed and the calculation priced again,
  /// in no order; memory holds one line.
  package func offerLines(
    of run: Int32, in session: borrowing Session, each: (RepricedOfferLine) throws -> Void
  ) throws {
    try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try tx.query(Query.Export.preferHashJoins)
      try tx.query(
        Query.Facts.setSealedScope,
        [.int32(run), .int64Array([]), .int64Array([]), .int32(number)])
      try tx.copyOut(Query.Replay.streamOfferLines) { row in
        try each(try RepricedOfferLine(&row))
      }
    }
  }
}
