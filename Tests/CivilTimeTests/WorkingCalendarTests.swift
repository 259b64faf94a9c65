import CivilTime
import TestKit
import Testing

private func date(_ text: String) throws -> CivilDate { try CivilDate(parsing: text) }

@Suite("working days")
struct WorkingCalendarTests {
  /// The National Day week of 2026: off from Thursday the 1st to Wednesday the 7th, made up for on
  /// Sunday the 27th of September and Saturday the 10th of October.
  private func nationalDay() throws -> WorkingCalendar {
    var exceptions: [CivilDate: Bool] = [:]
    for day in 1...7 {
      exceptions[try date("2026-10-0\(day)")] = false
    }
    exceptions[try date("2026-09-27")] = true
    exceptions[try date("2026-10-10")] = true
    return WorkingCalendar(exceptions: exceptions)
  }

  @Test("people work from Monday to Friday")
  func plainWeek() throws {
    let calendar = WorkingCalendar()
    // Monday the 2nd of November 2026.
    for (offset, expected) in [true, true, true, true, true, false, false].enumerated() {
      #expect(calendar.isWorking(try date("2026-11-02").adding(days: offset)) == expected)
    }
    #expect(calendar.onOrAfter(try date("2026-11-07")).text == "2026-11-09")
    #expect(calendar.onOrAfter(try date("2026-11-06")).text == "2026-11-06")
    #expect(calendar.adding(workingDays: 1, to: try date("2026-11-06")).text == "2026-11-09")
    #expect(calendar.adding(workingDays: 5, to: try date("2026-11-02")).text == "2026-11-09")
    #expect(calendar.adding(workingDays: 2, to: try date("2026-11-07")).text == "2026-11-10")
  }

  @Test("a holiday is skipped and the make-up day counts")
  func holidays() throws {
    let calendar = try nationalDay()
    #expect(calendar.isWorking(try date("2026-09-27")))
    #expect(!calendar.isWorking(try date("2026-10-05")))
    #expect(calendar.isWorking(try date("2026-10-10")))
    // The cn run day of October, the 3rd, is moved over the week.
    #expect(calendar.onOrAfter(try date("2026-10-03")).text == "2026-10-08")
    // Saturday the 26th: the make-up Sunday is day 1, then Monday to Wednesday, then the 8th.
    #expect(calendar.adding(workingDays: 1, to: try date("2026-09-26")).text == "2026-09-27")
    #expect(calendar.adding(workingDays: 5, to: try date("2026-09-26")).text == "2026-10-08")
    // Two after the 8th: the 9th and the make-up Saturday; the third is Monday.
    #expect(calendar.adding(workingDays: 2, to: try date("2026-10-08")).text == "2026-10-10")
    #expect(calendar.adding(workingDays: 3, to: try date("2026-10-08")).text == "2026-10-12")
    #expect(calendar.adding(workingDays: 0, to: try date("2026-10-04")).text == "2026-10-04")
  }

  @Test("n working days later there are n working days in between")
  func counting() throws {
    var generator = Generator()
    let calendar = try nationalDay()
    let first = try date("2026-09-01")
    for _ in 0..<10_000 {
      let start = first.adding(days: generator.pick(0...60))
      let count = generator.pick(1...20)
      let end = calendar.adding(workingDays: count, to: start)
      var worked = 0
      var day = start
      while day < end {
        day = day.adding(days: 1)
        if calendar.isWorking(day) { worked += 1 }
      }
      #expect(worked == count, "seed \(generator.seed): \(count) after \(start)")
      #expect(calendar.isWorking(end), "seed \(generator.seed): \(count) after \(start)")
    }
  }
}
