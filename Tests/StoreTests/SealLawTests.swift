import CivilTime
import Marketplace
import Operations
import Postgres
import Store
import TestKit
import Testing

/// What is sealed stays, and is written once.
@Suite("Laws of a sealed month, 10,000 cases each: written once, never changed, replayed (8.1)")
struct SealLawTests {
  @Test("closing a month twice, sealing, importing and invoicing again writes nothing")
  func twice() throws {
    let files = try LawMonth.files.get()
    let database = try LawMonth.database()
    for run in try LawMonth.plan(LawMonth.may, of: database) {
      _ = try ReviewRun(database.workplace, by: "approver")
        .acknowledge(run.id, .all, reason: "drawn at random")
    }
    for site in LawMonth.sites {
      #expect(throws: Refusal.self, "nobody has approved") { try close(site, of: database) }
      let run = try run(of: site, .inReview, in: database)
      try ReviewRun(database.workplace, by: "approver").approve(run.id)
      _ = try close(site, of: database)
    }
    let before = try contents(of: database)
    #expect(before.count > 50)

    for site in LawMonth.sites {
      _ = try close(site, of: database)
      _ = try close(site, of: database, onlyIfDue: true)
      let run = try run(of: site, .sealed, in: database)
      #expect(throws: Refusal.self) { try SealRun(database.workplace, by: "settler")(run.id) }
      #expect(throws: Refusal.self) {
        try ReviewRun(database.workplace, by: "approver").approve(run.id)
      }
      #expect(throws: Refusal.self) { try database.plan(LawMonth.may, site: site) }
      let invoices = try IssueFeeInvoices(database.workplace, by: "settler")(of: run.id)
      #expect(!invoices.isEmpty || !LawMonth.isWhole)
    }
    try LawMonth.load(files, into: database)
    // That it was tried again is on record, and that nothing came of it.
    let imports = try database.session().transaction { (tx: borrowing Transaction) in
      try ImportRecordStore.list(limit: 1, in: tx)
    }
    #expect(imports.map(\.id).allSatisfy { $0 == "IMP-2" } && imports.count == files.count)
    #expect(imports.allSatisfy { $0.inserted == 0 && $0.replaced == 0 && $0.leftOut == 0 })
    var after = try contents(of: database)
    for record in ["import", "import_table", "import_import_no_seq"] {
      let name = "settlement.\(record)"
      #expect(after[name] != before[name])
      after[name] = before[name]
    }
    LawMonth.expect(after, toBe: before, "twice")
  }

  private func run(
    of site: Site, _ state: RunState, in database: TestDatabase
  ) throws -> RunRecord {
    let session = try database.session()
    let runs = try session.transaction { (tx: borrowing Transaction) in
      try RunStore.list(site: site, period: LawMonth.may, in: tx)
    }
    return try #require(runs.first { $0.state == state })
  }

  private func close(
    _ site: Site, of database: TestDatabase, onlyIfDue: Bool = false
  ) throws -> [String] {
    try RunMonthEnd(
      database.workplace, site: site, period: onlyIfDue ? nil : LawMonth.may,
      onlyIfDue: onlyIfDue, workerName: "law",
      log: EventLog(level: .error, now: database.workplace.now) { _ in })()
  }

  /// A digest and the number of rows of every table, and the last number of every sequence.
  private func contents(of database: TestDatabase) throws -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: try database.session().query(Statements.contents).map {
        ($0.text(0), $0.text(1))
      })
  }

  @Test(
    "later facts, refunds, terms, usage and seals change no byte of a sealed month, nor its replay")
  func laterFacts() throws {
    let database = try LawMonth.database()
    try LawMonth.seal(LawMonth.may, of: database)
    let expected = try sealed(in: database)
    try replay(LawMonth.may, of: database, shards: 1)

    try database.setClock("2026-07-03T12:00:00+08:00")
    try addLaterFacts(to: database)
    LawMonth.expect(try sealed(in: database), toBe: expected, "after later facts")
    try replay(LawMonth.may, of: database)

    let june = try LawMonth.seal(LawMonth.june, of: database)
    let lines = june.reduce(0) { $0 + $1.lines }
    #expect(lines >= LawMonth.cases.count / 2, "later facts are billed in June")
    LawMonth.expect(try sealed(in: database), toBe: expected, "after June is sealed")
    try database.session().query(Statements.changeProviderTerms)
    LawMonth.expect(try sealed(in: database), toBe: expected, "after providers' terms changed")
    for period in [LawMonth.april, LawMonth.may, LawMonth.june] {
      try replay(period, of: database)
    }
  }

  /// The exports of April and May, and a digest of every stored line of them.
  private func sealed(in database: TestDatabase) throws -> [String: String] {
    var texts: [String: String] = [:]
    for period in [LawMonth.april, LawMonth.may] {
      for (name, text) in try database.exports(of: period) {
        texts["\(name) of \(period.text)"] = text
      }
    }
    texts["lines stored"] = try database.session().query(
      Statements.sealedDigest,
      [
        .int32(LawMonth.may.yyyymm)
      ])[0].text(0)
    return texts
  }

  /// In every case orders, usage, refunds and repayments of April and May, terms that hold back in
  /// time; and an adjustment.
  private func addLaterFacts(to database: TestDatabase) throws {
    var files = MixedMonth(laterThan: LawMonth.seed, cases: LawMonth.cases).files
    for (name, text) in files {
      let table = try #require(MarketplaceTables.named(name))
      files[name] = try BriefFacts.completed(text, of: table)
    }
    try LawMonth.load(files, into: database)
    try database.session().query(Statements.changeTerms)
    let number = LawMonth.cases[0]
    let adjustment = try Adjustments(database.workplace, by: "ann").add(
      AdjustmentRequest(
        partnerID: "M-\(number)", tab: .joint, currency: "CNY", amount: "-12.50",
        reasonCode: "CORRECTION", reason: "as agreed"))
    _ = try Adjustments(database.workplace, by: "bea").approve(adjustment.adjustment.id)
  }

  /// Calculates a month again: any number of shards gives the same.
  private func replay(_ period: Period, of database: TestDatabase, shards: Int = 3) throws {
    let runs = try ReplayPeriod(database.workplace, shards: shards)(period, site: nil, limit: 3)
    #expect(runs.count == LawMonth.sites.count)
    for run in runs {
      #expect(run.isSame, "\(run.run.id), \(shards) shards: \(run.differences)")
      #expect(run.contentHash == run.run.contentHash)
    }
  }
}
