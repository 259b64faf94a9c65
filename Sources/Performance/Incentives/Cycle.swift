import CivilTime

/// How long the performance of an incentive is added up. Contract 1, `incentive_policy.cycle`.
package enum CycleLength: String, Sendable, CaseIterable {
  case month, quarter, year

  /// In months of the calendar.
  package var months: Int {
    switch self {
    case .month: 1
    case .quarter: 3
    case .year: 12
    }
  }
}

/// One month, quarter or year of the calendar in settlement time. Rules 9.2 and 10 (9.2).
package struct Cycle: Hashable, Sendable {
  package let length: CycleLength
  /// Its first month.
  package let first: Period

  /// The cycle of that length that the month lies in.
  package init(_ length: CycleLength, containing month: Period) {
    self.length = length
    let start = (month.month - 1) / length.months * length.months + 1
    first = Period(year: month.year, month: start)
  }

  /// The cycle of a text as in a line's id; nil for any other text.
  package init?(text: some StringProtocol) {
    let digits = text.utf8.count
    if digits == 6, let month = try? Period(parsing: text) {
      self.init(.month, containing: month)
    } else if digits == 6, text.dropFirst(4).hasPrefix("Q"), let quarter = Int(text.suffix(1)),
      (1...4).contains(quarter), let month = try? Period(parsing: "\(text.prefix(4))01")
    {
      self.init(.quarter, containing: Period(year: month.year, month: quarter * 3))
    } else if digits == 4, let month = try? Period(parsing: "\(text)01") {
      self.init(.year, containing: month)
    } else {
      return nil
    }
  }

  /// Its last month.
  package var last: Period {
    Period(year: first.year, month: first.month + length.months - 1)
  }

  /// The first instant of the cycle: it decides which policies apply.
  package var start: Instant { first.start }

  /// The first instant after the cycle.
  package var end: Instant { last.end }

  /// `202601`, `2026Q1` or `2026`: the middle of the line's source id. Rule 10 (9.2).
  package var text: String {
    switch length {
    case .month: first.text
    case .quarter: "\(year)Q\((first.month + 2) / 3)"
    case .year: year
    }
  }

  private var year: String { String(first.text.dropLast(2)) }
}

extension Cycle: Comparable {
  /// Whether the first begins earlier; of two that begin together the shorter comes first.
  package static func < (left: Cycle, right: Cycle) -> Bool {
    (left.first, left.length.months) < (right.first, right.length.months)
  }
}
