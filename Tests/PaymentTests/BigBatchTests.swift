import Amounts
import Bookkeeping
import CivilTime
import Marketplace
import Operations
import Postgres
import Store
import TestKit
import Testing

/// Batches of more than 10,000 entries, whose hash the server does not compute again at commit.
@Suite("Big batches of the journal")
struct BigBatchTests {
  private let entries: Int64 = 10_001

  /// One batch of 10,001 entries of 100.00 EUR on site eu, as seals post them.
  private func posted() throws -> TestDatabase {
    let database = try TestDatabase()
    let euro = try #require(Currency(code: "EUR"))
    let session = try database.session()
    try session.transaction { (tx: borrowing Transaction) in
      let end = try LedgerStore.lock(.eu, in: tx)
      let rules = try LedgerStore.rules(in: tx)
      let posted = try (1...entries).map { number in
        let head = EntryHead(
          event: .seal, source: "S-\(number)", period: Period(year: 2026, month: 6),
          partnerID: "M-\(number)", tab: "general", currency: euro)
        return try #require(try JournalEntry(head, [(.merchantShare, 10_000)], by: rules))
      }
      _ = try LedgerStore.append(
        posted, of: .eu, behind: end, by: "ann", at: database.now, in: tx)
    }
    return database
  }

  private func found(_ database: TestDatabase) throws -> [String] {
    try AuditSeals(database.workplace)().findings.map { "\($0.code): \($0.sentence)" }
  }

  private let changed =
    "batch_changed: journal of site eu, entry 1: the entries of the batch, 1 to 10001, are not those "
    + "that were posted"

  @Test("one entry that is changed, exchanged or deleted is found by audit verify, in any batch")
  func tampered() throws {
    let missing = "entry_unsound: journal of site eu, entry 7000: the entry has no entry"
    func named(_ entry: Int) -> String {
      "entry_changed: journal of site eu, entry \(entry): the entry is not the one that was posted"
    }
    for (change, flaws) in [
      (nil, []), (Statements.entryOfAnother, [changed, named(7000)]),
      (Statements.entryOfLess, [changed, named(10_001)]),
      (Statements.entryDeleted, [changed, missing]),
    ] as [(String?, [String])] {
      let database = try posted()
      if let change { try database.tamper(withJournal: change) }
      #expect(try found(database) == flaws, "\(String(describing: change))")
      let isNamed = try Ledger(database.workplace).check(site: .eu).contains {
        $0.code == "batch_changed"
      }
      #expect(isNamed == !flaws.isEmpty, "\(String(describing: change))")
    }
  }

  @Test("a batch that never had the hash of its entries is found although the server took it")
  func neverHashed() throws {
    let database = try TestDatabase()
    try database.session().run(script: Statements.bigBatch)
    #expect(try found(database) == [changed])
    #expect(
      try AccountingPeriods(database.workplace, by: "ann").blockers(
        of: Period(year: 2026, month: 6), site: .eu
      ).contains { $0.code == "books_unsound" })
  }
}
