import CivilTime
import Operations
import TestKit
import Testing

/// What a sealed month used of usage, terms and incentives, and what it did not. Contract 2.
@Suite("what is sealed stays")
struct ImportSealedTests {
  private static let may20 = "2026-05-20T10:00:00+08:00"

  /// May 2026 of site cn, each record one instant of the 20th unless it says else.
  ///
  /// C-1 is served by CSP-1: I-1 uses 10 units, of which PK-1 takes 4, and I-4 behind L-1, which nobody
  /// has paid, 3 units. C-2 and C-4 pay later: C-2 has repaid May, C-4 has not. Record 3 of I-3, the only
  /// instance on PP-2, comes after the run; record 5 is of an instance that nobody knows.
  private static let facts = [
    "partner": "partner_id,kind\nM-1,merchant\nCSP-1,csp\nCSP-2,csp\n",
    "product": "product_id\nP-1\nP-2\n",
    "customer": """
    customer_id,postpaid,csp_id
    C-1,false,CSP-1
    C-2,true,
    C-3,false,
    C-4,true,

    """,
    "csp_terms": """
    csp_terms_id,csp_id,product_id,share_rate
    CT-1,CSP-1,,0.1
    CT-2,CSP-2,P-2,0.1

    """,
    "order_line": """
    line_id,currency,sales_amount,csp_id,ordered_at,paid_at
    L-1,USD,5000,CSP-1,\(may20),
    L-2,USD,5000,CSP-1,\(may20),

    """,
    "price_plan": "price_plan_id\nPP-1\nPP-2\n",
    "price_band": "price_plan_id\nPP-1\nPP-2\n",
    "instance": """
    instance_id,customer_id,price_plan_id,line_id
    I-1,C-1,PP-1,
    I-2,C-2,PP-1,
    I-3,C-3,PP-2,
    I-4,C-1,PP-1,L-1
    I-5,C-4,PP-1,

    """,
    "package": "package_id,instance_id,quota\nPK-1,I-1,4\nPK-2,I-3,1\n",
    "usage_record": """
    usage_id,instance_id,begin_time,received_at,usage_value
    1,I-1,\(may20),\(may20),10
    2,I-2,\(may20),\(may20),5
    3,I-3,\(may20),2026-06-10T10:00:00+08:00,2
    4,I-4,\(may20),\(may20),3
    5,X-9,\(may20),\(may20),1
    6,I-5,\(may20),\(may20),1

    """,
    "repayment": """
    customer_id,month,repaid_at
    C-2,2026-05-01,2026-05-25T10:00:00+08:00
    C-2,2026-06-01,2026-06-25T10:00:00+08:00

    """,
    "incentive_policy": """
    policy_id,valid_from
    IP-1,2020-01-01T00:00:00+08:00
    IP-2,2026-07-01T00:00:00+08:00

    """,
    "incentive_band": "policy_id,rate\nIP-1,0.01\nIP-2,0.01\n",
  ]

  /// A header and a row that replace a known one; the rest of it is as in the facts.
  private struct Change {
    let table: String
    let text: String
    /// The column that the finding names.
    var column = ""

    init(_ table: String, _ header: String, _ row: String, _ column: String = "") {
      self.table = table
      text = "\(header)\n\(row)\n"
      self.column = column
    }
  }

  private static let usage = "usage_id,instance_id,begin_time,received_at,usage_value"
  private static let instance = "instance_id,customer_id,price_plan_id,line_id,closed_at"
  private static let package = "package_id,instance_id,quota,valid_to"
  private static let customer = "customer_id,name,postpaid,csp_id"
  private static let order = "line_id,currency,sales_amount,csp_id,ordered_at,paid_at"

  private static let refused = [
    Change("usage_record", usage, "1,I-1,\(may20),\(may20),11", "usage_value"),
    // Rated, and not billed before C-4 repays.
    Change("usage_record", usage, "6,I-5,\(may20),\(may20),2", "usage_value"),
    // Nobody's, and so on the list of abnormal usage.
    Change("usage_record", usage, "5,I-3,\(may20),\(may20),1", "instance_id"),
    Change("instance", instance, "I-1,C-1,PP-2,,", "price_plan_id"),
    Change("instance", instance, "I-1,C-1,PP-1,,2026-05-20T09:59:59+08:00", "closed_at"),
    Change("package", package, "PK-1,I-1,5,", "quota"),
    Change("package", package, "PK-1,I-1,4,\(may20)", "valid_to"),
    Change("price_plan", "price_plan_id,model", "PP-1,tier", "model"),
    Change("price_band", "price_plan_id,unit_price", "PP-1,2", "unit_price"),
    Change("repayment", "customer_id,month,repaid_at", "C-2,2026-05-01,\(may20)", "repaid_at"),
    Change("customer", customer, "C-1,C-1,false,", "csp_id"),
    Change("customer", customer, "C-2,C-2,false,", "postpaid"),
    Change("order_line", order, "L-1,USD,5000,,\(may20),", "csp_id"),
    Change("csp_terms", "csp_terms_id,csp_id,share_rate", "CT-1,CSP-1,0.2", "share_rate"),
    Change(
      "csp_terms", "csp_terms_id,csp_id,share_rate,valid_to",
      "CT-1,CSP-1,0.1,2026-05-31T23:59:59+08:00", "valid_to"),
    Change("incentive_policy", "policy_id,threshold", "IP-1,1", "threshold"),
    Change("incentive_band", "policy_id,rate", "IP-1,0.02", "rate"),
  ]

  private static let allowed = [
    Change("usage_record", usage, "3,I-3,\(may20),2026-06-10T10:00:00+08:00,3"),
    Change("instance", instance, "I-1,C-1,PP-1,,\(may20)"),
    Change("instance", instance, "I-3,C-3,PP-1,,"),
    Change("instance", instance, "I-5,C-4,PP-2,,"),
    Change("package", package, "PK-1,I-1,4,2026-05-20T10:00:01+08:00"),
    Change("package", package, "PK-2,I-3,2,"),
    Change("price_plan", "price_plan_id,model", "PP-2,tier"),
    Change("price_band", "price_plan_id,unit_price", "PP-2,2"),
    Change("repayment", "customer_id,month,repaid_at", "C-2,2026-06-01,2026-06-26T10:00:00+08:00"),
    Change("customer", customer, "C-1,Another name,false,CSP-1"),
    Change("customer", customer, "C-3,C-3,true,CSP-1"),
    Change("order_line", order, "L-1,USD,6000,CSP-1,\(may20),\(may20)"),
    Change("order_line", order, "L-2,USD,5000,,\(may20),"),
    Change(
      "csp_terms", "csp_terms_id,csp_id,share_rate,valid_to",
      "CT-1,CSP-1,0.1,2026-06-01T00:00:00+08:00"),
    Change("csp_terms", "csp_terms_id,csp_id,product_id,share_rate", "CT-2,CSP-2,P-2,0.2"),
    Change("incentive_policy", "policy_id,name", "IP-1,Another name"),
    Change(
      "incentive_policy", "policy_id,name,valid_to", "IP-1,Another name,2026-06-01T00:00:00+08:00"),
    Change(
      "incentive_policy", "policy_id,valid_from,threshold", "IP-2,2026-07-01T00:00:00+08:00,1"),
    Change("incentive_band", "policy_id,rate", "IP-2,0.02"),
  ]

  private func replace(_ change: Change, in database: TestDatabase) throws -> ImportOutcome {
    let table = try #require(MarketplaceTables.named(change.table))
    return try database.load(
      csv: [change.table: BriefFacts.completed(change.text, of: table)], replace: true)
  }

  private func seal(_ facts: [String: String]) throws -> TestDatabase {
    let database = try TestDatabase(now: "2026-06-03T10:00:00+08:00")
    try database.load(csv: BriefFacts.completed(facts))
    let plan = try database.plan(Period(parsing: "202605"), site: .cn)
    if plan.needsReview {
      _ = try ReviewRun(database.workplace, by: "approver")
        .acknowledge(plan.run.id, .all, reason: "known")
    }
    try database.seal(plan.run)
    return database
  }

  @Test("of usage, terms and incentives nothing is replaced that a sealed month used")
  func refuseAndAllow() throws {
    let database = try seal(Self.facts)
    for change in Self.refused {
      let outcome = try replace(change, in: database)
      #expect(!outcome.isLoaded, "\(change)")
      #expect(
        outcome.findings.map { "\($0.file):\($0.line): \($0.columnName ?? "")" }
          == ["\(change.table).csv:2: \(change.column)"], "\(change)")
    }
    let again = try database.load(csv: BriefFacts.completed(Self.facts))
    #expect(again.isLoaded && again.counts.allSatisfy { $0.unchanged == $0.read })
    for change in Self.allowed {
      let outcome = try replace(change, in: database)
      #expect(outcome.isLoaded && outcome.counts.map(\.replaced) == [1], "\(change)")
    }
  }

  @Test("the finding says what used the row, and what to do")
  func words() throws {
    let database = try seal(Self.facts)
    #expect(
      try replace(Self.refused[0], in: database).findings.map(\.text) == [
        "usage_record.csv:2: usage_value: a sealed run used this row: \"11.0000\" here, \"10.0000\" in "
          + "the database; restore the row; a sealed month is corrected by an adjustment"
      ])
    let band = try #require(Self.refused.first { $0.table == "price_band" })
    #expect(
      try replace(band, in: database).findings.map(\.text) == [
        "price_band.csv:2: unit_price: a sealed statement used this row: \"2.0000000000\" here, "
          + "\"1.0000000000\" in the database; restore the row; a sealed month is corrected by an "
          + "adjustment, and what is to hold from now on needs an id of its own"
      ])
  }

  @Test("a record that a sealed run could not rate may be replaced")
  func replaceRefused() throws {
    // I-1 costs more than an amount holds; I-2 costs 2.00 a unit.
    let world = try UsageWorld([
      "price_band": "price_plan_id,band,up_to,unit_price\nPL-1,1,,9999999999\nPL-2,1,,2\n"
    ])
    try world.use(["1 I-1 10-05 10-05 999999999999", "2 I-2 10-05 10-05 2"])
    try world.close(10, asOf: "2026-11-03T09:00:00+08:00")
    let header =
      "usage_id,metering_sn,instance_id,usage_value,begin_time,end_time,record_time,received_at"
    let end = "2026-10-05T09:00:00+08:00"
    let times = "2026-10-05T08:00:00+08:00,\(end),\(end),2026-10-05T10:00:00+08:00"
    let rated = Change("usage_record", header, "2,S-2,I-2,3,\(times)")
    let waiting = Change("usage_record", header, "1,S-1,I-1,3,\(times)")
    #expect(try !replace(rated, in: world.database).isLoaded)
    #expect(try replace(waiting, in: world.database).counts.map(\.replaced) == [1])
  }

  @Test("a refund that exceeds and closed a delivery keeps its instant; its amount is corrected")
  func refundThatOpenedAGate() throws {
    let database = try seal([
      "order_line":
        "line_id,currency,sales_amount,paid_at,activated_at\nL-1,USD,10000,\(Self.may20),\n",
      "refund": "refund_id,line_id,paid_refunded,completed_at\nR-1,L-1,20000,\(Self.may20)\n",
    ])
    let header = "refund_id,line_id,status,paid_refunded,completed_at"
    let cancelled = Change("refund", header, "R-1,L-1,cancelled,20000,\(Self.may20)", "status")
    #expect(
      try replace(cancelled, in: database).findings.map(\.columnName) == [cancelled.column])
    let corrected = Change("refund", header, "R-1,L-1,completed,5000,\(Self.may20)")
    #expect(try replace(corrected, in: database).counts.map(\.replaced) == [1])
  }
}
