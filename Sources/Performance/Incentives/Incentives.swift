import Amounts
import CivilTime
import Marketplace
import Settlement

/// The incentives of all policies of a site as of one cut-off. Rule 9.2.
///
/// Every cycle that has ended is computed again from its basis, and what sealed runs billed is taken
/// off: so a cycle that was frozen, withheld or lowered by a later refund needs no memory of its own.
package struct Incentives: Sendable {
  let policies: [IncentivePolicy]
  let partners: [Partner]
  private let cutoff: Instant

  /// Who earned on which cycle.
  private struct Key: Hashable {
    let policy: Int
    let partner: Int
    let cycle: Cycle
  }

  /// - Parameters:
  ///   - partners: By the number that bases are added under.
  ///   - cutoff: The end of the run's period.
  package init(of policies: [IncentivePolicy], partners: [Partner], cutoff: Instant) {
    self.policies = policies
    self.partners = partners
    self.cutoff = cutoff
  }

  /// The lines that are missing, by policy, cycle and partner's key; and those that cannot be computed.
  package func lines(
    basis: IncentiveBasis, billed: [BilledIncentive]
  ) -> (lines: [IncentiveLine], tooLarge: [TooLargeIncentive]) {
    let cycles = self.cycles(of: basis)
    var lines: [IncentiveLine] = []
    var tooLarge: [TooLargeIncentive] = []
    var before: [Key: BilledIncentive] = [:]
    for entry in billed {
      before[Key(policy: entry.policy, partner: entry.partner, cycle: entry.cycle)] = entry
    }
    for key in Set(cycles.keys).union(before.keys).sorted(by: precedes) {
      let month = cycles[key] ?? MonthBasis()
      do {
        if let line = try line(key, month, before[key]) { lines.append(line) }
      } catch {
        tooLarge.append(
          TooLargeIncentive(policy: key.policy, partner: key.partner, cycle: key.cycle))
      }
    }
    return (lines, tooLarge)
  }

  /// The performance of every cycle that has ended and that a policy applies to. A policy that names a
  /// partner looks at this partner's months alone.
  private func cycles(of basis: IncentiveBasis) -> [Key: MonthBasis] {
    let all = Array(basis.cells)
    let own = Dictionary(grouping: all) { partners[$0.key.partner].id }
    var sums: [Key: MonthBasis] = [:]
    for (index, policy) in policies.enumerated() {
      let scope = basis.scope(of: policy)
      for (cell, month) in policy.partnerID.map({ own[$0] ?? [] }) ?? all
      where cell.scope == scope && cell.currency == policy.currency {
        let cycle = Cycle(policy.cycle, containing: cell.month)
        guard cycle.end <= cutoff, policy.applies(to: cycle), policy.isFor(partners[cell.partner])
        else { continue }
        let key = Key(policy: index, partner: cell.partner, cycle: cycle)
        sums[key, default: MonthBasis()].add(month)
      }
    }
    return sums
  }

  private func line(
    _ key: Key, _ month: MonthBasis, _ before: BilledIncentive?
  ) throws(AmountError) -> IncentiveLine? {
    let policy = policies[key.policy]
    guard month.isWhole, let basis = MinorUnits(exactly: month.consumption),
      let refunded = MinorUnits(exactly: month.refunded)
    else { throw .overflow }
    let billed = before?.amount ?? 0
    var silence = Silence()
    let (earned, missing) = try policy.missing(on: basis, billed: billed, recorder: &silence)
    if missing == 0 { return nil }

    // The end of the cycle counts as before the cut-off of its last month, what comes later not.
    var later = month.lastRepaidAt
    if before != nil { later = latest(later, month.lastRefundedAt) }
    later = later.flatMap { $0 < key.cycle.end ? nil : $0 }
    var reasons: PendingReasons = []
    if month.openCredits > 0 { reasons.formUnion(.incentiveFrozen) }
    if let later, later >= cutoff { reasons.formUnion(.afterCutoff) }
    let number = (before?.lines ?? 0) + 1
    return IncentiveLine(
      policy: key.policy, partner: key.partner, cycle: key.cycle,
      sourceID: "\(policy.id)/\(key.cycle.text)" + (number == 1 ? "" : "/\(number)"),
      basis: basis, refunded: refunded, earned: earned, billed: billed,
      readyAt: later ?? key.cycle.end,
      naturalPeriod: later.map { Period(containing: $0) } ?? key.cycle.last, reasons: reasons)
  }

  private func precedes(_ left: Key, _ right: Key) -> Bool {
    if left.policy != right.policy {
      return policies[left.policy].id.utf8
        .lexicographicallyPrecedes(policies[right.policy].id.utf8)
    }
    if left.cycle != right.cycle { return left.cycle < right.cycle }
    return partners[left.partner].id.utf8
      .lexicographicallyPrecedes(partners[right.partner].id.utf8)
  }
}
