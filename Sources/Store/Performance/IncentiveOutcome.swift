import CivilTime
import Marketplace
import Performance
import Postgres
import Settlement

/// The incentives that a run owes, and how they go into it.
package struct IncentiveOutcome: Sendable {
  private let policies: [IncentivePolicy]
  /// By policy, cycle and partner.
  package let lines: [IncentiveLine]
  /// How far each partner has come in the cycle of the run's month.
  private let progress: [(partner: Int, progress: IncentiveProgress)]
  private let tooLarge: [TooLargeIncentive]
  private let period: Period
  private let catalogue: Catalogue

  init(
    policies: [IncentivePolicy], lines: [IncentiveLine],
    progress: [(partner: Int, progress: IncentiveProgress)], tooLarge: [TooLargeIncentive],
    period: Period, catalogue: Catalogue
  ) {
    self.policies = policies
    self.lines = lines
    self.progress = progress
    self.tooLarge = tooLarge
    self.period = period
    self.catalogue = catalogue
  }

  /// The lines for the run's statements, those that wait included. Rule 10 (9.2): role and tab csp.
  package var wholeLines: [WholeLine] {
    lines.map { line in
      let policy = policies[line.policy]
      return WholeLine(
        kind: .incentive, sourceID: line.sourceID, productID: policy.productID,
        partner: line.partner, tab: .csp, role: .csp, currency: policy.currency,
        amount: line.amount, readyAt: line.readyAt, period: line.naturalPeriod,
        since: line.cycle.start, reasons: line.reasons)
    }
  }

  /// Incentives that do not fit 64 bits; each parks its partner. Rule 2.1.
  package var refusals: [RefusedFact] {
    tooLarge.map { entry in
      let policy = policies[entry.policy]
      let partner = catalogue.partners[entry.partner].id
      return RefusedFact(
        code: Self.overflowCode, kind: .incentive, sourceID: "\(policy.id)/\(entry.cycle.text)",
        partnerID: partner, facts: 0,
        detail: "what was bought through \(partner) in \(entry.cycle.text) in "
          + "\(policy.currency.code), or its incentive \(policy.id), does not fit 64 bits",
        remedy: "correct the amounts of the order lines with csp_id \(partner)")
    }
  }

  /// The exception of an incentive that does not fit.
  package static let overflowCode = "INCENTIVE_OVERFLOW"

  /// Keeps what was computed with the run, the policies by which, and how far every partner has come.
  package func write(run: Int32, in tx: borrowing Transaction) throws {
    try insertPolicies(run: run, in: tx)
    if !progress.isEmpty {
      try tx.query(
        Query.Incentives.insertKeptProgress,
        [
          .int32(run), .textArray(progress.map { policies[$0.progress.policy].id }),
          .textArray(progress.map { catalogue.partners[$0.partner].id }),
          .int64Array(progress.map(\.progress.basis)),
          .int64Array(progress.map { Int64($0.progress.openCredits) }),
        ])
    }
    if lines.isEmpty { return }
    try tx.query(
      Query.Incentives.insertIncentives,
      [
        .int32(run), .textArray(lines.map(\.sourceID)),
        .textArray(lines.map { catalogue.partners[$0.partner].id }),
        .textArray(lines.map { policies[$0.policy].id }),
        .textArray(lines.map { policies[$0.policy].productID ?? "" }),
        .textArray(lines.map { policies[$0.policy].currency.code }),
        .int64Array(lines.map(\.basis)), .int64Array(lines.map(\.earned)),
        .int64Array(lines.map(\.billed)), .textArray(lines.map { $0.readyAt.text() }),
        .int64Array(lines.map { Int64($0.reasons.rawValue) }),
        .int64Array(lines.map(\.refunded)),
      ])
  }

  private func insertPolicies(run: Int32, in tx: borrowing Transaction) throws {
    let computed = Set(lines.map(\.policy))
    let kept = policies.enumerated().filter { index, policy in
      computed.contains(index) || policy.applies(to: Cycle(policy.cycle, containing: period))
    }.map(\.element)
    if kept.isEmpty { return }
    try tx.query(
      Query.Incentives.insertKeptPolicies,
      [
        .int32(run), .textArray(kept.map(\.id)), .textArray(kept.map(\.name)),
        .textArray(kept.map { $0.validFrom.text() }),
        .textArray(kept.map { $0.validTo?.text() ?? "" }),
        .textArray(kept.map(\.cycle.rawValue)), .textArray(kept.map(\.mode.rawValue)),
        .int64Array(kept.map(\.threshold)), .textArray(kept.map(\.currency.code)),
        .textArray(kept.map { $0.partnerID ?? "" }), .textArray(kept.map { $0.productID ?? "" }),
      ])
    let bands = kept.flatMap { policy in policy.bands.map { (policy: policy.id, band: $0) } }
    if bands.isEmpty { return }
    try tx.query(
      Query.Incentives.insertKeptBands,
      [
        .int32(run), .textArray(bands.map(\.policy)), .int64Array(bands.map(\.band.fromAmount)),
        .int64Array(bands.map(\.band.rate.millionths)),
      ])
  }
}
