import Amounts
import CivilTime
import Marketplace
import Metering
import Testing

@Suite("Price models, rule 4.5")
struct PriceTests {
  private let bands: [(upTo: String?, price: String)] = [("3", "0.3"), (nil, "0.2")]

  @Test("8 units with bands (3 at 0.3; rest at 0.2) cost 1.90 in steps")
  func step() throws {
    var sample = Sample()
    try sample.use("8", at: "05 08:00")
    try sample.rate(try plan(.step, bands))
    #expect(sample.amounts == ["202610": "1.9"])
    let cny = try #require(Currency(code: "CNY"))
    #expect(try sample.meter.parts[0].rounded(in: cny) == 190)
  }

  @Test("8 units with bands (3 at 0.3; rest at 0.2) cost 1.60 by tier")
  func tier() throws {
    var sample = Sample()
    try sample.use("8", at: "05 08:00")
    try sample.rate(try plan(.tier, bands))
    #expect(sample.amounts == ["202610": "1.6"])
  }

  @Test("fixed takes the first band, whatever its limit")
  func fixed() throws {
    var sample = Sample()
    try sample.use("8", at: "05 08:00")
    try sample.rate(try plan(.fixed, bands))
    #expect(sample.amounts == ["202610": "2.4"])
  }

  @Test("the limit of a band belongs to it, and the last band has none")
  func limits() throws {
    var sample = Sample()
    try sample.use("3", at: "05 08:00")
    try sample.use("3.0001", at: "05 09:00")
    try sample.rate(try plan(.tier, [("3", "0.3"), ("5", "0.2")]))
    // 3 x 0.3 + 3.0001 x 0.2
    #expect(sample.amounts == ["202610": "1.50002"])

    var beyond = Sample()
    try beyond.use("10", at: "05 08:00")
    try beyond.rate(try plan(.step, [("3", "0.3"), ("5", "0.2")]))
    // 3 x 0.3 + 7 x 0.2
    #expect(beyond.amounts == ["202610": "2.3"])
  }

  @Test("steps start at 0 in each record, day or month as the plan says")
  func accumulation() throws {
    func amount(_ accumulation: Accumulation) throws -> [String: String] {
      var sample = Sample()
      try sample.use("2", at: "05 08:00")
      try sample.use("2", at: "05 23:00")
      try sample.use("2", at: "06 00:00")
      try sample.use("2", at: "2026-11-01T00:00:00+08:00")
      try sample.rate(try plan(.step, bands, accumulation: accumulation))
      return sample.amounts
    }
    #expect(try amount(.record) == ["202610": "1.8", "202611": "0.6"])
    // The 5th: 3 x 0.3 + 1 x 0.2; the 6th: 2 x 0.3.
    #expect(try amount(.day) == ["202610": "1.7", "202611": "0.6"])
    // 3 x 0.3 + 3 x 0.2
    #expect(try amount(.month) == ["202610": "1.5", "202611": "0.6"])
  }

  @Test("steps go on from what earlier runs cumulated in the cycle")
  func carriedSteps() throws {
    var sample = Sample()
    try sample.use("2", at: "05 08:00")
    let october = Period(year: 2026, month: 10).firstDate
    sample.meter.carried = [
      UsageCounter(package: nil, cycle: october, quantity: 15_000),
      UsageCounter(package: nil, cycle: october, quantity: 10_000),
      UsageCounter(package: nil, cycle: Period(year: 2026, month: 9).firstDate, quantity: 90_000),
    ]
    try sample.rate(try plan(.step, bands))
    // 2.5 had cumulated: 0.5 x 0.3 + 1.5 x 0.2
    #expect(sample.amounts == ["202610": "0.45"])
    #expect(
      sample.meter.counters == [UsageCounter(package: nil, cycle: october, quantity: 20_000)])
  }

  @Test("sums are exact and rounded once a line, half away from zero")
  func roundedOnce() throws {
    var sample = Sample()
    for hour in 10..<15 { try sample.use("0.5", at: "05 \(hour):00") }
    try sample.rate(try plan(.fixed, [(nil, "0.01")]))
    #expect(sample.amounts == ["202610": "0.025"])
    let cny = try #require(Currency(code: "CNY"))
    // Rounded one by one they would have been 5 x 0.01.
    #expect(try sample.meter.parts[0].rounded(in: cny) == 3)
    let jpy = try #require(Currency(code: "JPY"))
    #expect(try sample.meter.parts[0].rounded(in: jpy) == 0)
  }

  @Test("a sum that does not fit is refused, and nothing of it stays")
  func overflow() throws {
    var sample = Sample()
    let greatest = "999999999999.9999"
    for hour in 10..<24 { try sample.use(greatest, at: "05 \(hour):00") }
    let dear = try plan(.fixed, [(nil, "9999999999.9999999999")])
    // 10^16 x 10^20 is 10^36: 170 of them are beyond 128 bits, 14 are not.
    try sample.rate(dear)
    #expect(sample.meter.parts.count == 1)
    for id in 100..<300 { try sample.use(greatest, at: "06 10:00", id: Int64(id)) }
    for index in sample.meter.records.indices {
      sample.meter.records[index].begin = Instant(
        microseconds: sample.meter.records[index].begin.microseconds + Int64(index))
    }
    #expect(throws: AmountError.overflow) { try sample.rate(dear) }
    #expect(sample.meter.parts.isEmpty && sample.meter.counters.isEmpty)
  }

  @Test("an amount beyond 64 bits of minor units is refused")
  func amountBeyond() throws {
    var sample = Sample()
    try sample.use("999999999999", at: "05 10:00")
    try sample.rate(try plan(.fixed, [(nil, "999999999")]))
    let cny = try #require(Currency(code: "CNY"))
    #expect(throws: AmountError.overflow) { try sample.meter.parts[0].rounded(in: cny) }
  }

  @Test("the steps of a derivation are arithmetic, told by the function that rates")
  func explained() throws {
    var sample = Sample()
    try sample.use("8", at: "05 08:00")
    try sample.attach(quota: "3")
    var derivation = Derivation()
    let opened = try instant("01 00:00")
    try sample.meter.rate(
      try plan(.step, [("2", "0.3"), (nil, "0.2")]), openedAt: opened, closedAt: nil,
      recorder: &derivation)
    let cny = try #require(Currency(code: "CNY"))
    try sample.meter.parts[0].explain(in: cny, recorder: &derivation)
    #expect(
      derivation.steps.map(\.formula) == ["8 - 3", "2 * 0.3 + 3 * 0.2", "1.2"])
    #expect(derivation.steps.map(\.exact.text) == ["5", "1.2", "120"])
    #expect(derivation.steps.map(\.rule) == ["4.4", "4.5", "4.6"])
    #expect(derivation.steps.last?.rounded == 120)
    #expect(derivation.steps.map(\.isRounded) == [false, false, true])
  }
}
