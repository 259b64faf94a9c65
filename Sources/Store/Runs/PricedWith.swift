import Amounts
import CivilTime
import Marketplace
import Postgres
import Settlement

/// Keeps what a run priced with, as it was, so that a sealed month can be computed again whatever
/// became of the terms since.
package struct PricedWith {
  private let catalogue: Catalogue
  private let fingerprints: Fingerprints
  private let run: Int32

  package init(_ catalogue: Catalogue, fingerprints: Fingerprints, run: Int32) {
    self.catalogue = catalogue
    self.fingerprints = fingerprints
    self.run = run
  }

  /// Writes the terms that priced a line, the payees, and the bands of the waivers.
  ///
  /// - Parameters:
  ///   - terms: Whether terms priced a line, by index.
  ///   - providerTerms: The same of the terms of providers.
  package func write(
    terms: [Bool], providerTerms: [Bool], in tx: borrowing Transaction
  ) throws {
    try insertTerms(used: terms, in: tx)
    try insertProviderTerms(used: providerTerms, in: tx)
    try insertPartners(terms: terms, providerTerms: providerTerms, in: tx)
    try insertBands(used: terms, in: tx)
  }

  private func insertTerms(used: [Bool], in tx: borrowing Transaction) throws {
    let kept = zip(catalogue.products, catalogue.productNames).flatMap { product, name in
      product.terms.filter { used[$0] }.map {
        (product: product, name: name, number: $0, terms: catalogue.terms[$0])
      }
    }
    if kept.isEmpty { return }
    try tx.query(
      Query.Runs.insertTerms,
      [
        .int32(run), .int64Array(kept.map { Int64($0.number) }),
        .textArray(kept.map { catalogue.termsIDs[$0.number] }),
        .textArray(kept.map(\.name.id)), .textArray(kept.map(\.name.name)),
        .textArray(kept.map(\.terms.model.code)),
        .int64Array(
          kept.flatMap { kept in
            kept.terms.model.rates
              + [
                kept.terms.voucherPartnerShare, kept.terms.managementFee, kept.product.taxRate,
              ].map { $0?.millionths ?? -1 }
          }),
        .textArray(kept.map(\.terms.model.floorText)),
        .textArray(kept.map { $0.terms.validFrom.text() }),
        .textArray(kept.map { $0.terms.validTo?.text() ?? "" }),
        .textArray(kept.map { catalogue.partners[$0.product.merchant].id }),
        .textArray(kept.map(\.product.tab.code)),
        .int64Array(kept.map { $0.product.isSupervised ? 1 : 0 }),
        .textArray(kept.map { $0.terms.waiver.map { catalogue.waivers[$0].policyID } ?? "" }),
        .textArray(kept.map { fingerprints.terms[$0.number].hex }),
      ])
  }

  private func insertProviderTerms(used: [Bool], in tx: borrowing Transaction) throws {
    let book = catalogue.providers
    let kept = used.indices.filter { used[$0] }
    if kept.isEmpty { return }
    try tx.query(
      Query.Runs.insertPayeeTerms,
      [
        .int32(run), .int64Array(kept.map(Int64.init)), .textArray(kept.map { book.termsIDs[$0] }),
        .textArray(kept.map { catalogue.partners[book.owners[$0]].id }),
        .textArray(kept.map { book.products[$0].map { catalogue.productNames[$0].id } ?? "" }),
        .textArray(kept.map { book.terms[$0].validFrom.text() }),
        .textArray(kept.map { book.terms[$0].validTo?.text() ?? "" }),
        .int64Array(kept.map { book.terms[$0].share.millionths }),
        .int64Array(kept.map { book.terms[$0].serviceTax?.millionths ?? -1 }),
        .textArray(kept.map { fingerprints.providers[$0].hex }),
      ])
  }

  /// Merchants whose terms were used, every provider whose terms were, and all operators: they are
  /// few and have no terms of their own.
  private func insertPartners(
    terms: [Bool], providerTerms: [Bool], in tx: borrowing Transaction
  ) throws {
    var isUsed = catalogue.partners.map { $0.kind == .operator }
    for product in catalogue.products where product.terms.contains(where: { terms[$0] }) {
      isUsed[product.merchant] = true
    }
    for index in providerTerms.indices where providerTerms[index] {
      isUsed[catalogue.providers.owners[index]] = true
    }
    let kept = zip(catalogue.partners, isUsed).filter(\.1).map(\.0)
    if kept.isEmpty { return }
    try tx.query(
      Query.Runs.insertPartners,
      [
        .int32(run), .textArray(kept.map(\.id)), .textArray(kept.map(\.kind.rawValue)),
        .textArray(kept.map(\.site.rawValue)),
        .int64Array(kept.map { $0.invoiceTaxRate?.millionths ?? -1 }),
        .int64Array(kept.map(\.withholdingRate.millionths)),
        .int64Array(kept.map(\.digitalServiceTaxRate.millionths)),
        .textArray(kept.map { $0.isQuarterly ? "quarter" : "month" }),
      ])
  }

  private func insertBands(used: [Bool], in tx: borrowing Transaction) throws {
    var policies: [String: (fee: Rate, bands: [TierBand])] = [:]
    for (index, terms) in catalogue.terms.enumerated() where used[index] {
      guard let waiver = terms.waiver, case .platformFee(let fee) = terms.model else { continue }
      policies[catalogue.waivers[waiver].policyID] = (fee, catalogue.waivers[waiver].bands)
    }
    let kept = policies.sorted { $0.key < $1.key }.flatMap { policy, value in
      value.bands.map { (policy: policy, fee: value.fee, band: $0) }
    }
    if kept.isEmpty { return }
    try tx.query(
      Query.Runs.insertTierBands,
      [
        .int32(run), .textArray(kept.map(\.policy)), .int64Array(kept.map(\.fee.millionths)),
        .int64Array(kept.map(\.band.fromAmount)),
        .int64Array(kept.map(\.band.increment.millionths)),
      ])
  }
}

extension ShareModel {
  /// Fee, share and floor discount in millionths; -1 where the model has none.
  fileprivate var rates: [Int64] {
    switch self {
    case .platformFee(let fee): [fee.millionths, -1, -1]
    case .dealShare(let share), .floorPrice(let share, _): [-1, share.millionths, -1]
    case .floorShare(let share, let floorDiscount):
      [-1, share.millionths, floorDiscount.millionths]
    }
  }

  /// The floor price in decimals; empty where the model has none.
  fileprivate var floorText: String {
    switch self {
    case .floorPrice(_, let floor): decimalText(floor.unscaled, decimals: UnitPrice.decimals)
    case .platformFee, .dealShare, .floorShare: ""
    }
  }
}
