import Amounts
import CivilTime
import Marketplace

/// Whether an offer is a discount or a quote of a whole configuration. Contract 1, `offer.kind`.
package enum OfferKind: String, Sendable, CaseIterable {
  case discount, configuration
}

/// How far an offer has come; only an effective one may be used. Contract 1, `offer.state`.
package enum OfferState: String, Sendable, CaseIterable {
  case draft
  case inReview = "in_review"
  case effective, withdrawn
}

/// What an offer says of one product and variant. Contract 1, `offer_item`.
package struct OfferItem: Sendable {
  package let productID: String
  /// Empty for any variant.
  package let sku: String
  /// The proportion of the list price that is paid.
  package let discount: Rate
  /// In ten-thousandths; nil for any quantity.
  package let quantity: Int64?

  package init(productID: String, sku: String, discount: Rate, quantity: Int64?) {
    self.productID = productID
    self.sku = sku
    self.discount = discount
    self.quantity = quantity
  }
}

/// A price that a merchant grants to named customers, and its check. Rule 9.4.
package final class Offer: Sendable {
  package let kind: OfferKind
  package let state: OfferState
  package let validFrom: Instant
  package let validTo: Instant
  private let customers: ByteIndex
  private let items: [OfferItem]
  /// Positions in `items` by product and variant.
  private let places: ByteIndex

  /// - Parameters:
  ///   - customers: Distinct keys.
  ///   - items: At most one for each product and variant.
  package init(
    kind: OfferKind, state: OfferState, validFrom: Instant, validTo: Instant,
    customers: [String], items: [OfferItem]
  ) {
    self.kind = kind
    self.state = state
    self.validFrom = validFrom
    self.validTo = validTo
    self.customers = ByteIndex(keys: customers)
    self.items = items
    places = ByteIndex(keys: items.map { Offer.place($0.productID, $0.sku) })
  }

  /// Product and variant as one key: no text of PostgreSQL has a zero byte.
  private static func place(_ product: String, _ sku: String) -> String {
    "\(product)\0\(sku)"
  }

  /// What the use of the offer breaks; empty where nothing. Rules 9.4 and 10 (9.4).
  package func findings(for use: OfferUse) -> OfferFindings {
    var findings: OfferFindings = []
    if state != .effective { findings.formUnion(.offerState) }
    if use.orderedAt < validFrom || use.orderedAt >= validTo { findings.formUnion(.offerValidity) }
    if customers[use.customerID] == nil { findings.formUnion(.offerCustomer) }
    guard let item = item(of: use) else {
      findings.formUnion(.offerProduct)
      return findings
    }
    if !item.discount.isPrice(use.sales, of: use.list) { findings.formUnion(.offerPrice) }
    switch kind {
    case .configuration:
      if let quantity = item.quantity, quantity != use.quantity {
        findings.formUnion(.offerQuantity)
      }
    case .discount: break
    }
    return findings
  }

  /// The item of the variant, else that of any variant.
  private func item(of use: OfferUse) -> OfferItem? {
    withUnsafeTemporaryAllocation(
      byteCount: use.productID.count + 1 + use.sku.count, alignment: 1
    ) { key in
      key.copyMemory(from: use.productID)
      key[use.productID.count] = 0
      for (offset, byte) in use.sku.enumerated() { key[use.productID.count + 1 + offset] = byte }
      let whole = UnsafeRawBufferPointer(key)
      let any = UnsafeRawBufferPointer(rebasing: whole[...use.productID.count])
      return (places[whole] ?? places[any]).map { items[$0] }
    }
  }
}

extension Rate {
  /// Whether a sales amount is this proportion of a list amount, within one minor unit. Rule 9.4.
  ///
  /// - Parameters:
  ///   - sales: S, minor units, any sign.
  ///   - list: L, minor units, any sign.
  package func isPrice(_ sales: MinorUnits, of list: MinorUnits) -> Bool {
    let difference = Int128(sales) * 1_000_000 - Int128(list) * Int128(millionths)
    return difference.magnitude <= 1_000_000
  }
}
