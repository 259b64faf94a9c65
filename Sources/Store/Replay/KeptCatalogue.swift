import Amounts
import CivilTime
import Marketplace
import Settlement

extension KeptTerms {
  /// Everything a run looks up, made of what a sealed run kept.
  ///
  /// Numbers of terms that priced nothing stand for terms that are never in force, so that the
  /// others keep theirs.
  ///
  /// - Parameter statements: Each has its account, whatever is sold on it.
  package func catalogue(for statements: [StatementRecord]) -> Catalogue {
    let partnerIndex = Dictionary(uniqueKeysWithValues: partners.enumerated().map { ($1.id, $0) })
    func partner(_ id: String) -> Int {
      guard let index = partnerIndex[id] else { preconditionFailure("a run kept no partner \(id)") }
      return index
    }
    var keys = Set(products.map { Account(partner: partner($0.merchantID), tab: $0.tab) })
    for (index, partner) in partners.enumerated() {
      if partner.kind.providerRole != nil { keys.insert(Account(partner: index, tab: .csp)) }
      if partner.kind == .operator { keys.insert(Account(partner: index, tab: .operator)) }
    }
    for statement in statements {
      guard let tab = Tab(code: statement.tab) else {
        preconditionFailure("statement \(statement.id) has the tab \(statement.tab)")
      }
      keys.insert(Account(partner: partner(statement.partnerID), tab: tab))
    }
    let accounts = keys.sorted { ($0.partner, $0.tab.code) < ($1.partner, $1.tab.code) }
    let accountIndex = Dictionary(uniqueKeysWithValues: accounts.enumerated().map { ($1, $0) })
    let (terms, ids, ranges, waivers) = numberedTerms()
    return Catalogue(
      partners: partners,
      products: zip(products, ranges).map { product, range in
        let merchant = partner(product.merchantID)
        guard let account = accountIndex[Account(partner: merchant, tab: product.tab)] else {
          preconditionFailure("every product's account was collected")
        }
        return Marketplace.Product(
          merchant: merchant, tab: product.tab, isSupervised: product.isSupervised, terms: range,
          account: account, taxRate: product.taxRate)
      },
      productNames: products.map { ProductName(id: $0.id, name: $0.name) }, terms: terms,
      termsIDs: ids,
      providers: ProviderBook(
        entries: numberedProviderTerms(partner), partners: partners, accounts: accounts),
      accounts: accounts, waivers: waivers)
  }

  /// The terms at their numbers. A gap belongs to the product before it, the first to the first.
  private func numberedTerms() -> (
    terms: [Terms], ids: [String], ranges: [Range<Int>], waivers: [Waiver]
  ) {
    var terms: [Terms] = []
    var ids: [String] = []
    var starts: [Int] = []
    var waivers: [Waiver] = []
    var waiverIndex: [[String]: Int] = [:]
    for version in versions {
      while terms.count < version.number {
        terms.append(Self.neverInForce(version))
        ids.append("")
      }
      if version.product == starts.count { starts.append(starts.isEmpty ? 0 : version.number) }
      var waiver: Int?
      if case .platformFee(let fee) = version.model, let policyID = version.policyID,
        let policy = policies[policyID], policy.baseFee == fee
      {
        let key = [products[version.product].id, policyID]
        waiver = waiverIndex[key] ?? waivers.count
        if waiver == waivers.count {
          waiverIndex[key] = waiver
          waivers.append(Waiver(productID: key[0], policyID: policyID, bands: policy.bands))
        }
      }
      terms.append(
        Terms(
          validFrom: version.validFrom, validTo: version.validTo, model: version.model,
          voucherPartnerShare: version.voucherPartnerShare, managementFee: version.managementFee,
          waiver: waiver))
      ids.append(version.id)
    }
    let ranges = starts.indices.map { index in
      starts[index]..<(index + 1 < starts.count ? starts[index + 1] : terms.count)
    }
    return (terms, ids, ranges, waivers)
  }

  private static func neverInForce(_ version: Version) -> Terms {
    Terms(
      validFrom: version.validFrom, validTo: version.validFrom, model: version.model,
      voucherPartnerShare: nil, waiver: nil)
  }

  /// The providers' terms at their numbers; a gap is a twin, never in force, of what follows it.
  private func numberedProviderTerms(_ partner: (String) -> Int) -> [ProviderBook.Entry] {
    let productIndex = Dictionary(uniqueKeysWithValues: products.enumerated().map { ($1.id, $0) })
    var entries: [ProviderBook.Entry] = []
    for version in providerVersions {
      let provider = partner(version.providerID)
      // Terms for a product whose own terms priced nothing have no line either.
      let product = version.productID.map { productIndex[$0] ?? products.count }
      while entries.count < version.number {
        entries.append(
          ProviderBook.Entry(
            id: "", provider: provider, product: product,
            terms: ProviderTerms(
              validFrom: version.validFrom, validTo: version.validFrom, share: .zero,
              serviceTax: nil)))
      }
      entries.append(
        ProviderBook.Entry(
          id: version.id, provider: provider, product: product,
          terms: ProviderTerms(
            validFrom: version.validFrom, validTo: version.validTo, share: version.share,
            serviceTax: version.serviceTax)))
    }
    return entries
  }
}
