import CivilTime
import Marketplace
import Metering
import Testing

@Suite("Abnormal records, rule 4.1")
struct AbnormalTests {
  private func cheap() throws -> PricePlan { try plan(.fixed, [(nil, "1")]) }

  @Test("a record is tested in the order written, and the first code counts")
  func order() throws {
    var sample = Sample()
    // Not positive, ends before it begins, and before the instance opened.
    try sample.use("0", at: "2025-10-05T08:00:00+08:00", hours: -1)
    try sample.use("1", at: "2025-10-05T08:00:00+08:00", hours: -1)
    try sample.use("1", at: "2025-10-05T08:00:00+08:00")
    try sample.use("-2", at: "05 08:00")
    try sample.rate(try cheap())
    #expect(
      sample.codes == [
        1: "USAGE_NOT_POSITIVE", 2: "USAGE_TIMES", 3: "USAGE_OUTSIDE_INSTANCE",
        4: "USAGE_NOT_POSITIVE",
      ])
    #expect(sample.meter.parts.isEmpty)
  }

  @Test("a record may end at the very instant at which it was recorded, not after it")
  func recordTime() throws {
    let begin = try instant("05 08:00")
    let end = try instant("05 09:00")
    let before = Instant(microseconds: end.microseconds - 1)
    func code(_ recordTime: Instant) -> AbnormalCode? {
      AbnormalCode.ofRecord(value: 1, begin: begin, end: end, recordTime: recordTime)
    }
    #expect(code(end) == nil)
    #expect(code(before) == .times)
    #expect(
      AbnormalCode.ofRecord(value: 1, begin: begin, end: begin, recordTime: begin) == nil)
  }

  @Test(
    "usage begins when the instance opens at the earliest and ends when it closes at the latest")
  func life() throws {
    var sample = Sample()
    try sample.use("1", at: "2026-01-01T00:00:00+08:00")
    try sample.use("1", at: "05 08:00")
    try sample.use("1", at: "05 08:30")
    try sample.rate(try cheap(), closed: "05 09:00")
    #expect(sample.codes == [3: "USAGE_OUTSIDE_INSTANCE"])
    #expect(sample.quantities == ["202601": 10_000, "202610": 10_000])
  }

  /// Domain 14.2, example 20.
  @Test("of two records with the same instance, begin and end only the first received is charged")
  func duplicate() throws {
    var sample = Sample()
    try sample.use("99", at: "2026-10-05T08:00:00Z", id: 7)
    try sample.use("999", at: "2026-10-05T08:00:00Z", id: 8)
    try sample.rate(try cheap())
    #expect(sample.codes == [8: "USAGE_DUPLICATE"])
    #expect(sample.meter.abnormal.map(\.value) == [9_990_000])
    #expect(sample.quantities == ["202610": 990_000])
  }

  @Test("the earlier of two is the one received first, then the one with the lesser id")
  func earlier() throws {
    var sample = Sample()
    try sample.use("1", at: "05 08:00", received: "06 12:00", id: 1)
    try sample.use("2", at: "05 08:00", received: "06 11:00", id: 2)
    try sample.use("3", at: "05 08:00", received: "06 11:00", id: 3)
    try sample.use("4", at: "05 08:00", hours: 2, received: "06 12:00", id: 4)
    try sample.rate(try cheap())
    #expect(sample.codes == [1: "USAGE_DUPLICATE", 3: "USAGE_DUPLICATE"])
    #expect(sample.quantities == ["202610": 60_000])
  }

  @Test("a record that failed another test is no earlier one: the corrected one is charged")
  func corrected() throws {
    var sample = Sample()
    try sample.use("0", at: "05 08:00", received: "06 10:00")
    try sample.use("5", at: "05 08:00", received: "06 11:00")
    try sample.use("6", at: "05 08:00", received: "06 12:00")
    try sample.rate(try cheap())
    #expect(sample.codes == [1: "USAGE_NOT_POSITIVE", 3: "USAGE_DUPLICATE"])
    #expect(sample.quantities == ["202610": 50_000])
  }

  @Test("what an earlier run saw is the earlier half of a duplicate and is not rated again")
  func seen() throws {
    var sample = Sample()
    try sample.use("5", at: "05 08:00", received: "06 10:00", isSeen: true)
    try sample.use("5", at: "05 08:00", received: "20 10:00")
    try sample.use("7", at: "05 09:00", received: "20 10:00")
    try sample.rate(try cheap())
    #expect(sample.codes == [2: "USAGE_DUPLICATE"])
    #expect(sample.quantities == ["202610": 70_000])
  }

  @Test("every record of an unknown instance is abnormal, by its own flaw first")
  func unknownInstance() throws {
    var sample = Sample()
    try sample.use("1", at: "05 09:00")
    try sample.use("0", at: "05 08:00")
    sample.meter.refuseUnknownInstance()
    #expect(sample.codes == [1: "USAGE_NO_INSTANCE", 2: "USAGE_NOT_POSITIVE"])
  }

  /// Domain 14.2, example 21: what the backend answers does not matter.
  @Test("960 of 1,000 requests were forwarded, 960 calls are charged")
  func gateway() throws {
    var sample = Sample()
    try sample.use("960", at: "05 08:00")
    try sample.rate(try cheap())
    #expect(sample.amounts == ["202610": "960"])
  }
}
