import Amounts
import CivilTime
import Marketplace

/// When the quota of a package is full again. Contract 1, `package.reset`; rule 4.4.
package enum QuotaReset: UInt8, CaseIterable, Sendable {
  case none, month, year

  /// The reset of a contract word; nil for any other text.
  package init?(code: String) {
    switch code {
    case "none": self = .none
    case "month": self = .month
    case "year": self = .year
    default: return nil
    }
  }

  /// The first civil day of the cycle that a day falls in; the calendar is that of GMT+8.
  func cycle(of day: CivilDate) -> CivilDate {
    switch self {
    case .none: .everlastingCycle
    case .month: Period(containing: day).firstDate
    case .year: Period(year: day.year, month: 1).firstDate
    }
  }
}

extension CivilDate {
  /// Stands for the one cycle of what never resets: 0001-01-01.
  package static let everlastingCycle = Period(year: 1, month: 1).firstDate
}

/// A package attached to an instance, with what was taken from it. Contract 1, `package`; rule 4.4.
package struct UsagePackage: Sendable {
  /// Ten-thousandths, not negative.
  package let quota: Int64
  package let reset: QuotaReset
  /// Whether usage beyond the quota is abnormal instead of charged. Rule 4.1.
  package let stopsWhenExhausted: Bool
  /// In force from this instant on.
  package let validFrom: Instant
  /// In force before this instant; nil for ever.
  package let validTo: Instant?
  /// The cycle that `taken` and `added` are of; nil before the first record.
  var cycle: CivilDate?
  /// Where the cycle ends; a record at or after it begins another.
  var cycleEnd = Instant(microseconds: .min)
  /// What all runs took from the quota in this cycle.
  var taken: Int64 = 0
  /// What this run took in this cycle.
  var added: Int64 = 0

  /// - Parameters:
  ///   - quota: Ten-thousandths, not negative.
  ///   - validTo: Nil for ever.
  package init(
    quota: Int64, reset: QuotaReset, stopsWhenExhausted: Bool, validFrom: Instant,
    validTo: Instant?
  ) {
    self.quota = quota
    self.reset = reset
    self.stopsWhenExhausted = stopsWhenExhausted
    self.validFrom = validFrom
    self.validTo = validTo
  }

  /// Whether it is in force: `valid_from <= begin_time < valid_to`. Rule 4.4.
  func isInForce(at begin: Instant) -> Bool {
    guard validFrom <= begin else { return false }
    guard let validTo else { return true }
    return begin < validTo
  }

  /// Takes as much of a value as the quota has left.
  ///
  /// - Returns: What was taken, ten-thousandths.
  mutating func take(_ value: Int64) -> Int64 {
    let part = min(value, max(0, quota - taken))
    taken += part
    added += part
    return part
  }
}

/// What runs took from a quota, or cumulated in steps, in one cycle. Rules 4.4 and 4.5.
package struct UsageCounter: Sendable, Equatable {
  /// The package, by its place in the order of consumption; nil for the steps of the price plan.
  package let package: Int?
  /// The first civil day of the cycle.
  package let cycle: CivilDate
  /// Ten-thousandths, not negative.
  package let quantity: Int64

  package init(package: Int?, cycle: CivilDate, quantity: Int64) {
    self.package = package
    self.cycle = cycle
    self.quantity = quantity
  }
}
