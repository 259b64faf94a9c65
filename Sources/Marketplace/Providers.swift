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
package final class ProviderBook: Sendable {
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
  /// Terms for one product, by provider and then by product.
  private let own: [ProductTerms]
  /// Where the own terms of each partner begin, and where the last end, by partner index.
  private let ownStarts: [Int32]
  /// Terms for all products, by partner index; empty without.
  private let general: [Range<Int32>]

  /// A provider's terms for one product.
  private struct ProductTerms: Sendable {
    let provider: Int32
    let product: Int32
    var terms: Range<Int32>
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
  package convenience init() {
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
    var own: [ProductTerms] = []
    var general = [Range<Int32>](repeating: 0..<0, count: partners.count)
    for (place, entry) in entries.enumerated() {
      let index = Int32(place)
      guard let product = entry.product else {
        let known = general[entry.provider]
        general[entry.provider] = (known.isEmpty ? index : known.lowerBound)..<(index + 1)
        continue
      }
      if let last = own.last, last.provider == entry.provider, last.product == product {
        own[own.count - 1].terms = last.terms.lowerBound..<(index + 1)
      } else {
        own.append(
          ProductTerms(
            provider: Int32(entry.provider), product: Int32(product), terms: index..<(index + 1)))
      }
    }
    own.sort { ($0.provider, $0.product) < ($1.provider, $1.product) }
    var starts = [Int32](repeating: 0, count: partners.count + 1)
    for terms in own { starts[Int(terms.provider) + 1] += 1 }
    for partner in partners.indices { starts[partner + 1] += starts[partner] }
    self.own = own
    ownStarts = starts
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
    return latest(in: own(of: provider, product: product), at: instant)
      ?? latest(in: general[provider], at: instant)
  }

  /// A provider's terms for one product; empty without.
  private func own(of provider: Int, product: Int) -> Range<Int32> {
    var low = Int(ownStarts[provider])
    var high = Int(ownStarts[provider + 1])
    while low < high {
      let middle = (low + high) / 2
      if own[middle].product < product { low = middle + 1 } else { high = middle }
    }
    guard low < ownStarts[provider + 1], own[low].product == product else { return 0..<0 }
    return own[low].terms
  }

  private func latest(in range: Range<Int32>, at instant: Instant) -> Int? {
    var index = Int(range.upperBound)
    while index > range.lowerBound {
      index -= 1
      if terms[index].areInForce(at: instant) { return index }
    }
    return nil
  }
}
