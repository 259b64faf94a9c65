import CivilTime
import Marketplace
import Operations
import Postgres
import Settlement
import Store
import TestKit
import Testing

/// Payouts of one month of M-1, 9,500.00 CNY, and M-3, 900.00 EUR, sealed and requested on 10 August.
@Suite("Payouts")
struct PayoutTests {
  private let july = PayingWorld.july
  private let chinese = "202607-M-1-general-CNY"
  private let european = "202607-M-3-general-EUR"

  private func world() throws -> PayingWorld {
    let world = try PayingWorld.sealedJuly()
    for site in [Site.cn, .eu] { try world.request(july, site) }
    return world
  }

  private func plan(_ world: PayingWorld, _ site: Site) throws -> PlanPayouts.Plan {
    try #require(
      try PlanPayouts(world.database.workplace, by: "ann")(site: site, executionDate: nil).first)
  }

  private func state(_ id: String, of world: PayingWorld) throws -> StatementState? {
    let session = try world.database.session()
    return try session.transaction { (tx: borrowing Transaction) in
      try StatementStateStore.list(id: id, in: tx).first?.state
    }
  }

  @Test(
    "a batch needs a second person and the file that was looked at; exported again it is the same")
  func signatures() throws {
    let world = try world()
    let batch = try #require(try plan(world, .eu).batch)
    #expect(batch.payouts == 1 && batch.total == 90_000)
    #expect(batch.executionDate.text == "2026-08-11", "the next working day")
    #expect(try plan(world, .eu).batch == nil, "what is in a batch is not planned again")
    let payouts = Payouts(world.database.workplace, by: "ann")
    let other = Payouts(world.database.workplace, by: "bea")
    #expect(
      #expect(throws: Refusal.self) { try payouts.approve(batch.id, ifPlan: nil) }?.kind
        == .notPermitted)
    #expect(
      #expect(throws: Refusal.self) { try other.approve(batch.id, ifPlan: "00000000") }?.code
        == "plan_changed")
    #expect(
      #expect(throws: Refusal.self) { try payouts.export(batch.id) { _ in } }?.code
        == "batch_is_planned")
    let hash = try #require(batch.fileHash).hex
    #expect(try other.approve(batch.id, ifPlan: String(hash.prefix(8))).state == .approved)
    struct DiskFull: Error {}
    #expect(throws: DiskFull.self) { try payouts.export(batch.id) { _ in throw DiskFull() } }
    #expect(
      try state(european, of: world) == .paymentRequested, "what was not written was not sent")
    var files: [[UInt8]] = []
    for _ in 1...2 { _ = try payouts.export(batch.id) { files.append($0) } }
    #expect(files.count == 2 && files[0] == files[1])
    #expect(
      String(decoding: files[0], as: UTF8.self).contains("<EndToEndId>\(european)</EndToEndId>"))
    #expect(try state(european, of: world) == .paying)
    #expect(
      #expect(throws: Refusal.self) { try payouts.cancel(batch.id, reason: "late") }?.code
        == "batch_is_exported")
    try payouts.fail(european, reason: "the bank refused it")
    #expect(try state(european, of: world) == .paymentRejected)
  }

  @Test("a batch that is given up frees its statements, under another end-to-end id")
  func cancelled() throws {
    let world = try world()
    let batch = try #require(try plan(world, .cn).batch)
    let payouts = Payouts(world.database.workplace, by: "ann")
    #expect(try payouts.cancel(batch.id, reason: "wrong day").state == .cancelled)
    let again = try #require(try plan(world, .cn).batch)
    #expect(try payouts.show(again.id).payouts.rows.count == 1)
    let session = try world.database.session()
    let ids = try session.transaction { (tx: borrowing Transaction) in
      try PayoutStore.list(batch: again.number, in: tx).map(\.endToEndID)
    }
    #expect(ids == ["\(chinese)-R2"])
    #expect(throws: Refusal.self, "a Sunday") {
      try PlanPayouts(world.database.workplace, by: "ann")(
        site: .cn, executionDate: CivilDate(year: 2026, month: 8, day: 16))
    }
  }

  @Test(
    "who cannot be paid is left out with the reason, and missing details are the partner's turn")
  func leftOut() throws {
    let world = try world()
    let hold = try Holds(world.database.workplace, by: "ann").add(partner: "M-1", reason: "fraud?")
    #expect(try plan(world, .cn).leftOut.map(\.code.rawValue) == ["HELD"])
    try Holds(world.database.workplace, by: "ann").release(hold)
    try world.database.change("partner", "bank_account", to: "", where: "partner_id", is: "M-3")
    #expect(try plan(world, .eu).leftOut.map(\.code.rawValue) == ["NO_BANK_DETAILS"])
    #expect(try state(european, of: world) == .paymentInfoError)
    var details = BankAccounts.Proposal()
    details.account = "FR1420041010050500013M02606"
    let accounts = BankAccounts(world.database.workplace, by: "ann")
    let number = try accounts.propose(details, for: "M-3", reason: "letter of 9 August")
    _ = try BankAccounts(world.database.workplace, by: "bea").approve(number)
    _ = try StatementStates(world.database.workplace, by: "ann").move(
      StatementStates.Selection(ids: [european]), to: "payment_requested", reason: "")
    #expect(try plan(world, .eu).batch?.payouts == 1, "the first details do not cool")
    details.account = "FR1420041010050500013M02607"
    let wrong = #expect(throws: Refusal.self) {
      try accounts.propose(details, for: "M-3", reason: "typed wrongly")
    }
    #expect(wrong?.code == "account_unreadable")
  }

  @Test("other bank details in the marketplace than were verified stop the payment")
  func changedBehind() throws {
    let world = try world()
    let batch = try #require(try plan(world, .cn).batch)
    _ = try Payouts(world.database.workplace, by: "ann").cancel(batch.id, reason: "test")
    try world.database.change(
      "partner", "bank_account", to: "6217000000000000", where: "partner_id", is: "M-1")
    let plan = try plan(world, .cn)
    #expect(plan.batch == nil && plan.leftOut.map(\.code.rawValue) == ["BANK_DETAILS_DIFFER"])
    #expect(try state(chinese, of: world) == .paymentRequested)
  }

  @Test("bank details that were decided are refused another word, by the server")
  func decided() throws {
    let world = try PayingWorld(now: "2026-08-10T12:00:00+08:00")
    let number = try BankAccounts(world.database.workplace, by: "ann").propose(
      BankAccounts.Proposal(), for: "M-1", reason: "as certified")
    let session = try world.database.session()
    #expect(throws: PostgresError.self, "another account than was proposed") {
      try session.query(Statements.afterthoughts[0])
    }
    _ = try BankAccounts(world.database.workplace, by: "bea").approve(number)
    for afterthought in Statements.afterthoughts {
      #expect(throws: PostgresError.self, "\(afterthought)") { try session.query(afterthought) }
    }
    let details = try session.transaction { (tx: borrowing Transaction) in
      try BankDetailStore.list(partner: "M-1", in: tx)
    }
    #expect(details.map(\.state) == [.approved] && details.first?.approvedBy == "bea")
  }

  @Test("what the bank says counts once, in any file; what does not add up is not read")
  func heard() throws {
    let world = try world()
    _ = try world.pay(.cn)
    let entry = BankSays.Entry(day: "2026-08-11", amount: -950_000, endToEndID: chinese)
    let bank = BankSays(account: PayingWorld.chinese, currency: "CNY", entries: [entry])
    let importing = ImportBank(world.database.workplace, by: "ann")
    let wrong = #expect(throws: Refusal.self) { try importing(bank.file("A", claimed: 1)) }
    #expect(wrong?.code == "statement_does_not_add_up")
    var stranger = bank
    stranger.account = "6222020200119999"
    #expect(
      #expect(throws: Refusal.self) { try importing(stranger.file("A")) }?.code == "account_unknown"
    )
    #expect(
      #expect(throws: Refusal.self) { try importing(Array("<x/>".utf8)) }?.code
        == "bank_file_unreadable")
    #expect(try importing(bank.file("A")).paid == 1)
    let again = try importing(bank.file("A"))
    #expect(again.entries == 0 && again.known == 1 && again.paid == 0)
    // The day after, with yesterday's booking and one more.
    var longer = bank
    longer.entries.append(BankSays.Entry(day: "2026-08-12", amount: 70_000, information: "hello"))
    let next = try importing(longer.file("A"))
    #expect(next.entries == 1 && next.known == 1 && next.unexplained == 1)
    #expect(try world.database.count("settlement.bank_entry") == 2)
    try UnexplainedMoney(world.database.workplace, by: "ann").explain(
      "BE-2", as: .receipt, reason: "a customer paid here")
    #expect(try Ledger(world.database.workplace).check(site: nil) == [])
  }

  @Test("what came before its payment, and what lost its id, is matched later or by hand")
  func matched() throws {
    let world = try world()
    // The bank booked a payment that it was told of by telephone: nothing is out yet.
    let early = try world.hear(
      .eu, "EU-1", [BankSays.Entry(day: "2026-08-10", amount: -90_000, endToEndID: european)])
    #expect(early.unexplained == 1 && early.paid == 0)
    _ = try world.pay(.eu)
    let later = try world.hear(
      .eu, "EU-1",
      [
        BankSays.Entry(day: "2026-08-10", amount: -90_000, endToEndID: european)
      ])
    #expect(later.paid == 1 && later.unexplained == 0 && later.entries == 0)
    #expect(try state(european, of: world) == .paid)
    _ = try world.pay(.cn)
    // 9,512.00 left, of which 12.00 nobody explains.
    let lost = try world.hear(.cn, "CN-1", [BankSays.Entry(day: "2026-08-11", amount: -951_200)])
    #expect(lost.unexplained == 1)
    let money = UnexplainedMoney(world.database.workplace, by: "ann")
    try money.match("BE-2", with: chinese, reason: "the bank lost the id")
    #expect(try state(chinese, of: world) == .paid)
    #expect(try money.list(site: .cn).summary == "unexplained: CNY 12.00")
    try money.explain("BE-2", as: .writeOff, reason: "below what asking costs")
    #expect(try money.list(site: nil).summary == "nothing is unexplained")
    #expect(throws: Refusal.self) { try money.explain("BE-2", as: .charge, reason: "again") }
    #expect(try Ledger(world.database.workplace).check(site: nil) == [])
  }

  @Test("books that have another payment than the bank booked are found")
  func tampered() throws {
    let world = try world()
    _ = try world.pay(.cn)
    _ = try world.hear(
      .cn, "CN-1", [BankSays.Entry(day: "2026-08-11", amount: -950_000, endToEndID: chinese)])
    #expect(throws: PostgresError.self, "the amount of a payout is fixed") {
      try world.database.change(payout: chinese, amount: 950_001, behindTriggers: false)
    }
    try world.database.change(payout: chinese, amount: 950_001, behindTriggers: true)
    let flaws = try Ledger(world.database.workplace).check(site: .cn)
    #expect(flaws.map(\.code) == ["payout_differs"])
    #expect(
      flaws.first?.sentence
        == "payment of \(chinese): the bank booked 950001 minor units, the books have 950000")
  }
}
