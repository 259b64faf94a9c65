import Dispatch
import Documents
import Marketplace
import Operations
import Postgres
import Settlement
import Store
import TestKit
import Testing

/// What banks answer to payments before they book them, pain.002: July of M-1, 9,500.00 CNY, and of
/// M-3, 900.00 EUR, exported as PB-1 of either site on 10 August.
@Suite("Answers of banks")
struct PaymentAnswerTests {
  private let july = PayingWorld.july
  private let chinese = "202607-M-1-general-CNY"
  private let european = "202607-M-3-general-EUR"

  private func world(_ site: Site) throws -> PayingWorld {
    let world = try PayingWorld.sealedJuly()
    try world.request(july, site)
    #expect(try world.pay(site).batches == ["PB-1"])
    return world
  }

  private func state(_ id: String, of world: PayingWorld) throws -> StatementState? {
    try world.statements(july, id == chinese ? .cn : .eu).first { $0.id == id }?.state
  }

  private func payout(_ id: String, of world: PayingWorld) throws -> PayoutRecord {
    let session = try world.database.session()
    return try session.transaction { (tx: borrowing Transaction) in
      try #require(try PayoutStore.list(endToEndIDs: [id], in: tx).first)
    }
  }

  private func expectSound(_ world: PayingWorld) throws {
    #expect(try Ledger(world.database.workplace).check(site: nil) == [])
  }

  /// Asks for the payment of a statement once more, and pays it.
  private func payAgain(_ world: PayingWorld, _ site: Site, _ id: String) throws -> [String] {
    _ = try StatementStates(world.database.workplace, by: "ann").move(
      StatementStates.Selection(ids: [id]), to: "payment_requested", reason: "")
    return try world.pay(site).batches
  }

  @Test("an acceptance is shown, moves nothing, posts nothing, and the month waits for the booking")
  func accepted() throws {
    let world = try world(.cn)
    let entries = try world.database.count("settlement.journal_entry")
    let heard = try world.hear("R-1", BankAnswers("PB-1", "CNY", group: "ACTC"))
    #expect(heard.answers?.kept == 1 && heard.answers?.refused.isEmpty == true)
    #expect(heard.unexplained == 0)
    #expect(try state(chinese, of: world) == .paying)
    #expect(try payout(chinese, of: world).state == .sent)
    let payouts = Payouts(world.database.workplace)
    let shown = try payouts.show("PB-1").payouts.csvText
    #expect(shown.contains(",sent,,,,ACTC,2026-08-10T13:00:00+08:00"), "\(shown)")
    #expect(try payouts.list().csvText.contains(",exported,0,0,0,1,"))
    let periods = AccountingPeriods(world.database.workplace, by: "ann")
    let waiting = try periods.blockers(of: july.next, site: .cn).first {
      $0.code == "payouts_unanswered"
    }
    #expect(
      waiting?.sentence
        == "the bank has not booked 1 payout of PB-1, and refused none of them; it has answered 1")
    _ = try world.hear(
      .cn, "CN-1", [BankSays.Entry(day: "2026-08-11", amount: -950_000, endToEndID: chinese)])
    #expect(try payout(chinese, of: world).state == .paid)
    #expect(try world.database.count("settlement.journal_entry") == entries + 1)
    let late = try world.hear("R-2", BankAnswers("PB-1", "CNY", group: "ACSC"))
    #expect(late.answers?.kept == 1 && late.unexplained == 0)
    try expectSound(world)
  }

  @Test("a refused payment is the partner's turn or finance's, is paid again once, never twice")
  func refused() throws {
    let world = try world(.eu)
    let entries = try world.database.count("settlement.journal_entry")
    let refusal = BankAnswers(
      "PB-1", "EUR", group: "PART",
      [.init(european, "RJCT", reason: "AC04", information: "CLOTURE", amount: 90_000)])
    let heard = try world.hear("R-1", refusal)
    let words = "AC04: The account is closed. (CLOTURE)"
    #expect(heard.answers?.refused.map(\.endToEndID) == [european])
    #expect(heard.answers?.refused.first?.words == words)
    #expect(try state(european, of: world) == .paymentInfoError, "the partner's turn")
    let payout = try payout(european, of: world)
    #expect(payout.state == .cancelled && payout.outcome == words)
    #expect(try world.database.count("settlement.journal_entry") == entries, "no money moved")
    #expect(try Payouts(world.database.workplace).list().csvText.contains(",exported,0,0,1,1,"))
    #expect(
      try !AccountingPeriods(world.database.workplace, by: "ann").blockers(of: july.next, site: .eu)
        .contains {
          $0.code == "payouts_unanswered"
        })
    try expectSound(world)
    #expect(try payAgain(world, .eu, european) == ["PB-2"])
    let second = "\(european)-R2"
    // The same file, the same answer in another file, and the whole first batch refused.
    #expect(try world.hear("R-1", refusal).known == 1)
    var other = refusal
    other.groupStatus = nil
    #expect(try world.hear("R-1", other).known == 1)
    _ = try world.hear("R-2", BankAnswers("PB-1", "EUR", group: "RJCT"))
    #expect(try self.payout(second, of: world).state == .sent)
    #expect(try state(european, of: world) == .paying)
    _ = try world.hear(
      .eu, "EU-1", [BankSays.Entry(day: "2026-08-12", amount: -90_000, endToEndID: second)])
    #expect(try self.payout(second, of: world).state == .paid)
    #expect(try self.payout(european, of: world).state == .cancelled)
    #expect(try world.database.count("settlement.journal_entry") == entries + 1)
    try expectSound(world)
  }

  @Test("a refused file refuses all of it; a reason that is not the partner's is finance's turn")
  func refusedWhole() throws {
    let world = try world(.cn)
    let heard = try world.hear(
      "R-1", BankAnswers("PB-1", "CNY", group: "RJCT", groupReason: "AM04"))
    #expect(heard.answers?.refused.first?.words == "AM04: Our account did not have enough")
    #expect(
      heard.answers?.refused.first?.remedy
        == "Settle it with our own bank, then pay the statement again.")
    #expect(try state(chinese, of: world) == .paymentRejected)
    try expectSound(world)
  }

  @Test(
    "a payment that is booked after its refusal is left over, is not paid again, and is matched")
  func bookedAfterAll() throws {
    let world = try world(.cn)
    _ = try world.hear("R-1", BankAnswers("PB-1", "CNY", [.init(chinese, "RJCT", reason: "MS03")]))
    _ = try StatementStates(world.database.workplace, by: "ann").move(
      StatementStates.Selection(ids: [chinese]), to: "payment_requested", reason: "")
    let heard = try world.hear(
      .cn, "CN-1", [BankSays.Entry(day: "2026-08-12", amount: -950_000, endToEndID: chinese)])
    #expect(heard.paid == 0 && heard.unexplained == 1)
    let money = UnexplainedMoney(world.database.workplace, by: "ann")
    let listed = try money.list(site: .cn)
    #expect(try listed.csvText.contains("BOOKED_AFTER_REFUSED"), "\(listed.rows)")
    #expect(listed.summary == "unexplained: CNY 9,500.00")
    let plan = try #require(
      try PlanPayouts(world.database.workplace, by: "ann")(site: .cn, executionDate: nil).first)
    #expect(plan.batch == nil && plan.leftOut.map(\.code.rawValue) == ["BANK_CONTRADICTS"])
    try money.match("BE-1", with: chinese, reason: "the bank says it is final")
    #expect(try payout(chinese, of: world).state == .paid)
    #expect(try state(chinese, of: world) == .paid)
    #expect(try money.list(site: nil).summary == "nothing is unexplained")
    try expectSound(world)
  }

  @Test("an acceptance after a refusal keeps the statement out of plans until it is judged")
  func acceptedAfterAll() throws {
    let world = try world(.cn)
    _ = try world.hear("R-1", BankAnswers("PB-1", "CNY", [.init(chinese, "RJCT", reason: "MS03")]))
    _ = try StatementStates(world.database.workplace, by: "ann").move(
      StatementStates.Selection(ids: [chinese]), to: "payment_requested", reason: "")
    let later = try world.hear(
      "R-2", BankAnswers("PB-1", "CNY", group: "ACSP", at: "2026-08-10T14:00:00+08:00"))
    #expect(later.answers?.unmatched == 1 && later.unexplained == 1)
    let planning = PlanPayouts(world.database.workplace, by: "ann")
    let plan = try #require(try planning(site: .cn, executionDate: nil).first)
    #expect(plan.batch == nil && plan.leftOut.map(\.code.rawValue) == ["BANK_CONTRADICTS"])
    #expect(plan.leftOut.first?.sentence.hasPrefix("PA-2 says") == true)
    try UnexplainedMoney(world.database.workplace, by: "ann").explain(
      "PA-2", as: .noted, reason: "the bank's mistake, by telephone")
    #expect(try planning(site: .cn, executionDate: nil).first?.batch?.payouts == 1)
    try expectSound(world)
  }

  @Test("a booking after a refusal is not matched where the statement is paid anew")
  func paidAnew() throws {
    let world = try world(.cn)
    _ = try world.hear("R-1", BankAnswers("PB-1", "CNY", [.init(chinese, "RJCT", reason: "MS03")]))
    #expect(try payAgain(world, .cn, chinese) == ["PB-2"])
    _ = try world.hear(
      .cn, "CN-1", [BankSays.Entry(day: "2026-08-12", amount: -950_000, endToEndID: chinese)])
    let money = UnexplainedMoney(world.database.workplace, by: "ann")
    let refusal = #expect(throws: Refusal.self) {
      try money.match("BE-1", with: chinese, reason: "it is booked")
    }
    #expect(refusal?.code == "paid_anew")
    #expect(try payout(chinese, of: world).state == .cancelled)
    try expectSound(world)
  }

  @Test("an answer that fits nothing is listed until a person has judged it, and moves nothing")
  func unmatched() throws {
    let world = try world(.cn)
    let foreign = try world.hear(
      "R-1", BankAnswers("WAGES-11", "CNY", group: "RJCT", groupReason: "FF01"))
    #expect(foreign.answers?.unmatched == 1 && foreign.unexplained == 1)
    _ = try world.hear(
      "R-2", BankAnswers("PB-1", "CNY", [.init(chinese, "RJCT", amount: 950_001)]))
    #expect(try payout(chinese, of: world).state == .sent, "another amount is another payment")
    let money = UnexplainedMoney(world.database.workplace, by: "ann")
    let listed = try money.list(site: .cn)
    #expect(listed.summary == "nothing is unexplained; 2 answers of the bank to be judged")
    #expect(
      try listed.csvText.contains(
        "PA-1,,2026-08-10,,,ANSWER_UNMATCHED,\"The bank's answer names no payment of ours: WAGES-11, "
          + "RJCT, FF01: The bank could not read the payment\","), "\(listed.rows)")
    #expect(try listed.csvText.contains(",AMOUNT_DIFFERS,"))
    #expect(
      #expect(throws: Refusal.self) { try money.explain("PA-1", as: .charge, reason: "no") }?.code
        == "kind_not_possible")
    try money.explain("PA-1", as: .noted, reason: "the wages' own system")
    #expect(throws: Refusal.self) { try money.explain("PA-1", as: .noted, reason: "again") }
    _ = try world.hear("R-3", BankAnswers("PB-1", "CNY", group: "ACTC"))
    let session = try world.database.session()
    for afterthought in Statements.afterthoughtsOfAnswers {
      #expect(throws: PostgresError.self, "\(afterthought)") { try session.query(afterthought) }
    }
    try expectSound(world)
  }

  @Test("a refusal and a booking that are imported at once leave one of both, whoever is first")
  func atOnce() throws {
    let world = try world(.cn)
    let workplace = world.database.workplace
    let refusal = BankAnswers("PB-1", "CNY", [.init(chinese, "RJCT", reason: "AM04")]).file("R-1")
    let booking = PayingWorld.file(
      .cn, "CN-1", [BankSays.Entry(day: "2026-08-11", amount: -950_000, endToEndID: chinese)])
    DispatchQueue.concurrentPerform(iterations: 6) { person in
      do {
        _ = try ImportBank(workplace, by: "p\(person)")(person % 2 == 0 ? refusal : booking)
      } catch {
        Issue.record("person \(person): \(error)")
      }
    }
    #expect(try world.database.count("settlement.bank_file") == 2)
    #expect(try world.database.count("settlement.payment_answer") == 1)
    let state = try payout(chinese, of: world).state
    let listed = try UnexplainedMoney(workplace, by: "ann").list(site: nil)
    #expect(listed.rows.count == 1)
    switch state {
    case .paid: #expect(try listed.csvText.contains("REFUSED_AFTER_PAID"))
    case .cancelled: #expect(try listed.csvText.contains("BOOKED_AFTER_REFUSED"))
    case .planned, .sent, .returned: Issue.record("the payout is \(state)")
    }
    try expectSound(world)
  }
}

extension Listing {
  /// As CSV.
  fileprivate var csvText: String {
    get throws {
      var bytes: [UInt8] = []
      try withoutActuallyEscaping({ (part: UnsafeRawBufferPointer) in bytes += part }) { sink in
        var writer = try CSVWriter(table, to: sink)
        for row in rows { try writer.append(row) }
        try writer.finish()
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
