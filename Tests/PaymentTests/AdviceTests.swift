import CivilTime
import Documents
import Marketplace
import Operations
import Postgres
import Settlement
import Store
import TestKit
import Testing

/// What advices say of payouts in every state that they can have after their file has left.
@Suite("Remittance advices of payouts")
struct AdviceTests {
  private let july = PayingWorld.july
  private let european = "202607-M-3-general-EUR"
  private let chinese = "202607-M-1-general-CNY"

  private func world() throws -> PayingWorld {
    let world = try PayingWorld.sealedJuly()
    for site in [Site.cn, .eu] { try world.request(july, site) }
    return world
  }

  private func advices(
    _ world: PayingWorld, statement: String? = nil, batch: String? = nil
  ) throws -> [RemittanceAdvice] {
    try RemittanceAdvices(world.database.workplace)(
      RemittanceAdvices.Selection(batch: batch, statement: statement))
  }

  @Test("money that came back less a fee, and was paid once more, has an advice for each batch")
  func paidAgain() throws {
    let world = try world()
    let first = try #require(try world.pay(.eu).batches.first)
    let heard = try world.hear(
      .eu, "EU-1",
      [
        BankSays.Entry(day: "2026-08-11", amount: -90_000, endToEndID: european),
        BankSays.Entry(
          day: "2026-08-13", amount: 88_800, endToEndID: european, returnReason: "AC04",
          charge: 1_200),
      ])
    #expect(heard.paid == 1 && heard.returned == 1 && heard.unexplained == 0)
    _ = try StatementStates(world.database.workplace, by: "ann").move(
      StatementStates.Selection(ids: [european]), to: "payment_requested", reason: "")
    let second = try #require(try world.pay(.eu).batches.first)
    let told = try advices(world, statement: european)
    #expect(told.map(\.number) == ["\(first)-M-3", "\(second)-M-3"])
    let returned = try #require(told.first?.payments.first)
    #expect(
      returned.state
        == .returned(
          paidOn: try CivilDate(parsing: "2026-08-11"), on: try CivilDate(parsing: "2026-08-13"),
          reason: "AC04: The account is closed."))
    #expect(returned.fee?.decimalText == "12.00" && returned.bankReference == "EU-1-1")
    #expect(try told.map { try $0.standing.decimalText } == ["0.00", "900.00"])
    let again = try #require(told.last?.payments.first)
    #expect(again.endToEndID == european + "-R2" && again.state == .sent && again.fee == nil)
    #expect(told.last?.payer.maskedNumber == "…3000" && told.last?.payee.maskedNumber == "…2606")
  }

  @Test("a difference that a person explained as a charge is a fee; what a bank refused is told")
  func byHand() throws {
    let world = try world()
    let batch = try #require(try world.pay(.cn).batches.first)
    _ = try world.hear(.cn, "CN-1", [BankSays.Entry(day: "2026-08-11", amount: -951_200)])
    let money = UnexplainedMoney(world.database.workplace, by: "ann")
    try money.match("BE-1", with: chinese, reason: "the bank lost the id")
    #expect(try advices(world, batch: batch).first?.payments.first?.fee == nil, "not explained")
    try money.explain("BE-1", as: .charge, reason: "their fee")
    let paid = try #require(try advices(world, batch: batch).first?.payments.first)
    #expect(paid.fee?.decimalText == "12.00" && paid.amount.decimalText == "9500.00")
    #expect(paid.state == .paid(on: try CivilDate(parsing: "2026-08-11")))
    _ = try world.pay(.eu)
    try Payouts(world.database.workplace, by: "ann").fail(european, reason: "their system was down")
    let refused = try #require(try advices(world, statement: european).first)
    #expect(refused.payments.map(\.state) == [.refused(reason: "their system was down")])
    #expect(try refused.failed.decimalText == "900.00")
  }

  @Test("all that a batch pays a partner is on one advice, and its total is the sum")
  func several() throws {
    let world = try PayingWorld(now: "2026-07-31T12:00:00+08:00")
    try world.load("product", "product_id,merchant_id,selling_mode\nP-5,M-1,joint\n")
    try world.load(
      "product_terms", "terms_id,product_id,share_model,share_rate\nT-5,P-5,deal_share,0.7\n")
    try world.load(
      "order_line",
      """
      line_id,product_id,sales_amount,paid_at
      L-1,P-1,1000000,2026-07-10T10:00:00+08:00
      L-5,P-5,212000,2026-07-11T10:00:00+08:00

      """)
    try world.seal(july, .cn, at: "2026-08-10T12:00:00+08:00")
    let joint = "202607-M-1-joint-CNY"
    let states = StatementStates(world.database.workplace, by: "ann")
    func move(_ ids: [String], _ state: String) throws {
      _ = try states.move(StatementStates.Selection(ids: ids), to: state, reason: "")
    }
    try move([chinese, joint], "countersigning")
    try move([joint], "pending_invoice")
    let outcome = try PartnerInvoices(world.database.workplace, by: "ann").receive(
      PartnerInvoices.Received(
        number: "RE-1", issuedOn: CivilDate(at: world.database.now), gross: "1484.00",
        taxRate: "0.06", title: "云商店平台", remark: joint), for: joint)
    #expect(outcome.flaws == [])
    try move([chinese, joint], "payment_requested")
    let batch = try #require(try world.pay(.cn).batches.first)
    let advice = try #require(try advices(world, statement: joint).first)
    #expect(advice.number == "\(batch)-M-1")
    // 95 % of 10,000.00; 70 % of 2,120.00.
    #expect(advice.payments.map(\.amount.decimalText) == ["9500.00", "1484.00"])
    #expect(try advice.total.decimalText == "10984.00")
    #expect(try advices(world, batch: batch) == [advice], "whichever way it is asked for")
  }
}
