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

  /// What a basis comes to under a policy.
  ///
  /// - Parameters:
  ///   - index: Of the policy, among those that it was read with.
  ///   - basis: The performance of the cycle so far, minor units.
  /// - Throws: `AmountError.overflow` when the amount does not fit.
  package init(
    policy index: Int, _ policy: IncentivePolicy, cycle: Cycle, basis: MinorUnits,
    openCredits: Int
  ) throws(AmountError) {
    self.policy = index
    self.cycle = cycle
    self.basis = basis
    self.openCredits = openCredits
    earned = try policy.earned(on: basis)
    rate = policy.rate(at: basis)
    next = NextBand(after: basis, in: cycle, under: policy)
  }
}

extension Incentives {
  /// How far a partner has come under every policy that is for it, in the cycle of a month.
  ///
  /// - Parameters:
  ///   - basis: As of the end of the month, or of now while the month is open.
  ///   - partner: The number that its basis was added under.
  /// - Returns: Also what cannot be computed.
  package func progress(
    of partner: Int, in month: Period, basis: IncentiveBasis
  ) -> (progress: [IncentiveProgress], tooLarge: [TooLargeIncentive]) {
    var progress: [IncentiveProgress] = []
    var tooLarge: [TooLargeIncentive] = []
    for (index, policy) in policies.enumerated() where policy.isFor(partners[partner]) {
      let cycle = Cycle(policy.cycle, containing: month)
      guard policy.applies(to: cycle) else { continue }
      let sum = basis.sum(of: partner, in: cycle, under: policy) ?? MonthBasis()
      do {
        progress.append(try self.progress(under: index, in: cycle, sum))
      } catch {
        tooLarge.append(TooLargeIncentive(policy: index, partner: partner, cycle: cycle))
      }
    }
    return (progress, tooLarge)
  }

  /// How far every partner with a purchase in the cycle of a month has come, under every policy that
  /// is for it; by policy and the partner's number. And what cannot be computed.
  package func progress(
    in month: Period, basis: IncentiveBasis
  ) -> (
    progress: [(partner: Int, progress: IncentiveProgress)], tooLarge: [TooLargeIncentive]
  ) {
    var all: [(partner: Int, progress: IncentiveProgress)] = []
    var tooLarge: [TooLargeIncentive] = []
    let active = basis.partners
    for (index, policy) in policies.enumerated() {
      let cycle = Cycle(policy.cycle, containing: month)
      guard policy.applies(to: cycle) else { continue }
      for partner in active where policy.isFor(partners[partner]) {
        guard let sum = basis.sum(of: partner, in: cycle, under: policy) else { continue }
        do {
          all.append((partner, try progress(under: index, in: cycle, sum)))
        } catch {
          tooLarge.append(TooLargeIncentive(policy: index, partner: partner, cycle: cycle))
        }
      }
    }
    return (all, tooLarge)
  }

  private func progress(
    under index: Int, in cycle: Cycle, _ sum: MonthBasis
  ) throws(AmountError) -> IncentiveProgress {
    guard sum.isWhole, let consumption = MinorUnits(exactly: sum.consumption) else {
      throw .overflow
    }
    return try IncentiveProgress(
      policy: index, policies[index], cycle: cycle, basis: consumption,
      openCredits: sum.openCredits)
  }
}

extension IncentiveBasis {
  /// The partners with a purchase in any month, by their number.
  fileprivate var partners: [Int] { Set(cells.keys.map(\.partner)).sorted() }

  /// What the months of a cycle add up to for a partner; nil where none of them has anything.
  fileprivate func sum(
    of partner: Int, in cycle: Cycle, under policy: IncentivePolicy
  ) -> MonthBasis? {
    let scope = scope(of: policy)
    let months = cycle.first.months(to: cycle.last).compactMap { month in
      cells[Key(partner: partner, scope: scope, currency: policy.currency, month: month)]
    }
    if months.isEmpty { return nil }
    return months.reduce(into: MonthBasis()) { $0.add($1) }
  }
}
