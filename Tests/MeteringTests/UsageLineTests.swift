import Amounts
import CivilTime
import Marketplace
import Metering
import Testing

@Suite("Usage lines, rule 4.3")
struct UsageLineTests {
  private let october = Period(year: 2026, month: 10)

  private func part(
    _ chainNumber: Int32, units: Int64, received: String
  ) throws -> SeenPart {
    var part = UsagePart(month: october)
    part.records = 1
    part.quantity = units * 10_000
    part.amount = Int128(units) * 100_000_000_000_000
    part.firstBegin = try instant("05 08:00")
    part.lastReceived = try instant(received)
    return SeenPart(chainNumber: chainNumber, part: part)
  }

  private func chain() throws -> SealedChain {
    SealedChain([
      SealedRun(
        chainNumber: 1, period: october.previous,
        asOf: try instant("2026-10-03T09:00:00+08:00")),
      SealedRun(
        chainNumber: 2, period: october, asOf: try instant("2026-11-03T09:00:00+08:00")),
      SealedRun(
        chainNumber: 3, period: october.next, asOf: try instant("2026-12-03T09:00:00+08:00")),
    ])
  }

  @Test("all that was seen up to the run that closed the month is one line")
  func one() throws {
    let parts = [
      try part(1, units: 2, received: "02 08:00"), try part(2, units: 3, received: "30 08:00"),
    ]
    let lines = try chain().lines(of: parts)
    #expect(lines.map(\.number) == [1])
    #expect(lines.map(\.isLate) == [false])
    #expect(lines.map(\.part.quantity) == [50_000])
    let fact = try lines[0].fact(in: try #require(Currency(code: "CNY")))
    #expect(fact.amount == 500)
    #expect(fact.lateReceivedAt == nil)
  }

  @Test("each later run that first sees some forms a late line of its own, numbered from 2")
  func late() throws {
    let parts = [
      try part(2, units: 3, received: "30 08:00"),
      try part(3, units: 4, received: "2026-11-20T08:00:00+08:00"),
      try part(4, units: 5, received: "2026-12-20T08:00:00+08:00"),
    ]
    let lines = try chain().lines(of: parts)
    #expect(lines.map(\.number) == [1, 2, 3])
    #expect(lines.map(\.isLate) == [false, true, true])
    let fact = try lines[2].fact(in: try #require(Currency(code: "CNY")))
    #expect(fact.lateReceivedAt == (try instant("2026-12-20T08:00:00+08:00")))
  }

  @Test("a late line that is the first of its month has no suffix")
  func firstIsLate() throws {
    let lines = try chain().lines(of: [
      try part(3, units: 4, received: "2026-11-20T08:00:00+08:00")
    ])
    #expect(lines.map(\.number) == [1])
    #expect(lines.map(\.isLate) == [true])
  }

  @Test("a month that no sealed run has closed is one line, whoever saw its parts")
  func open() throws {
    let chain = SealedChain([
      SealedRun(
        chainNumber: 1, period: october.previous, asOf: try instant("03 09:00"))
    ])
    #expect(chain.closing(october) == nil)
    let lines = try chain.lines(of: [
      try part(1, units: 2, received: "02 08:00"), try part(2, units: 3, received: "30 08:00"),
    ])
    #expect(lines.map(\.part.records) == [2])
    #expect(lines.map(\.isLate) == [false])
  }
}
