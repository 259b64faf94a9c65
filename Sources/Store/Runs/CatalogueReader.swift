import Amounts
import CivilTime
import Digests
import Marketplace
import Postgres
import Settlement

/// The rows a catalogue is made of, with the columns of the queries in `sql/queries/catalogue`.
package struct CatalogueRows {
  package let partners: Rows
  package let tierBands: Rows
  package let products: Rows
  package let terms: Rows
  package let providerTerms: Rows
  /// Accounts beside those of products and providers; nil where no statement is made.
  package let extraAccounts: Rows?
}

/// Reads what a run looks up by key, from the snapshot of a transaction.
package enum CatalogueReader {
  /// The partners, products and terms of a site.
  ///
  /// - Throws: `StoreError.catalogue` for a row that cannot be used.
  package static func catalogue(
    of site: Site, in tx: borrowing Transaction
  ) throws -> Catalogue {
    let key = Parameter.text(site.rawValue)
    return try catalogue(
      of: site,
      from: CatalogueRows(
        partners: tx.query(Query.Catalogue.listPartners),
        tierBands: tx.query(Query.Catalogue.listTierBands),
        products: tx.query(Query.Catalogue.listProducts, [key]),
        terms: tx.query(Query.Catalogue.listTerms, [key]),
        providerTerms: tx.query(Query.Catalogue.listProviderTerms),
        extraAccounts: tx.query(Query.Catalogue.listExtraAccounts, [key])))
  }

  /// A catalogue of rows that were read before: of a site, of one product, or as a run kept them.
  ///
  /// - Throws: `StoreError.catalogue` for a row that cannot be used.
  package static func catalogue(
    of site: Site, from rows: CatalogueRows
  ) throws -> Catalogue {
    let partners = try rows.partners.map(partner)
    let partnerIndex = Dictionary(
      uniqueKeysWithValues: partners.enumerated().map { ($1.id, $0) })
    let bands = tierBands(rows.tierBands)
    var terms: [Terms] = []
    var termsIDs: [String] = []
    var waivers: [Waiver] = []
    let ranges = try readTerms(
      of: site, rows.terms, bands: bands, terms: &terms, ids: &termsIDs, waivers: &waivers)

    var keys = accountKeys(partners: partners, partnerIndex, extra: rows.extraAccounts)
    let parsed = try rows.products.map { row in
      let place = "marketplace.product \(row.text(0))"
      guard let merchant = partnerIndex[row.text(2)] else {
        preconditionFailure("\(place): the query joins its merchant")
      }
      guard let tab = Tab(code: row.text(3)) else {
        throw StoreError.catalogue(
          place: place, detail: "selling_mode \(row.text(3)) is not known",
          remedy: "use general, joint, selected or platform")
      }
      keys.insert(Account(partner: merchant, tab: tab))
      return (row, merchant, tab)
    }
    let accounts = keys.sorted { ($0.partner, $0.tab.code) < ($1.partner, $1.tab.code) }
    let accountIndex = Dictionary(uniqueKeysWithValues: accounts.enumerated().map { ($1, $0) })
    let products = parsed.map { row, merchant, tab in
      guard let account = accountIndex[Account(partner: merchant, tab: tab)] else {
        preconditionFailure("every product's account was collected")
      }
      return Product(
        merchant: merchant, tab: tab, isSupervised: row.bool(4),
        terms: ranges[row.text(0)] ?? 0..<0, account: account,
        taxRate: Rate(millionths: row.int64(5)))
    }
    let names = rows.products.map { ProductName(id: $0.text(0), name: $0.text(1)) }
    let providers = providerTerms(rows.providerTerms, partnerIndex, products: names)
    return Catalogue(
      partners: partners, products: products, productNames: names, terms: terms,
      termsIDs: termsIDs,
      providers: ProviderBook(entries: providers, partners: partners, accounts: accounts),
      accounts: accounts, waivers: waivers)
  }

  /// The accounts beside those of products: of providers and operators, and those that have a
  /// balance or an adjustment.
  private static func accountKeys(
    partners: [Partner], _ partnerIndex: [String: Int], extra: Rows?
  ) -> Set<Account> {
    var keys: Set<Account> = []
    for (index, partner) in partners.enumerated() {
      if partner.kind.providerRole != nil { keys.insert(Account(partner: index, tab: .csp)) }
      if partner.kind == .operator { keys.insert(Account(partner: index, tab: .operator)) }
    }
    for row in extra.map(Array.init) ?? [] {
      guard let partner = partnerIndex[row.text(0)], let tab = Tab(code: row.text(1)) else {
        continue
      }
      keys.insert(Account(partner: partner, tab: tab))
    }
    return keys
  }

  /// The terms of providers for the site's products and for all. Rule 5.8.
  private static func providerTerms(
    _ rows: Rows, _ partners: [String: Int], products: [ProductName]
  ) -> [ProviderBook.Entry] {
    if rows.isEmpty { return [] }
    let productIndex = Dictionary(
      uniqueKeysWithValues: products.enumerated().map { ($1.id, $0) })
    return rows.compactMap { row in
      // Terms for another site's product, or of nobody we know, price nothing here.
      guard let provider = partners[row.text(1)] else { return nil }
      let productID = row.optionalText(2)
      let product = productID.flatMap { productIndex[$0] }
      if productID != nil, product == nil { return nil }
      return ProviderBook.Entry(
        id: row.text(0), provider: provider, product: product,
        terms: ProviderTerms(
          validFrom: Instant(microseconds: row.microseconds(3)),
          validTo: row.optionalMicroseconds(4).map { Instant(microseconds: $0) },
          share: Rate(millionths: row.int64(5)),
          serviceTax: row.optionalInt64(6).map { Rate(millionths: $0) }))
    }
  }

  static func partner(_ row: Row) throws -> Partner {
    guard let site = Site(rawValue: row.text(2)) else {
      throw StoreError.catalogue(
        place: "marketplace.partner \(row.text(0))", detail: "site \(row.text(2)) is not known",
        remedy: "use cn, intl or eu")
    }
    guard let kind = PartnerKind(rawValue: row.text(7)) else {
      throw StoreError.catalogue(
        place: "marketplace.partner \(row.text(0))", detail: "kind \(row.text(7)) is not known",
        remedy: "use merchant, csp, distributor, reseller or operator")
    }
    return Partner(
      id: row.text(0), name: row.text(1), kind: kind, site: site,
      withholdingRate: Rate(millionths: row.int64(3)),
      digitalServiceTaxRate: Rate(millionths: row.int64(4)),
      invoiceTaxRate: row.optionalInt64(8).map { Rate(millionths: $0) },
      isQuarterly: row.bool(9),
      certifiedAt: row.optionalMicroseconds(5).map { Instant(microseconds: $0) },
      agreementAcceptedAt: row.optionalMicroseconds(6).map { Instant(microseconds: $0) })
  }

  private static func tierBands(_ rows: Rows) -> [String: [TierBand]] {
    var bands: [String: [TierBand]] = [:]
    for row in rows {
      bands[row.text(0), default: []].append(
        TierBand(fromAmount: row.int64(1), increment: Rate(millionths: row.int64(2))))
    }
    return bands
  }

  /// Reads the terms by product, and makes one waiver for each product and policy. Rule 5.7.
  private static func readTerms(
    of site: Site, _ rows: Rows, bands: [String: [TierBand]],
    terms: inout [Terms], ids: inout [String], waivers: inout [Waiver]
  ) throws -> [String: Range<Int>] {
    var ranges: [String: Range<Int>] = [:]
    var waiverIndex: [[String]: Int] = [:]
    for row in rows {
      let product = row.text(1)
      let model = try shareModel(row)
      var waiver: Int?
      if site == .cn, case .platformFee(let fee) = model, let policy = row.optionalText(9),
        let baseFee = row.optionalInt64(10), fee == Rate(millionths: baseFee)
      {
        let key = [product, policy]
        waiver = waiverIndex[key] ?? waivers.count
        if waiver == waivers.count {
          waiverIndex[key] = waiver
          waivers.append(
            Waiver(productID: product, policyID: policy, bands: bands[policy] ?? []))
        }
      }
      let start = ranges[product]?.lowerBound ?? terms.count
      ids.append(row.text(0))
      terms.append(
        Terms(
          validFrom: Instant(microseconds: row.microseconds(2)),
          validTo: row.optionalMicroseconds(3).map { Instant(microseconds: $0) }, model: model,
          voucherPartnerShare: row.optionalInt64(8).map { Rate(millionths: $0) },
          managementFee: row.optionalInt64(12).map { Rate(millionths: $0) },
          waiver: waiver))
      ranges[product] = start..<terms.count
    }
    return ranges
  }

  private static func shareModel(_ row: Row) throws -> ShareModel {
    let place = "marketplace.product_terms \(row.text(0))"
    func rate(_ column: Int, _ name: String) throws -> Rate {
      guard let millionths = row.optionalInt64(column) else {
        throw StoreError.catalogue(
          place: place, detail: "share_model \(row.text(4)) needs \(name)",
          remedy: "give the terms a \(name)")
      }
      guard abs(millionths) <= 999_999_999 else {
        throw StoreError.catalogue(
          place: place, detail: "\(name) does not fit numeric(9,6)",
          remedy: "rates have at most 6 decimals and 3 digits before them")
      }
      return Rate(millionths: millionths)
    }
    switch row.text(4) {
    case "platform_fee": return .platformFee(fee: try rate(5, "fee_rate"))
    case "deal_share": return .dealShare(share: try rate(6, "share_rate"))
    case "floor_share":
      return .floorShare(
        share: try rate(6, "share_rate"), floorDiscount: try rate(7, "floor_discount"))
    case "floor_price":
      return .floorPrice(share: try rate(6, "share_rate"), floor: try floorPrice(row, place))
    default:
      throw StoreError.catalogue(
        place: place, detail: "share_model \(row.text(4)) is not known",
        remedy: "use platform_fee, deal_share, floor_share or floor_price")
    }
  }

  private static func floorPrice(_ row: Row, _ place: String) throws -> UnitPrice {
    guard let text = row.optionalText(11),
      let price = try? scaledInteger(parsing: text, decimals: UnitPrice.decimals) as Int128
    else {
      throw StoreError.catalogue(
        place: place, detail: "share_model floor_price needs floor_unit_price",
        remedy: "give the terms a floor_unit_price of at most 10 decimals")
    }
    return UnitPrice(unscaled: price)
  }

  /// What decides whether partners get statements. Rules 7.4 and 7.5.
  package static func conditions(
    asOf: Instant, cutoff: Instant, in tx: borrowing Transaction
  ) throws -> PartnerConditions {
    var inForce: [Site: Instant] = [:]
    for row in try tx.query(Query.Catalogue.listAgreements, [.timestamp(cutoff.microseconds)]) {
      guard let site = Site(rawValue: row.text(0)) else { continue }
      inForce[site] = Instant(microseconds: row.microseconds(1))
    }
    let held = try tx.query(Query.Catalogue.listHeldPartners, [.timestamp(asOf.microseconds)])
    return PartnerConditions(
      asOf: asOf, agreementInForceFrom: inForce, held: Set(held.map { $0.text(0) }))
  }

  /// A figure kept for a partner's tab and currency, such as an opening balance.
  package struct KeyedAmount: Sendable {
    package let partnerID: String
    package let tab: String
    package let currency: String
    package let amount: MinorUnits
  }

  /// What the last sealed statements left. Rule 7.3.
  package static func openings(
    of site: Site, in tx: borrowing Transaction
  ) throws -> [KeyedAmount] {
    try tx.query(Query.Catalogue.listOpenings, [.text(site.rawValue)]).map {
      KeyedAmount(
        partnerID: $0.text(0), tab: $0.text(1), currency: $0.text(2), amount: $0.int64(3))
    }
  }

  /// The minimum of each tab and currency; none, no minimum. Rule 7.4.
  package static func minimums(
    of site: Site, on day: CivilDate, in tx: borrowing Transaction
  ) throws -> [String: MinorUnits] {
    var minimums: [String: MinorUnits] = [:]
    let rows = try tx.query(
      Query.Catalogue.listMinimums, [.text(site.rawValue), .date(day.days)])
    for row in rows { minimums["\(row.text(0)) \(row.text(1))"] = row.int64(2) }
    return minimums
  }
}
