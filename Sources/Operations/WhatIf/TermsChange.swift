import Amounts
import Marketplace
import Settlement
import Store

/// Other terms for a question: what changes, and for whom.
package struct TermsChange: Sendable, Equatable {
  /// Whose terms change.
  package enum Subject: Sendable, Equatable {
    /// The terms of all products.
    case all
    case product(String)
    case merchant(String)
    case category(String)
    case sellingMode(Tab)
    /// The terms of a provider, nil for every one, those for one product or, nil, all of them.
    case provider(String?, product: String?)
    case tierPolicy(String)
    /// The order lines with an offer, nil for every one, those of one product or, nil, all of them.
    case offer(String?, product: String?)
  }

  /// Figures that replace those of the terms; nil leaves them, an inner nil takes them away.
  package struct Figures: Sendable, Equatable {
    var fee: Rate?
    var share: Rate?
    var floorDiscount: Rate?
    var floorUnitPrice: UnitPrice?
    var voucherPartnerShare: Rate??
    var managementFee: Rate??
    var serviceTax: Rate??
    var baseFee: Rate?
    /// Ascending by `fromAmount`.
    var bands: [TierBand]?
    /// The proportion of the list price that order lines with an offer pay.
    var discount: Rate?
  }

  /// Where it stands in its file: `changes[0]`.
  package let place: String
  package let subject: Subject
  package let figures: Figures

  /// Changes the terms that a run kept.
  ///
  /// - Parameter categories: The category of each product, by its key.
  /// - Returns: How many versions of terms it touched; none where it is about an offer.
  func apply(to kept: inout KeptTerms, categories: [String: String]) -> Int {
    switch subject {
    case .provider(let provider, let product):
      return applyToProviders(provider, product, &kept)
    case .tierPolicy(let policy):
      guard var changed = kept.policies[policy] else { return 0 }
      if let baseFee = figures.baseFee { changed.baseFee = baseFee }
      if let bands = figures.bands { changed.bands = bands }
      kept.policies[policy] = changed
      return 1
    case .offer: return 0
    case .all, .product, .merchant, .category, .sellingMode:
      var count = 0
      for index in kept.versions.indices {
        let product = kept.products[kept.versions[index].product]
        if concerns(product, category: categories[product.id]),
          figures.apply(to: &kept.versions[index])
        {
          count += 1
        }
      }
      return count
    }
  }

  /// What it says of order lines with an offer; nil where it is about terms.
  var discount: OfferPrices.Discount? {
    guard case .offer(let offer, let product) = subject, let rate = figures.discount else {
      return nil
    }
    return OfferPrices.Discount(offerID: offer, productID: product, rate: rate)
  }

  private func concerns(_ product: KeptTerms.Product, category: String?) -> Bool {
    switch subject {
    case .all: true
    case .product(let id): product.id == id
    case .merchant(let id): product.merchantID == id
    case .category(let name): category == name
    case .sellingMode(let tab): product.tab == tab
    case .provider, .tierPolicy, .offer: false
    }
  }

  private func applyToProviders(
    _ provider: String?, _ product: String?, _ kept: inout KeptTerms
  ) -> Int {
    var count = 0
    for index in kept.providerVersions.indices {
      let version = kept.providerVersions[index]
      if let provider, version.providerID != provider { continue }
      if let product, version.productID != product { continue }
      if let share = figures.share { kept.providerVersions[index].share = share }
      if let serviceTax = figures.serviceTax {
        kept.providerVersions[index].serviceTax = serviceTax
      }
      count += 1
    }
    return count
  }
}

extension TermsChange.Figures {
  /// Changes what the terms have; a fee means nothing to terms that divide by a share.
  ///
  /// - Returns: Whether the terms have any of it.
  fileprivate func apply(to version: inout KeptTerms.Version) -> Bool {
    var isTouched = false
    func figure<Value>(_ changed: Value?, else known: Value) -> Value {
      if changed != nil { isTouched = true }
      return changed ?? known
    }
    switch version.model {
    case .platformFee(let known):
      version.model = .platformFee(fee: figure(fee, else: known))
    case .dealShare(let known):
      version.model = .dealShare(share: figure(share, else: known))
    case .floorShare(let known, let discount):
      version.model = .floorShare(
        share: figure(share, else: known), floorDiscount: figure(floorDiscount, else: discount))
    case .floorPrice(let known, let floor):
      version.model = .floorPrice(
        share: figure(share, else: known), floor: figure(floorUnitPrice, else: floor))
    }
    version.voucherPartnerShare = figure(voucherPartnerShare, else: version.voucherPartnerShare)
    version.managementFee = figure(managementFee, else: version.managementFee)
    return isTouched
  }
}
