import CivilTime
import Marketplace
import Operations
import Postgres
import Store
import TestKit
import Testing

/// What keeps facts off statements: who must act, the figures, and the earliest statement.
@Suite("Why a fact is on no statement")
struct WhyNotTests {
  private static let may = Period(year: 2026, month: 5)

  private func planned(_ files: [String: String]) throws -> TestDatabase {
    let database = try TestDatabase(now: "2026-06-03T12:00:00+08:00")
    try database.load(csv: BriefFacts.completed(files))
    try database.plan(Self.may, site: .cn)
    return database
  }

  private func line(
    _ key: String, _ database: TestDatabase, payee: String? = nil
  ) throws -> Explanation.Line {
    try Examination(database.workplace)(key, payee: payee).lines[0]
  }

  @Test("3.3: each missing gate names who must act")
  func gates() throws {
    let database = try planned([
      "product": "product_id,supervised\nP-1,false\nP-2,true\n",
      "product_terms": "terms_id,product_id\nT-1,P-1\nT-2,P-2\n",
      "order_line": """
      line_id,product_id,sales_amount,credit_amount,trial,ordered_at,paid_at,activated_at
      L-1,P-1,1000,0,false,2026-05-10T10:00:00+08:00,,2026-05-10T10:00:00+08:00
      L-2,P-1,1000,0,false,2026-05-10T10:00:00+08:00,2026-05-10T10:00:00+08:00,
      L-3,P-1,1000,1000,false,2026-05-10T10:00:00+08:00,2026-05-10T10:00:00+08:00,2026-05-10T10:00:00+08:00
      L-4,P-1,1000,0,true,2026-05-10T10:00:00+08:00,2026-05-10T10:00:00+08:00,2026-05-10T10:00:00+08:00
      L-5,P-1,1000,0,false,2026-05-10T10:00:00+08:00,2026-05-10T10:00:00+08:00,2026-06-01T00:00:00+08:00
      L-6,P-2,1000,0,false,2026-05-10T10:00:00+08:00,2026-05-10T10:00:00+08:00,2026-05-10T10:00:00+08:00
      """,
      "supervision": "line_id,status\nL-6,delivered\n",
    ])
    func causes(_ key: String) throws -> [String] {
      try line(key, database).causes.map { "\($0.code) \($0.who?.rawValue ?? "nobody")" }
    }
    #expect(try causes("L-1") == ["UNPAID customer"])
    #expect(try causes("L-2") == ["NOT_EFFECTIVE merchant"])
    #expect(try causes("L-3") == ["NOT_REPAID customer"])
    #expect(try causes("L-4") == ["TRIAL nobody"])
    #expect(try causes("L-5") == ["AFTER_CUTOFF nobody"])
    #expect(try causes("L-6") == ["SUPERVISION_OPEN customer"])
    #expect(try line("L-4", database).earliest == nil)
    let late = try #require(try line("L-5", database).earliest)
    #expect(late.statementID == "202606-M-1-general-CNY")
    #expect(late.runOn.text == "2026-07-03")
    #expect(late.isCertain)
    let delivered = try #require(try line("L-2", database).earliest)
    #expect(delivered.statementID == "202606-M-1-general-CNY" && !delivered.isCertain)
    #expect(
      try Examination(database.workplace)("L-4", payee: nil).headline
        == "L-4 is a trial, which is never settled: TRIAL.")
  }

  @Test("7.4: below the minimum the net and what is missing are told")
  func minimum() throws {
    let database = try planned([
      "order_line": "line_id,sales_amount,paid_at\nL-1,64000,2026-05-10T10:00:00+08:00\n"
    ])
    let cause = try #require(try line("L-1", database).causes.first)
    #expect(cause.code == "BELOW_MINIMUM")
    let figures = Dictionary(
      cause.figures.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    #expect(figures["net"] == "608.00")
    #expect(figures["minimum"] == "1000.00")
    #expect(figures["missing"] == "392.00")
  }

  @Test("7.5 and 7.6: a provider's line waits alone, with its own reasons")
  func provider() throws {
    let database = try planned([
      "partner": """
      partner_id,kind,settlement_cycle
      M-1,merchant,month
      CSP-1,csp,quarter
      CSP-2,csp,month
      """,
      "csp_terms": "csp_terms_id,csp_id,share_rate\nCT-1,CSP-1,0.08\n",
      "order_line": """
      line_id,sales_amount,csp_id,paid_at
      L-1,200000,CSP-1,2026-05-10T10:00:00+08:00
      L-2,200000,CSP-2,2026-05-10T10:00:00+08:00
      """,
    ])
    #expect(try line("L-1", database, payee: "merchant").place != nil)
    let quarterly = try line("L-1", database, payee: "csp")
    #expect(quarterly.causes.map(\.code) == ["QUARTER_OPEN"])
    #expect(quarterly.amount == "160.00")
    #expect(quarterly.earliest?.statementID == "202606-CSP-1-csp-CNY")
    let without = try line("L-2", database, payee: "CSP-2")
    #expect(without.causes.map(\.code) == ["NO_TERMS"])
    #expect(without.amount == nil)
    // The draft of May can be planned anew once there are terms.
    #expect(without.earliest?.statementID == "202605-CSP-2-csp-CNY")
    #expect(without.earliest?.isCertain == false)
  }

  @Test("7.5: a hold shows its reason, an outdated agreement which one")
  func conditions() throws {
    let database = try TestDatabase(now: "2026-06-03T12:00:00+08:00")
    try database.load(
      csv: BriefFacts.completed([
        "agreement": "agreement_id,in_force_from,title\nA-2,2026-05-01T00:00:00+08:00,Second\n",
        "order_line": "line_id,sales_amount,paid_at\nL-1,200000,2026-05-10T10:00:00+08:00\n",
      ]))
    _ = try Holds(database.workplace, by: "ann").add(partner: "M-1", reason: "under review")
    try database.plan(Self.may, site: .cn)
    let causes = try line("L-1", database).causes
    #expect(causes.map(\.code) == ["AGREEMENT_OUTDATED", "ON_HOLD"])
    #expect(causes[0].who == .merchant)
    #expect(causes[0].figures.first?.value == "A-2 Second")
    #expect(causes[1].who == .finance)
    #expect(causes[1].figures.contains { $0.value == "under review" })
  }

  @Test("4.1: an abnormal record names its code and what the rule wants")
  func abnormal() throws {
    let database = try planned([
      "price_plan": "price_plan_id,currency\nPP-1,USD\n",
      "price_band": "price_plan_id,unit_price\nPP-1,1\n",
      "instance": "instance_id\nI-1\n",
      "usage_record": """
      usage_id,instance_id,begin_time,usage_value
      1,I-1,2026-05-10T10:00:00+08:00,-1
      2,I-9,2026-05-10T10:00:00+08:00,1
      3,I-1,2026-05-10T10:00:00+08:00,1
      """,
    ])
    #expect(try Examination(database.workplace)("1").reasons == ["USAGE_NOT_POSITIVE"])
    #expect(try Examination(database.workplace)("2").reasons == ["USAGE_NO_INSTANCE"])
    #expect(try Examination(database.workplace)("3").reasons == [])
  }

  @Test("a refund that is not completed does not count")
  func openRefund() throws {
    let database = try planned([
      "order_line": "line_id,sales_amount,paid_at\nL-1,200000,2026-05-10T10:00:00+08:00\n",
      "refund": """
      refund_id,line_id,status,paid_refunded,requested_at,completed_at
      R-1,L-1,approved,100,2026-05-11T10:00:00+08:00,
      """,
    ])
    let cause = try #require(try line("R-1", database).causes.first)
    #expect(cause.code == "REFUND_NOT_COMPLETED")
    #expect(cause.who == .platform)
  }
}
