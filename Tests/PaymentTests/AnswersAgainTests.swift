import Marketplace
import Operations
import Postgres
import Store
import TestKit
import Testing

/// What banks answer before the payout that it names is known, or out, or back: decision 46.
@Suite("Answers of banks that are tried again")
struct AnswersAgainTests {
  private let july = PayingWorld.july
  private let chinese = "202607-M-1-general-CNY"

  /// July is requested; PB-1, 9,500.00 CNY to M-1, is approved, and its file has not left.
  private func approved() throws -> PayingWorld {
    let world = try PayingWorld.sealedJuly()
    try world.request(july, .cn)
    let plans = try PlanPayouts(world.database.workplace, by: "ann")(site: .cn, executionDate: nil)
    #expect(plans.compactMap { $0.batch?.id } == ["PB-1"])
    _ = try Payouts(world.database.workplace, by: "bea").approve("PB-1", ifPlan: nil)
    return world
  }

  private func export(_ world: PayingWorld) throws {
    _ = try Payouts(world.database.workplace, by: "ann").export("PB-1") { _ in }
  }

  private func payout(_ world: PayingWorld) throws -> PayoutRecord {
    let session = try world.database.session()
    return try session.transaction { (tx: borrowing Transaction) in
      try #require(try PayoutStore.list(endToEndIDs: [chinese], in: tx).first)
    }
  }

  /// The codes of answers that fit nothing, each with its number.
  private func open(_ world: PayingWorld) throws -> [String] {
    let session = try world.database.session()
    return try session.transaction { (tx: borrowing Transaction) in
      try PaymentAnswerStore.open(in: tx).map { "\($0.id) \($0.verdict)" }
    }
  }

  private func unjudged(_ world: PayingWorld, _ site: Site) throws -> [CloseBlocker] {
    try AccountingPeriods(world.database.workplace, by: "ann").blockers(of: july.next, site: site)
      .filter { $0.code == "bank_answers_unjudged" }
  }

  @Test("an acceptance from before the export holds the month up, and fits once the file is out")
  func acceptedBefore() throws {
    let world = try approved()
    _ = try world.hear("R-1", BankAnswers("PB-1", "CNY", group: "ACTC"))
    #expect(try open(world) == ["PA-1 NOT_SENT"])
    #expect(
      try unjudged(world, .cn) == [
        CloseBlocker(
          code: "bank_answers_unjudged",
          sentence: "1 answer of the bank, PA-1: The bank answers a payment whose file has not "
            + "been exported",
          remedy: "finance judges: Ask the bank who gave it the file, before anything is paid "
            + "again; then `settled payout explain PA-1 --kind noted`")
      ])
    #expect(try unjudged(world, .eu) == [], "the batch is another site's")
    try export(world)
    #expect(try open(world) == [])
    #expect(try unjudged(world, .cn) == [])
    let shown = try Payouts(world.database.workplace).list()
    #expect(shown.rows.count == 1)
    #expect(try payout(world).state == .sent)
    let trail = try AuditTrail(world.database.workplace).list(
      subject: "PA-1", actor: "ann", action: "bank_answer_judged_again", since: nil, limit: 9)
    #expect(trail.rows.count == 1)
    #expect(try AuditSeals(world.database.workplace)().findings == [])
  }

  @Test("a refusal from before the export gives nothing up: the file that left may be made")
  func refusedBefore() throws {
    let world = try approved()
    let refusal = BankAnswers("PB-1", "CNY", [.init(chinese, "RJCT", reason: "AM04")])
    _ = try world.hear("R-1", refusal)
    #expect(try open(world) == ["PA-1 NOT_SENT"])
    try export(world)
    #expect(try open(world) == ["PA-1 REFUSED_BEFORE_SENT"])
    #expect(try world.hear("R-1", refusal).known == 1)
    #expect(try payout(world).state == .sent)
    #expect(
      try unjudged(world, .cn).map(\.remedy) == [
        "finance judges: Ask the bank whether it has the file since; `settled payout fail` if it has "
          + "not; then `settled payout explain PA-1 --kind noted`"
      ])
    try Payouts(world.database.workplace, by: "ann").fail(chinese, reason: "it has one file alone")
    #expect(try payout(world).state == .cancelled)
    #expect(try open(world) == [], "what the bank said is what was done")
  }

  @Test("an acceptance of a batch that is given up keeps its statement from being paid")
  func acceptedAndCancelled() throws {
    let world = try approved()
    _ = try world.hear("R-1", BankAnswers("PB-1", "CNY", group: "ACSP"))
    _ = try Payouts(world.database.workplace, by: "ann").cancel("PB-1", reason: "another day")
    #expect(try open(world) == ["PA-1 ACCEPTED_AFTER_REFUSED"])
    let plan = try #require(
      try PlanPayouts(world.database.workplace, by: "ann")(site: .cn, executionDate: nil).first)
    #expect(plan.batch == nil && plan.leftOut.map(\.code.rawValue) == ["BANK_CONTRADICTS"])
  }

  @Test("a refusal of what was booked fits once the money is back")
  func refusedAndReturned() throws {
    let world = try approved()
    try export(world)
    _ = try world.hear(
      .cn, "CN-1", [BankSays.Entry(day: "2026-08-11", amount: -950_000, endToEndID: chinese)])
    _ = try world.hear("R-1", BankAnswers("PB-1", "CNY", [.init(chinese, "RJCT", reason: "AC04")]))
    #expect(try open(world) == ["PA-1 REFUSED_AFTER_PAID"])
    let heard = try world.hear(
      .cn, "CN-2", [BankSays.Entry(day: "2026-08-13", amount: 950_000, endToEndID: chinese)])
    #expect(heard.returned == 1 && heard.unexplained == 0)
    #expect(try open(world) == [])
  }

  @Test("what was said of a batch nobody knew is said of its payments once it is known")
  func batchComes() throws {
    let world = try PayingWorld.sealedJuly()
    _ = try world.hear("R-1", BankAnswers("PB-1", "CNY", group: "ACTC"))
    #expect(try open(world) == ["PA-1 ANSWER_UNMATCHED"])
    #expect(try unjudged(world, .cn).count == 1 && unjudged(world, .eu).count == 1)
    try world.request(july, .cn)
    #expect(try world.pay(.cn).batches == ["PB-1"])
    #expect(try open(world) == [])
    let session = try world.database.session()
    let last = try session.transaction { (tx: borrowing Transaction) in
      try PaymentAnswerStore.last(of: [chinese], in: tx)[chinese]
    }
    #expect(last?.status == "ACTC" && last?.acceptedAt != nil)
    #expect(try world.database.count("settlement.payment_answer") == 2)
  }

  @Test("a month is not closed over an answer that names nothing of ours until it is explained")
  func closing() throws {
    let world = try PayingWorld.sealedJuly()
    let periods = AccountingPeriods(world.database.workplace, by: "ann")
    #expect(try periods.blockers(of: july, site: .eu) == [])
    var wages = BankAnswers("WAGES-7", "EUR", group: "RJCT", groupReason: "FF01")
    wages.at = "2026-07-31T23:59:59+08:00"
    _ = try world.hear("R-1", wages)
    wages.at = "2026-08-01T00:00:00+08:00"
    _ = try world.hear("R-2", wages)
    #expect(
      try periods.blockers(of: july, site: .eu).map(\.sentence) == [
        "1 answer of the bank, PA-1: The bank's answer names no payment of ours"
      ])
    let refusal = #expect(throws: Refusal.self) {
      try periods.set(.closed, of: july, site: .eu, reason: "month-end")
    }
    #expect(refusal?.code == "period_blocked")
    try UnexplainedMoney(world.database.workplace, by: "ann").explain(
      "PA-1", as: .noted, reason: "the wages' own system")
    try periods.set(.closed, of: july, site: .eu, reason: "month-end")
    #expect(try unjudged(world, .eu).count == 1, "August waits for the other one")
  }

  @Test("a bank's file reads what is out and what it names, not every payout there was")
  func reported() throws {
    let world = try approved()
    try export(world)
    _ = try world.hear(
      .cn, "CN-1", [BankSays.Entry(day: "2026-08-11", amount: -950_000, endToEndID: chinese)])
    try world.request(july, .eu)
    #expect(try world.pay(.eu).batches == ["PB-2"])
    let european = "202607-M-3-general-EUR"
    let session = try world.database.session()
    func read(_ ids: [String] = [], _ batches: [String] = [], _ returns: [Int64] = []) throws
      -> [String]
    {
      try session.transaction { (tx: borrowing Transaction) in
        try PayoutStore.reported(endToEndIDs: ids, batches: batches, returns: returns, in: tx)
          .map(\.endToEndID)
      }
    }
    #expect(try read() == [european])
    #expect(try read([chinese]) == [chinese, european])
    #expect(try read([], ["PB-1"]) == [chinese, european])
    #expect(try read([], [], [950_000]) == [chinese, european])
    #expect(try read(["another"], ["PB-3"], [950_001]) == [european])
  }
}
