import CivilTime
import Operations
import Postgres
import Store
import TestKit
import Testing

@Suite("The second calculation of incentives")
struct IncentiveCheckTests {
  private static let december = Period(year: 2026, month: 12)

  /// Five policies and what two providers' customers bought in 2026, up to its last month.
  private static let facts = [
    "partner": "partner_id,kind\nM-1,merchant\nCSP-1,csp\nCSP-2,distributor\n",
    "product": "product_id\nP-1\nP-2\n",
    "product_terms": "terms_id,product_id\nT-1,P-1\nT-2,P-2\n",
    "csp_terms": "csp_terms_id,csp_id,share_rate\nCT-1,CSP-1,0.01\nCT-2,CSP-2,0.01\n",
    "order_line": """
    line_id,product_id,currency,sales_amount,credit_amount,csp_id,paid_at
    L-1,P-1,USD,10000,0,CSP-1,2026-11-10T10:00:00+08:00
    L-2,P-1,USD,25025,0,CSP-1,2026-12-10T10:00:00+08:00
    L-3,P-1,USD,20001,0,CSP-2,2026-03-10T10:00:00+08:00
    L-4,P-2,USD,5000,0,CSP-2,2026-12-11T10:00:00+08:00
    """,
    "incentive_policy": """
    policy_id,cycle,mode,threshold,partner_id,product_id
    IP-W,month,whole,10000,,
    IP-M,month,marginal,0,,
    IP-Q,quarter,marginal,0,,
    IP-Y,year,whole,0,CSP-1,
    IP-P,year,marginal,0,,P-2
    """,
    "incentive_band": """
    policy_id,from_amount,rate
    IP-W,0,0.01
    IP-W,20000,0.02
    IP-M,0,0.01
    IP-M,20000,0.02
    IP-Q,0,0.01
    IP-Q,30000,0.03
    IP-Y,0,0.01
    IP-P,0,0.1
    """,
  ]

  private func month() throws -> TestDatabase {
    let database = try TestDatabase(now: "2027-01-03T12:00:00+08:00")
    let loaded = try database.load(csv: BriefFacts.completed(Self.facts))
    try #require(loaded.findings.map(\.text) == [])
    return database
  }

  private func differences(_ database: TestDatabase, _ id: String) throws -> [RunDifference] {
    try CheckRun(database.workplace)(id).differences
  }

  @Test("incentives of both modes, every cycle, a partner and a product agree")
  func agrees() throws {
    let database = try month()
    let planned = try database.plan(Self.december, site: .cn)
    // IP-W: 100.00 x 1 %; 250.25 x 2 % = 5.005; 200.01 x 2 % = 4.0002; 50.00 is below the threshold.
    // IP-M: 200.00 x 1 % + 50.25 x 2 % = 3.005. IP-Q: 300.00 x 1 % + 50.25 x 3 % = 4.5075.
    // IP-Y: 350.25 x 1 %. IP-P: 50.00 x 10 %, of P-2 alone.
    let lines = try database.session().query(Statements.listIncentiveLines).map { $0.text(0) }
    #expect(
      lines == [
        "IP-M/202603 CSP-2 200", "IP-M/202611 CSP-1 100", "IP-M/202612 CSP-1 301",
        "IP-M/202612 CSP-2 50", "IP-P/2026 CSP-2 500", "IP-Q/2026Q1 CSP-2 200",
        "IP-Q/2026Q4 CSP-1 451", "IP-Q/2026Q4 CSP-2 50", "IP-W/202603 CSP-2 400",
        "IP-W/202611 CSP-1 100", "IP-W/202612 CSP-1 501", "IP-Y/2026 CSP-1 350",
      ])
    let outcome = try CheckRun(database.workplace)(planned.run.id)
    #expect(outcome.differences == [])
    // Four orders for merchant and provider each, and the incentives.
    #expect(outcome.lines == 20)
  }

  @Test("one minor unit names the partner, the policy and the cycle, and blocks the run")
  func oneMinorUnit() throws {
    let database = try month()
    let planned = try database.plan(Self.december, site: .cn)
    let session = try database.session()
    for (id, partner, expected) in [
      ("IP-W/202612", "CSP-1", "501"), ("IP-M/202603", "CSP-2", "200"),
      ("IP-Q/2026Q1", "CSP-2", "200"), ("IP-Y/2026", "CSP-1", "350"), ("IP-P/2026", "CSP-2", "500"),
    ] {
      let change = Statements.add(to: "amount")
      try session.query(change, [.text(id), .int32(1), .int32(1)])
      let found = try differences(database, planned.run.id)
      try session.query(change, [.text(id), .int32(1), .int32(-1)])
      #expect(found.map(\.sourceID) == [id])
      #expect(found.map(\.partnerID) == [partner])
      #expect(found.map(\.expected) == [expected])
    }
    try session.query(Statements.add(to: "amount"), [.text("IP-Q/2026Q4"), .int32(1), .int32(-1)])
    let both = try differences(database, planned.run.id)
    #expect(both.map(\.partnerID) == ["CSP-2", "CSP-1"])
    try session.transaction(.repeatableRead) { (tx: borrowing Transaction) in
      try CheckRun(database.workplace).keepDifference(of: planned.run.number, in: tx)
    }
    try ReviewRun(database.workplace, by: "settler").submit(planned.run.id)
    let refusal = #expect(throws: Refusal.self) {
      try ReviewRun(database.workplace, by: "approver").approve(planned.run.id)
    }
    #expect(
      refusal?.sentence.contains(
        "the second calculation differs: amount of the csp line of incentive"
          + " IP-Q/2026Q4 for CSP-2 is 0.49 USD and should be 0.50 USD; 1 further differences")
        == true, "\(String(describing: refusal))")
  }

  @Test("an incentive line that is missing or should not be there is found")
  func wrongLines() throws {
    let database = try month()
    let planned = try database.plan(Self.december, site: .cn)
    let session = try database.session()
    try session.query(Statements.deleteLine, [.text("IP-Y/2026"), .int32(1)])
    try session.query(
      Statements.repeatLine, [.text("IP-P/2026"), .int32(1), .text("IP-P/202612")])
    let found = try differences(database, planned.run.id)
    #expect(Set(found.map(\.problem)) == [.missing, .surplus])
    #expect(Set(found.map(\.sourceID)) == ["IP-Y/2026", "IP-P/202612"])
    #expect(Set(found.map(\.partnerID)) == ["CSP-1", "CSP-2"])
  }

  @Test("a sample looks at all incentives of the partners that it picks")
  func sample() throws {
    let database = try month()
    let planned = try database.plan(Self.december, site: .cn)
    // One in four of what the run's number seeds is CSP-2 and not CSP-1.
    let sample = CheckRun(database.workplace, wholeUpTo: 0, oneIn: 4)
    #expect(try sample(planned.run.id).differences == [])
    let session = try database.session()
    let picked = try sample(planned.run.id).lines
    try session.query(Statements.add(to: "amount"), [.text("IP-M/202612"), .int32(1), .int32(1)])
    let found = try sample(planned.run.id).differences.filter { $0.problem == .different }
    #expect(picked > 0 && picked < 20)
    #expect(found.map(\.sourceID) == ["IP-M/202612"])
    #expect(found.map(\.partnerID) == ["CSP-2"])
  }

  @Test("a sealed run keeps its incentives when later facts come in, and one minor unit is found")
  func sealed() throws {
    let database = try month()
    let run = try database.seal(Self.december, site: .cn)
    try database.load(
      csv: ["order_line": BriefFacts.completed(Self.late, of: Self.orderLines())])
    #expect(try differences(database, run.id) == [])
    try database.addToSealedLine("IP-W/202612", role: 1, of: run.number, minorUnits: 1)
    let found = try differences(database, run.id)
    #expect(found.first { $0.problem == .different }?.sourceID == "IP-W/202612")
    #expect(found.first { $0.problem == .different }?.expected == "501")
  }

  private static let late = """
    line_id,currency,sales_amount,csp_id,paid_at
    L-5,USD,7000,CSP-1,2026-12-12T10:00:00+08:00
    """

  private static func orderLines() throws -> Table {
    try #require(MarketplaceTables.named("order_line"))
  }
}
