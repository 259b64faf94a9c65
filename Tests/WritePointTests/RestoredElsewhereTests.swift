import CivilTime
import Foundation
import Marketplace
import Operations
import Postgres
import TestKit
import Testing

/// A backup on another server, whose transactions have lower ids than those that posted its batches:
/// each of those ids comes once more.
@Suite("Restored on another server")
struct RestoredElsewhereTests {
  /// What the server answers to an entry in a transaction of the id that posted a batch.
  private func answer(
    to entry: Int64, of site: String, in transaction: Int64, of session: borrowing Session
  ) throws -> String? {
    while true {
      var reached: Int64 = 0
      do {
        try session.transaction { (tx: borrowing Transaction) in
          reached = try tx.query(Statements.currentTransaction)[0].int64(0)
          guard reached == transaction else { return }
          try tx.query(Statements.strayEntry, [.text(site), .int64(entry)])
        }
      } catch let error as PostgresError {
        return error.sqlState
      }
      if reached == transaction { return "done" }
      // Somebody else, such as the server's own work, had that id.
      if reached > transaction { return nil }
    }
  }

  @Test("ids that come again let nothing into old batches, and the next month follows")
  func lowerIDs() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "july.backup").path
    let world = try PayingWorld.sealedJuly()
    try world.load(
      "order_line",
      """
      line_id,product_id,customer_id,currency,sales_amount,paid_at
      L-8,P-1,C-1,CNY,200000,2026-08-11T10:00:00+08:00

      """)
    _ = try BackUpDatabase(world.database.workplace, by: "ann")(to: path)

    let server = try OwnServer()
    var settings = try ConnectionSettings(url: server.url)
    try Session(connecting: settings).query(Statements.createRestored)
    settings.database = "restored"
    let now = try Instant(parsing: "2026-09-03T12:00:00+08:00")
    let workplace = Workplace(database: settings, sealKey: .passing()) { now }
    let restored = try RestoreDatabase(workplace, by: "bea")(from: path)
    #expect(restored.isGood, "\(restored.listing.rows)")

    let session = try Session(connecting: settings)
    let batches = try session.query(Statements.batches).map {
      (site: $0.text(0), last: $0.int64(1), end: $0.int64(2), transaction: $0.int64(3))
    }
    let first = try #require(batches.first)
    #expect(batches.count == 3)
    let reached = try session.query(Statements.currentTransaction)[0].int64(0)
    #expect(reached < first.transaction, "the other server must be behind")
    var answers: Set<String> = []
    for (place, batch) in batches.enumerated() {
      // A number of the batch, and the one behind all.
      let entry = place % 2 == 0 ? batch.last : batch.end + 1
      if let answer = try answer(
        to: entry, of: batch.site, in: batch.transaction, of: session)
      {
        answers.insert("\(place % 2) \(answer)")
      }
    }
    #expect(answers == ["0 23505", "1 23001"], "taken, and of no batch of this transaction")

    let planned = try PlanRun(
      workplace, site: .cn, period: PayingWorld.july.next, by: "settler")()
    try ReviewRun(workplace, by: "settler").submit(planned.run.id)
    try ReviewRun(workplace, by: "approver").approve(planned.run.id)
    #expect(try SealRun(workplace, by: "settler")(planned.run.id).lines == 1)
    #expect(try AuditSeals(workplace)().findings == [])
    #expect(try Ledger(workplace).check(site: nil) == [])
  }
}
