import Amounts
import CivilTime
import Marketplace
import Operations
import Postgres
import Store
import TestKit
import Testing

/// Exceptions of a run by cause, and what stays said when the month is planned again. Rule 9.5.
@Suite("Exceptions")
struct ExceptionTests {
  private static let may = Period(year: 2026, month: 5)

  private func fact(
    _ code: String, _ source: String, _ amount: Int64? = nil, _ currency: String = "CNY",
    partner: String = "M-1", detail: String = "as found"
  ) throws -> RefusedFact {
    let known = try #require(Currency(code: currency))
    return RefusedFact(
      code: code, kind: .order, sourceID: source, partnerID: partner, facts: 1,
      amount: amount.map { Money(minorUnits: $0, currency: known) }, detail: detail,
      remedy: "look at \(source)")
  }

  /// Plans an empty month and puts exceptions beside it, as a run that found them would.
  private func plan(_ found: [RefusedFact], _ database: TestDatabase) throws -> RunRecord {
    let run = try database.plan(Self.may, site: .cn).run
    try database.session().transaction { (tx: borrowing Transaction) in
      try DraftStore.insertExceptions(found, run: run.number, in: tx)
      try DraftStore.carryAcknowledgements(to: run.number, in: tx)
    }
    return run
  }

  private func groups(_ run: RunRecord, _ database: TestDatabase) throws -> [String] {
    try database.session().transaction { (tx: borrowing Transaction) in
      try RunStore.exceptionGroups(
        of: run.number, code: nil, isOpenOnly: false, assignedTo: nil, in: tx
      ).map { group in
        "\(group.code) \(group.count) \(group.open) \(group.partners) "
          + "\(group.amount?.description ?? "-") \(group.remedy)"
      }
    }
  }

  @Test("a refund that exceeds what was paid counts with what it refunds, without the voucher")
  func excess() throws {
    let database = try TestDatabase()
    try database.load(
      csv: BriefFacts.completed([
        "order_line": """
        line_id,sales_amount,voucher_amount,paid_at
        L-1,12000,2000,2026-05-10T10:00:00+08:00

        """,
        "refund": """
        refund_id,line_id,paid_refunded,voucher_returned,completed_at
        R-1,L-1,15000,2000,2026-05-12T10:00:00+08:00

        """,
      ]))
    let run = try database.plan(Self.may, site: .cn).run
    #expect(
      try groups(run, database) == [
        "REFUND_EXCEEDS_PAID 1 1 1 -150.00 CNY correct the refund, then acknowledge it"
      ])
  }

  @Test("a payee that nobody knows is reported once, under a monthly waiver as well")
  func unknownPayee() throws {
    let database = try TestDatabase()
    try database.load(
      csv: BriefFacts.completed([
        "tier_policy":
          "tier_policy_id,base_fee_rate,from_amount,increment_rate\nW-1,0.05,0,0.01\n",
        "product": "product_id\nP-1\nP-2\n",
        "product_terms": "terms_id,product_id,tier_policy_id\nT-1,P-1,W-1\nT-2,P-2,\n",
        "order_line": """
        line_id,product_id,sales_amount,paid_at
        L-1,P-1,200000,2026-05-10T10:00:00+08:00
        L-2,P-2,100000,2026-05-10T10:00:00+08:00

        """,
      ]))
    // An import refuses such a line, an adopter's view does not.
    for line in ["L-1", "L-2"] {
      try database.change("order_line", "csp_id", to: "S-9", where: "line_id", is: line)
    }
    let plan = try database.plan(Period(year: 2026, month: 5), site: .cn)
    #expect(
      plan.exceptions.map(\.detail).sorted() == [
        "order line L-1 names csp_id S-9, which is no partner",
        "order line L-2 names csp_id S-9, which is no partner",
      ])
    #expect([plan.run.factsRead, plan.run.lines, plan.run.rejected] == [2, 2, 0])
  }

  @Test("exceptions are counted and summed by code and currency")
  func grouped() throws {
    let database = try TestDatabase()
    let run = try plan(
      [
        fact("PLATFORM_LOSS", "L-1", -55_000),
        fact("PLATFORM_LOSS", "L-2", -10_050, partner: "M-2"),
        fact("PLATFORM_LOSS", "L-3", -700, "USD"), fact("OFFER_STATE", "L-4"),
        fact("OFFER_STATE", "L-5"),
      ], database)
    let review = ReviewRun(database.workplace, by: "bea")
    #expect(try review.acknowledge(run.id, .number(1), reason: "known") == 1)
    #expect(
      try groups(run, database) == [
        "OFFER_STATE 2 1 1 - look at L-4", "PLATFORM_LOSS 2 2 2 -650.50 CNY look at L-1",
        "PLATFORM_LOSS 1 1 1 -7.00 USD look at L-3",
      ])
  }

  @Test("a parked partner shows among the causes, with all of it that waits")
  func parked() throws {
    let database = try TestDatabase()
    try database.load(
      csv: BriefFacts.completed([
        "order_line": """
        line_id,sales_amount,paid_at
        L-1,200000,2026-05-10T10:00:00+08:00
        L-2,300000,2026-05-10T10:00:00+08:00
        L-3,400000,2026-05-10T10:00:00+08:00

        """
      ]))
    try database.replaceByView("order_line")
    try database.breakOrderLines()
    let run = try database.plan(Self.may, site: .cn).run
    let found = try groups(run, database)
    // L-1 and L-2 cannot be read; 4,000.00 at 5 % waits with their merchant.
    #expect(
      found.contains("PARKED 1 0 1 3800.00 CNY correct the facts that parked them, and plan again"))
    #expect(found.count == 3, "\(found)")
  }

  @Test("what was said about the same exception stays said, and nothing is said about another")
  func carried() throws {
    let database = try TestDatabase()
    let first = try plan(
      [
        fact("A", "L-1", -100), fact("B", "L-2", -100), fact("C", "L-3", -100), fact("D", "L-4"),
        fact("E", "L-5"),
      ], database)
    let review = ReviewRun(database.workplace, by: "bea")
    #expect(try review.assign(first.id, .code("E"), to: "cleo") == 1)
    for code in ["A", "B", "C"] {
      #expect(try review.acknowledge(first.id, .code(code), reason: "known \(code)") == 1)
    }
    #expect(try review.resolve(first.id, .code("D"), reason: "corrected") == 1)
    let again = try plan(
      [
        // The same; another amount; other words; called resolved; assigned; never seen.
        fact("A", "L-1", -100), fact("B", "L-2", -101), fact("C", "L-3", -100, detail: "worse"),
        fact("D", "L-4"), fact("E", "L-5"), fact("F", "L-6"),
      ], database)
    let records = try database.session().transaction { (tx: borrowing Transaction) in
      try RunStore.exceptions(of: again.number, in: tx)
    }
    #expect(records.map(\.code) == ["A", "B", "C", "D", "E", "F"])
    #expect(records.map(\.acknowledgement) == ["known A", nil, nil, nil, nil, nil])
    #expect(records.map(\.acknowledgedBy) == ["bea", nil, nil, nil, nil, nil])
    #expect(records.map(\.assignedTo) == [nil, nil, nil, nil, "cleo", nil])
  }

  @Test("a plan that failed between two drafts loses nothing that was said")
  func carriedOverFailure() throws {
    let database = try TestDatabase()
    let first = try plan([fact("A", "L-1")], database)
    _ = try ReviewRun(database.workplace, by: "bea")
      .acknowledge(first.id, .all, reason: "known")
    try database.session().transaction { (tx: borrowing Transaction) in
      try RunStore.discard(first.number, reason: "replaced by a new plan", in: tx)
      let failed = try RunStore.begin(
        .cn, Self.may, asOf: database.now, chainNumber: 1, by: "settler", at: database.now,
        engine: "none", in: tx)
      try RunStore.discard(failed.number, reason: "the plan failed", in: tx)
    }
    let again = try plan([fact("A", "L-1")], database)
    let records = try database.session().transaction { (tx: borrowing Transaction) in
      try RunStore.exceptions(of: again.number, in: tx)
    }
    #expect(records.map(\.acknowledgement) == ["known"])
  }
}
