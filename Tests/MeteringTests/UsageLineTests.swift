import Amounts
import CivilTime
import Marketplace
import Metering
import Testing

@Suite("Usage lines, rule 4.3")
struct UsageLineTests {
  private let october = Period(year: 2026, month: 10)

  private func part(units: Int64, received: String) throws -> UsagePart {
    UsagePart(
      month: october, records: 1, quantity: units * 10_000,
      amount: Int128(units) * 100_000_000_000_000, firstBegin: try instant("05 08:00"),
      lastReceived: try instant(received))
  }

  private func chain(_ count: Int) throws -> SealedChain {
    let runs = [
      SealedRun(
        chainNumber: 1, period: october.previous,
        asOf: try instant("2026-10-03T09:00:00+08:00")),
      SealedRun(
        chainNumber: 2, period: october, asOf: try instant("2026-11-03T09:00:00+08:00")),
      SealedRun(
        chainNumber: 3, period: october.next, asOf: try instant("2026-12-03T09:00:00+08:00")),
    ]
    return SealedChain(Array(runs.prefix(count)))
  }

  @Test("all that was seen up to the run that closed the month is one line")
  func one() throws {
    var lines: [UsageLine] = []
    try chain(0).add(try part(units: 2, received: "02 08:00"), to: &lines, formed: 0)
    try chain(1).add(try part(units: 3, received: "30 08:00"), to: &lines, formed: 1)
    #expect(lines.map(\.number) == [1])
    #expect(lines.map(\.isLate) == [false])
    #expect(lines.map(\.part.quantity) == [50_000])
    #expect(lines.map(\.part.records) == [2])
    let fact = try lines[0].fact(in: try #require(Currency(code: "CNY")))
    #expect(fact.amount == 500)
    #expect(fact.lateReceivedAt == nil)
  }

  @Test("each later run that first sees some forms a late line of its own, numbered from 2")
  func late() throws {
    var lines = [
      UsageLine(number: 1, part: try part(units: 3, received: "30 08:00"), isLate: false)
    ]
    try chain(2).add(
      try part(units: 4, received: "2026-11-20T08:00:00+08:00"), to: &lines, formed: 1)
    try chain(3).add(
      try part(units: 5, received: "2026-12-20T08:00:00+08:00"), to: &lines, formed: 2)
    #expect(lines.map(\.number) == [1, 2, 3])
    #expect(lines.map(\.isLate) == [false, true, true])
    let fact = try lines[2].fact(in: try #require(Currency(code: "CNY")))
    #expect(fact.lateReceivedAt == (try instant("2026-12-20T08:00:00+08:00")))
  }

  @Test("a late line that is the first of its month has no suffix, and is numbered 1")
  func firstIsLate() throws {
    var lines: [UsageLine] = []
    try chain(2).add(
      try part(units: 4, received: "2026-11-20T08:00:00+08:00"), to: &lines, formed: 0)
    #expect(lines.map(\.number) == [1])
    #expect(lines.map(\.isLate) == [true])
  }

  @Test("what the closing run could have seen but could not rate is not late")
  func notLate() throws {
    var lines: [UsageLine] = []
    try chain(2).add(
      try part(units: 4, received: "2026-11-03T09:00:00+08:00"), to: &lines, formed: 0)
    #expect(lines.map(\.isLate) == [false])
  }
}
