import CivilTime
import Marketplace
import Operations
import Postgres
import Settlement
import Store
import TestKit
import Testing

/// What happens to statements after their seal, rules 8.2 and 8.3.
@Suite("States of statements")
struct StateTests {
  private let july = PayingWorld.july
  private let chinese = "202607-M-1-general-CNY"
  private let european = "202607-M-3-general-EUR"

  @Test("the server knows the same steps as the rule", arguments: StatementState.allCases)
  func steps(_ state: StatementState) throws {
    let database = try TestDatabase()
    let followers = Set(
      [true, false].flatMap { state.followers(isInvoiced: $0) }.map(\.rawValue))
    #expect(try Set(database.moves(from: state.rawValue)) == followers)
  }

  @Test("a step that rule 8.2 does not have is refused, by us and by the server")
  func refused() throws {
    let world = try PayingWorld.sealedJuly()
    let states = StatementStates(world.database.workplace, by: "ann")
    func move(_ id: String, _ state: String, _ reason: String = "") throws {
      _ = try states.move(StatementStates.Selection(ids: [id]), to: state, reason: reason)
    }
    #expect(
      #expect(throws: Refusal.self) { try move(chinese, "payment_requested") }?.code
        == "no_such_step")
    #expect(#expect(throws: Refusal.self) { try move(chinese, "paid") }?.code == "state_follows")
    #expect(#expect(throws: Refusal.self) { try move(chinese, "lost") }?.code == "state_unknown")
    try move(chinese, "countersigning")
    #expect(
      #expect(throws: Refusal.self) { try move(chinese, "countersign_rejected") }?.code
        == "reason_missing")
    try move(chinese, "countersign_rejected", "the refund of L-1 is missing")
    try move(chinese, "pending_countersign")
    try move(chinese, "countersigning")
    #expect(
      #expect(throws: Refusal.self) { try move(chinese, "pending_invoice") }?.code
        == "no_such_step",
      "nobody invoices the platform for general goods of cn")
    try move(chinese, "payment_requested")
    #expect(throws: PostgresError.self) {
      try world.database.step(chinese, from: "payment_requested", to: "paid")
    }
    #expect(throws: PostgresError.self, "it is elsewhere") {
      try world.database.step(chinese, from: "pending_countersign", to: "countersigning")
    }
    #expect(try states.steps(chinese).rows.count == 5)
  }

  @Test("steps have a last day, and what is late is listed")
  func overdue() throws {
    let world = try PayingWorld.sealedJuly()
    let states = StatementStates(world.database.workplace, by: "ann")
    // Sealed on Monday 10 August; eight working days later is Thursday 20 August.
    try world.database.setClock("2026-08-20T23:59:00+08:00")
    #expect(
      try states.list(StatementStates.Selection(site: .cn), isOverdueOnly: true).rows.isEmpty)
    try world.database.setClock("2026-08-21T00:00:00+08:00")
    let late = try states.list(StatementStates.Selection(site: .cn), isOverdueOnly: true)
    #expect(late.summary == "1 statement, 1 overdue")
    try world.request(july, .cn)
    // Requested on Friday 21 August; six working days later is Monday 31 August.
    try world.database.setClock("2026-08-31T12:00:00+08:00")
    #expect(
      try states.list(StatementStates.Selection(site: .cn), isOverdueOnly: true).rows.isEmpty)
    try world.database.setClock("2026-09-01T12:00:00+08:00")
    #expect(
      try states.list(StatementStates.Selection(site: .cn), isOverdueOnly: true).rows.count == 1)
  }

  @Test(
    "a partner's invoice is held against its statement; a wrong one is rejected with everything")
  func invoices() throws {
    let world = try PayingWorld.sealedJuly()
    let states = StatementStates(world.database.workplace, by: "ann")
    let month = StatementStates.Selection(period: july, site: .eu)
    let invoices = PartnerInvoices(world.database.workplace, by: "ann")
    var received = PartnerInvoices.Received(
      number: "RE-1", issuedOn: CivilDate(at: world.database.now), gross: "900.01",
      taxRate: "0.20", title: "Somebody", remark: "thank you")
    let early = #expect(throws: Refusal.self) { try invoices.receive(received, for: european) }
    #expect(early?.code == "no_invoice_expected")
    _ = try states.move(month, to: "countersigning", reason: "")
    _ = try states.move(month, to: "pending_invoice", reason: "")
    #expect(
      try invoices.receive(received, for: european).flaws == [
        "the amount is 900.01 EUR, the statement has 900.00 EUR",
        "it is made out to \"Somebody\" and not to \"云商店平台\" (The marketplace)",
        "its remark does not name 202607-M-3-general-EUR",
      ])
    #expect(try world.statements(july, .eu).map(\.state) == [.invoiceRejected])
    received.gross = "900.00"
    received.title = "云商店平台"
    received.remark = "settlement 202607-M-3-general-EUR"
    #expect(try invoices.receive(received, for: european).flaws == [])
    #expect(try world.statements(july, .eu).map(\.state) == [.invoiceReview])
    #expect(try states.move(month, to: "payment_requested", reason: "") == 1)
  }

  @Test("a dispute is a mark; one at a time, and its adjustment corrects that statement")
  func disputes() throws {
    let world = try PayingWorld.sealedJuly()
    let disputes = Disputes(world.database.workplace, by: "ann")
    let number = try disputes.add(chinese, reason: "an order is missing", evidence: "")
    #expect(
      #expect(throws: Refusal.self) {
        try disputes.add(chinese, reason: "two", evidence: "")
      }?.code == "dispute_open")
    #expect(try world.statements(july, .cn).map(\.state) == [.pendingCountersign])
    #expect(try world.statements(july, .cn).first?.disputedAt == world.database.now)
    let adjustment = try Adjustments(world.database.workplace, by: "ann").add(
      AdjustmentRequest(
        partnerID: "M-3", tab: .general, currency: "EUR", amount: "1.00", reasonCode: "OTHER",
        reason: "of somebody else", statementID: european))
    #expect(
      #expect(throws: Refusal.self) {
        try disputes.answer(number, "yes", adjustmentID: adjustment.adjustment.id)
      }?.code == "adjustment_of_another")
    try disputes.answer(number, "no, it was billed in June", adjustmentID: nil)
    #expect(try world.statements(july, .cn).first?.disputedAt == nil)
    #expect(
      #expect(throws: Refusal.self) {
        try disputes.answer(number, "once more", adjustmentID: nil)
      }?.code == "dispute_answered")
    #expect(try disputes.list(isOpenOnly: true).rows.isEmpty)
  }
}
