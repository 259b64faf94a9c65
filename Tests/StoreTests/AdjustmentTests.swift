import Amounts
import CivilTime
import Marketplace
import Operations
import Postgres
import Store
import TestKit
import Testing

/// Adjustments from their approval to a sealed statement. Rules 8.4 and 10 (8.4).
@Suite("Adjustments")
struct AdjustmentTests {
  private static let may = Period(year: 2026, month: 5)

  /// M-1 has one order of 1,000.00 in May at 5 %: 950.00, below the minimum of 1,000.00.
  private func database() throws -> TestDatabase {
    let database = try TestDatabase(now: "2026-06-03T12:00:00+08:00")
    try database.load(
      csv: BriefFacts.completed([
        "order_line": "line_id,sales_amount,paid_at\nL-1,100000,2026-05-10T10:00:00+08:00\n"
      ]))
    return database
  }

  private func write(_ amount: String, _ database: TestDatabase) throws -> AdjustmentView {
    try Adjustments(database.workplace, by: "ann").add(
      AdjustmentRequest(
        partnerID: "M-1", tab: .general, currency: "CNY", amount: amount,
        reasonCode: "CORRECTION", reason: "as agreed"))
  }

  private func approve(_ id: String, _ database: TestDatabase) throws -> AdjustmentView {
    try Adjustments(database.workplace, by: "bea").approve(id)
  }

  private func unbilled(_ asOf: String, _ database: TestDatabase) throws -> [UnbilledAdjustment] {
    let instant = try Instant(parsing: asOf)
    return try database.session().transaction { (tx: borrowing Transaction) in
      try AdjustmentStore.approvedUnbilled(.cn, asOf: instant, in: tx)
    }
  }

  @Test("the table itself refuses the author's approval")
  func fourEyesByConstraint() throws {
    let database = try database()
    let id = try write("10", database).adjustment.id
    #expect(throws: PostgresError.self) {
      try database.session().transaction { (tx: borrowing Transaction) in
        _ = try AdjustmentStore.approve(id, by: "ann", at: database.now, in: tx)
      }
    }
    #expect(try Adjustments(database.workplace).preview(id).adjustment.state == .open)
  }

  @Test("a run takes what was approved at or before its instant, and nothing else")
  func approvedByThen() throws {
    let database = try database()
    let first = try write("10.50", database).adjustment.id
    _ = try write("20", database)
    let third = try write("30", database).adjustment.id
    _ = try Adjustments(database.workplace, by: "bea").refuse(third, reason: "no")
    #expect(try unbilled("2026-12-31T00:00:00+08:00", database) == [])
    _ = try approve(first, database)
    #expect(try unbilled("2026-06-03T11:59:59.999999+08:00", database) == [])
    let taken = try unbilled("2026-06-03T12:00:00+08:00", database)
    #expect(taken.map(\.id) == [first])
    #expect(taken.map(\.amount.decimalText) == ["10.50"])
    #expect(taken.first?.tab == .general)
    #expect(taken.first?.approvedAt == database.now)
    let eu = try database.session().transaction { (tx: borrowing Transaction) in
      try AdjustmentStore.approvedUnbilled(.eu, asOf: database.now, in: tx)
    }
    #expect(eu == [])
  }

  @Test("the preview adds what waits below the minimum, and says when it is reached")
  func previewOfWaiting() throws {
    let database = try database()
    #expect(try database.plan(Self.may, site: .cn).statements == 0)
    let short = try #require(write("49.99", database).effect)
    #expect(short.before.net.decimalText == "950.00")
    #expect(short.before.reasons.text == "BELOW_MINIMUM")
    #expect(short.after.net.decimalText == "999.99")
    #expect(short.after.payable == nil && !short.reachesMinimum)
    let enough = try #require(write("50.00", database).effect)
    #expect(enough.after.net.decimalText == "1000.00")
    #expect(enough.after.payable?.decimalText == "1000.00")
    #expect(enough.reachesMinimum)
    #expect(enough.statementID == "202605-M-1-general-CNY")
  }

  @Test("what is in review takes nothing more: the preview is of the month after")
  func previewBesideReview() throws {
    let database = try database()
    let run = try database.plan(Self.may, site: .cn).run.id
    try ReviewRun(database.workplace, by: "settler").submit(run)
    let effect = try #require(write("60", database).effect)
    #expect(effect.period.text == "202606")
    #expect(effect.runID == nil)
    #expect(effect.before.net.decimalText == "950.00")
    #expect(effect.after.net.decimalText == "1010.00")
  }

  @Test("below the minimum an adjustment waits with the lines, and is on the next statement")
  func waitsBelowMinimum() throws {
    let database = try database()
    try database.load(
      csv: BriefFacts.completed([
        "order_line": "line_id,sales_amount,paid_at\nL-2,100000,2026-06-10T10:00:00+08:00\n"
      ]))
    let id = try write("20", database).adjustment.id
    _ = try approve(id, database)
    let june = Self.may.next
    let first = try database.seal(Self.may, site: .cn)
    let waiting = try database.session().transaction { (tx: borrowing Transaction) in
      try RunStore.pending(of: first.number, in: tx)
    }
    #expect(waiting.map(\.reasons.text) == ["BELOW_MINIMUM"])
    // 950.00 of the order and 20.00.
    #expect(waiting.map(\.facts) == [2])
    #expect(waiting.map(\.amount) == [97_000])
    #expect(try unbilled("2026-06-03T12:00:00+08:00", database).map(\.id) == [id])

    try database.setClock("2026-07-03T12:00:00+08:00")
    try database.seal(june, site: .cn)
    let statement = try Operations.Statements(database.workplace).record("202606-M-1-general-CNY")
    #expect(statement.linesTotal == 190_000)
    #expect(statement.adjustmentsTotal == 2_000)
    #expect(statement.net == 192_000)
    #expect(statement.lineCount == 3)
    let view = try Adjustments(database.workplace).preview(id)
    #expect(view.adjustment.state == .billed)
    #expect(view.adjustment.billed?.statementID == "202606-M-1-general-CNY")
    let effect = try #require(view.effect)
    #expect(effect.isCounted)
    #expect(effect.before.net.decimalText == "1900.00")
    #expect(effect.after.payable?.decimalText == "1920.00")
    #expect(try unbilled("2026-12-31T00:00:00+08:00", database) == [])
  }
}
