import CivilTime
import Marketplace
import Operations
import Postgres
import Store
import TestKit
import Testing

/// Who operates is not who owns. `QuarterTests` has it do everything that it may.
@Suite("The role that operates")
struct OperatorTests {
  /// July of M-1 and M-3, sealed, invoiced and paid by a confined role; August of M-1 planned by it,
  /// taken back, given up and planned again.
  private func world() throws -> (world: PayingWorld, role: String) {
    let world = try PayingWorld(now: "2026-07-31T12:00:00+08:00")
    let role = try world.database.confine(mayImport: true)
    try world.load(
      "order_line",
      """
      line_id,product_id,customer_id,currency,sales_amount,paid_at
      L-1,P-1,C-1,CNY,1000000,2026-07-10T10:00:00+08:00
      L-2,P-1,C-1,CNY,200000,2026-08-10T10:00:00+08:00

      """)
    try world.seal(PayingWorld.july, .cn, at: "2026-08-10T12:00:00+08:00")
    try world.request(PayingWorld.july, .cn)
    #expect(try world.pay(.cn).batches == ["PB-1"])
    let heard = try world.hear(
      .cn, "CN-1",
      [
        BankSays.Entry(
          day: "2026-08-11", amount: -950_000, endToEndID: "202607-M-1-general-CNY"),
        BankSays.Entry(day: "2026-08-11", amount: -1_200, information: "account fee"),
        BankSays.Entry(day: "2026-08-11", amount: -1_300, information: "something"),
      ])
    #expect(heard.paid == 1)
    try UnexplainedMoney(world.database.workplace, by: "ann").explain(
      "BE-2", as: .charge, reason: "account fee")
    // Only then does it lose the right that importing needs.
    _ = try GrantOperation(
      Workplace(database: world.database.settings, sealKey: .passing()) { world.database.now })(
        to: role, mayImport: false)
    return (world, role)
  }

  @Test("a role that operates plans, takes back, gives up, replays and asks what if")
  func everythingElse() throws {
    let (world, _) = try world()
    let workplace = world.database.workplace
    try world.database.setClock("2026-09-03T12:00:00+08:00")
    let run = try world.database.plan(PayingWorld.july.next, site: .cn).run.id
    let review = ReviewRun(workplace, by: "settler")
    try review.submit(run)
    try ReviewRun(workplace, by: "approver").approve(run)
    try review.reject(run, reason: "look again")
    try review.submit(run)
    try review.discard(run, reason: "another plan")
    #expect(try world.database.count("settlement.usage_part") == 0)
    let sealed = try world.database.seal(PayingWorld.july.next, site: .cn)
    #expect(sealed.lines == 1)
    let replayed = try ReplayPeriod(workplace)(PayingWorld.july, site: .cn, limit: 10)
    #expect(replayed.count == 1 && replayed.allSatisfy { $0.differences.isEmpty })
    #expect(try AuditSeals(workplace)().findings == [])
    let findings = Diagnose(workplace)()
    #expect(findings.contains { $0.subject == "role" && $0.sentence.contains("is confined") })
    #expect(!findings.contains { $0.subject == "role" && $0.verdict != .ok }, "\(findings)")
  }

  @Test("who operates can neither change what is only added to nor turn off what keeps it so")
  func confined() throws {
    let (world, _) = try world()
    let tables = try world.database.session().query(Statements.appendOnly).map {
      ($0.text(0), $0.text(1))
    }
    #expect(tables.map(\.0).contains("settlement.line_1"))
    #expect(tables.count >= 12, "\(tables)")
    let session = try Session(connecting: world.database.workplace.database)
    func answer(_ statement: SQL) -> String {
      do {
        try session.run(script: statement)
        return "done"
      } catch {
        return error.sqlState
      }
    }
    for (table, column) in tables {
      for change in Statements.changes(of: table, column) {
        #expect(answer(change) == "42501", "\(change.text)")
      }
    }
    for way in Statements.waysAround {
      #expect(answer(way.sql) == way.answer, "\(way.sql.text)")
    }
  }

  @Test("what a run kept stays as it is, whoever asks, and every table that may change is known")
  func kept() throws {
    let (world, _) = try world()
    let session = try world.database.session()
    let tables = try session.query(Statements.changeable).map { $0.text(0) }
    // The chart and the rules, which migrations set; what is in work; and who operates sees to it.
    #expect(
      tables == [
        "account", "draft_line", "event_unlinked", "hold", "issuer", "job", "line", "migration",
        "number_series", "operating_right", "paying_account", "payout_policy", "posting_rule",
        "site_policy", "statement_minimum", "statement_move",
      ], "\(tables)")
    for afterthought in Statements.afterthoughtsOfRuns {
      let error = #expect(throws: PostgresError.self, "\(afterthought.text)") {
        try session.query(afterthought)
      }
      #expect(error?.sqlState == "23001", "\(afterthought.text): \(String(describing: error))")
    }
  }

  @Test("batches and what banks say stay as they were, whoever asks: the owner is refused as well")
  func payments() throws {
    let (world, _) = try world()
    let session = try world.database.session()
    #expect(try session.query(Statements.explainedDecision)[0].int64(0) == 1)
    for afterthought in Statements.afterthoughtsOfPayments {
      let error = #expect(throws: PostgresError.self, "\(afterthought.text)") {
        try session.query(afterthought)
      }
      #expect(error?.sqlState == "23001", "\(afterthought.text): \(String(describing: error))")
    }
    // Of what nothing is known, everything can still be found out.
    let again = try world.hear(
      .cn, "CN-2", [BankSays.Entry(day: "2026-08-12", amount: 500, information: "more")])
    #expect(again.entries == 1)
    try UnexplainedMoney(world.database.workplace, by: "ann").explain(
      "BE-3", as: .writeOff, reason: "nobody knows")
  }

  @Test("granting again takes back what was given beside, and gives what was lost")
  func again() throws {
    let (world, role) = try world()
    let owner = Workplace(database: world.database.settings, sealKey: .passing()) {
      world.database.now
    }
    let session = try world.database.session()
    func grants() throws -> [String] {
      try session.query(Statements.grants, [.text(role)]).map { $0.text(0) }
    }
    let before = try grants()
    #expect(before.contains("settlement.journal_entry INSERT"))
    #expect(!before.contains { $0.hasSuffix("for everybody") })
    try session.run(script: Statements.overgrant(role))
    func told() -> [String] {
      Diagnose(world.database.workplace)().filter { $0.subject == "role" }.map {
        "\($0.verdict.rawValue) \($0.sentence)"
      }
    }
    #expect(
      told() == [
        "missing \(role) lacks INSERT ON settlement.invoice",
        "note \(role) has DELETE ON settlement.journal_entry and needs it not",
        "note \(role) has TRIGGER ON settlement.journal_entry and needs it not",
      ])
    _ = try GrantOperation(owner)(to: role, mayImport: false)
    #expect(try grants() == before)
    #expect(told().allSatisfy { $0.hasPrefix("ok ") })
    #expect(
      Diagnose(owner)().contains { $0.subject == "role" && $0.verdict == .note },
      "the owner could turn triggers off")
    try session.run(script: Statements.refuseTemporaryTables(owner.database.database ?? ""))
    #expect(told().first?.hasSuffix("which a plan and an import need") == true)
  }

  @Test("nobody is granted anything that a trigger refuses, nor by somebody who owns nothing")
  func refused() throws {
    let (world, role) = try world()
    func refusal(_ workplace: Workplace, _ role: String) -> String? {
      #expect(throws: Refusal.self) { try GrantOperation(workplace)(to: role, mayImport: false) }?
        .code
    }
    let owner = Workplace(database: world.database.settings, sealKey: .passing()) {
      world.database.now
    }
    #expect(refusal(world.database.workplace, role) == "not_the_owner")
    #expect(refusal(owner, "nobody_of_this_name") == "role_not_found")
    #expect(refusal(owner, try #require(world.database.settings["user"])) == "role_owns_tables")
    try world.database.session().run(script: Statements.rightToChangeEntries)
    let error = #expect(throws: PostgresError.self) {
      try GrantOperation(owner)(to: role, mayImport: false)
    }
    #expect(error?.message.contains("settlement.journal_entry is append-only") == true)
  }
}
