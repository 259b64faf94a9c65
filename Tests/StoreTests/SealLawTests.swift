import CivilTime
import Marketplace
import Operations
import Postgres
import Store
import TestKit
import Testing

/// What is sealed stays, and is written once.
@Suite("Laws of a sealed month: written once, never changed, calculated again")
struct SealLawTests {
  @Test("closing a month twice, sealing, importing and invoicing again writes nothing")
  func twice() throws {
    let files = try LawMonth.files()
    let database = try LawMonth.database(files)
    for run in try LawMonth.plan(LawMonth.may, of: database) {
      _ = try ReviewRun(database.workplace, by: "approver")
        .acknowledge(run.id, .all, reason: "drawn at random")
    }
    for site in [Site.cn, .intl] {
      #expect(throws: Refusal.self, "nobody has approved") { try close(site, of: database) }
      let run = try run(of: site, .inReview, in: database)
      try ReviewRun(database.workplace, by: "approver").approve(run.id)
      _ = try close(site, of: database)
    }
    let before = try contents(of: database)
    #expect(before.count > 50)

    for site in [Site.cn, .intl] {
      _ = try close(site, of: database)
      _ = try close(site, of: database, onlyIfDue: true)
      let run = try run(of: site, .sealed, in: database)
      #expect(throws: Refusal.self) { try SealRun(database.workplace, by: "settler")(run.id) }
      #expect(throws: Refusal.self) {
        try ReviewRun(database.workplace, by: "approver").approve(run.id)
      }
      #expect(throws: Refusal.self) { try database.plan(LawMonth.may, site: site) }
      let invoices = try IssueFeeInvoices(database.workplace, by: "settler")(of: run.id)
      #expect(!invoices.isEmpty)
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
    let database = try LawMonth.database(LawMonth.files())
    try LawMonth.seal(LawMonth.may, of: database)
    let expected = try sealed(in: database)
    try replay(LawMonth.may, of: database)

    try database.setClock("2026-07-03T12:00:00+08:00")
    try addLaterFacts(to: database)
    LawMonth.expect(try sealed(in: database), toBe: expected, "after later facts")
    try replay(LawMonth.may, of: database)

    let june = try LawMonth.seal(LawMonth.june, of: database)
    #expect(june.reduce(0) { $0 + $1.lines } >= 1_000, "later facts are billed in June")
    LawMonth.expect(try sealed(in: database), toBe: expected, "after June is sealed")
    for terms in ["CT-1", "CT-3", "CT-6"] {
      try database.change("csp_terms", "share_rate", to: "0.5", where: "csp_terms_id", is: terms)
    }
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

  /// Orders and usage of April and May, refunds of sealed orders, terms that hold back in time, and
  /// an adjustment.
  private func addLaterFacts(to database: TestDatabase) throws {
    var generator = Generator(seed: LawMonth.seed &+ 2)
    let sold = try database.session().query(Statements.refundable).map {
      (line: $0.text(0), paid: $0.int64(1))
    }
    #expect(sold.count >= 500)
    var files = MixedMonth(late: 1_500, refunding: sold, &generator).files
    files["product_terms"] =
      "terms_id,product_id,valid_from,share_model,share_rate,management_fee_rate\n"
      + "T-late,P-1,2026-05-02T00:00:00+08:00,deal_share,0.1,0.02\n"
    for (name, text) in files {
      let table = try #require(MarketplaceTables.named(name))
      files[name] = try BriefFacts.completed(text, of: table)
    }
    try LawMonth.load(files, into: database)
    try database.change("product_terms", "share_rate", to: "0.2", where: "terms_id", is: "T-5-1")
    try database.change(
      "tier_policy", "increment_rate", to: "0.04", where: "tier_policy_id", is: "TP")
    try database.change("partner", "certified_at", to: "2026-07-01", where: "partner_id", is: "M-3")
    let adjustment = try Adjustments(database.workplace, by: "ann").add(
      AdjustmentRequest(
        partnerID: "M-1", tab: .joint, currency: "CNY", amount: "-12.50",
        reasonCode: "CORRECTION", reason: "as agreed"))
    _ = try Adjustments(database.workplace, by: "bea").approve(adjustment.adjustment.id)
  }

  /// Calculates a month again, with one shard and with three.
  private func replay(_ period: Period, of database: TestDatabase) throws {
    for shards in [1, 3] {
      let runs = try ReplayPeriod(database.workplace, shards: shards)(period, site: nil, limit: 3)
      #expect(runs.count == 2)
      for run in runs {
        #expect(run.isSame, "\(run.run.id), \(shards) shards: \(run.differences)")
        #expect(run.contentHash == run.run.contentHash)
      }
    }
  }
}
