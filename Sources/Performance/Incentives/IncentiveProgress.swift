import Amounts
import CivilTime
import Marketplace

/// How far a partner has come in a cycle that may still be open. Rule 9.2.
package struct IncentiveProgress: Sendable, Equatable {
  /// Index into the policies it was computed from.
  package let policy: Int
  package let cycle: Cycle
  /// The performance so far, minor units of the policy's currency.
  package let basis: MinorUnits
  /// What it would earn if the cycle ended now.
  package let earned: MinorUnits
  /// The rate of the band that the basis falls in.
  package let rate: Rate
  /// Purchases on credit of the cycle that freeze it.
  package let openCredits: Int
  /// The next better band; nil at the top.
  package let next: NextBand?
}

extension Incentives {
  /// How far a partner has come under every policy that is for it, in the cycle of a month.
  ///
  /// - Parameters:
  ///   - basis: As of the end of the month, or of now while the month is open.
  ///   - partner: The number that its basis was added under.
  /// - Throws: `AmountError.overflow` when a basis or an amount does not fit.
  package func progress(
    of partner: Int, in month: Period, basis: IncentiveBasis
  ) throws(AmountError) -> [IncentiveProgress] {
    var progress: [IncentiveProgress] = []
    for (index, policy) in policies.enumerated() where policy.isFor(partners[partner]) {
      let cycle = Cycle(policy.cycle, containing: month)
      guard policy.applies(to: cycle) else { continue }
      let scope = basis.scope(of: policy)
      var sum = MonthBasis()
      for month in cycle.first.months(to: cycle.last) {
        let key = IncentiveBasis.Key(
          partner: partner, scope: scope, currency: policy.currency, month: month)
        if let cell = basis.cells[key] { sum.add(cell) }
      }
      guard let consumption = MinorUnits(exactly: sum.consumption) else { throw .overflow }
      progress.append(
        IncentiveProgress(
          policy: index, cycle: cycle, basis: consumption,
          earned: try policy.earned(on: consumption), rate: policy.rate(at: consumption),
          openCredits: sum.openCredits,
          next: NextBand(after: consumption, in: cycle, under: policy)))
    }
    return progress
  }
}
