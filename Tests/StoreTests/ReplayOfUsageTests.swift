import CivilTime
import Marketplace
import Operations
import Store
import TestKit
import Testing

@Suite("Replay of usage, incentives and adjustments")
struct ReplayOfUsageTests {
  /// M-1 sells L-1 for 3,000.00 through S-1, who has 2 % of it and an incentive of 1 % of the month;
  /// the instance behind it uses 1,000 units in May, and 500 more that are known in June.
  static func sealed() throws -> TestDatabase {
    let database = try TestDatabase(now: "2026-06-03T12:00:00+08:00")
    try database.load(
      csv: BriefFacts.completed([
        "partner": "partner_id,kind\nM-1,merchant\nS-1,csp\n",
        "csp_terms": """
        csp_terms_id,csp_id,valid_from,share_rate
        E-1,S-1,2020-01-01T00:00:00+08:00,0.02

        """,
        "incentive_policy": "policy_id,threshold,currency\nIP-1,1,CNY\n",
        "incentive_band": "policy_id,from_amount,rate\nIP-1,0,0.01\n",
        "order_line": """
        line_id,sales_amount,paid_at,csp_id
        L-1,300000,2026-05-10T10:00:00+08:00,S-1

        """,
        "instance": "instance_id,line_id\nI-1,L-1\n",
        "price_plan": "price_plan_id,currency\nPP-1,CNY\n",
        "price_band": "price_plan_id,unit_price\nPP-1,2.5\n",
        "usage_record": """
        usage_id,begin_time,usage_value,received_at
        1,2026-05-20T10:00:00+08:00,1000,2026-05-20T10:00:00+08:00
        2,2026-05-21T10:00:00+08:00,500,2026-06-20T10:00:00+08:00

        """,
      ]))
    try database.seal(ReplayedMonths.may, site: .cn)
    let adjustment = try Adjustments(database.workplace, by: "ann").add(
      AdjustmentRequest(
        partnerID: "M-1", tab: .general, currency: "CNY", amount: "-12.50",
        reasonCode: "CORRECTION", reason: "as agreed"))
    _ = try Adjustments(database.workplace, by: "bea").approve(adjustment.adjustment.id)
    try database.setClock("2026-07-03T12:00:00+08:00")
    try database.seal(ReplayedMonths.june, site: .cn)
    return database
  }

  private func replay(_ period: Period, of database: TestDatabase) throws -> ReplayedRun {
    let runs = try ReplayPeriod(database.workplace)(period, site: .cn, limit: 20)
    return try #require(runs.count == 1 ? runs[0] : nil)
  }

  @Test("usage is rated again from its records, late ones in the run that saw them")
  func sameBytes() throws {
    let database = try Self.sealed()
    let may = try replay(ReplayedMonths.may, of: database)
    #expect(may.isSame, "\(may.differences)")
    // L-1 and its usage for M-1 and S-1, and the incentive.
    #expect(may.run.lines == 5)
    let june = try replay(ReplayedMonths.june, of: database)
    #expect(june.isSame, "\(june.differences)")
    // The late line for both, the adjustment, and what it adds to the incentive.
    #expect(june.run.lines == 4)
  }

  @Test("a record that was changed since is named by the line of its instance and month")
  func changedRecord() throws {
    let database = try Self.sealed()
    try database.change("price_band", "unit_price", to: "2.4", where: "price_plan_id", is: "PP-1")
    let first = try #require(try replay(ReplayedMonths.may, of: database).differences.first)
    #expect(first.kind == "usage" && first.sourceID == "I-1/202605" && first.column == "amount")
    // 2,500.00 and 2,400.00 at 95 %.
    #expect(first.sealed == "2375.00" && first.recomputed == "2280.00")
  }

  @Test("usage is priced under other terms too")
  func whatIf() throws {
    let database = try Self.sealed()
    let question = WhatIfQuestion(title: "", changes: [])
    let answer = try WhatIf(database.workplace)(
      question, months: ReplayedMonths.may...ReplayedMonths.june, site: .cn)
    #expect(answer.payees.allSatisfy { $0.before == $0.after } && answer.payees.count == 2)
  }
}
