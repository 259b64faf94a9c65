import Amounts
import CivilTime
import Marketplace
import Performance
import Postgres
import Settlement

/// An incentive as a run kept it: what `explain` starts from. Rule 9.2.
package struct IncentiveRecord: Sendable {
  package let run: Int32
  package let sourceID: String
  package let partnerID: String
  package let policyID: String
  /// The performance of the cycle as of the run's cut-off, minor units.
  package let basis: MinorUnits
  /// What earlier lines of the cycle had billed.
  package let billed: MinorUnits
  /// What the line adds.
  package let amount: MinorUnits
  /// Why it waits; empty where it could go on a statement.
  package let reasons: PendingReasons
  private let site: Site

  /// An incentive of a run; nil where the run owed none of that name.
  package static func find(
    _ sourceID: String, of partner: String, run: Int32, in tx: borrowing Transaction
  ) throws -> IncentiveRecord? {
    try tx.query(
      Query.Incentives.findIncentive, [.int32(run), .text(partner), .text(sourceID)]
    ).first.map { row in
      guard let site = Site(rawValue: row.text(0)) else {
        preconditionFailure("run \(run) is of site \(row.text(0))")
      }
      return IncentiveRecord(
        run: run, sourceID: sourceID, partnerID: partner, policyID: row.text(1),
        basis: row.int64(2), billed: row.int64(3), amount: row.int64(4),
        reasons: PendingReasons(rawValue: row.int32(5)), site: site)
    }
  }

  /// The steps from the basis to the amount, by the policy as it is now; nil where it is gone.
  ///
  /// - Throws: `StoreError.catalogue` for a policy that cannot be used.
  package func derivation(in tx: borrowing Transaction) throws -> Derivation? {
    guard
      let policy = try PolicyReader.policies(of: site, in: tx).first(where: { $0.id == policyID })
    else { return nil }
    var derivation = Derivation()
    _ = try policy.missing(on: basis, billed: billed, recorder: &derivation)
    return derivation
  }
}
