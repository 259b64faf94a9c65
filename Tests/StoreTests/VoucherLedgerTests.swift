import Bookkeeping
import CivilTime
import Foundation
import Operations
import Postgres
import Store
import TestKit
import Testing

/// What vouchers cost the platform, in the books. Rules 9.3 and 6.2.
@Suite("Vouchers in the ledger")
struct VoucherLedgerTests {
  /// M-1 has 96 % of P-1, the 5 % fee less 1 % of the domain reference 14.1 no. 11, and 70 % of P-2,
  /// whose vouchers the platform bears whole. M-2 has 95 % of P-3.
  private static let facts = [
    "partner": "partner_id\nM-1\nM-2\n",
    "product": "product_id,merchant_id,selling_mode\nP-1,M-1,general\nP-2,M-1,joint\n"
      + "P-3,M-2,general\n",
    "product_terms":
      "terms_id,product_id,share_model,fee_rate,share_rate,voucher_partner_share\n"
      + "T-1,P-1,platform_fee,0.04,,\nT-2,P-2,deal_share,,0.7,0\nT-3,P-3,platform_fee,0.05,,\n",
    "order_line": "line_id,product_id,sales_amount,voucher_amount,paid_at\n"
      + "L-1,P-1,850000,50000,2026-05-10T10:00:00+08:00\n"
      + "L-2,P-2,1060000,106000,2026-05-10T10:00:00+08:00\n"
      + "L-3,P-3,10010,1010,2026-05-10T10:00:00+08:00\n"
      + "L-4,P-3,1000000,0,2026-05-11T10:00:00+08:00\n"
      + "L-5,P-3,1000000,0,2026-06-11T10:00:00+08:00\n"
      + "L-6,P-3,1000000,0,2026-07-11T10:00:00+08:00\n"
      + "L-7,P-3,5000,5000,2026-05-12T10:00:00+08:00\n",
    "refund": "refund_id,line_id,paid_refunded,voucher_returned,completed_at\n"
      + "R-1,L-3,3000,0,2026-05-20T10:00:00+08:00\n"
      + "R-2,L-3,3000,0,2026-06-20T10:00:00+08:00\n"
      + "R-3,L-3,3000,1010,2026-07-20T10:00:00+08:00\n"
      + "R-4,L-7,0,2000,2026-05-21T10:00:00+08:00\n",
  ]
  private static let may = Period(year: 2026, month: 5)

  /// May, or May to July, sealed.
  ///
  /// - Parameter beforeSeal: What happens to each run when it is approved.
  private static func sealed(
    months: Int, beforeSeal: (TestDatabase) throws -> Void = { _ in }
  ) throws -> TestDatabase {
    let database = try TestDatabase(now: "2026-06-03T12:00:00+08:00")
    try database.load(csv: try BriefFacts.completed(facts))
    for month in 0..<months {
      try database.setClock("2026-0\(6 + month)-03T12:00:00+08:00")
      let run = try database.plan(Period(year: 2026, month: 5 + month), site: .cn).run.id
      try ReviewRun(database.workplace, by: "settler").submit(run)
      try ReviewRun(database.workplace, by: "approver").approve(run)
      try beforeSeal(database)
      _ = try SealRun(database.workplace, by: "settler")(run)
    }
    return database
  }

  private static func postings(
    _ source: String, _ month: Int, of database: TestDatabase
  ) throws -> [String] {
    let session = try database.session()
    return try session.transaction { (tx: borrowing Transaction) in
      try LedgerStore.postings(
        of: Period(year: 2026, month: month), site: .cn, source: source, in: tx
      ).map { "\($0.account) \($0.debit - $0.credit)" }
    }
  }

  @Test("income is posted gross, and the platform's part of a voucher against it")
  func bearers() throws {
    let database = try Self.sealed(months: 1)
    // (8,500.00 - 500.00) x 0.96 = 7,680.00. Of the voucher the merchant bears 500.00 x 0.96 =
    // 480.00, the platform 20.00: its fee is 8,500.00 x 4 % = 340.00.
    #expect(
      try Self.postings("202605-M-1-general-CNY", 5, of: database)
        == ["1012 800000", "6003 2000", "2202 -768000", "6001 -34000"])
    // 10,600.00 x 0.7 / 1.06 = 7,000.00 and 6 % tax: 7,420.00 of the 9,540.00 paid. The platform
    // keeps 2,120.00 and bears all of the 1,060.00: its margin is 3,180.00.
    #expect(
      try Self.postings("202605-M-1-joint-CNY", 5, of: database)
        == ["1012 954000", "6003 106000", "2202 -742000", "6002 -318000"])
    // L-3: 95 % of 90.00 paid is 85.50; of 10.10 the merchant bears round(9.595) = 9.60, the platform
    // 0.50. L-4: 9,500.00 and 500.00. R-1 gives back 30.00 of 90.00: 28.50, 1.50, and of the 0.50
    // round(0.1667) = 0.17. L-7 is paid by its voucher of 50.00 alone: 47.50 and 2.50, of which R-4
    // gives back 20.00 of 50.00: 1.00.
    // Paid 10,060.00; merchant 85.50 + 9,500.00 - 28.50 = 9,557.00; the platform has 503.00 left and
    // bears 0.50 - 0.17 + 2.50 - 1.00 = 1.83.
    #expect(
      try Self.postings("202605-M-2-general-CNY", 5, of: database)
        == ["1012 1006000", "6003 183", "2202 -955700", "6001 -50483"])
    #expect(try Ledger(database.workplace).check(site: nil) == [])
  }

  @Test("refunds in three parts over three months give back what vouchers cost, to the cent")
  func refunds() throws {
    let database = try Self.sealed(months: 3)
    // up to 60.00 of 90.00 round(0.3333) = 0.33, of which 0.17 came back in May: 0.16. Paid
    // 10,000.00 - 30.00, merchant 9,500.00 - 28.50; the platform has 500.00 - 1.50 = 498.50.
    #expect(
      try Self.postings("202606-M-2-general-CNY", 6, of: database)
        == ["1012 997000", "2202 -947150", "6001 -49834", "6003 -16"])
    // R-3 is the rest: 0.50 - 0.33 = 0.17. That the voucher comes back as well changes nothing of it.
    #expect(
      try Self.postings("202607-M-2-general-CNY", 7, of: database)
        == ["1012 997000", "2202 -947150", "6001 -49833", "6003 -17"])
    #expect(try Ledger(database.workplace).check(site: nil) == [])

    // Posted late, all months at once, the entries are the same.
    let before = try Self.postings("202607-M-2-general-CNY", 7, of: database)
    try database.forgetBooks()
    _ = try PostJournal(database.workplace, by: "finance")(site: .cn)
    #expect(try Self.postings("202607-M-2-general-CNY", 7, of: database) == before)
    #expect(try Ledger(database.workplace).check(site: nil) == [])
  }

  @Test("runs that an earlier release submitted are counted by the seal, to the same cent")
  func submittedEarlier() throws {
    let database = try Self.sealed(months: 3) { try $0.setVouchersBorne(nil) }
    // As above.
    #expect(
      try Self.postings("202605-M-2-general-CNY", 5, of: database)
        == ["1012 1006000", "6003 183", "2202 -955700", "6001 -50483"])
    #expect(
      try Self.postings("202607-M-2-general-CNY", 7, of: database)
        == ["1012 997000", "2202 -947150", "6001 -49833", "6003 -17"])
    #expect(try Ledger(database.workplace).check(site: nil) == [])
  }

  @Test("a count that is changed between submit and seal is found")
  func countChanged() throws {
    let database = try Self.sealed(months: 1) { try $0.setVouchersBorne(184) }
    #expect(
      try Ledger(database.workplace).check(site: .cn).map(\.sentence) == [
        "the platform bears 20.00 CNY of the vouchers of 202605-M-1-general-CNY, the books have"
          + " 1.84 CNY",
        "the platform bears 1060.00 CNY of the vouchers of 202605-M-1-joint-CNY, the books have"
          + " 1.84 CNY",
        "the platform bears 1.83 CNY of the vouchers of 202605-M-2-general-CNY, the books have"
          + " 1.84 CNY",
      ])
  }

  @Test("a voucher changed behind the books is found; batches posted net are left alone")
  func tampered() throws {
    let database = try Self.sealed(months: 1)
    try database.addToSealedLine(
      "L-2", of: 1, column: "voucher_amount", minorUnits: 100)
    let flaws = try Ledger(database.workplace).check(site: .cn)
    #expect(
      flaws.map(\.sentence) == [
        "the platform bears 1061.00 CNY of the vouchers of 202605-M-1-joint-CNY, the books have"
          + " 1060.00 CNY"
      ])
    #expect(flaws.map(\.code) == ["voucher_differs"])
    try database.forgetVouchersApart()
    #expect(try Ledger(database.workplace).check(site: .cn) == [])
  }

  @Test("hledger and Beancount accept the account that stands against income")
  func plainText() throws {
    let database = try Self.sealed(months: 2)
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).books")
    defer { try? FileManager.default.removeItem(at: file) }
    for dialect in BookDialect.allCases {
      for period in [Self.may, Self.may.next] {
        var text = ""
        _ = try ExportJournal(database.workplace)(period: period, site: nil, dialect: dialect) {
          text += $0
        }
        #expect(text.contains("Income:6003:Scn"))
        let named = file.appendingPathExtension(dialect.rawValue)
        defer { try? FileManager.default.removeItem(at: named) }
        try text.write(to: named, atomically: true, encoding: .utf8)
        try Tool.check(books: named.path)
      }
    }
  }
}
