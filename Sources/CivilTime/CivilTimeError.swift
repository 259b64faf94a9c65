/// Why a text is not an instant, a date or a period.
package enum CivilTimeError: Error, Hashable, Sendable {
  /// Not an instant of ISO 8601 with an offset.
  case notAnInstant(String, TimeFlaw)
  /// Not a date of the calendar.
  case notADate(String, TimeFlaw)
  /// Not a month.
  case notAPeriod(String)
}

/// What is wrong with a written time.
package enum TimeFlaw: Hashable, Sendable {
  /// Not the digits and separators that belong there.
  case shape
  /// Year 0000.
  case year
  /// Not 01 to 12.
  case month
  /// A day the month does not have.
  case day
  /// Not 00 to 23; a day ends at 00:00 of the next.
  case hour
  /// Not 00 to 59.
  case minute
  /// Second 61 and more.
  case second
  /// Second 60: settlement time has no leap seconds.
  case leapSecond
  /// More than six decimals of a second.
  case fraction
  /// No offset: the instant is not known.
  case offsetMissing
  /// An offset beyond fifteen hours, or with minutes beyond 59.
  case offset
}

extension TimeFlaw {
  /// The reason as half a sentence, to stand behind a dash.
  package var reason: String {
    switch self {
    case .shape: "the digits and separators are not where they belong"
    case .year: "years count from 0001"
    case .month: "months are 01 to 12"
    case .day: "the month does not have this day"
    case .hour: "hours are 00 to 23; midnight is 00:00 of the next day"
    case .minute: "minutes are 00 to 59"
    case .second: "seconds are 00 to 59"
    case .leapSecond: "leap seconds are not counted; write the next second"
    case .fraction: "a second has at most six decimals"
    case .offsetMissing: "it has no offset from UTC"
    case .offset: "offsets are at most 15:59"
    }
  }
}

extension CivilTimeError {
  /// The stable name of the case, for machines.
  package var code: String {
    switch self {
    case .notAnInstant: "TIME_NOT_AN_INSTANT"
    case .notADate: "TIME_NOT_A_DATE"
    case .notAPeriod: "TIME_NOT_A_PERIOD"
    }
  }

  /// What happened, in one sentence with the values.
  package var sentence: String {
    switch self {
    case .notAnInstant(let text, let flaw): "\"\(text)\" is not an instant: \(flaw.reason)."
    case .notADate(let text, let flaw): "\"\(text)\" is not a date: \(flaw.reason)."
    case .notAPeriod(let text): "\"\(text)\" is not a month."
    }
  }

  /// What the reader can do about it.
  package var remedy: String {
    switch self {
    case .notAnInstant: "Write it like 2026-10-31T08:00:00+08:00."
    case .notADate: "Write it like 2026-10-31."
    case .notAPeriod: "Write it like 202610 or 2026-10."
    }
  }
}
