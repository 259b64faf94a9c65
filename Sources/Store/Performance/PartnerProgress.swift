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
  /// The run that totalled it.
  package let runID: String
}

/// What the performance of a site's month is of. Rules 9.1 and 9.2.
package struct MonthRun: Sendable {
  package let site: Site
  package let number: Int32
  package let id: String
  package let isSealed: Bool
  /// Whether it kept the figures of its partners, as runs submitted since migration 0030 do.
  package let keepsFigures: Bool
  /// Whether it kept how far they had come on bands, as runs planned since migration 0036 do.
  package let keepsProgress: Bool

  /// Of each site the sealed run of a month, else the one that is planned.
  package static func list(
    of period: Period, in tx: borrowing Transaction
  ) throws -> [MonthRun] {
    try tx.query(Query.Performance.listMonthRuns, [.int32(period.yyyymm)]).map { row in
      guard let site = Site(rawValue: row.text(0)) else {
        preconditionFailure("run \(row.text(2)) is of the site \(row.text(0))")
      }
      return MonthRun(
        site: site, number: row.int32(1), id: row.text(2), isSealed: row.bool(3),
        keepsFigures: row.bool(4), keepsProgress: row.bool(5))
    }
  }
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
          of: Waiver(productID: row.text(1), policyID: row.text(0), bands: bands)),
        runID: row.text(7))
    }
  }

  /// How far a partner had come in the cycle of a month when its run was planned, under the policies
  /// as the run read them. Rule 9.2.
  ///
  /// - Returns: Policies by key; of those that a partner is for and has no purchase under, too.
  package static func incentives(
    of partner: Partner, in period: Period, keptBy run: MonthRun, in tx: borrowing Transaction
  ) throws -> [(policy: IncentivePolicy, progress: IncentiveProgress)] {
    let rows = try tx.query(
      Query.Incentives.listKeptProgress, [.int32(run.number), .text(partner.id)])
    let kept = Dictionary(
      uniqueKeysWithValues: rows.map { ($0.text(0), (basis: $0.int64(2), open: $0.int64(3))) })
    let policies = try PolicyReader.policies(keptBy: run.number, of: run.site, in: tx)
    return try policies.enumerated().compactMap { index, policy in
      let cycle = Cycle(policy.cycle, containing: period)
      let found = kept[policy.id]
      // A partner that did nothing has no row; a policy whose cycle was over has one for nobody.
      guard found != nil || policy.isFor(partner) && policy.applies(to: cycle) else { return nil }
      return (
        policy,
        try IncentiveProgress(
          policy: index, policy, cycle: cycle, basis: found?.basis ?? 0,
          openCredits: Int(found?.open ?? 0))
      )
    }
  }
}
