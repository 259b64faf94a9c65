import Amounts
import CivilTime
import Marketplace
import Performance
import Postgres

/// A total of a monthly fee waiver, as the run of a month has it. Rule 5.7.
package struct WaiverProgress: Sendable {
  package let policyID: String
  package let productID: String
  package let currency: Currency
  /// X of the month, minor units.
  package let total: MinorUnits
  package let increment: Rate
  /// The next better band; nil at the top.
  package let next: NextBand?
}

/// Reads how far a partner has come in a month. Rules 5.7 and 9.2.
package enum PartnerProgress {
  /// The waivers of a merchant's products: what the month's run totalled; none before it ran.
  package static func waivers(
    of partner: String, in period: Period, in tx: borrowing Transaction
  ) throws -> [WaiverProgress] {
    let rows = try tx.query(
      Query.Performance.listWaiverTotals, [.text(partner), .int32(period.yyyymm)])
    return rows.map { row in
      guard let currency = Currency(code: row.text(2)) else {
        preconditionFailure("a run totalled a waiver in \(row.text(2))")
      }
      let bands = zip(row.int64Array(5), row.int64Array(6)).map {
        TierBand(fromAmount: $0, increment: Rate(millionths: $1))
      }
      let total = row.int64(3)
      return WaiverProgress(
        policyID: row.text(0), productID: row.text(1), currency: currency, total: total,
        increment: Rate(millionths: Int64(row.int32(4))),
        next: NextBand(
          after: total, in: period, currency: currency,
          of: Waiver(productID: row.text(1), policyID: row.text(0), bands: bands)))
    }
  }

  /// The live run of a site and period; nil without one.
  package static func liveRun(
    of site: Site, in period: Period, in tx: borrowing Transaction
  ) throws -> Int32? {
    try tx.query(Query.Performance.findLiveRun, [.text(site.rawValue), .int32(period.yyyymm)])
      .first?.int32(0)
  }
}
