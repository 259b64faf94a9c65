import Bookkeeping
import CivilTime
import Marketplace
import Operations
import Postgres
import Store
import TestKit
import Testing

/// Months of the books, on May and June of `ReplayedMonths`.
@Suite("Accounting periods")
struct PeriodTests {
  private let may = ReplayedMonths.may
  private let june = ReplayedMonths.june

  private func periods(_ database: TestDatabase) -> AccountingPeriods {
    AccountingPeriods(database.workplace, by: "controller")
  }

  private func issueInvoices(_ period: Period, of database: TestDatabase) throws {
    let session = try database.session()
    let runs = try session.transaction { (tx: borrowing Transaction) in
      try RunStore.list(site: .cn, period: period, in: tx)
    }
    _ = try IssueFeeInvoices(database.workplace, by: "finance")(of: try #require(runs.first).id)
  }

  @Test("a month is closed when nothing blocks it, in order, and stays closed")
  func closed() throws {
    let database = try ReplayedMonths.sealed(junes: false)
    let periods = periods(database)
    #expect(
      try periods.blockers(of: june, site: .cn).map(\.code).sorted() == [
        "earlier_not_closed", "run_missing",
      ])
    let blocked = #expect(throws: Refusal.self) {
      try periods.set(.closed, of: may, site: .cn, reason: "month-end")
    }
    #expect(blocked?.code == "period_blocked")
    #expect(
      blocked?.sentence
        == "202605 of site cn cannot be closed: 1 fee invoices of the month are not issued")
    try issueInvoices(may, of: database)
    #expect(try periods.blockers(of: may, site: .cn) == [])
    try periods.set(.closed, of: may, site: .cn, reason: "month-end")
    try periods.set(.closed, of: may, site: .cn, reason: "again")
    let record = try #require(try periods.list(site: .cn).first { $0.period == may })
    #expect(try periods.show(may, site: .cn) == record)
    #expect(throws: Refusal.self) { try periods.show(june.next, site: .cn) }
    #expect(record.state == .closed && record.changedBy == "controller")
    #expect(record.reason == "month-end", "asked again it writes nothing")
    let reopened = #expect(throws: Refusal.self) {
      try periods.set(.open, of: may, site: .cn, reason: "please")
    }
    #expect(reopened?.code == "period_closed")
    #expect(throws: PostgresError.self, "not behind our back either") {
      try database.forgetAll("settlement.accounting_period")
    }
  }

  @Test("nothing is posted into a month that is locked, and everything once it is unlocked")
  func locked() throws {
    let database = try ReplayedMonths.sealed(junes: false)
    let periods = periods(database)
    try periods.set(.locked, of: june, site: .cn, reason: "audit")
    try database.setClock("2026-07-03T12:00:00+08:00")
    let run = try database.plan(june, site: .cn).run.id
    try ReviewRun(database.workplace, by: "settler").submit(run)
    try ReviewRun(database.workplace, by: "approver").approve(run)
    let seal = SealRun(database.workplace, by: "settler")
    let refused = #expect(throws: Refusal.self) { try seal(run) }
    #expect(refused?.code == "period_locked")
    #expect(try database.count("settlement.seal_head") == 1, "what is not posted is not sealed")
    try periods.set(.open, of: june, site: .cn, reason: "done")
    #expect(try seal(run).state == .sealed)
    #expect(try Ledger(database.workplace).check(site: .cn) == [])
  }

  @Test("a reason is asked for, and tampered books are not closed")
  func reasons() throws {
    let database = try ReplayedMonths.sealed(junes: false)
    try issueInvoices(may, of: database)
    let periods = periods(database)
    #expect(throws: Refusal.self) { try periods.set(.locked, of: may, site: .cn, reason: " ") }
    try database.tamper(.amount)
    let codes = try periods.blockers(of: may, site: .cn).map(\.code)
    #expect(codes.contains("books_unsound") && codes.contains("not_balanced"), "\(codes)")
  }
}
