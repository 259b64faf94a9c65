import Amounts
import CivilTime
import Marketplace
import Settlement

/// What a policy owes a partner for a cycle and no sealed run has billed. Rules 9.2 and 10 (9.2).
package struct IncentiveLine: Sendable, Equatable {
  /// Index into the policies it was computed from.
  package let policy: Int
  /// The number that the basis was added under.
  package let partner: Int
  package let cycle: Cycle
  /// `POLICY/CYCLE`, and `POLICY/CYCLE/N` from the second line of the cycle on.
  package let sourceID: String
  /// The performance of the cycle as of the cut-off, minor units of the policy's currency.
  package let basis: MinorUnits
  /// What refunds took off the basis by the cut-off, minor units.
  package let refunded: MinorUnits
  /// What the basis earns.
  package let earned: MinorUnits
  /// What earlier lines of the cycle billed.
  package let billed: MinorUnits
  /// The later of the cycle's end and its last repayment; of a difference also the last refund.
  package let readyAt: Instant
  /// The month of `readyAt`; the cycle's end itself counts as before it.
  package let naturalPeriod: Period
  /// `INCENTIVE_FROZEN` while a credit purchase is not repaid, `AFTER_CUTOFF`; empty when ready.
  package let reasons: PendingReasons

  /// What the line adds: earned - billed, any sign but never zero.
  package var amount: MinorUnits { earned - billed }
}

/// An incentive whose basis or amount does not fit 64 bits. Rule 2.1.
package struct TooLargeIncentive: Sendable, Hashable {
  /// Index into the policies.
  package let policy: Int
  /// The number that the basis was added under.
  package let partner: Int
  package let cycle: Cycle
}

/// What sealed runs have billed of a policy, partner and cycle.
package struct BilledIncentive: Sendable, Equatable {
  /// Index into the policies.
  package let policy: Int
  /// The number that the basis is added under.
  package let partner: Int
  package let cycle: Cycle
  /// The sum of its lines, minor units.
  package let amount: MinorUnits
  /// How many lines there are.
  package let lines: Int

  package init(policy: Int, partner: Int, cycle: Cycle, amount: MinorUnits, lines: Int) {
    self.policy = policy
    self.partner = partner
    self.cycle = cycle
    self.amount = amount
    self.lines = lines
  }
}
