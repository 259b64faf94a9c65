import CivilTime
import TestKit
import Testing

/// Walks the calendar a day at a time, as one does on paper.
private struct DayCounter {
  var (year, month, day) = (1970, 1, 1)

  var lastDay: Int {
    if month == 2 {
      return year % 400 == 0 || (year % 4 == 0 && year % 100 != 0) ? 29 : 28
    }
    return [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  mutating func step() {
    day += 1
    guard day > lastDay else { return }
    (month, day) = (month + 1, 1)
    guard month > 12 else { return }
    (year, month) = (year + 1, 1)
  }
}

private func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

@Suite("dates")
struct CivilDateTests {
  @Test("every day from 1970 to 2100 has its number, its text and its weekday")
  func walk() throws {
    var counter = DayCounter()
    // 1970-01-01 was a Thursday, day 4 of the week.
    var weekday = 4
    var days: Int32 = 0
    while counter.year <= 2100 {
      let date = CivilDate(days: days)
      #expect(date.year == counter.year)
      #expect(date.month == counter.month)
      #expect(date.day == counter.day)
      #expect(date.weekday.rawValue == weekday, "\(date)")
      #expect(CivilDate(year: counter.year, month: counter.month, day: counter.day) == date)
      let text = "\(counter.year)-\(twoDigits(counter.month))-\(twoDigits(counter.day))"
      #expect(date.text == text)
      #expect(try CivilDate(parsing: text) == date)
      #expect(CivilDate(at: date.startInstant) == date)
      counter.step()
      weekday = weekday % 7 + 1
      days += 1
    }
    #expect(days == 47_847)
  }

  @Test("a day starts at 16:00 UTC of the day before")
  func dayBoundary() throws {
    let cases = [
      ("2028-02-29T15:59:59.999999Z", "2028-02-29"), ("2028-02-29T16:00:00Z", "2028-03-01"),
      ("2027-02-28T16:00:00Z", "2027-03-01"), ("2028-02-28T16:00:00Z", "2028-02-29"),
      ("2026-12-31T15:59:59Z", "2026-12-31"), ("2026-12-31T16:00:00Z", "2027-01-01"),
      ("1969-12-31T15:59:59.999999Z", "1969-12-31"), ("1969-12-31T16:00:00Z", "1970-01-01"),
      ("0001-01-01T00:00:00Z", "0001-01-01"),
    ]
    for (instant, date) in cases {
      #expect(CivilDate(at: try Instant(parsing: instant)).text == date, "\(instant)")
    }
    let leapDay = try #require(CivilDate(year: 2028, month: 2, day: 29))
    #expect(leapDay.startInstant == (try Instant(parsing: "2028-02-28T16:00:00Z")))
  }

  @Test("days that do not exist are refused")
  func refused() {
    #expect(CivilDate(year: 2026, month: 2, day: 29) == nil)
    #expect(CivilDate(year: 1900, month: 2, day: 29) == nil)
    #expect(CivilDate(year: 2000, month: 2, day: 29) != nil)
    #expect(CivilDate(year: 2026, month: 13, day: 1) == nil)
    #expect(CivilDate(year: 2026, month: 0, day: 1) == nil)
    #expect(CivilDate(year: 2026, month: 4, day: 31) == nil)
    #expect(CivilDate(year: 2026, month: 4, day: 0) == nil)
    #expect(CivilDate(year: 0, month: 1, day: 1) == nil)
    #expect(CivilDate(year: 10_000, month: 1, day: 1) == nil)
    let cases: [(String, TimeFlaw)] = [
      ("2026-02-29", .day), ("2026-13-01", .month), ("0000-01-01", .year), ("2026-1-1", .shape),
      ("20260101", .shape), ("2026-01-01 ", .shape), ("2026.01.01", .shape), ("", .shape),
      ("2026-01-0a", .shape),
    ]
    for (text, flaw) in cases {
      #expect(throws: CivilTimeError.notADate(text, flaw)) { try CivilDate(parsing: text) }
    }
  }

  @Test("no instant is too early or too late for a date")
  func limits() {
    #expect(CivilDate(at: Instant(microseconds: .max)).text == "+294247-01-10")
    #expect(CivilDate(at: Instant(microseconds: .min)).text == "-290308-12-22")
    #expect(CivilDate(days: .max).startInstant.microseconds == .max)
    #expect(CivilDate(days: .min).startInstant.microseconds == .min)
  }
}
