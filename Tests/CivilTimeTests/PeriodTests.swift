import CivilTime
import TestKit
import Testing

@Suite("periods")
struct PeriodTests {
  @Test("the months from 1970 to 2100 follow each other without a gap")
  func chain() throws {
    var period = Period(year: 1970, month: 1)
    for year in 1970...2100 {
      for month in 1...12 {
        #expect(period.yyyymm == Int32(year * 100 + month))
        #expect(period.year == year)
        #expect(period.month == month)
        #expect(Period(yyyymm: period.yyyymm) == period)
        #expect(try Period(parsing: period.text) == period)
        #expect(period.next.start == period.end)
        #expect(period.next.previous == period)
        #expect(period < period.next)
        #expect(Period(containing: period.start) == period)
        #expect(
          Period(containing: Instant(microseconds: period.end.microseconds - 1)) == period)
        #expect(Period(containing: period.end) == period.next)
        period = period.next
      }
    }
    #expect(period.yyyymm == 210_101)
  }

  @Test("a month begins at 16:00 UTC on the last day of the month before")
  func boundary() throws {
    let october = Period(year: 2026, month: 10)
    #expect(october.start == (try Instant(parsing: "2026-09-30T16:00:00Z")))
    #expect(october.end == (try Instant(parsing: "2026-10-31T16:00:00Z")))
    #expect(october.start.text() == "2026-10-01T00:00:00+08:00")
    #expect(october.contains(try Instant(parsing: "2026-09-30T16:00:00Z")))
    #expect(!october.contains(try Instant(parsing: "2026-09-30T15:59:59.999999Z")))
    #expect(october.contains(try Instant(parsing: "2026-10-31T15:59:59.999999Z")))
    #expect(!october.contains(try Instant(parsing: "2026-10-31T16:00:00Z")))
    let newYear = try Instant(parsing: "2026-12-31T16:00:00Z")
    #expect(Period(containing: newYear).text == "202701")
    let leap = try Instant(parsing: "2028-02-29T16:00:00Z")
    #expect(Period(containing: leap).text == "202803")
  }

  @Test("any instant lies in the month that says it contains it")
  func containment() {
    var generator = Generator()
    let from = Period(year: 1970, month: 1).start.microseconds
    let to = Period(year: 2100, month: 12).end.microseconds
    for _ in 0..<20_000 {
      let instant = Instant(microseconds: generator.integer(in: from...to))
      let period = Period(containing: instant)
      #expect(period.contains(instant), "seed \(generator.seed): \(instant)")
      #expect(!period.next.contains(instant), "seed \(generator.seed): \(instant)")
      #expect(CivilDate(at: instant).month == period.month, "seed \(generator.seed): \(instant)")
    }
  }

  @Test("a month is read from both its forms and from nothing else")
  func parsing() throws {
    #expect(try Period(parsing: "202610").yyyymm == 202_610)
    #expect(try Period(parsing: "2026-10").yyyymm == 202_610)
    #expect(try Period(parsing: "000101").text == "000101")
    let texts = [
      "", "2026", "202613", "202600", "2026-13", "2026-1", "20261", "2026/10", "2026100",
      "2026-10-01", "+02610", "000001", "last-month", " 202610", "２０２６１０",
    ]
    for text in texts {
      #expect(throws: CivilTimeError.notAPeriod(text), "\(text)") { try Period(parsing: text) }
    }
    #expect(Period(yyyymm: 202_613) == nil)
    #expect(Period(yyyymm: 202_600) == nil)
    #expect(Period(yyyymm: 0) == nil)
    #expect(Period(yyyymm: -202_610) == nil)
  }

  @Test("months run from the first to the last, over the year's end")
  func ranges() {
    let months = Period(year: 2010, month: 12).months(to: Period(year: 2011, month: 2))
    #expect(months.map(\.text) == ["201012", "201101", "201102"])
    #expect(Period(year: 2011, month: 2).months(to: Period(year: 2011, month: 2)).count == 1)
    #expect(Period(year: 2011, month: 2).months(to: Period(year: 2011, month: 1)).isEmpty)
  }

  @Test("the latest and the earliest instants have a month too")
  func limits() {
    #expect(Period(containing: Instant(microseconds: .max)).text == "29424701")
    let first = Period(containing: Instant(microseconds: .min))
    #expect(first.year == -290_308)
    #expect(first.month == 12)
    #expect(first < first.next)
    #expect(first.next.month == 1)
    #expect(Period(containing: Instant(microseconds: .max)).end.microseconds == .max)
  }
}
