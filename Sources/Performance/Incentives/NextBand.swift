import Amounts
import CivilTime
import Marketplace

/// What a band raises: the words differ, the distance does not.
package enum RaisedRate: Sendable, Hashable {
  /// The rate of an incentive. Rule 9.2.
  case incentive
  /// The increment of a monthly fee waiver. Rule 5.7.
  case feeWaiver
}

/// How much is missing to the next better band, until when, and what it brings.
package struct NextBand: Sendable, Equatable {
  package let raised: RaisedRate
  /// What is missing, more than zero.
  package let missing: Money
  /// The last day on which it counts.
  package let until: CivilDate
  /// What the rate is then.
  package let rate: Rate

  package init(raised: RaisedRate, missing: Money, until: CivilDate, rate: Rate) {
    self.raised = raised
    self.missing = missing
    self.until = until
    self.rate = rate
  }

  /// The next amount at which a policy's rate rises; nil where none does.
  package init?(after basis: MinorUnits, in cycle: Cycle, under policy: IncentivePolicy) {
    let now = policy.rate(at: basis)
    let steps = (policy.bands.map(\.fromAmount) + [policy.threshold]).sorted()
    guard let next = steps.first(where: { $0 > basis && policy.rate(at: $0) > now }) else {
      return nil
    }
    self.init(
      raised: .incentive, from: basis, to: next, in: policy.currency, month: cycle.last,
      rate: policy.rate(at: next))
  }

  /// The next amount at which a waiver's increment rises; nil where none does.
  package init?(after total: MinorUnits, in month: Period, currency: Currency, of waiver: Waiver) {
    let now = waiver.band(for: total)?.increment ?? .zero
    guard let next = waiver.bands.first(where: { $0.fromAmount > total && $0.increment > now })
    else { return nil }
    self.init(
      raised: .feeWaiver, from: total, to: next.fromAmount, in: currency, month: month,
      rate: next.increment)
  }

  private init?(
    raised: RaisedRate, from basis: MinorUnits, to next: MinorUnits, in currency: Currency,
    month: Period, rate: Rate
  ) {
    let (missing, overflow) = next.subtractingReportingOverflow(basis)
    if overflow { return nil }
    self.init(
      raised: raised, missing: Money(minorUnits: missing, currency: currency),
      until: month.next.firstDate.adding(days: -1), rate: rate)
  }
}
