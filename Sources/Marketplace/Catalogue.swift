import Amounts
import CivilTime

/// What a partner does for the marketplace. Contract 1, `partner.kind`.
package enum PartnerKind: String, CaseIterable, Sendable {
  case merchant, csp, distributor, reseller, `operator`

  /// What it is to a fact that names it as its provider; nil where it earns nothing. Rule 5.8.
  package var providerRole: Role? {
    switch self {
    case .csp, .distributor: .csp
    case .reseller: .reseller
    case .merchant, .operator: nil
    }
  }
}

/// Who is paid, as far as pricing and statements need to know. Contract 1, `partner`.
package struct Partner: Sendable {
  package let id: String
  package let name: String
  package let kind: PartnerKind
  package let site: Site
  /// Tax kept back from the gross price under rule 5.2.
  package let withholdingRate: Rate
  /// Digital service tax on the gross price under rule 5.2.
  package let digitalServiceTaxRate: Rate
  /// The rate at which it invoices the platform, `ti` of rule 5; nil: its product's.
  package let invoiceTaxRate: Rate?
  /// Whether tab `csp` is settled by the quarter. Rule 7.6.
  package let isQuarterly: Bool
  /// Since when the business information is certified; nil when it is not. Rule 7.5.
  package let certifiedAt: Instant?
  /// When the partner last accepted an agreement; nil when never. Rule 7.5.
  package let agreementAcceptedAt: Instant?

  package init(
    id: String, name: String, kind: PartnerKind = .merchant, site: Site, withholdingRate: Rate,
    digitalServiceTaxRate: Rate, invoiceTaxRate: Rate? = nil, isQuarterly: Bool = false,
    certifiedAt: Instant?, agreementAcceptedAt: Instant?
  ) {
    self.id = id
    self.name = name
    self.kind = kind
    self.site = site
    self.withholdingRate = withholdingRate
    self.digitalServiceTaxRate = digitalServiceTaxRate
    self.invoiceTaxRate = invoiceTaxRate
    self.isQuarterly = isQuarterly
    self.certifiedAt = certifiedAt
    self.agreementAcceptedAt = agreementAcceptedAt
  }
}

/// What a fact's product decides about its settlement. Contract 1, `product`.
///
/// Plain numbers: the line path copies it. Its key and name are `Catalogue.productNames`.
package struct Product: Sendable {
  /// Index into `Catalogue.partners`.
  package let merchant: Int
  /// The merchant's tab: the product's selling mode. Rule 7.1.
  package let tab: Tab
  /// Whether delivery ends with supervision instead of activation. Rule 3.3.
  package let isSupervised: Bool
  /// Indices into `Catalogue.terms`, ascending by (`valid_from`, id).
  package let terms: Range<Int>
  /// Index of the merchant's account (partner and tab) of this product.
  package let account: Int
  /// The rate of its tax, `t` of rule 5.
  package let taxRate: Rate

  package init(
    merchant: Int, tab: Tab, isSupervised: Bool, terms: Range<Int>, account: Int,
    taxRate: Rate = .zero
  ) {
    self.merchant = merchant
    self.tab = tab
    self.isSupervised = isSupervised
    self.terms = terms
    self.account = account
    self.taxRate = taxRate
  }
}

/// How a product is called: kept apart from what the line path needs.
package struct ProductName: Sendable {
  package let id: String
  package let name: String

  package init(id: String, name: String) {
    self.id = id
    self.name = name
  }
}

/// Partner and tab: together with a currency the key of a statement. Rule 7.1.
package struct Account: Sendable, Hashable {
  /// Index into `Catalogue.partners`.
  package let partner: Int
  package let tab: Tab

  package init(partner: Int, tab: Tab) {
    self.partner = partner
    self.tab = tab
  }
}

/// Everything a run looks up by key, read once from its snapshot and never changed.
///
/// Its size grows with partners, products and terms, not with facts. Look-ups on the line path go
/// through dense indices; only keys in a row are hashed, as bytes, without making a string. One object,
/// so that the line path hands on a reference and not a dozen lists.
package final class Catalogue: Sendable {
  package let partners: [Partner]
  /// By partner index. Rules 5.2 to 5.6.
  package let taxes: [PartnerTaxes]
  package let products: [Product]
  /// By product index.
  package let productNames: [ProductName]
  package let terms: [Terms]
  /// The keys of the terms, by index.
  package let termsIDs: [String]
  package let providers: ProviderBook
  /// Sorted by partner key and tab, so that the numbering of statements is the same on every run.
  package let accounts: [Account]
  package let waivers: [Waiver]
  /// Whether some terms of a product have a monthly waiver, by product index. Rule 5.7.
  package let hasWaiver: [Bool]
  private let productIndex: ByteIndex
  private let partnerIndex: ByteIndex
  private let accountIndex: [Account: Int]

  /// - Parameter accounts: Every account that could get a line: those of products, of providers and
  ///   operators, and those of balances and adjustments.
  package init(
    partners: [Partner], products: [Product], productNames: [ProductName], terms: [Terms],
    termsIDs: [String], providers: ProviderBook = ProviderBook(), accounts: [Account],
    waivers: [Waiver]
  ) {
    precondition(products.count == productNames.count && terms.count == termsIDs.count)
    self.partners = partners
    taxes = partners.map { PartnerTaxes($0) }
    self.products = products
    self.productNames = productNames
    self.terms = terms
    self.termsIDs = termsIDs
    self.providers = providers
    self.accounts = accounts
    self.waivers = waivers
    hasWaiver = products.map { product in product.terms.contains { terms[$0].waiver != nil } }
    productIndex = ByteIndex(keys: productNames.map(\.id))
    partnerIndex = ByteIndex(keys: partners.map(\.id))
    accountIndex = Dictionary(uniqueKeysWithValues: accounts.enumerated().map { ($1, $0) })
  }

  /// The index of a product by the bytes of its key; nil when it is unknown.
  package func product(id: UnsafeRawBufferPointer) -> Int? {
    productIndex[id]
  }

  /// Asks memory for what the look-up of a product will read, without waiting for it.
  package func fetch(productID: UnsafeRawBufferPointer) {
    productIndex.fetch(productID)
  }

  /// Asks memory for what the look-up of a partner will read, without waiting for it.
  package func fetch(partnerID: UnsafeRawBufferPointer) {
    partnerIndex.fetch(partnerID)
  }

  /// Asks memory for a product, by index, without waiting for it.
  package func fetch(product: Int) {
    Memory.fetch(products, at: product)
  }

  /// Asks memory for the latest terms of a product, by its index, without waiting for them.
  package func fetch(termsOf product: Int) {
    if let latest = products[product].terms.last { Memory.fetch(terms, at: latest) }
  }

  /// The index of a partner by the bytes of its key; nil when it is unknown.
  package func partner(id: UnsafeRawBufferPointer) -> Int? {
    partnerIndex[id]
  }

  /// The index of a partner by its key; nil when it is unknown.
  package func partner(id: String) -> Int? {
    var copy = id
    return copy.withUTF8 { partnerIndex[UnsafeRawBufferPointer($0)] }
  }

  /// The index of an account; nil when nothing can be on it.
  package func account(partner: Int, tab: Tab) -> Int? {
    accountIndex[Account(partner: partner, tab: tab)]
  }

  /// What the payee of an account is: a merchant on the tabs of products. Rule 7.1.
  package func role(ofAccount index: Int) -> Role {
    let account = accounts[index]
    switch account.tab {
    case .general, .joint, .selected, .platform: return .merchant
    case .csp: return partners[account.partner].kind == .reseller ? .reseller : .csp
    case .operator: return .operator
    }
  }

  /// The terms of a product in force at an instant: of several the latest `valid_from`, then the
  /// greatest id. Rules 3.2 and 10 (3.2). Nil when none is.
  package func terms(of product: Product, at instant: Instant) -> Int? {
    var index = product.terms.upperBound
    while index > product.terms.lowerBound {
      index -= 1
      if terms[index].areInForce(at: instant) { return index }
    }
    return nil
  }
}
