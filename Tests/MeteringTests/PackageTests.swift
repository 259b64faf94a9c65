import CivilTime
import Marketplace
import Metering
import Testing

@Suite("Packages, rule 4.4")
struct PackageTests {
  private func unit() throws -> PricePlan { try plan(.fixed, [(nil, "1")]) }
  private let october = Period(year: 2026, month: 10).firstDate

  @Test("a record that straddles the end of a quota is split")
  func straddles() throws {
    var sample = Sample()
    try sample.attach(quota: "10")
    try sample.use("8", at: "05 08:00")
    try sample.use("8", at: "05 09:00")
    try sample.rate(try unit())
    #expect(sample.quantities == ["202610": 60_000])
    // The first record is covered wholly: it is on no line and not the earliest one.
    #expect(sample.meter.parts[0].records == 1)
    #expect(sample.meter.parts[0].firstBegin == (try instant("05 09:00")))
    #expect(
      sample.meter.counters == [
        UsageCounter(package: 0, cycle: .everlastingCycle, quantity: 100_000)
      ])
  }

  @Test("packages are consumed in their order, records by begin and id, and only while in force")
  func order() throws {
    var sample = Sample()
    try sample.attach(quota: "3", from: "2026-10-05T09:00:00+08:00")
    try sample.attach(quota: "4", to: "2026-10-05T10:00:00+08:00")
    try sample.use("2", at: "05 10:00")
    try sample.use("5", at: "05 09:00")
    try sample.use("1", at: "05 08:00")
    try sample.rate(try unit())
    // 08:00 takes 1 of the second; 09:00 takes 3 of the first and 2 of the second; at 10:00 the
    // second is over and the first is empty.
    #expect(sample.quantities == ["202610": 20_000])
    #expect(
      sample.meter.counters.map(\.quantity) == [30_000, 30_000])
  }

  @Test("quota resets with the calendar month or year of GMT+8, or never")
  func resets() throws {
    func charged(_ reset: QuotaReset) throws -> [String: Int64] {
      var sample = Sample()
      try sample.attach(quota: "3", reset: reset)
      try sample.use("5", at: "2026-11-30T23:59:59+08:00")
      try sample.use("5", at: "2026-12-01T00:00:00+08:00")
      try sample.use("5", at: "2026-12-31T15:59:59Z")
      try sample.use("5", at: "2026-12-31T16:00:00Z")
      try sample.rate(try unit())
      return sample.quantities
    }
    #expect(try charged(.none) == ["202611": 20_000, "202612": 100_000, "202701": 50_000])
    #expect(try charged(.month) == ["202611": 20_000, "202612": 70_000, "202701": 20_000])
    #expect(try charged(.year) == ["202611": 20_000, "202612": 100_000, "202701": 20_000])
  }

  @Test("a record that names a package consumes that one only")
  func named() throws {
    var sample = Sample()
    try sample.attach(quota: "3")
    try sample.attach(quota: "4")
    try sample.use("6", at: "05 08:00", package: .own(1))
    try sample.use("1", at: "05 09:00")
    try sample.rate(try unit())
    #expect(sample.quantities == ["202610": 20_000])
    #expect(sample.meter.counters.map(\.quantity) == [10_000, 40_000])
  }

  @Test(
    "a named package that is not in force or another's gives no quota and nothing else is taken")
  func namedInVain() throws {
    var sample = Sample()
    try sample.attach(quota: "30")
    try sample.attach(quota: "30", to: "2026-10-05T08:00:00+08:00")
    try sample.use("6", at: "05 08:00", package: .own(1))
    try sample.use("2", at: "05 09:00", package: .foreign(stopsWhenExhausted: false))
    try sample.use("4", at: "05 10:00", package: .foreign(stopsWhenExhausted: true))
    try sample.rate(try unit())
    #expect(sample.quantities == ["202610": 80_000])
    #expect(sample.codes == [3: "USAGE_QUOTA"])
    #expect(sample.meter.counters.isEmpty)
  }

  @Test("a package that stops when exhausted leaves the rest of a record abnormal")
  func stops() throws {
    var sample = Sample()
    try sample.attach(quota: "5", stops: true)
    try sample.attach(quota: "2")
    try sample.use("6", at: "05 08:00")
    try sample.use("3", at: "05 09:00")
    try sample.use("1", at: "05 10:00")
    try sample.rate(try unit())
    // 6 are covered by 5 and 1; of 3 the second package still has 1; then nothing is left.
    #expect(sample.meter.parts.isEmpty)
    #expect(sample.codes == [2: "USAGE_QUOTA", 3: "USAGE_QUOTA"])
    #expect(sample.meter.abnormal.map(\.value) == [20_000, 10_000])
    #expect(sample.meter.counters.map(\.quantity) == [50_000, 20_000])
  }

  @Test("a record beyond its quota is still the earlier half of a duplicate")
  func quotaIsSeen() throws {
    var sample = Sample()
    try sample.attach(quota: "0", stops: true)
    try sample.use("6", at: "05 08:00", received: "05 10:00")
    try sample.use("6", at: "05 08:00", received: "05 11:00")
    try sample.rate(try unit())
    #expect(sample.codes == [1: "USAGE_QUOTA", 2: "USAGE_DUPLICATE"])
  }

  @Test("what earlier runs took from a quota is gone, in its own cycle only")
  func carried() throws {
    var sample = Sample()
    try sample.attach(quota: "10", reset: .month)
    sample.meter.carried = [
      UsageCounter(package: 0, cycle: october, quantity: 40_000),
      UsageCounter(package: 0, cycle: october, quantity: 30_000),
    ]
    try sample.use("5", at: "2026-09-30T23:00:00+08:00")
    try sample.use("5", at: "05 08:00")
    try sample.rate(try unit())
    #expect(sample.quantities == ["202610": 20_000])
    #expect(
      sample.meter.counters == [
        UsageCounter(
          package: 0, cycle: Period(year: 2026, month: 9).firstDate, quantity: 50_000),
        UsageCounter(package: 0, cycle: october, quantity: 30_000),
      ])
  }

  @Test("steps and tiers look at what packages left")
  func before() throws {
    var sample = Sample()
    try sample.attach(quota: "5")
    try sample.use("8", at: "05 08:00")
    try sample.rate(try plan(.tier, [("3", "0.3"), (nil, "0.2")]))
    #expect(sample.amounts == ["202610": "0.9"])
  }
}
