import Amounts
import CivilTime
import Marketplace
import Performance
import Postgres

/// Reads the incentive policies of a site. Contract 1, `incentive_policy` and `incentive_band`.
package enum PolicyReader {
  /// The policies by key.
  ///
  /// - Throws: `StoreError.catalogue` for a row that cannot be used.
  package static func policies(
    of site: Site, in tx: borrowing Transaction
  ) throws -> [IncentivePolicy] {
    var bands: [String: [IncentiveBand]] = [:]
    for row in try tx.query(Query.Incentives.listBands, [.text(site.rawValue)]) {
      bands[row.text(0), default: []].append(
        IncentiveBand(fromAmount: row.int64(1), rate: Rate(millionths: row.int64(2))))
    }
    return try tx.query(Query.Incentives.listPolicies, [.text(site.rawValue)]).map { row in
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
        id: id, site: site, validFrom: Instant(microseconds: row.microseconds(1)),
        validTo: row.optionalMicroseconds(2).map { Instant(microseconds: $0) }, cycle: cycle,
        mode: mode, threshold: row.int64(5), currency: currency, partnerID: row.optionalText(7),
        productID: row.optionalText(8), bands: bands[id] ?? [])
    }
  }
}
