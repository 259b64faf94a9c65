import CivilTime
import Operations
import Postgres
import Store
import TestKit
import Testing

@Suite("Usage from records to lines, rule 4")
struct UsageStageTests {
  @Test("a month of an instance is one line: 8 units cost 8.00 fixed and 1.90 in steps")
  func line() throws {
    let world = try UsageWorld()
    try world.use(["1 I-1 10-05 10-05 5", "2 I-1 10-06 10-06 3", "3 I-2 10-05 10-05 8"])
    let rated = try world.rate(asOf: "2026-11-03T09:00:00+08:00")
    #expect(rated.amounts == ["I-1/202610": 800, "I-2/202610": 190])
    #expect(rated.lines.map(\.quantity) == [80_000, 80_000])
    #expect(rated.refusals.isEmpty)
  }

  @Test("what was received after `as of` takes no part")
  func asOf() throws {
    let world = try UsageWorld()
    try world.use(["1 I-1 10-05 10-05 5", "2 I-1 10-06 11-04 3"])
    let rated = try world.rate(asOf: "2026-11-03T09:00:00+08:00")
    #expect(rated.amounts == ["I-1/202610": 500])
  }

  @Test("records that a later run first sees are a late line of their own, numbered from 2")
  func late() throws {
    let world = try UsageWorld()
    try world.use(["1 I-2 10-05 10-05 2", "2 I-2 10-06 11-05 2", "3 I-2 10-07 12-05 4"])
    let first = try world.close(10, asOf: "2026-11-03T09:00:00+08:00")
    #expect(first.rated.amounts == ["I-2/202610": 60])
    // 2 had cumulated: 1 x 0.3 + 1 x 0.2; then 4 x 0.2. The first line stays a line of its own.
    let second = try world.close(11, asOf: "2026-12-03T09:00:00+08:00")
    #expect(second.rated.amounts == ["I-2/202610": 60, "I-2/202610/2": 50])
    #expect(second.rated.lines.map(\.isLate) == [false, true])
    let third = try world.close(12, asOf: "2027-01-03T09:00:00+08:00")
    #expect(
      third.rated.amounts == ["I-2/202610": 60, "I-2/202610/2": 50, "I-2/202610/3": 80])
  }

  @Test("a month that is not closed yet stays one line over several runs")
  func open() throws {
    let world = try UsageWorld()
    try world.use(["1 I-1 11-01 11-02 2", "2 I-1 11-06 11-06 3"])
    let october = try world.close(10, asOf: "2026-11-03T09:00:00+08:00")
    #expect(october.rated.amounts == ["I-1/202611": 200])
    let november = try world.close(11, asOf: "2026-12-03T09:00:00+08:00")
    #expect(november.rated.amounts == ["I-1/202611": 500])
    #expect(november.rated.lines.map(\.isLate) == [false])
  }

  @Test("a line that was billed to every payee is not handed over again, and its number is taken")
  func billed() throws {
    let world = try UsageWorld()
    try world.use(["1 I-1 10-05 10-05 2", "2 I-1 10-06 12-05 3"])
    let october = try world.close(10, asOf: "2026-11-03T09:00:00+08:00").run
    try world.database.session().run(script: Statements.bill("I-1/202610", in: october.number))
    let november = try world.close(11, asOf: "2026-12-03T09:00:00+08:00")
    #expect(november.rated.lines.isEmpty)
    let december = try world.close(12, asOf: "2027-01-03T09:00:00+08:00")
    #expect(december.rated.amounts == ["I-1/202610/2": 300])
  }

  @Test("a duplicate is found across runs, and one that failed before is none")
  func duplicate() throws {
    let world = try UsageWorld()
    try world.use([
      "1 I-1 10-05 10-05 2", "2 I-1 10-06 10-06 0", "3 I-1 10-05 11-05 9", "4 I-1 10-06 11-05 7",
      "5 X-9 10-05 10-05 1",
    ])
    let october = try world.close(10, asOf: "2026-11-03T09:00:00+08:00").run
    let november = try world.close(11, asOf: "2026-12-03T09:00:00+08:00")
    #expect(november.rated.amounts == ["I-1/202610": 200, "I-1/202610/2": 700])
    #expect(
      try world.abnormal(october) == ["2 USAGE_NOT_POSITIVE 0.0000", "5 USAGE_NO_INSTANCE 1.0000"])
    #expect(try world.abnormal(november.run) == ["3 USAGE_DUPLICATE 9.0000"])
  }

  @Test("a package is consumed over months, a straddling record is split, and a stop is abnormal")
  func packages() throws {
    let world = try UsageWorld([
      "package": """
      package_id,instance_id,quota,reset,stop_when_exhausted,valid_from,valid_to
      PK-1,I-1,10,none,false,2020-01-01T00:00:00+08:00,
      PK-2,I-2,5,month,true,2020-01-01T00:00:00+08:00,

      """
    ])
    try world.use([
      "1 I-1 10-05 10-05 8", "2 I-1 11-05 11-05 5", "3 I-2 10-05 10-05 7", "4 I-2 11-05 11-05 5",
      "5 I-1 11-06 11-06 4 PK-2", "6 I-1 11-07 11-07 4 PK-9",
    ])
    let october = try world.close(10, asOf: "2026-11-03T09:00:00+08:00")
    #expect(october.rated.lines.isEmpty)
    #expect(try world.abnormal(october.run) == ["3 USAGE_QUOTA 2.0000"])
    let november = try world.close(11, asOf: "2026-12-03T09:00:00+08:00")
    // 5 less the 2 that are left; PK-2 is another's and stops, PK-9 is nobody's.
    #expect(november.rated.amounts == ["I-1/202611": 700])
    #expect(try world.abnormal(november.run) == ["5 USAGE_QUOTA 4.0000"])
  }

  @Test("what could not be rated is taken up by the next run, in the line it belongs to")
  func refused() throws {
    let world = try UsageWorld([
      "price_band":
        "price_plan_id,band,up_to,unit_price\nPL-1,1,,9999999999\nPL-2,1,,2\n"
    ])
    try world.use([
      "1 I-1 10-05 10-05 999999999999", "2 I-2 10-05 10-05 2", "3 I-1 11-05 11-05 10000000000",
    ])
    let october = try world.close(10, asOf: "2026-11-03T09:00:00+08:00")
    #expect(october.rated.amounts == ["I-2/202610": 400])
    #expect(october.rated.refusals.map(\.code) == ["AMOUNT_OVERFLOW"])
    #expect(october.rated.refusals.map(\.partnerID) == ["M-1"])
    try world.database.load(
      csv: ["price_band": "price_plan_id,band,up_to,unit_price\nPL-1,1,,0.0000000001\n"],
      replace: true)
    let november = try world.close(11, asOf: "2026-12-03T09:00:00+08:00")
    // 99.9999999999 and 1.00
    #expect(
      november.rated.amounts == ["I-1/202610": 10_000, "I-1/202611": 100, "I-2/202610": 400])
    #expect(november.rated.lines.map(\.isLate) == [false, false, false])
  }

  @Test("usage of another site's products is passed over, unknown instances are every site's")
  func sites() throws {
    let world = try UsageWorld([
      "partner": "partner_id,site\nM-1,cn\nM-2,intl\n",
      "product": "product_id,merchant_id\nP-1,M-1\nP-2,M-2\n",
      "product_terms": "terms_id,product_id\nT-1,P-1\nT-2,P-2\n",
      "instance": UsageWorld.instances(["I-1,,P-1,C-1,PL-1", "I-2,,P-2,C-1,PL-1"]),
    ])
    try world.use(["1 I-1 10-05 10-05 2", "2 I-2 10-05 10-05 3", "3 X-9 10-05 10-05 4"])
    let cn = try world.rate(asOf: "2026-11-03T09:00:00+08:00")
    #expect(cn.amounts == ["I-1/202610": 200])
    #expect(cn.abnormal == 1)
    let intl = try world.rate(asOf: "2026-11-03T09:00:00+08:00", site: .intl)
    #expect(intl.amounts == ["I-2/202610": 300])
    #expect(intl.abnormal == 1)
  }

  @Test("shards and partitions change nothing")
  func layout() throws {
    let instances = (1...60).map { "N-\($0),,P-1,C-1,PL-\(1 + $0 % 2)" }
    let world = try UsageWorld([
      "instance": UsageWorld.instances(instances),
      "package": "package_id,instance_id,quota,reset,stop_when_exhausted,valid_from,valid_to\n"
        + (1...20).map { "K-\($0),N-\($0),15,month,false,2020-01-01T00:00:00+08:00,\n" }.joined(),
    ])
    var random = Generator(seed: 4)
    try world.use(
      (1...1500).map { id in
        let day = Int.random(in: 10...28, using: &random)
        let value = Int.random(in: 0...9, using: &random)
        return "\(id) N-\(Int.random(in: 1...61, using: &random)) 10-\(day) 10-\(day) \(value)"
      })
    let plain = try world.rate(asOf: "2026-11-03T09:00:00+08:00", partitions: 1)
    #expect(plain.lines.count == 60)
    for (shards, partitions) in [(1, 7), (2, 1), (2, 5), (3, 64)] {
      let other = try world.rate(
        asOf: "2026-11-03T09:00:00+08:00", shards: shards, partitions: partitions)
      #expect(other.lines == plain.lines, "\(shards) shards, \(partitions) partitions")
      #expect(other.abnormal == plain.abnormal)
    }
  }

  @Test("a draft's rows go with it, a sealed run's stay")
  func discarded() throws {
    let world = try UsageWorld()
    try world.use(["1 I-1 10-05 10-05 2"])
    let sealed = try world.close(10, asOf: "2026-11-03T09:00:00+08:00").run
    let session = try world.database.session()
    #expect(throws: PostgresError.self) { try session.query(Statements.deleteUsage) }
    #expect(try session.query(Statements.countUsage, [.int32(sealed.number)])[0].int64(0) == 1)
  }
}
