import CivilTime
import Foundation
import Marketplace
import Operations
import Postgres
import Store
import TestKit
import Testing

/// Imports on record, and the rows that they left out. Contract 2, issue of the books 2.
@Suite("rows that imports left out")
struct LeftOutTests {
  private static let may = "2026-05-10T10:00:00+08:00"
  private static let header = "line_id,sales_amount,ordered_at,paid_at,activated_at\n"

  private func order(_ id: String, paidAt: String = may, sales: String = "10000") -> String {
    "\(id),\(sales),\(Self.may),\(paidAt),\(Self.may)\n"
  }

  private func files(_ lines: String...) throws -> [String: String] {
    try BriefFacts.completed(["order_line": Self.header + lines.joined()])
  }

  private func blockers(_ month: String, in database: TestDatabase) throws -> [CloseBlocker] {
    try AccountingPeriods(database.workplace, by: "").blockers(
      of: Period(parsing: month), site: .cn
    ).filter { $0.code == "rows_left_out" }
  }

  private func leftOut(_ database: TestDatabase) throws -> [LeftOutRecord] {
    try database.session().transaction { (tx: borrowing Transaction) in
      try ImportRecordStore.leftOut(of: nil, isOpenOnly: false, limit: 100, in: tx)
    }
  }

  private func imports(_ database: TestDatabase) throws -> [ImportRecord] {
    try database.session().transaction { (tx: borrowing Transaction) in
      try ImportRecordStore.list(limit: 1, in: tx)
    }
  }

  private func events(_ action: String, in database: TestDatabase) throws -> [TrailEvent] {
    try database.session().transaction { (tx: borrowing Transaction) in
      try Trail.list(action: action, limit: 100, in: tx)
    }
  }

  @Test("a row that was left out keeps its months from being closed until its key is imported")
  func brought() throws {
    let database = try TestDatabase()
    let rejects = FileManager.default.temporaryDirectory
      .appending(path: "left-out-\(UUID().uuidString).csv").path
    defer { try? FileManager.default.removeItem(atPath: rejects) }
    let bad = try files(order("L-1"), order("L-2", paidAt: "yesterday"))
    #expect(try !database.load(csv: bad).isLoaded)
    #expect(try leftOut(database).isEmpty, "nothing was loaded, so nothing is left out")
    let first = try database.load(csv: bad, acceptRejects: true, rejectsFile: rejects)
    #expect(first.importID == "IMP-1")

    let blocker = try #require(try blockers("202605", in: database).first)
    #expect(
      blocker.sentence.contains("left out 1 row: order_line.csv:3: paid_at: \"yesterday\" is not"))
    #expect(blocker.remedy.contains(rejects) && blocker.remedy.contains("acknowledge IMP-1"))
    #expect(try blockers("202606", in: database).count == 1, "it may be settled later, too")
    #expect(try blockers("202604", in: database).isEmpty, "it was ordered in May")
    let row = try #require(try leftOut(database).first)
    #expect(row.key == "L-2" && row.line == 3 && row.earliest?.text == "202605")
    let loaded = try #require(try imports(database).first { $0.relation == "order_line" })
    #expect(loaded.read == 2 && loaded.inserted == 1 && loaded.leftOut == 1 && loaded.open == 1)
    #expect(loaded.rejects?.path == rejects)

    // Other rows do not bring it; its own key does, by whatever file.
    try database.load(csv: files(order("L-3")))
    #expect(try blockers("202605", in: database).count == 1)
    try database.load(csv: files(order("L-2")))
    #expect(try blockers("202605", in: database).isEmpty)
    let answered = try #require(try leftOut(database).first)
    #expect(answered.answeredAs == "brought" && answered.answer == "IMP-3")
    #expect(answered.answeredBy == "importer")
    #expect(
      try events("files_imported", in: database).last?.detail.contains(
        "order_line +1 ~0, 1 left out")
        == true)
  }

  @Test(
    "what another row or the database refuses is brought by its key as well, once it is accepted")
  func refusedByDatabase() throws {
    let database = try TestDatabase()
    try database.load(csv: files(order("L-1")))
    // Known with other content, and a refund of a line that is not there.
    var changed = try files(order("L-1", sales: "20000"))
    changed["refund"] =
      try BriefFacts.completed([
        "refund": "refund_id,line_id,paid_refunded,requested_at,completed_at\n"
          + "R-1,L-9,500,2026-05-12T10:00:00+08:00,2026-05-20T10:00:00+08:00\n"
      ])["refund"]
    #expect(try database.load(csv: changed, acceptRejects: true).isLoaded)
    #expect(try leftOut(database).map { $0.key ?? "" } == ["L-1", "R-1"])
    #expect(try blockers("202605", in: database).count == 1)
    // The row as it is known is accepted, and so is the refund beside its line.
    var right = try files(order("L-1"), order("L-9"))
    right["refund"] = changed["refund"]
    #expect(try database.load(csv: right).isLoaded)
    #expect(try blockers("202605", in: database).isEmpty)
  }

  @Test("keys of several columns and numbers are compared as values")
  func severalColumns() throws {
    let database = try TestDatabase()
    let policy = "tier_policy_id,base_fee_rate,from_amount,increment_rate\n"
    func load(_ rows: String, acceptRejects: Bool = false) throws -> ImportOutcome {
      try database.load(
        csv: BriefFacts.completed(["tier_policy": policy + rows]), acceptRejects: acceptRejects)
    }
    #expect(try load("W-1,0.05,0,0.01\nW-1,0.05,0100,x\n", acceptRejects: true).isLoaded)
    #expect(try leftOut(database).map(\.key) == ["W-1/100"])
    #expect(try load("W-1,0.05,100,0.02\n").isLoaded)
    #expect(try leftOut(database).map(\.answeredAs) == ["brought"])
  }

  @Test("a row whose key cannot be read, and a file that is no table, wait for a person's reason")
  func acknowledged() throws {
    let database = try TestDatabase()
    var files = try files(order("L-1"))
    files["order_line"]? += "L-2,10000\n"
    files["orders.csv"] = "a,b\n1,2\n"
    #expect(try database.load(csv: files, acceptRejects: true).isLoaded)
    #expect(try leftOut(database).map { $0.key ?? "none" } == ["none", "none"])
    #expect(try leftOut(database).map(\.file) == ["order_line.csv", "orders.csv"])
    // Any month may need them.
    #expect(try blockers("202001", in: database).count == 1)
    let imports = Imports(database.workplace, by: "ann")
    #expect(throws: Refusal.self) { try imports.acknowledge("IMP-1", reason: " ") }
    #expect(throws: Refusal.self) { try imports.acknowledge("IMP-7", reason: "none") }
    #expect(throws: Refusal.self) {
      try imports.acknowledge("IMP-1", file: "order_line.csv", line: 2, reason: "it came")
    }
    #expect(try imports.acknowledge("IMP-1", file: "order_line.csv", reason: "a test order") == 1)
    #expect(
      try blockers("202605", in: database).map { $0.sentence.contains("orders.csv:1") } == [true])
    #expect(try imports.acknowledge("IMP-1", reason: "a list of the shop") == 1)
    #expect(try blockers("202605", in: database).isEmpty)
    #expect(throws: Refusal.self) { try imports.acknowledge("IMP-1", reason: "again") }
    let event = try #require(try events("left_out_acknowledged", in: database).last)
    #expect(event.actor == "ann" && event.subject == "IMP-1")
    #expect(event.detail == "1 row of order_line.csv: a test order")
    let session = try database.session()
    for afterthought in Statements.afterthoughtsOfImports {
      let error = #expect(throws: PostgresError.self, "\(afterthought.text)") {
        try session.query(afterthought)
      }
      #expect(error?.sqlState == "23001", "\(afterthought.text)")
    }
  }

  @Test("the checklist says what came of each table, by whom and when")
  func evidence() throws {
    let database = try TestDatabase()
    let month = try Period(parsing: "202605")
    func lines(_ code: String) throws -> [String] {
      try AccountingPeriods(database.workplace, by: "").checklist(of: month, site: .cn).lines
        .filter { $0.code == code && $0.isDone }.map(\.sentence)
    }
    #expect(
      try lines("imports_complete") == ["no import is on record, and none has left out a row"])
    try database.load(csv: files(order("L-1"), order("L-2")))
    try database.load(csv: files(order("L-2"), order("L-3")))
    #expect(try lines("imports_complete") == ["nothing is left out of 5 tables"])
    #expect(
      try lines("imported").filter { $0.hasPrefix("order_line") } == [
        "order_line: 3 rows by 2 imports, the last at 2026-07-15T12:00:00+08:00 by importer with 2"
      ])
  }

  @Test("what import --replace put in the place of what is on the trail, with the first keys")
  func replaced() throws {
    let database = try TestDatabase()
    let ids = (10..<35).map { "L-\($0)" }
    try database.load(
      csv: BriefFacts.completed(["order_line": Self.header + ids.map { order($0) }.joined()]))
    try database.load(
      csv: BriefFacts.completed([
        "order_line": Self.header + ids.map { order($0, sales: "20000") }.joined()
      ]), replace: true)
    let event = try #require(try events("rows_replaced", in: database).first)
    #expect(event.subject == "IMP-2" && event.actor == "importer")
    #expect(event.detail.hasPrefix("order_line, 25 rows: L-10, L-11, "), "\(event.detail)")
    #expect(event.detail.hasSuffix(", L-29 and 5 more"), "\(event.detail)")
    #expect(
      event.before.hasPrefix(
        "L-10: list_amount=10000, sales_amount=10000, cash_amount=10000; L-11: "),
      "\(event.before)")
    #expect(event.after.hasPrefix("L-10: list_amount=20000, sales_amount=20000, "))
  }

  @Test("who may import and owns nothing leaves statistics; where that cannot be, it says so")
  func statistics() throws {
    let database = try TestDatabase()
    try database.confine(mayImport: true)
    func load(_ prefix: String) throws -> ImportOutcome {
      try database.load(
        csv: BriefFacts.completed([
          "customer": "customer_id\n" + (1...1_500).map { "\(prefix)-\($0)\n" }.joined()
        ]))
    }
    #expect(try load("C").warnings == [])
    let session = try database.session()
    #expect(try session.query(Statements.customersCounted)[0].int64(0) == 1_500)
    // As where settled's owner is none of the customers': both are the server's in tests.
    let role = "settled_other_\(UUID().uuidString.prefix(8).lowercased())"
    try session.run(script: Statements.giveCounting(to: role))
    let warned = try load("D")
    try session.run(script: Statements.takeCounting(from: role))
    #expect(warned.isLoaded)
    #expect(
      warned.warnings.map(\.remedy) == [
        "let its owner run `ANALYZE marketplace.customer`, or runs that follow are slow"
      ])
  }
}
