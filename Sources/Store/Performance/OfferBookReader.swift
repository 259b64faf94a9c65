import Amounts
import CivilTime
import Marketplace
import Performance
import Postgres

/// Reads the offers and vouchers that order lines are checked against. Rule 9.4.
package enum OfferBookReader {
  /// Every offer with its customers and items, every voucher, and the orders that name vouchers on
  /// several lines: read once a run.
  ///
  /// - Throws: `StoreError.catalogue` for a row that cannot be used.
  package static func book(in tx: borrowing Transaction) throws -> OfferBook {
    OfferBook(
      offers: try offers(in: tx), vouchers: try vouchers(in: tx), products: try products(in: tx),
      voucherUses: try voucherUses(in: tx))
  }

  /// Lines in a currency nobody knows are refused by the run, and count for no voucher.
  private static func voucherUses(in tx: borrowing Transaction) throws -> VoucherUses {
    VoucherUses(
      try tx.query(Query.Offers.listVoucherUses, within: .seconds(3600)).compactMap { row in
        guard let currency = Currency(code: row.text(2)) else { return nil }
        return (row.text(0), row.text(1), currency, row.int64(3))
      })
  }

  private static func offers(
    in tx: borrowing Transaction
  ) throws -> [(id: String, offer: Offer)] {
    var customers: [String: [String]] = [:]
    for row in try tx.query(Query.Offers.listOfferCustomers) {
      customers[row.text(0)] = row.textArray(1)
    }
    var items: [String: [OfferItem]] = [:]
    for row in try tx.query(Query.Offers.listOfferItems) {
      items[row.text(0), default: []].append(
        OfferItem(
          productID: row.text(1), sku: row.text(2), discount: Rate(millionths: row.int64(3)),
          quantity: row.optionalInt64(4)))
    }
    return try tx.query(Query.Offers.listOffers).map { row in
      let id = row.text(0)
      guard let kind = OfferKind(rawValue: row.text(1)) else {
        throw unknown("offer \(id)", "kind", row.text(1), "use discount or configuration")
      }
      guard let state = OfferState(rawValue: row.text(2)) else {
        throw unknown(
          "offer \(id)", "state", row.text(2), "use draft, in_review, effective or withdrawn")
      }
      return (
        id,
        Offer(
          kind: kind, state: state, validFrom: Instant(microseconds: row.microseconds(3)),
          validTo: Instant(microseconds: row.microseconds(4)), customers: customers[id] ?? [],
          items: items[id] ?? [])
      )
    }
  }

  private static func vouchers(
    in tx: borrowing Transaction
  ) throws -> [(id: String, voucher: Voucher)] {
    try tx.query(Query.Offers.listVouchers).map { row in
      let id = row.text(0)
      guard let category = VoucherCategory(rawValue: row.text(1)) else {
        throw unknown("voucher \(id)", "category", row.text(1), "use general or joint")
      }
      guard let currency = Currency(code: row.text(4)) else {
        throw unknown("voucher \(id)", "currency", row.text(4), "use a code of ISO 4217, like CNY")
      }
      return (
        id,
        Voucher(
          category: category, charging: try row.optionalText(2).map { try charging($0, of: id) },
          threshold: row.int64(3), currency: currency,
          validFrom: Instant(microseconds: row.microseconds(5)),
          validTo: Instant(microseconds: row.microseconds(6)))
      )
    }
  }

  private static func products(
    in tx: borrowing Transaction
  ) throws -> [(id: String, product: VoucherProduct)] {
    try tx.query(Query.Offers.listVoucherProducts).map { row in
      guard let tab = Tab(code: row.text(1)) else {
        throw unknown(
          "product \(row.text(0))", "selling_mode", row.text(1),
          "use general, joint, selected or platform")
      }
      return (
        row.text(0), VoucherProduct(tab: tab, charging: try charging(row.text(2), of: row.text(0)))
      )
    }
  }

  private static func charging(_ word: String, of id: String) throws -> ChargingMode {
    guard let mode = ChargingMode(rawValue: word) else {
      throw unknown(id, "charging_mode", word, "use period, one_off, usage or package")
    }
    return mode
  }

  private static func unknown(
    _ row: String, _ column: String, _ value: String, _ remedy: String
  ) -> StoreError {
    .catalogue(
      place: "marketplace: \(row)", detail: "\(column) \(value) is not known", remedy: remedy)
  }
}
