import Amounts
import Bookkeeping
import CivilTime
import Foundation
import Marketplace
import Operations
import Postgres
import Settlement
import Store
import TestKit
import Testing

/// Three months of two sites, from the orders to the bank, by the amounts that the rules give by hand.
@Suite("A quarter")
struct QuarterTests {
  private let july = PayingWorld.july
  private let august = PayingWorld.july.next
  private let september = PayingWorld.july.next.next

  @Test(
    "two sites, three months: every payout is its lines, nothing is unexplained, books agree",
    arguments: [true, false])
  func quarter(isConfined: Bool) throws {
    let world = try PayingWorld(now: "2026-07-31T12:00:00+08:00")
    // The owner of the tables may do everything; who operates may do all of this.
    if isConfined { try world.database.confine(mayImport: true) }
    try sellInJuly(world)
    try payJuly(world)
    try sellInAugust(world)
    try payAugust(world)
    try closeAndReopen(world)
    try paySeptember(world)
    // What the accounts come to by hand: CNY 9,500.00 left, came back and left again, 1,930.00 and
    // 19,000.00 left, and 12.00 were a charge. EUR 990.00 and 1,845.00 left, 2.50 were a charge.
    #expect(try balance("1002", .cn, of: world) == -3_044_200)
    #expect(try balance("6603", .cn, of: world) == 1_200)
    #expect(try balance("1002", .eu, of: world) == -283_750)
    #expect(try balance("6603", .eu, of: world) == 250)
    #expect(try balance("2202", .cn, of: world) == 0, "everybody is paid")
    #expect(try balance("2202", .eu, of: world) == 0)
  }

  private func sellInJuly(_ world: PayingWorld) throws {
    // M-1: 10,000.00 less 5 %. M-3: 1,000.00 less 10 %, and 100 units of usage less 10 %.
    try world.load(
      "order_line",
      """
      line_id,product_id,customer_id,currency,sales_amount,paid_at
      L-1,P-1,C-1,CNY,1000000,2026-07-10T10:00:00+08:00
      L-3,P-3,C-3,EUR,100000,2026-07-11T10:00:00+08:00

      """)
    try world.load(
      "usage_record",
      "usage_id,instance_id,begin_time,usage_value\n1,I-4,2026-07-15T10:00:00+08:00,100\n")
    try world.seal(july, .cn, at: "2026-08-03T12:00:00+08:00")
    try world.seal(july, .eu, at: "2026-08-07T12:00:00+08:00")
    #expect(try payable(july, .cn, of: world) == ["202607-M-1-general-CNY": 950_000])
    #expect(try payable(july, .eu, of: world) == ["202607-M-3-general-EUR": 99_000])
    try expectSound(world, upTo: july)
  }

  private func payJuly(_ world: PayingWorld) throws {
    try world.request(july, .cn)
    try world.request(july, .eu)
    #expect(try world.pay(.cn).leftOut.isEmpty)
    #expect(try world.pay(.eu).batches == ["PB-2"])
    try expectSound(world, upTo: july)
    let eu = try world.hear(
      .eu, "EU-1",
      [
        BankSays.Entry(
          day: "2026-08-12", amount: -99_250, endToEndID: "202607-M-3-general-EUR", charge: 250)
      ])
    #expect(eu.paid == 1 && eu.unexplained == 0)
    #expect(try states(july, .eu, of: world) == [.paid])
    // M-1's account is closed: it comes back, and the partner gives new details.
    let paid = try world.hear(
      .cn, "CN-1",
      [BankSays.Entry(day: "2026-08-11", amount: -950_000, endToEndID: "202607-M-1-general-CNY")])
    #expect(paid.paid == 1)
    let back = try world.hear(
      .cn, "CN-2",
      [
        BankSays.Entry(
          day: "2026-08-13", amount: 950_000, endToEndID: "202607-M-1-general-CNY",
          returnReason: "AC04")
      ])
    #expect(back.returned == 1 && back.unexplained == 0)
    #expect(try states(july, .cn, of: world) == [.paymentInfoError])
    try expectSound(world, upTo: august)
    try changeBank(world)
    let again = try world.hear(
      .cn, "CN-3",
      [BankSays.Entry(day: "2026-08-21", amount: -950_000, endToEndID: "202607-M-1-general-CNY-R2")]
    )
    #expect(again.paid == 1)
    #expect(try states(july, .cn, of: world) == [.paid])
    try expectSound(world, upTo: august)
  }

  /// A second person and 48 hours lie between the change and the money.
  private func changeBank(_ world: PayingWorld) throws {
    try world.database.setClock("2026-08-17T10:00:00+08:00")
    var details = BankAccounts.Proposal()
    details.account = "6217000099998888"
    let number = try BankAccounts(world.database.workplace, by: "ann").propose(
      details, for: "M-1", reason: "called back on the number on file")
    _ = try StatementStates(world.database.workplace, by: "ann").move(
      StatementStates.Selection(ids: ["202607-M-1-general-CNY"]), to: "payment_requested",
      reason: "new details")
    #expect(try world.pay(.cn).leftOut.map(\.code.rawValue) == ["BANK_CHANGE_OPEN"])
    let own = #expect(throws: Refusal.self) {
      try BankAccounts(world.database.workplace, by: "ann").approve(number)
    }
    #expect(own?.kind == .notPermitted)
    let usable = try BankAccounts(world.database.workplace, by: "bea").approve(number)
    #expect(try usable == Instant(parsing: "2026-08-19T10:00:00+08:00"))
    try world.database.setClock("2026-08-19T09:59:59+08:00")
    #expect(try world.pay(.cn).leftOut.map(\.code.rawValue) == ["BANK_CHANGE_COOLING"])
    try world.database.setClock("2026-08-19T10:00:00+08:00")
    #expect(try world.pay(.cn).leftOut.isEmpty)
  }

  private func sellInAugust(_ world: PayingWorld) throws {
    try world.database.setClock("2026-08-25T10:00:00+08:00")
    // M-3 gives back all of L-3; 50 units of July come late. M-1 sells 2,000.00.
    try world.load(
      "refund",
      "refund_id,line_id,paid_refunded,completed_at\nR-3,L-3,100000,2026-08-20T10:00:00+08:00\n")
    try world.load(
      "usage_record",
      "usage_id,instance_id,begin_time,usage_value,received_at\n"
        + "2,I-4,2026-07-20T10:00:00+08:00,50,2026-08-22T10:00:00+08:00\n")
    try world.load(
      "order_line",
      "line_id,product_id,customer_id,currency,sales_amount,paid_at\n"
        + "L-2,P-1,C-1,CNY,200000,2026-08-12T10:00:00+08:00\n")
    // M-1 disputes July and is right about 30.00.
    let disputes = Disputes(world.database.workplace, by: "ann")
    let number = try disputes.add(
      "202607-M-1-general-CNY", reason: "30.00 are missing", evidence: "ticket 88")
    let adjustments = Adjustments(world.database.workplace, by: "ann")
    let adjustment = try adjustments.add(
      AdjustmentRequest(
        partnerID: "M-1", tab: .general, currency: "CNY", amount: "30.00",
        reasonCode: "DISPUTE", reason: "dispute 1", statementID: "202607-M-1-general-CNY"))
    _ = try Adjustments(world.database.workplace, by: "bea").approve(adjustment.adjustment.id)
    try disputes.answer(number, "you are right", adjustmentID: adjustment.adjustment.id)
    try world.seal(august, .cn, at: "2026-09-03T12:00:00+08:00")
    try world.seal(august, .eu, at: "2026-09-07T12:00:00+08:00")
    // 2,000.00 less 5 % and the adjustment; −900.00 and 50 units less 10 %: nothing to pay, −855.00
    // carried forward.
    #expect(try payable(august, .cn, of: world) == ["202608-M-1-general-CNY": 193_000])
    #expect(try payable(august, .eu, of: world) == ["202608-M-3-general-EUR": 0])
    #expect(try states(august, .eu, of: world) == [.settledZero])
    try expectSound(world, upTo: august)
  }

  private func payAugust(_ world: PayingWorld) throws {
    try world.request(august, .cn)
    #expect(try world.pay(.cn).leftOut.isEmpty)
    let outcome = try world.hear(
      .cn, "CN-4",
      [
        BankSays.Entry(day: "2026-09-10", amount: -193_000, endToEndID: "202608-M-1-general-CNY")
      ])
    #expect(outcome.paid == 1 && outcome.unexplained == 0)
    try expectSound(world, upTo: september)
  }

  /// August is closed; a charge of 31 August arrives, and two people let it in.
  private func closeAndReopen(_ world: PayingWorld) throws {
    let periods = AccountingPeriods(world.database.workplace, by: "controller")
    for month in [july, august] {
      #expect(try periods.blockers(of: month, site: .cn) == [])
      try periods.set(.closed, of: month, site: .cn, reason: "month-end")
    }
    try world.database.setClock("2026-09-14T10:00:00+08:00")
    let late = try world.hear(
      .cn, "CN-5",
      [BankSays.Entry(day: "2026-08-31", amount: -1_200, information: "account fee")])
    #expect(late.unexplained == 1)
    #expect(
      try periods.blockers(of: september, site: .cn).map(\.code).contains("bank_unexplained"))
    let reopenings = PeriodReopenings(world.database.workplace, by: "ann")
    let number = try reopenings.request(
      august, site: .cn, hours: 24, reason: "the account fee of August came late")
    let own = #expect(throws: Refusal.self) { try reopenings.approve(number) }
    #expect(own?.kind == .notPermitted)
    try PeriodReopenings(world.database.workplace, by: "bea").approve(number)
    try world.database.setClock("2026-09-14T11:00:00+08:00")
    try UnexplainedMoney(world.database.workplace, by: "ann").explain(
      "BE-6", as: .charge, reason: "account fee of August")
    try reopenings.end(number)
    let differences = try reopenings.differences(number)
    #expect(differences.rows.count == 2, "1002 and 6603 of CNY")
    #expect(differences.summary == "2 accounts changed")
    #expect(try balance("6603", .cn, of: world, in: august) == 1_200)
    try expectSound(world, upTo: august)
  }

  private func paySeptember(_ world: PayingWorld) throws {
    // M-1: 20,000.00 less 5 %. M-3: 3,000.00 less 10 %, less what it owes: 2,700.00 − 855.00.
    try world.load(
      "order_line",
      """
      line_id,product_id,customer_id,currency,sales_amount,paid_at
      L-4,P-1,C-1,CNY,2000000,2026-09-12T10:00:00+08:00
      L-5,P-3,C-3,EUR,300000,2026-09-13T10:00:00+08:00

      """)
    try world.seal(september, .cn, at: "2026-10-08T12:00:00+08:00")
    try world.seal(september, .eu, at: "2026-10-08T13:00:00+08:00")
    #expect(try payable(september, .cn, of: world) == ["202609-M-1-general-CNY": 1_900_000])
    #expect(try payable(september, .eu, of: world) == ["202609-M-3-general-EUR": 184_500])
    for site in [Site.cn, .eu] {
      try world.request(september, site)
      #expect(try world.pay(site).leftOut.isEmpty)
    }
    let cn = try world.hear(
      .cn, "CN-6",
      [
        BankSays.Entry(day: "2026-10-12", amount: -1_900_000, endToEndID: "202609-M-1-general-CNY")
      ])
    let eu = try world.hear(
      .eu, "EU-2",
      [BankSays.Entry(day: "2026-10-12", amount: -184_500, endToEndID: "202609-M-3-general-EUR")])
    #expect(cn.paid == 1 && eu.paid == 1 && cn.unexplained + eu.unexplained == 0)
    try expectSound(world, upTo: september.next)
  }

  /// Trial balance zero on each site, books as they were posted, payouts as they were booked, and
  /// hledger and Beancount agree to the minor unit.
  private func expectSound(_ world: PayingWorld, upTo period: Period) throws {
    #expect(try Ledger(world.database.workplace).check(site: nil) == [])
    for balances in [
      try self.balances(.cn, period, of: world), try self.balances(.eu, period, of: world),
    ] {
      #expect(balances.reduce(0) { $0 + $1.closing } == 0)
    }
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for dialect in BookDialect.allCases {
      let file = folder.appending(path: "books.\(dialect.rawValue)").path
      var text = ""
      _ = try ExportJournal(world.database.workplace)(
        period: period, site: nil, dialect: dialect
      ) { text += $0 }
      try text.write(toFile: file, atomically: true, encoding: .utf8)
      try Tool.check(books: file)
    }
  }

  private func balances(
    _ site: Site, _ period: Period, of world: PayingWorld
  ) throws -> [AccountBalance] {
    let session = try world.database.session()
    return try session.transaction { (tx: borrowing Transaction) in
      try LedgerStore.balances(of: period, site: site, isByPartner: false, in: tx)
    }
  }

  private func balance(
    _ account: String, _ site: Site, of world: PayingWorld, in period: Period? = nil
  ) throws -> Int64 {
    try balances(site, period ?? september.next, of: world).filter { $0.account == account }
      .reduce(0) { $0 + $1.closing }
  }

  private func payable(
    _ period: Period, _ site: Site, of world: PayingWorld
  ) throws -> [String: Int64] {
    Dictionary(
      uniqueKeysWithValues: try world.statements(period, site).map {
        ($0.id, $0.payable.minorUnits)
      })
  }

  private func states(
    _ period: Period, _ site: Site, of world: PayingWorld
  ) throws -> [StatementState] {
    try world.statements(period, site).map(\.state)
  }
}
