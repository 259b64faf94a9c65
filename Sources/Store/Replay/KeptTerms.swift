import Amounts
import CivilTime
import Marketplace
import Postgres
import Settlement

/// What a sealed run priced with, as it kept it: enough to price its facts again, whatever became of
/// the terms since. Numbers are those of the run, so that `terms_no` of its lines still fit.
package struct KeptTerms: Sendable {
  /// A product as it was.
  package struct Product: Sendable {
    package let id: String
    package let name: String
    package let merchantID: String
    package let tab: Tab
    package let isSupervised: Bool
    package let taxRate: Rate
  }

  /// A version of a product's terms.
  package struct Version: Sendable {
    package let number: Int
    package let id: String
    /// Index into `products`.
    package let product: Int
    package var model: ShareModel
    package let validFrom: Instant
    package let validTo: Instant?
    package var voucherPartnerShare: Rate?
    package var managementFee: Rate?
    /// Nil where no monthly waiver was at work. Rule 5.7.
    package let policyID: String?
  }

  /// A version of a provider's terms.
  package struct ProviderVersion: Sendable {
    package let number: Int
    package let id: String
    package let providerID: String
    /// Nil where the terms hold for all products.
    package let productID: String?
    package let validFrom: Instant
    package let validTo: Instant?
    package var share: Rate
    package var serviceTax: Rate?
  }

  /// A tier policy. Rule 5.7.
  package struct Policy: Sendable {
    package var baseFee: Rate
    /// Ascending by `fromAmount`.
    package var bands: [TierBand]
  }

  package let site: Site
  package let products: [Product]
  package var versions: [Version]
  package var providerVersions: [ProviderVersion]
  package var policies: [String: Policy]
  /// By key.
  package let partners: [Partner]

  /// Reads what a run kept; nil of a run of engine 0.1.0, which kept too little.
  ///
  /// - Parameter statements: The run's statements: payees of adjustments and incentives alone have
  ///   no other trace.
  package init?(
    of run: RunRecord, statements: [StatementRecord], in tx: borrowing Transaction
  ) throws {
    var products: [Product] = []
    var productIndex: [String: Int] = [:]
    var versions: [Version] = []
    for row in try tx.query(Query.Replay.listKeptTerms, [.int32(run.number)]) {
      guard let version = try Self.version(row, &products, &productIndex) else { return nil }
      versions.append(version)
    }
    site = run.site
    self.products = products
    self.versions = versions
    providerVersions = try tx.query(Query.Replay.listKeptPayeeTerms, [.int32(run.number)]).map {
      ProviderVersion(
        number: Int($0.int32(0)), id: $0.text(1), providerID: $0.text(2),
        productID: $0.optionalText(3), validFrom: Instant(microseconds: $0.microseconds(4)),
        validTo: $0.optionalMicroseconds(5).map { Instant(microseconds: $0) },
        share: $0.rate(6) ?? .zero, serviceTax: $0.rate(7))
    }
    var policies: [String: Policy] = [:]
    for row in try tx.query(Query.Replay.listKeptBands, [.int32(run.number)]) {
      policies[row.text(0), default: Policy(baseFee: row.rate(1) ?? .zero, bands: [])].bands
        .append(TierBand(fromAmount: row.int64(2), increment: row.rate(3) ?? .zero))
    }
    self.policies = policies
    partners = try Self.partners(of: run, statements, in: tx)
  }

  private static func version(
    _ row: Row, _ products: inout [Product], _ productIndex: inout [String: Int]
  ) throws -> Version? {
    guard let merchantID = row.optionalText(14), let tab = row.optionalText(15),
      let validFrom = row.optionalMicroseconds(12), let model = try shareModel(row)
    else { return nil }
    guard let tab = Tab(code: tab) else { preconditionFailure("a run kept the tab \(tab)") }
    let productID = row.text(2)
    let product = productIndex[productID] ?? products.count
    if product == products.count {
      productIndex[productID] = product
      products.append(
        Product(
          id: productID, name: row.text(3), merchantID: merchantID, tab: tab,
          isSupervised: row.bool(16), taxRate: row.rate(11) ?? .zero))
    }
    return Version(
      number: Int(row.int32(0)), id: row.text(1), product: product, model: model,
      validFrom: Instant(microseconds: validFrom),
      validTo: row.optionalMicroseconds(13).map { Instant(microseconds: $0) },
      voucherPartnerShare: row.rate(9), managementFee: row.rate(10),
      policyID: row.optionalText(17))
  }

  private static func shareModel(_ row: Row) throws -> ShareModel? {
    switch (row.text(4), row.rate(5), row.rate(6), row.rate(7), row.optionalText(8)) {
    case ("platform_fee", let fee?, _, _, _): return .platformFee(fee: fee)
    case ("deal_share", _, let share?, _, _): return .dealShare(share: share)
    case ("floor_share", _, let share?, let discount?, _):
      return .floorShare(share: share, floorDiscount: discount)
    case ("floor_price", _, let share?, _, let price?):
      return .floorPrice(
        share: share,
        floor: UnitPrice(
          unscaled: try scaledInteger(parsing: price, decimals: UnitPrice.decimals) as Int128))
    default: return nil
    }
  }

  /// The payees that were kept, and those that only have a statement.
  private static func partners(
    of run: RunRecord, _ statements: [StatementRecord], in tx: borrowing Transaction
  ) throws -> [Partner] {
    var partners: [String: Partner] = [:]
    for row in try tx.query(Query.Replay.listKeptPartners, [.int32(run.number)]) {
      guard let kind = PartnerKind(rawValue: row.text(1)), let site = Site(rawValue: row.text(2))
      else { preconditionFailure("a run kept partner \(row.text(0)) with values nobody wrote") }
      partners[row.text(0)] = Partner(
        id: row.text(0), name: row.text(0), kind: kind, site: site,
        withholdingRate: row.rate(4) ?? .zero, digitalServiceTaxRate: row.rate(5) ?? .zero,
        invoiceTaxRate: row.rate(3), isQuarterly: row.bool(6), certifiedAt: nil,
        agreementAcceptedAt: nil)
    }
    for statement in statements where partners[statement.partnerID] == nil {
      let kind: PartnerKind =
        switch statement.role {
        case .merchant: .merchant
        case .csp: .csp
        case .reseller: .reseller
        case .operator: .operator
        }
      partners[statement.partnerID] = Partner(
        id: statement.partnerID, name: statement.partnerID, kind: kind,
        site: site(of: statement, in: run), withholdingRate: .zero,
        digitalServiceTaxRate: .zero, certifiedAt: nil, agreementAcceptedAt: nil)
    }
    return partners.values.sorted { $0.id < $1.id }
  }

  /// The run's site, unless the statement's id says that its payee is of another. Rule 10 (7.1).
  private static func site(of statement: StatementRecord, in run: RunRecord) -> Site {
    guard statement.id.hasSuffix("-\(run.site.rawValue)") else { return run.site }
    return run.site == .cn ? .intl : .cn
  }
}

extension Row {
  /// A rate kept in millionths; nil where there is none.
  fileprivate func rate(_ column: Int) -> Rate? {
    optionalInt32(column).map { Rate(millionths: Int64($0)) }
  }
}
