import CivilTime
import Marketplace
import Postgres
import Settlement

/// What one product is priced with, read by itself: today's, or as a run kept it.
package struct PriceList: Sendable {
  /// Whose partners and terms it needs.
  package struct Wanted: Sendable {
    package let site: Site
    package let productID: String
    package let merchantID: String
    package let providerID: String?
    package let operatorID: String?

    package init(
      site: Site, productID: String, merchantID: String, providerID: String?, operatorID: String?
    ) {
      self.site = site
      self.productID = productID
      self.merchantID = merchantID
      self.providerID = providerID
      self.operatorID = operatorID
    }

    fileprivate var partners: Parameter {
      .textArray(
        Set([merchantID] + [providerID, operatorID].compactMap { $0 }).sorted())
    }
  }

  package let catalogue: Catalogue
  /// Index of the product in the catalogue.
  package let product: Int
  /// The payees beside the merchant that are partners.
  package let company: Company

  private init(_ wanted: Wanted, _ rows: CatalogueRows) throws {
    catalogue = try CatalogueReader.catalogue(of: wanted.site, from: rows)
    product = 0
    let partners = catalogue
    company = Company(
      provider: wanted.providerID.flatMap { partners.partner(id: $0) },
      operator: wanted.operatorID.flatMap { partners.partner(id: $0) })
  }

  /// Today's.
  ///
  /// - Throws: `StoreError.catalogue` for a row that cannot be used.
  package static func today(
    _ wanted: Wanted, in tx: borrowing Transaction
  ) throws -> PriceList {
    let product = Parameter.text(wanted.productID)
    return try PriceList(
      wanted,
      CatalogueRows(
        partners: tx.query(Query.Explain.listPartners, [wanted.partners]),
        tierBands: tx.query(Query.Explain.listTierBands, [product]),
        products: tx.query(Query.Explain.listProduct, [product]),
        terms: tx.query(Query.Explain.listTerms, [product]),
        providerTerms: todaysProviderTerms(wanted, in: tx), extraAccounts: nil))
  }

  /// As a run kept it; nil where it kept nothing of the product. Of a provider whose terms priced
  /// no line of the run, today's terms stand in.
  ///
  /// - Throws: `StoreError.catalogue` for a row that cannot be used.
  package static func kept(
    by run: Int32, _ wanted: Wanted, in tx: borrowing Transaction
  ) throws -> PriceList? {
    let key: [Parameter] = [.int32(run), .text(wanted.productID)]
    let products = try tx.query(Query.Explain.listKeptProduct, key)
    if products.isEmpty { return nil }
    let provider = try tx.query(
      Query.Explain.listKeptProviderTerms,
      [.int32(run), .text(wanted.providerID ?? ""), .text(wanted.productID)])
    return try PriceList(
      wanted,
      CatalogueRows(
        partners: tx.query(Query.Explain.listKeptPartners, [.int32(run), wanted.partners]),
        tierBands: tx.query(Query.Explain.listKeptTierBands, key), products: products,
        terms: tx.query(Query.Explain.listKeptTerms, key),
        providerTerms: provider.isEmpty ? todaysProviderTerms(wanted, in: tx) : provider,
        extraAccounts: nil))
  }

  private static func todaysProviderTerms(
    _ wanted: Wanted, in tx: borrowing Transaction
  ) throws -> Rows {
    try tx.query(
      Query.Explain.listProviderTerms,
      [.text(wanted.providerID ?? ""), .text(wanted.productID)])
  }
}
