import CivilTime
import Documents
import Marketplace
import Operations
import TestKit
import Testing

/// What `performance show` tells of the bands of a sealed month: those that its run knew.
@Suite("Kept progress")
struct KeptProgressTests {
  private static let april = Exported.month(202604)
  private static let facts = [
    "partner": "partner_id,kind\nM-1,merchant\nA-1,csp\nA-2,reseller\nA-3,csp\n",
    "customer": "customer_id\nC-1\n",
    "product": "product_id\nP-1\n",
    "product_terms": "terms_id,product_id,fee_rate,tier_policy_id\nT-1,P-1,0.05,W-1\n",
    "tier_policy": """
    tier_policy_id,base_fee_rate,from_amount,increment_rate
    W-1,0.05,50000,0.01
    W-1,0.05,1000000,0.02

    """,
    "csp_terms": """
    csp_terms_id,csp_id,valid_from,share_rate
    CT-1,A-1,2026-01-01T00:00:00+08:00,0.01

    """,
    "order_line": """
    line_id,customer_id,product_id,sales_amount,credit_amount,paid_at,csp_id
    L-1,C-1,P-1,80000,0,2026-04-10T00:00:00+08:00,A-1
    L-2,C-1,P-1,50000,50000,2026-04-12T00:00:00+08:00,A-3
    L-4,C-1,P-1,400000,0,2026-04-15T00:00:00+08:00,
    L-3,C-1,P-1,90000,0,2026-05-10T00:00:00+08:00,A-1

    """,
    "incentive_policy": """
    policy_id,name,site,valid_from,valid_to,cycle,mode,threshold,currency,partner_id,product_id
    I-M,Monthly,cn,2026-01-01T00:00:00+08:00,,month,whole,50000,CNY,,
    I-N,Next,cn,2026-05-01T00:00:00+08:00,,month,whole,0,CNY,,
    I-Q,Quarter,cn,2026-01-01T00:00:00+08:00,,quarter,marginal,0,CNY,A-1,

    """,
    "incentive_band": """
    policy_id,from_amount,rate
    I-M,0,0.01
    I-M,100000,0.02
    I-N,0,0.05
    I-Q,0,0.01
    I-Q,100000,0.03

    """,
  ]

  private static let run = "RUN-202604-cn-1"
  private static let forgotten =
    "computed anew from the facts of today: RUN-202604-cn-1 is of a release that kept none"

  /// April, sealed on 3 May, and then policies, bands and an order as nobody knew them.
  private func database() throws -> TestDatabase {
    let database = try TestDatabase(now: "2026-05-03T12:00:00+08:00")
    try database.load(csv: try BriefFacts.completed(Self.facts))
    try database.seal(Self.april, site: .cn)
    try database.session().run(script: Statements.changePolicies)
    try database.change(
      "tier_policy", "increment_rate", to: "0.03", where: "tier_policy_id", is: "W-1")
    let orders = try #require(MarketplaceTables.named("order_line"))
    try database.load(csv: [
      "order_line": try BriefFacts.completed(
        """
        line_id,product_id,customer_id,currency,sales_amount,paid_at,csp_id
        L-9,P-1,C-1,CNY,10000,2026-04-20T10:00:00+08:00,A-1

        """, of: orders)
    ])
    return database
  }

  private func shown(_ partner: String, of database: TestDatabase) throws -> Listing {
    try ShowPerformance(database.workplace)(partner: partner, period: Self.april).bands
  }

  private func rows(_ listing: Listing) throws -> [String] {
    try Exported.rows(listing.table) { writer in
      for row in listing.rows { try writer.append(row) }
      try writer.finish()
      return listing.rows.count
    }
  }

  @Test("policies, bands and orders that came after the seal change nothing of a sealed month")
  func kept() throws {
    let database = try database()
    let provider = try shown("A-1", of: database)
    #expect(provider.summary == "performance CNY 800.00 in 202604 (final)")
    #expect(
      try rows(provider) == [
        "incentive,I-M,,202604,CNY,800.00,0.010000,8.00,0,"
          + "200.00 more by 30 April lifts the rate to 2 %,\(Self.run)",
        "incentive,I-Q,,2026Q2,CNY,800.00,0.010000,8.00,0,"
          + "200.00 more by 30 June lifts the rate to 3 %,\(Self.run)",
      ])
    // Who sold nothing is as far from the threshold as that is high; credit counts when it is repaid.
    for (partner, credits) in [("A-2", 0), ("A-3", 1)] {
      #expect(
        try rows(shown(partner, of: database)) == [
          "incentive,I-M,,202604,CNY,0.00,0.000000,0.00,\(credits),"
            + "500.00 more by 30 April lifts the rate to 1 %,\(Self.run)"
        ])
    }
    // X is 800.00 and 4,000.00: what is on credit waits.
    #expect(
      try rows(shown("M-1", of: database)) == [
        "fee_waiver,W-1,P-1,202604,CNY,4800.00,0.010000,,0,"
          + "\"5,200.00 more by 30 April lifts the increment to 2 %\",\(Self.run)"
      ])
  }

  @Test("a run is not submitted when a partner stands otherwise by now, and is once planned anew")
  func changedSincePlan() throws {
    let database = try TestDatabase(now: "2026-05-03T12:00:00+08:00")
    try database.load(csv: try BriefFacts.completed(Self.facts))
    let stale = try database.plan(Self.april, site: .cn).run
    let review = ReviewRun(database.workplace, by: "ann")
    let orders = try #require(MarketplaceTables.named("order_line"))
    func buy(_ line: String, _ paidAt: String) throws {
      try database.load(csv: [
        "order_line": try BriefFacts.completed(
          """
          line_id,product_id,customer_id,currency,sales_amount,paid_at,csp_id
          \(line),P-1,C-1,CNY,10000,\(paidAt),A-1

          """, of: orders)
      ])
    }
    // A later month's order is of no matter to this one.
    try buy("L-8", "2026-05-02T10:00:00+08:00")
    try review.submit(stale.id)
    try review.reject(stale.id, reason: "looked at once more")
    try buy("L-9", "2026-04-20T10:00:00+08:00")
    let refusal = #expect(throws: Refusal.self) { try review.submit(stale.id) }
    #expect(refusal?.code == "facts_changed" && refusal?.kind == .conflict)
    #expect(
      refusal?.sentence == "facts have changed since \(stale.id) was planned: A-1 under I-M had "
        + "CNY 800.00 when it was planned, and has CNY 900.00 now")
    try review.submit(try database.plan(Self.april, site: .cn).run.id)
  }

  @Test("what an earlier release did not keep is computed anew, and says so")
  func computedAnew() throws {
    let database = try database()
    try database.session().run(script: Statements.forgetProgress)
    let provider = try shown("A-1", of: database)
    #expect(
      provider.summary
        == "performance CNY 800.00 in 202604 (final); incentives \(Self.forgotten)")
    // 900.00 at three times the rates, by slices.
    #expect(
      try rows(provider) == [
        "incentive,I-M,,202604,CNY,900.00,0.030000,27.00,0,"
          + "100.00 more by 30 April lifts the rate to 6 %,facts",
        "incentive,I-Q,,2026Q2,CNY,900.00,0.030000,27.00,0,"
          + "100.00 more by 30 June lifts the rate to 9 %,facts",
      ])
    try database.session().run(script: Statements.forgetPerformance)
    #expect(
      try shown("A-1", of: database).summary
        == "performance CNY 900.00 in 202604 (final); figures \(Self.forgotten)"
        + "; incentives \(Self.forgotten)")
    #expect(
      try shown("M-1", of: database).summary.hasSuffix("(final); figures \(Self.forgotten)"))
  }

  @Test("an export of performance notes the runs that kept no figures, and only those")
  func notes() throws {
    let database = try database()
    func notes(_ site: Site?) throws -> [String] {
      var notes: [String] = []
      _ = try Exported.rows(ExportPerformance.table) { writer in
        try ExportPerformance(database.workplace)(
          period: Self.april, site: site, to: &writer, note: { notes.append($0) })
      }
      return notes
    }
    #expect(try notes(nil) == [])
    try database.session().run(script: Statements.forgetPerformance)
    let note =
      "RUN-202604-cn-1 is of a release that kept no figures: those of site cn are computed anew"
      + " from the facts of today"
    #expect(try notes(nil) == [note])
    #expect(try notes(.cn) == [note])
    #expect(try notes(.eu) == [])
  }
}
