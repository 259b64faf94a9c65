import CivilTime
import Marketplace
import Operations
import Postgres
import Store
import TestKit
import Testing

/// Site cn, May and June 2026: M-1 at 5 % with a waiver of 1 % from 5,000.00, M-2 at 70 % of the deal
/// with the operator O-1 at 3 %, the provider S-1 at 2 % by the quarter, and S-2 at 3 % by the month.
enum ReplayedMonths {
  static let may = Period(year: 2026, month: 5)
  static let june = Period(year: 2026, month: 6)

  static let facts = [
    "partner": """
    partner_id,kind,settlement_cycle
    M-1,merchant,month
    M-2,merchant,month
    O-1,operator,month
    S-1,csp,quarter
    S-2,csp,month

    """,
    "product": "product_id,merchant_id,selling_mode\nP-1,M-1,general\nP-2,M-2,joint\n",
    "product_terms": """
    terms_id,product_id,share_model,fee_rate,share_rate,management_fee_rate,tier_policy_id
    T-1,P-1,platform_fee,0.05,,,W-1
    T-2,P-2,deal_share,,0.7,0.03,

    """,
    "tier_policy": """
    tier_policy_id,base_fee_rate,from_amount,increment_rate
    W-1,0.05,500000,0.01

    """,
    "csp_terms": """
    csp_terms_id,csp_id,valid_from,share_rate
    E-1,S-1,2020-01-01T00:00:00+08:00,0.02
    E-2,S-2,2020-01-01T00:00:00+08:00,0.03

    """,
    "order_line": """
    line_id,product_id,sales_amount,paid_at,csp_id,operator_id
    L-1,P-1,400000,2026-05-10T10:00:00+08:00,S-2,
    L-2,P-1,300000,2026-05-11T10:00:00+08:00,S-1,
    L-3,P-2,212000,2026-05-12T10:00:00+08:00,,O-1
    L-4,P-1,300000,2026-06-10T10:00:00+08:00,S-2,

    """,
    "refund": """
    refund_id,line_id,paid_refunded,completed_at
    R-1,L-1,100000,2026-05-20T10:00:00+08:00
    R-2,L-1,100000,2026-06-20T10:00:00+08:00
    R-3,L-3,106000,2026-06-21T10:00:00+08:00

    """,
  ]

  /// Seals May on 3 June, and June on 3 July.
  static func sealed(junes: Bool = true) throws -> TestDatabase {
    let database = try TestDatabase(now: "2026-06-03T12:00:00+08:00")
    try database.load(csv: BriefFacts.completed(facts))
    try database.seal(may, site: .cn)
    if junes {
      try database.setClock("2026-07-03T12:00:00+08:00")
      try database.seal(june, site: .cn)
    }
    return database
  }
}

@Suite("Replay")
struct ReplayTests {
  private let may = ReplayedMonths.may
  private let june = ReplayedMonths.june

  private func replay(_ period: Period, of database: TestDatabase) throws -> ReplayedRun {
    let runs = try ReplayPeriod(database.workplace)(period, site: .cn, limit: 20)
    return try #require(runs.count == 1 ? runs[0] : nil)
  }

  @Test("a sealed month calculated again gives the same bytes, with every payee and a waiver")
  func sameBytes() throws {
    let database = try ReplayedMonths.sealed()
    for period in [may, june] {
      let run = try replay(period, of: database)
      #expect(run.isSame, "\(run.differences)")
      #expect(run.contentHash == run.run.contentHash)
      #expect(run.run.lines > 0)
    }
  }

  @Test("facts, terms and seals that came later change nothing")
  func laterChangesNothing() throws {
    let database = try ReplayedMonths.sealed(junes: false)
    // Known only now: an order and a refund of May, which would lower X and close the band.
    try database.load(
      csv: BriefFacts.completed([
        "partner": "partner_id,kind,settlement_cycle\nM-1,merchant,month\n",
        "product": "product_id,merchant_id,selling_mode\nP-1,M-1,general\n",
        "product_terms":
          "terms_id,product_id,fee_rate,tier_policy_id\nT-1,P-1,0.05,W-1\n",
        "order_line":
          "line_id,product_id,sales_amount,paid_at\nL-9,P-1,70000,2026-05-13T10:00:00+08:00\n",
        "refund": """
        refund_id,line_id,paid_refunded,completed_at
        R-9,L-1,50000,2026-05-15T10:00:00+08:00

        """,
      ]))
    try database.setClock("2026-07-03T12:00:00+08:00")
    try database.seal(june, site: .cn)
    try database.change("product_terms", "fee_rate", to: "0.2", where: "terms_id", is: "T-1")
    try database.change("csp_terms", "share_rate", to: "0.5", where: "csp_terms_id", is: "E-1")
    try database.change(
      "tier_policy", "increment_rate", to: "0.02", where: "tier_policy_id", is: "W-1")
    try database.change("partner", "kind", to: "reseller", where: "partner_id", is: "S-2")
    try database.forget("product", where: "product_id", is: "P-2")
    for period in [may, june] {
      let run = try replay(period, of: database)
      #expect(run.isSame, "\(period): \(run.differences)")
    }
  }

  @Test("one minor unit in a sealed line is found and named")
  func tamperedLine() throws {
    let database = try ReplayedMonths.sealed()
    let run = try replay(may, of: database).run
    try database.addToSealedLine("L-2", of: run.number, minorUnits: 1)
    let found = try replay(may, of: database)
    let first = try #require(found.differences.first)
    #expect(first.statementID == "202605-M-1-general-CNY")
    #expect(first.sourceID == "L-2" && first.role == "merchant" && first.column == "amount")
    // 3,000.00 at 96 %: X is 7,000.00 less 1,000.00 refunded, the band of 1 %.
    #expect(first.sealed == "2880.01" && first.recomputed == "2880.00")
    #expect(first.sentence == "The sealed line of order line L-2 was changed after the seal.")
  }

  @Test("a fact that was changed since is named with its column")
  func changedFact() throws {
    let database = try ReplayedMonths.sealed()
    try database.change("order_line", "customer_id", to: "C-9", where: "line_id", is: "L-3")
    let found = try replay(may, of: database)
    // On the merchant's statement and on the operator's.
    #expect(
      found.differences.prefix(2).map(\.statementID) == [
        "202605-M-2-joint-CNY", "202605-O-1-operator-CNY",
      ])
    #expect(found.differences.prefix(2).map(\.column) == ["customer_id", "customer_id"])
    #expect(found.differences[0].sealed == "C-1" && found.differences[0].recomputed == "C-9")
    #expect(try replay(june, of: database).differences.first?.sourceID == "R-3")
  }

  @Test("a fact that is gone is named, and so is a refund that is no longer completed")
  func goneFact() throws {
    let database = try ReplayedMonths.sealed()
    try database.forget("order_line", where: "line_id", is: "L-2")
    let gone = try replay(may, of: database)
    #expect(
      gone.differences.contains {
        $0.sourceID == "L-2" && $0.column == "line" && $0.sealed == "2880.00"
          && $0.recomputed == nil
          && $0.sentence == "order line L-2 is no longer in the marketplace."
      })
    try database.change("refund", "status", to: "cancelled", where: "refund_id", is: "R-2")
    let cancelled = try replay(june, of: database)
    #expect(cancelled.differences.first?.sentence == "refund R-2 is no longer completed.")
  }

  @Test("a replay leaves nothing behind, whether it finds something or not")
  func nothingLeft() throws {
    let database = try ReplayedMonths.sealed()
    try database.forget("order_line", where: "line_id", is: "L-2")
    #expect(try !replay(may, of: database).isSame)
    #expect(try database.count("scratch.calculation") == 0)
    #expect(try database.count("settlement.run") == 2)
  }

  @Test("a run of engine 0.1.0 says that it kept too little, an open month that it is not sealed")
  func refused() throws {
    let database = try ReplayedMonths.sealed()
    let run = try replay(may, of: database).run
    try database.forgetMerchants(of: run.number)
    #expect { try replay(may, of: database) } throws: { error in
      (error as? Refusal)?.code == "run_kept_too_little"
    }
    #expect { try replay(june.next, of: database) } throws: { error in
      (error as? Refusal)?.code == "period_not_sealed"
    }
  }
}
