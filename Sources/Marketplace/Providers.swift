import Amounts
import CivilTime

/// The rates of a partner that go into amounts. Rules 5.2 to 5.6.
package struct PartnerTaxes: Sendable {
  /// Tax kept back from the gross price under rule 5.2.
  package let withholding: Rate
  /// Digital service tax on the gross price under rule 5.2.
  package let digitalService: Rate
  /// `ti` where the partner has one of its own.
  package let invoice: Rate?

  package init(withholding: Rate, digitalService: Rate, invoice: Rate? = nil) {
    self.withholding = withholding
    self.digitalService = digitalService
    self.invoice = invoice
  }

  init(_ partner: Partner) {
    self.init(
      withholding: partner.withholdingRate, digitalService: partner.digitalServiceTaxRate,
      invoice: partner.invoiceTaxRate)
  }
}

/// The terms of customer service providers, distributors and resellers, and the accounts that they
/// and programme operators are paid on. Rules 5.5, 5.6 and 5.8.
package struct ProviderBook: Sendable {
  /// By provider, product and then from the least to the most decisive (rule 3.2).
  package let terms: [ProviderTerms]
  /// The keys of the terms, by index.
  package let termsIDs: [String]
  /// Whose terms they are, by index of the terms.
  package let owners: [Int]
  /// The product they hold for, by index of the terms; nil where for all.
  package let products: [Int?]
  /// What each partner is as a provider, by partner index; nil where it earns nothing as one.
  private let roles: [Role?]
  /// The account of a partner on tab `csp`, by partner index; -1 without one.
  private let providerAccounts: [Int32]
  /// The account of a partner on tab `operator`, by partner index; -1 without one.
  private let operatorAccounts: [Int32]
  /// Terms for one product, by provider and product.
  private let ranges: [Key: Range<Int32>]
  /// Terms for all products, by provider.
  private let general: [Int: Range<Int32>]

  private struct Key: Hashable, Sendable {
    let provider: Int32
    let product: Int32
  }

  /// One version of the terms while a book is being made.
  package struct Entry: Sendable {
    package let id: String
    /// Index into `Catalogue.partners`.
    package let provider: Int
    /// Index into `Catalogue.products`; nil where the terms hold for all.
    package let product: Int?
    package let terms: ProviderTerms

    package init(id: String, provider: Int, product: Int?, terms: ProviderTerms) {
      self.id = id
      self.provider = provider
      self.product = product
      self.terms = terms
    }
  }

  /// A book without providers.
  package init() {
    self.init(entries: [], partners: [], accounts: [])
  }

  /// - Parameters:
  ///   - entries: Those of one provider and product follow one another, ascending by
  ///     (`valid_from`, id).
  ///   - accounts: As in `Catalogue.accounts`.
  package init(entries: [Entry], partners: [Partner], accounts: [Account]) {
    terms = entries.map(\.terms)
    termsIDs = entries.map(\.id)
    owners = entries.map(\.provider)
    products = entries.map(\.product)
    roles = partners.map(\.kind.providerRole)
    var provider = [Int32](repeating: -1, count: partners.count)
    var `operator` = provider
    for (index, account) in accounts.enumerated() {
      switch account.tab {
      case .csp: provider[account.partner] = Int32(index)
      case .operator: `operator`[account.partner] = Int32(index)
      case .general, .joint, .selected, .platform: break
      }
    }
    providerAccounts = provider
    operatorAccounts = `operator`
    var ranges: [Key: Range<Int32>] = [:]
    var general: [Int: Range<Int32>] = [:]
    for (place, entry) in entries.enumerated() {
      let index = Int32(place)
      if let product = entry.product {
        let key = Key(provider: Int32(entry.provider), product: Int32(product))
        ranges[key] = (ranges[key]?.lowerBound ?? index)..<(index + 1)
      } else {
        let known = general[entry.provider]
        general[entry.provider] = (known?.lowerBound ?? index)..<(index + 1)
      }
    }
    self.ranges = ranges
    self.general = general
  }

  /// What a partner named by `csp_id` is; nil where it earns nothing. Rule 5.8.
  package func role(of partner: Int) -> Role? {
    roles[partner]
  }

  /// The account a provider is paid on.
  package func account(ofProvider partner: Int) -> Int {
    let account = Int(providerAccounts[partner])
    precondition(account >= 0, "partner \(partner) has no account on tab csp")
    return account
  }

  /// The account an operator is paid on; nil where the partner is none.
  package func account(ofOperator partner: Int) -> Int? {
    let account = Int(operatorAccounts[partner])
    return account < 0 ? nil : account
  }

  /// The terms of a provider for a product in force at an instant: the product's own first, else
  /// the general ones; of several the latest. Rules 5.8 and 10 (3.2). Nil when none is.
  package func terms(of provider: Int, product: Int, at instant: Instant) -> Int? {
    if terms.isEmpty { return nil }
    let key = Key(provider: Int32(provider), product: Int32(product))
    return latest(in: ranges[key], at: instant) ?? latest(in: general[provider], at: instant)
  }

  private func latest(in range: Range<Int32>?, at instant: Instant) -> Int? {
    guard let range else { return nil }
    for index in range.reversed() where terms[Int(index)].areInForce(at: instant) {
      return Int(index)
    }
    return nil
  }
}
