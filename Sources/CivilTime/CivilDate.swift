/// A day of the proleptic Gregorian calendar, without a zone of its own. Rule 1.1.
@usableFromInline
package struct CivilDate: Hashable, Sendable {
  /// Days since 1970-01-01; before it, below zero.
  @usableFromInline
  package let days: Int32

  /// The day so many days after 1970-01-01.
  @inlinable
  package init(days: Int32) {
    self.days = days
  }

  /// The day of these numbers, or nil where the calendar has none. Years are 1 to 9999.
  package init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= daysInMonth(year: Int32(year), month: Int32(month))
    else { return nil }
    days = daysFromCivil(year: Int32(year), month: Int32(month), day: Int32(day))
  }

  /// The day in settlement time (UTC+08:00) that the instant falls on. Rule 1.1.
  @inlinable
  package init(at instant: Instant) {
    let day = Instant.microsecondsPerDay
    let (quotient, remainder) = instant.microseconds.quotientAndRemainder(dividingBy: day)
    // Floored by hand and shifted last, so that no instant is too early or too late for it.
    let floored = remainder < 0 ? quotient - 1 : quotient
    let within = remainder < 0 ? remainder + day : remainder
    let carry: Int64 = within + Instant.settlementOffsetMicroseconds >= day ? 1 : 0
    days = Int32(truncatingIfNeeded: floored + carry)
  }

  /// 00:00 of the day in settlement time, UTC+08:00. Rule 1.1.
  ///
  /// Days beyond what 64 bits of microseconds reach (some 292,000 years) give the first or the
  /// last instant there is.
  @inlinable
  package var startInstant: Instant {
    let (midnight, tooFar) = Int64(days).multipliedReportingOverflow(
      by: Instant.microsecondsPerDay)
    let (start, tooEarly) = midnight.subtractingReportingOverflow(
      Instant.settlementOffsetMicroseconds)
    guard !tooFar, !tooEarly else {
      return Instant(microseconds: days < 0 ? .min : .max)
    }
    return Instant(microseconds: start)
  }

  /// The year; 2026.
  package var year: Int { Int(civilFromDays(days).year) }
  /// The month, 1 to 12.
  package var month: Int { Int(civilFromDays(days).month) }
  /// The day of the month, 1 to 31.
  package var day: Int { Int(civilFromDays(days).day) }

  /// The day of the week.
  package var weekday: Weekday {
    // 1970-01-01 was a Thursday.
    let sinceMonday = (Int(days) % 7 + 7 + 3) % 7
    return Weekday.allCases[sinceMonday]
  }

  /// The day that many days later, or earlier where below zero.
  @inlinable
  package func adding(days count: Int) -> CivilDate {
    CivilDate(days: Int32(Int(days) + count))
  }
}

/// A day of the week; the raw value is the number of ISO 8601.
package enum Weekday: Int, CaseIterable, Sendable {
  case monday = 1
  case tuesday, wednesday, thursday, friday, saturday, sunday

  /// Saturday or Sunday. Rule 1.3.
  package var isWeekend: Bool {
    switch self {
    case .saturday, .sunday: true
    case .monday, .tuesday, .wednesday, .thursday, .friday: false
    }
  }
}

extension CivilDate: Comparable {
  /// Whether the first is the earlier day.
  @inlinable
  package static func < (left: CivilDate, right: CivilDate) -> Bool {
    left.days < right.days
  }
}

extension CivilDate: CustomStringConvertible {
  /// Reads `2026-10-31`, strictly.
  package init(parsing text: some StringProtocol) throws(CivilTimeError) {
    self = try withBytes(of: text) { bytes throws(CivilTimeError) in
      try CivilDate(utf8: bytes)
    }
  }

  /// Reads `2026-10-31` from ASCII bytes. Allocates nothing unless it refuses.
  package init(utf8 bytes: UnsafeRawBufferPointer) throws(CivilTimeError) {
    guard bytes.count == 10 else { throw .notADate(shown(bytes), .shape) }
    switch readDate(bytes) {
    case .success(let day): days = day
    case .failure(let refusal): throw .notADate(shown(bytes), refusal.flaw)
    }
  }

  /// The date as `2026-10-31`; years beyond 9999 keep all their digits and their sign.
  package var text: String {
    String(unsafeUninitializedCapacity: 24) { bytes in
      writeDate(days, to: UnsafeMutableRawBufferPointer(bytes))
    }
  }

  /// The text.
  @usableFromInline
  package var description: String { text }
}
