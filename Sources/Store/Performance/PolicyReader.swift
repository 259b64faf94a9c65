import Amounts
import CivilTime
import Marketplace
import Performance
import Postgres

/// Reads incentive policies. Contract 1, `incentive_policy` and `incentive_band`.
package enum PolicyReader {
  /// Those of a site as they are now, by key.
  ///
  /// - Throws: `StoreError.catalogue` for a row that cannot be used.
  package static func policies(
    of site: Site, in tx: borrowing Transaction
  ) throws -> [IncentivePolicy] {
    try policies(
      of: site, try tx.query(Query.Incentives.listPolicies, [.text(site.rawValue)]),
      bands: try tx.query(Query.Incentives.listBands, [.text(site.rawValue)]))
  }

  /// Those by which a run computed its incentives, as it read them; none of a run that owed none, or
  /// that was planned before policies were kept.
  ///
  /// - Throws: Never `StoreError.catalogue`: what a run kept, it could use.
  package static func policies(
    keptBy run: Int32, of site: Site, in tx: borrowing Transaction
  ) throws -> [IncentivePolicy] {
    try policies(
      of: site, try tx.query(Query.Incentives.listKeptPolicies, [.int32(run)]),
      bands: try tx.query(Query.Incentives.listKeptBands, [.int32(run)]))
  }

  private static func policies(
    of site: Site, _ rows: Rows, bands bandRows: Rows
  ) throws -> [IncentivePolicy] {
    var bands: [String: [IncentiveBand]] = [:]
    for row in bandRows {
      bands[row.text(0), default: []].append(
        IncentiveBand(fromAmount: row.int64(1), rate: Rate(millionths: row.int64(2))))
    }
    return try rows.map { row in
      let id = row.text(0)
      func unknown(_ column: String, _ value: String, _ remedy: String) -> StoreError {
        .catalogue(
          place: "marketplace.incentive_policy \(id)", detail: "\(column) \(value) is not known",
          remedy: remedy)
      }
      guard let cycle = CycleLength(rawValue: row.text(3)) else {
        throw unknown("cycle", row.text(3), "use month, quarter or year")
      }
      guard let mode = IncentiveMode(rawValue: row.text(4)) else {
        throw unknown("mode", row.text(4), "use whole or marginal")
      }
      guard let currency = Currency(code: row.text(6)) else {
        throw unknown("currency", row.text(6), "use a code of ISO 4217, like CNY")
      }
      return IncentivePolicy(
        id: id, name: row.text(9), site: site,
        validFrom: Instant(microseconds: row.microseconds(1)),
        validTo: row.optionalMicroseconds(2).map { Instant(microseconds: $0) }, cycle: cycle,
        mode: mode, threshold: row.int64(5), currency: currency, partnerID: row.optionalText(7),
        productID: row.optionalText(8), bands: bands[id] ?? [])
    }
  }
}
