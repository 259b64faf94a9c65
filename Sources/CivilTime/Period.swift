/// A month of settlement time: from 00:00 on the 1st to 00:00 on the next 1st, UTC+08:00, the end
/// not included. Rule 1.1.
package struct Period: Hashable, Sendable {
  /// Year and month as one number: 202610.
  package let yyyymm: Int32

  /// The month of a year; the month is 1 to 12.
  package init(year: Int, month: Int) {
    precondition((1...12).contains(month), "\(month) is not a month")
    yyyymm = Int32(year * 100 + month)
  }

  /// The month written as one number, or nil where it is none. Years are 1 to 9999.
  package init?(yyyymm: Int32) {
    guard (101...999_912).contains(yyyymm), (1...12).contains(yyyymm % 100) else { return nil }
    self.yyyymm = yyyymm
  }

  /// The month in settlement time that the instant falls into.
  package init(containing instant: Instant) {
    self.init(containing: CivilDate(at: instant))
  }

  /// The month that the day falls into.
  package init(containing date: CivilDate) {
    let civil = civilFromDays(date.days)
    self.init(index: Int(civil.year) * 12 + Int(civil.month) - 1)
  }

  /// Months counted through from January of year 0.
  private init(index: Int) {
    let year = (index >= 0 ? index : index - 11) / 12
    yyyymm = Int32(year * 100 + (index - year * 12) + 1)
  }

  private var index: Int { year * 12 + month - 1 }

  /// The year; 2026.
  package var year: Int {
    let value = Int(yyyymm)
    return (value >= 0 ? value : value - 99) / 100
  }

  /// The month, 1 to 12.
  package var month: Int { Int(yyyymm) - year * 100 }

  /// The 1st of the month.
  package var firstDate: CivilDate {
    CivilDate(days: daysFromCivil(year: Int32(year), month: Int32(month), day: 1))
  }

  /// The first instant that belongs to the month.
  package var start: Instant { firstDate.startInstant }

  /// The first instant that no longer belongs to it: the cut-off. Rule 1.2.
  package var end: Instant { next.start }

  /// The month after.
  package var next: Period { Period(index: index + 1) }

  /// The month before.
  package var previous: Period { Period(index: index - 1) }

  /// Whether the instant falls into the month.
  package func contains(_ instant: Instant) -> Bool {
    start <= instant && instant < end
  }

  /// The months from this one to the last one, both included; none where that one is earlier.
  package func months(to last: Period) -> [Period] {
    guard self <= last else { return [] }
    return (index...last.index).map { Period(index: $0) }
  }
}

extension Period: Comparable {
  /// Whether the first is the earlier month.
  package static func < (left: Period, right: Period) -> Bool {
    left.yyyymm < right.yyyymm
  }
}

extension Period: CustomStringConvertible {
  /// Reads `202610` or `2026-10`. Contract 4.
  package init(parsing text: some StringProtocol) throws(CivilTimeError) {
    let digits: [UInt8]
    let utf8 = Array(text.utf8.prefix(8))
    if utf8.count == 7, utf8[4] == UInt8(ascii: "-") {
      digits = Array(utf8[..<4] + utf8[5...])
    } else {
      digits = utf8
    }
    guard digits.count == 6, digits.allSatisfy({ oneDigit($0) != nil }),
      let period = Period(yyyymm: digits.reduce(0) { $0 * 10 + (oneDigit($1) ?? 0) })
    else { throw .notAPeriod(String(text.prefix(40))) }
    self = period
  }

  /// The month as `202610`. Contract 3.
  package var text: String {
    let digits = String(yyyymm.magnitude)
    let zeros = String(repeating: "0", count: max(0, 6 - digits.count))
    return (yyyymm < 0 ? "-" : "") + zeros + digits
  }

  /// The text.
  package var description: String { text }
}
