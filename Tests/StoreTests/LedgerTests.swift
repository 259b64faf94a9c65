import Bookkeeping
import CivilTime
import Dispatch
import Foundation
import Marketplace
import Operations
import Postgres
import Store
import Synchronization
import TestKit
import Testing

/// The books of May and June of `ReplayedMonths`, in CNY.
@Suite("Ledger")
struct LedgerTests {
  /// In June the fee of 1 % of 4,000.00 is less than the 5 % of 3,000.00 that come back from May.
  static let givenBack = [
    "product": "product_id\nP-1\nP-2\n",
    "product_terms": "terms_id,product_id,fee_rate\nT-1,P-1,0.05\nT-2,P-2,0.01\n",
    "order_line": "line_id,product_id,sales_amount,paid_at\n"
      + "L-1,P-1,300000,2026-05-10T10:00:00+08:00\n"
      + "L-2,P-2,400000,2026-06-10T10:00:00+08:00\n",
    "refund": "refund_id,line_id,paid_refunded,completed_at\n"
      + "R-1,L-1,300000,2026-06-20T10:00:00+08:00\n",
  ]

  private let may = ReplayedMonths.may
  private let june = ReplayedMonths.june
  private let mayRun = "RUN-202605-cn-1"

  private func postings(
    _ source: String, _ period: Period, of database: TestDatabase
  ) throws -> [Posting] {
    let session = try database.session()
    return try session.transaction { (tx: borrowing Transaction) in
      try LedgerStore.postings(of: period, site: .cn, source: source, in: tx).map {
        Posting(account: $0.account, debit: $0.debit, credit: $0.credit)
      }
    }
  }

  private func balances(
    _ period: Period, isByPartner: Bool = false, of database: TestDatabase
  ) throws -> [AccountBalance] {
    let session = try database.session()
    return try session.transaction { (tx: borrowing Transaction) in
      try LedgerStore.balances(of: period, site: nil, isByPartner: isByPartner, in: tx)
    }
  }

  @Test("a seal posts each statement: what was paid, and who has it")
  func sealed() throws {
    let database = try ReplayedMonths.sealed()
    // L-1 of 4,000.00 less 1,000.00 refunded, L-2 of 3,000.00: the merchant has 96 % of 6,000.00,
    // S-2 3 % of 3,000.00 and S-1 2 % of 3,000.00.
    #expect(
      try postings("202605-M-1-general-CNY", may, of: database) == [
        Posting(account: "1012", debit: 600_000, credit: 0),
        Posting(account: "2202", debit: 0, credit: 576_000),
        Posting(account: "2203", debit: 0, credit: 15_000),
        Posting(account: "6001", debit: 0, credit: 9_000),
      ])
    #expect(
      try postings("202605-S-2-csp-CNY", may, of: database) == [
        Posting(account: "2203", debit: 9_000, credit: 0),
        Posting(account: "2202", debit: 0, credit: 9_000),
      ])
    // The quarter of S-1 ends in June.
    #expect(
      try postings("202606-S-1-csp-CNY", june, of: database) == [
        Posting(account: "2203", debit: 6_000, credit: 0),
        Posting(account: "2202", debit: 0, credit: 6_000),
      ])
    let end = try balances(june, of: database)
    #expect(end.reduce(0) { $0 + $1.closing } == 0)
    // In June O-1 gave back half of its 63.60 of L-3 (3 % of 2,000.00 and 6 % tax); what M-2 gives back
    // lies below the minimum and waits. All other shares are on statements.
    #expect(end.first { $0.account == "2203" }?.closing == -3_180)
    #expect(try Ledger(database.workplace).check(site: nil) == [])
  }

  @Test("what explains a sealed line names its journal entry")
  func explained() throws {
    let database = try ReplayedMonths.sealed(junes: false)
    let session = try database.session()
    let explanation = try session.transaction { (tx: borrowing Transaction) in
      try Examination(database.workplace).explanation(of: "L-2", in: tx)
    }
    let entry = try #require(
      try session.transaction { (tx: borrowing Transaction) in
        try LedgerStore.postings(
          of: may, site: .cn, source: "202605-M-1-general-CNY", in: tx)
      }.first?.number)
    #expect(explanation.lines.first?.place?.journalEntry == "cn-\(entry)")
    #expect(explanation.headline.contains("sealed, journal entry cn-\(entry))"))
  }

  @Test("posting again writes nothing, and what was sealed before there were books is posted")
  func again() throws {
    let database = try ReplayedMonths.sealed()
    let entries = try database.count("settlement.journal_entry")
    #expect(entries >= 6)
    let post = PostJournal(database.workplace, by: "finance")
    #expect(try post(site: nil) == 0)
    let before = try balances(june, isByPartner: true, of: database)
    try database.forgetBooks()
    #expect(try database.count("settlement.journal_entry") == 0)
    #expect(try post(site: .intl) == 0)
    #expect(Int64(try post(site: nil)) == entries)
    #expect(try balances(june, isByPartner: true, of: database) == before)
    #expect(try Ledger(database.workplace).check(site: nil) == [])
  }

  @Test("a fee invoice posts its tax, once")
  func invoices() throws {
    let database = try ReplayedMonths.sealed(junes: false)
    let invoice = try #require(
      try IssueFeeInvoices(database.workplace, by: "finance")(of: mayRun).first)
    _ = try IssueFeeInvoices(database.workplace, by: "finance")(of: mayRun)
    // The fee is the platform's 90.00 and the providers' 150.00; 6 % of 240.00 is 14.40.
    #expect(
      try postings(invoice.id, may, of: database) == [
        Posting(account: "1122", debit: 1_440, credit: 0),
        Posting(account: "2221.01", debit: 0, credit: 1_440),
      ])
  }

  @Test("a credit takes fee and tax off the account in its own month, an adjustment pays the fee")
  func credited() throws {
    let database = try ReplayedMonths.sealed(junes: false)
    let invoice = try #require(
      try IssueFeeInvoices(database.workplace, by: "finance")(of: mayRun).first)
    // Of the fee of 240.00, 40.00 are given back with 6 % of them: 2.40.
    let credit = try CreditInvoice(database.workplace, by: "finance")(
      invoice.id, amount: "40.00", reason: "rate corrected")
    let month = Period(containing: database.workplace.now())
    #expect(month != may)
    let posted = try postings(credit.id, month, of: database)
    #expect(
      posted == [
        Posting(account: "2221.01", debit: 240, credit: 0),
        Posting(account: "6001", debit: 4_000, credit: 0),
        Posting(account: "1122", debit: 0, credit: 4_240),
      ])
    let periods = AccountingPeriods(database.workplace, by: "finance")
    try periods.set(.locked, of: month, site: .cn, reason: "counted")
    #expect(throws: Refusal.self, "no number is used") {
      try CreditInvoice(database.workplace, by: "finance")(invoice.id, reason: "the rest")
    }
    #expect(try Invoices(database.workplace).gaps().rows.isEmpty)
    try periods.set(.open, of: month, site: .cn, reason: "not all of it")

    let adjustment = try FeeCreditTests.payBack(credit.id, "40.00", database)
    try FeeCreditTests.expectNoMore(than: credit, of: invoice, in: database)
    _ = try Adjustments(database.workplace, by: "bea").approve(adjustment.adjustment.id)
    try database.setClock("2026-07-03T12:00:00+08:00")
    try database.seal(june, site: .cn)
    let paid = try postings("202606-M-1-general-CNY", june, of: database)
    #expect(paid.contains(Posting(account: "1122", debit: 4_000, credit: 0)), "\(paid)")
    #expect(!paid.contains { $0.account == "6711" })
    #expect(try Ledger(database.workplace).check(site: nil) == [])
  }

  @Test("of two who give back most of an invoice at once one is refused, and no number is lost")
  func creditedAtOnce() throws {
    let database = try ReplayedMonths.sealed(junes: false)
    let invoice = try #require(
      try IssueFeeInvoices(database.workplace, by: "finance")(of: mayRun).first)
    let workplace = database.workplace
    let outcomes = Mutex<[String]>([])
    // Of the fee of 240.00 each of eight wants 150.00.
    DispatchQueue.concurrentPerform(iterations: 8) { person in
      let outcome: String
      do {
        outcome = try CreditInvoice(workplace, by: "p\(person)")(
          invoice.id, amount: "150.00", reason: "asked for by \(person)"
        ).id
      } catch {
        outcome = (error as? Refusal)?.code ?? "\(error)"
      }
      outcomes.withLock { $0.append(outcome) }
    }
    #expect(
      outcomes.withLock { $0.sorted() } == ["CN-CRN-2026-000001"]
        + [String](repeating: "credit_too_large", count: 7))
    #expect(try Invoices(workplace).gaps().rows.isEmpty)
    #expect(try Ledger(workplace).check(site: nil) == [])
  }

  @Test("a credit note that corrects no invoice is posted and on record, though it has no page")
  func withoutInvoice() throws {
    let database = try TestDatabase(now: "2026-06-03T12:00:00+08:00")
    try database.load(csv: BriefFacts.completed(Self.givenBack))
    try database.seal(may, site: .cn)
    try database.setClock("2026-07-03T12:00:00+08:00")
    let run = try database.seal(june, site: .cn)
    let credit = try #require(
      try IssueFeeInvoices(database.workplace, by: "finance")(of: run.id).first)
    // 1 % of 4,000.00 less 5 % of 3,000.00: 110.00 are given back, and 6 % tax of them.
    #expect(credit.id == "CN-CRN-2026-000001" && credit.originalID == nil)
    #expect(
      try postings(credit.id, june, of: database) == [
        Posting(account: "2221.01", debit: 660, credit: 0),
        Posting(account: "1122", debit: 0, credit: 660),
      ])
    let issued = try AuditTrail(database.workplace).list(
      subject: run.id, actor: nil, action: "fee_invoices_issued", since: nil, limit: 10)
    #expect(issued.rows.count == 1)
  }

  @Test("rows are only added by a posting that balances, and never changed")
  func refused() throws {
    let database = try ReplayedMonths.sealed(junes: false)
    for table in ["journal_batch", "journal_entry"] {
      #expect(throws: PostgresError.self) { try database.forgetAll("settlement.\(table)") }
    }
    #expect(throws: PostgresError.self, "no batch of its own") { try database.postStray() }
    for (amounts, flaw) in [
      ([100, -99], "debits_equal_credits"), ([100, -100], "has another hash than its content"),
      ([100], "postings_are_two_or_more"), ([100, 0, -100], "no_posting_is_of_nothing"),
      ([1, 2, 3, 4, 5, 6, -20], "debits_equal_credits"),
      ([1, 2, 3, 4, 5, 6, -21], "has another hash than its content"),
    ] {
      let error = #expect(throws: PostgresError.self) { try database.postBatch(amounts) }
      #expect("\(String(describing: error))".contains(flaw), "\(String(describing: error))")
    }
    let error = #expect(throws: PostgresError.self) {
      try database.postBatch([100, -100], account: "9999")
    }
    #expect(error?.message.contains("account 9999 does not exist") == true)
    #expect(try Ledger(database.workplace).check(site: nil) == [])
  }

  @Test("what a superuser changes is found and named", arguments: JournalTampering.allCases)
  func tampered(_ tampering: JournalTampering) throws {
    let database = try ReplayedMonths.sealed()
    try database.tamper(tampering)
    let flaws = try Ledger(database.workplace).check(site: .cn)
    #expect(flaws.contains { $0.number == tampering.entry }, "\(flaws)")
  }

  @Test(
    "hledger and Beancount accept the books and know the same balances", arguments: [false, true])
  func plainText(laterMonth: Bool) throws {
    let database = try ReplayedMonths.sealed()
    let period = laterMonth ? june : may
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for dialect in BookDialect.allCases {
      let file = folder.appending(path: "books.\(dialect.rawValue)").path
      var text = ""
      let entries = try ExportJournal(database.workplace)(
        period: period, site: nil, dialect: dialect
      ) { text += $0 }
      #expect(entries >= 3)
      try text.write(toFile: file, atomically: true, encoding: .utf8)
      try Tool.check(books: file)
      if dialect == .hledger {
        let balances = try Tool.run(
          "hledger", ["-f", file, "balance", "--flat", "--no-total", "-O", "csv"])
        for balance in try self.balances(period, isByPartner: true, of: database)
        where balance.closing != 0 {
          let name = BookAccount(
            kind: balance.kind, code: balance.account, site: "cn",
            partner: balance.partnerID.isEmpty ? nil : (balance.partnerID, balance.tab)
          ).name
          let sign = balance.closing < 0 ? "-" : ""
          let size = balance.closing.magnitude
          let amount = "\(sign)\(size / 100).\(String(format: "%02d", Int(size % 100)))"
          #expect(balances.contains("\"\(name)\",\"\(amount) CNY\""), "\(name) \(amount)")
        }
      }
      // One cent in any place is found.
      let broken = text.replacing("5760.00", with: "5760.01", maxReplacements: 1)
      try #require(broken != text)
      try broken.write(toFile: file, atomically: true, encoding: .utf8)
      #expect(throws: Tool.Failure.self) {
        try Tool.check(books: file)
      }
    }
  }
}
