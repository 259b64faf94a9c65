import Amounts
import Marketplace
import Performance

/// Other discounts for the order lines that name offers: what they would have cost. The orders are
/// those that were made, whatever they would have cost.
package struct OfferPrices: Sendable {
  /// What a change says of offers and products; nil for every one.
  package struct Discount: Sendable {
    let offerID: String?
    let productID: String?
    /// The proportion of the list price that is paid.
    let rate: Rate

    package init(offerID: String?, productID: String?, rate: Rate) {
      self.offerID = offerID
      self.productID = productID
      self.rate = rate
    }

    /// Whether it is about an order line of this product with this offer.
    package func concerns(
      offer: some Sequence<UInt8>, product: some Sequence<UInt8>
    ) -> Bool {
      (offerID.map { $0.utf8.elementsEqual(offer) } ?? true)
        && (productID.map { $0.utf8.elementsEqual(product) } ?? true)
    }
  }

  private let discounts: [Discount]

  /// - Parameter discounts: Of several that are about an order line the last counts.
  package init(_ discounts: [Discount]) {
    self.discounts = discounts
  }

  /// The proportion of the list price that an order line would have paid; nil where nothing changes.
  package func rate(
    offer: some Sequence<UInt8>, product: some Sequence<UInt8>
  ) -> Rate? {
    discounts.last { $0.concerns(offer: offer, product: product) }?.rate
  }

  /// Gives an order line its other price. It keeps its own where this is the price of the other
  /// discount already, within the minor unit of rule 9.4, and where it cannot have the other.
  func apply(to line: inout OrderLineRow) {
    guard let offer = line.offerID, let rate = rate(offer: offer, product: line.productID),
      !rate.isPrice(line.fact.sales, of: line.fact.list)
    else { return }
    let paid = line.fact.sales &- line.fact.voucher
    guard let fact = line.fact.priced(at: rate) else { return }
    line.fact = fact
    line.repricing = RefundRepricing(from: paid, to: fact.sales - fact.voucher)
  }
}

extension OrderFact {
  /// The order line at another proportion of its list price, rounded once. The voucher stays as it was;
  /// cash, credit and cash coupon divide what is left as they did, and the taxes that the customer
  /// paid or kept back stay the same proportion of the sales amount.
  ///
  /// - Returns: Nil where the voucher paid for all, or would, because then nothing says how the rest is
  ///   paid or refunded; and where an amount does not fit.
  fileprivate func priced(at rate: Rate) -> OrderFact? {
    do {
      let price = try rounded(list, times: rate)
      guard voucher >= 0, sales > voucher, price > voucher, min(cash, credit, cashCoupon) >= 0
      else { return nil }
      let parts = try allocated(price - voucher, by: [cash, credit, cashCoupon])
      var fact = self
      fact.sales = price
      (fact.cash, fact.credit, fact.cashCoupon) = (parts[0], parts[1], parts[2])
      fact.vat = try rounded(vat, times: price, over: sales)
      fact.customerWithholding = try rounded(customerWithholding, times: price, over: sales)
      return fact
    } catch {
      return nil
    }
  }
}

/// Refunds of an order line with another price give back the same proportion of it: in full what was
/// refunded in full, without drift.
struct RefundRepricing: Sendable {
  /// B and what would have been paid, minor units above zero.
  private let paid: MinorUnits
  private let repriced: MinorUnits
  /// C of rule 6.1, and what it would have been.
  private var cumulated: MinorUnits = 0
  private var repricedCumulated: MinorUnits = 0

  init(from paid: MinorUnits, to repriced: MinorUnits) {
    self.paid = paid
    self.repriced = repriced
  }

  /// The next refund in the order of rule 6.1. One that exceeds what was paid still exceeds it, and
  /// does not count for later ones. Rule 10 (6.4).
  mutating func next(_ refund: inout RefundFact) throws(AmountError) {
    let (next, overflow) = cumulated.addingReportingOverflow(refund.paidRefunded)
    if overflow { throw .overflow }
    guard next <= paid else {
      refund.paidRefunded = max(refund.paidRefunded, repriced - repricedCumulated + 1)
      return
    }
    let upToThis = try rounded(repriced, times: next, over: paid)
    cumulated = next
    refund.paidRefunded = upToThis - repricedCumulated
    repricedCumulated = upToThis
  }
}
