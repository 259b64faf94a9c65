import Amounts
import CivilTime
import Marketplace
import Performance
import Postgres
import Settlement

/// An incentive as one run computed it for a partner. Rule 9.2.
package struct ExplainedIncentive: Sendable {
  package let runNumber: Int32
  package let runID: String
  package let state: RunState
  package let period: Period
  package let site: Site
  package let partnerID: String
  package let policyID: String
  /// Nil where the policy names none.
  package let productID: String?
  package let currency: Currency
  /// The performance of the cycle as of the run's cut-off, minor units.
  package let basis: MinorUnits
  package let earned: MinorUnits
  /// What earlier lines of the cycle billed.
  package let billed: MinorUnits
  package let amount: MinorUnits
  package let readyAt: Instant
  /// Why it waits; empty where it could go on a statement.
  package let reasons: PendingReasons

  init(_ row: Row) {
    guard let state = RunState(rawValue: row.text(2)), let period = Period(yyyymm: row.int32(3)),
      let currency = Currency(code: row.text(7)), let site = Site(rawValue: row.text(14))
    else { preconditionFailure("incentive of run \(row.text(1)) has values nobody wrote") }
    runNumber = row.int32(0)
    runID = row.text(1)
    self.state = state
    self.period = period
    self.site = site
    partnerID = row.text(4)
    policyID = row.text(5)
    productID = row.optionalText(6)
    self.currency = currency
    basis = row.int64(8)
    earned = row.int64(9)
    billed = row.int64(10)
    amount = row.int64(11)
    readyAt = Instant(microseconds: row.microseconds(12))
    reasons = PendingReasons(rawValue: row.int32(13))
  }
}

extension ExplainStore {
  /// An incentive as each live or sealed run computed it, oldest run first, by partner.
  package static func incentives(
    _ sourceID: String, in tx: borrowing Transaction
  ) throws -> [ExplainedIncentive] {
    try tx.query(Query.Explain.listIncentives, [.text(sourceID)]).map { ExplainedIncentive($0) }
  }

  /// The policy of an incentive as its run kept it; of a run that was planned before policies were
  /// kept, as it is now, and nil when it is gone.
  ///
  /// - Throws: `StoreError.catalogue` for a policy that cannot be used.
  package static func policy(
    of incentive: ExplainedIncentive, in tx: borrowing Transaction
  ) throws -> IncentivePolicy? {
    let kept = try PolicyReader.policies(
      keptBy: incentive.runNumber, of: incentive.site, in: tx)
    let policies = kept.isEmpty ? try PolicyReader.policies(of: incentive.site, in: tx) : kept
    return policies.first { $0.id == incentive.policyID }
  }
}
