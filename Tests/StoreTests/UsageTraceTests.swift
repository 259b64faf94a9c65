import Amounts
import CivilTime
import Marketplace
import Metering
import Store
import Testing

@Suite("How a usage line came to be, rules 4.1 to 4.6")
struct UsageTraceTests {
  private let october = Period(year: 2026, month: 10)

  @Test("a late line is traced on top of what the runs before it rated")
  func late() throws {
    let world = try UsageWorld([
      "package": """
      package_id,instance_id,quota,reset,stop_when_exhausted,valid_from,valid_to
      PK-2,I-2,5,month,false,2020-01-01T00:00:00+08:00,

      """
    ])
    try world.use([
      "1 I-2 10-05 10-05 4", "2 I-2 10-06 10-06 3", "3 I-2 10-07 11-05 6", "4 I-2 10-06 11-05 3",
      "5 I-2 11-06 11-06 9",
    ])
    let runs = [
      SealedRun(
        chainNumber: 1, period: october, asOf: try Instant(parsing: "2026-11-03T09:00:00+08:00")),
      SealedRun(
        chainNumber: 2, period: october.next,
        asOf: try Instant(parsing: "2026-12-03T09:00:00+08:00")),
    ]
    let first = try trace(1, runs, world)
    // 4 of the quota of 5, then 1 more of it and 2 rated.
    #expect(first.steps.map(\.formula) == ["4 - 4", "3 - 1", "2 * 0.3", "0.6"])
    #expect(first.steps.last?.rounded == 60)
    #expect(first.line?.isLate == false)

    let second = try trace(2, runs, world)
    // 2 had cumulated: 1 at 0.3 and 5 at 0.2.
    #expect(second.steps.map(\.formula) == ["1 * 0.3 + 5 * 0.2", "1.3"])
    #expect(second.steps.last?.rounded == 130)
    #expect(second.line?.isLate == true)
    #expect(second.records.map(\.record.id) == [4, 3])
    #expect(second.records.map { $0.code?.code } == ["USAGE_DUPLICATE", nil])

    #expect(try trace(3, runs, world).line == nil)
  }

  private func trace(
    _ number: Int, _ runs: [SealedRun], _ world: UsageWorld
  ) throws -> UsageTrace {
    try world.database.session().transaction(readOnly: true) { tx in
      try UsageTrace(
        instance: "I-2", month: october, number: number, runs: runs, in: tx)
    }
  }
}
