import Marketplace

/// Every offer and voucher that a run checks order lines against, read once and never changed.
/// Rule 9.4.
///
/// Its size grows with offers, their customers and items, vouchers, products, and the lines of orders
/// that name vouchers on several lines; not with other facts.
/// Look-ups take borrowed bytes and allocate nothing.
package final class OfferBook: Sendable {
  private let offers: [Offer]
  private let offerIndex: ByteIndex
  private let vouchers: [Voucher]
  private let voucherIndex: ByteIndex
  private let products: [VoucherProduct]
  private let productIndex: ByteIndex
  /// The orders that name vouchers on several lines.
  package let voucherUses: VoucherUses

  /// - Parameters:
  ///   - offers: By key.
  ///   - vouchers: By key.
  ///   - products: What vouchers ask of products, by key; needed only where there are vouchers.
  package init(
    offers: [(id: String, offer: Offer)] = [], vouchers: [(id: String, voucher: Voucher)] = [],
    products: [(id: String, product: VoucherProduct)] = [],
    voucherUses: VoucherUses = VoucherUses()
  ) {
    self.voucherUses = voucherUses
    self.offers = offers.map(\.offer)
    offerIndex = ByteIndex(keys: offers.map(\.id))
    self.vouchers = vouchers.map(\.voucher)
    voucherIndex = ByteIndex(keys: vouchers.map(\.id))
    self.products = products.map(\.product)
    productIndex = ByteIndex(keys: products.map(\.id))
  }

  /// What an order line that names an offer or a voucher breaks; empty where nothing.
  ///
  /// An unknown offer is `OFFER_STATE`, an unknown voucher `VOUCHER_SCOPE`. Rule 10 (9.4).
  package func findings(for use: OfferUse) -> OfferFindings {
    var findings: OfferFindings = []
    if let id = use.offerID {
      findings.formUnion(
        offerIndex[id].map { offers[$0].findings(for: use) } ?? .offerState)
    }
    if let id = use.voucherID {
      let product = productIndex[use.productID].map { products[$0] }
      findings.formUnion(
        voucherIndex[id].map { vouchers[$0].findings(for: use, product: product) }
          ?? .voucherScope)
      if use.vouchersOfOrder > 1 { findings.formUnion(.voucherCount) }
    }
    return findings
  }
}
