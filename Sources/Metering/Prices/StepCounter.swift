import Amounts
import CivilTime
import Marketplace

/// What an instance has cumulated in the cycle that is being rated. Rule 4.5.
struct StepCounter: Sendable {
  /// Nil before the first record, and where steps start at 0 in each record.
  var cycle: CivilDate?
  var cycleEnd = Instant(microseconds: .min)
  /// What all runs cumulated, ten-thousandths.
  var total: Int64 = 0
  /// What this run cumulated, ten-thousandths.
  var added: Int64 = 0

  init() {}

  init(cycle: CivilDate, cycleEnd: Instant, total: Int64) {
    self.cycle = cycle
    self.cycleEnd = cycleEnd
    self.total = total
  }

  /// Cumulates what packages left of a record.
  @inline(__always)
  mutating func add(_ value: Int64) throws(AmountError) {
    let (sum, overflow) = total.addingReportingOverflow(value)
    guard !overflow else { throw .overflow }
    total = sum
    added += value
  }
}

extension Accumulation {
  /// The first civil day of the cycle that a day falls in; the day itself where each record is one.
  func cycle(of day: CivilDate) -> CivilDate {
    switch self {
    case .record, .day: day
    case .month: Period(containing: day).firstDate
    }
  }

  /// The first instant behind a cycle.
  func end(of cycle: CivilDate) -> Instant {
    switch self {
    case .record, .day: cycle.adding(days: 1).startInstant
    case .month: Period(containing: cycle).end
    }
  }
}

extension QuotaReset {
  /// The first instant behind a cycle.
  func end(of cycle: CivilDate) -> Instant {
    switch self {
    case .none: Instant(microseconds: .max)
    case .month: Period(containing: cycle).end
    case .year: Period(year: cycle.year + 1, month: 1).start
    }
  }
}
