import CivilTime
import Operations
import Performance
import Postgres
import Store
import TestKit
import Testing

struct PerformanceTests {
  private static let facts = [
    "partner": """
    partner_id, kind, site
    M-1, merchant, cn
    A-1, csp, cn
    A-2, distributor, intl
    """,
    "customer": """
    customer_id, postpaid, csp_id
    C-1, false,
    C-2, false,
    C-3, true, A-1
    """,
    "order_line": """
    line_id, customer_id, list_amount, sales_amount, voucher_amount, credit_amount, cash_coupon_amount, paid_at, trial, csp_id
    L-1, C-1, 12000, 10000, 0, 0, 0, 2026-05-10T00:00:00+08:00, false, A-1
    L-2, C-1, 30000, 30000, 5000, 0, 10000, 2026-05-11T00:00:00+08:00, false, A-1
    L-3, C-2, 20000, 20000, 0, 20000, 0, 2026-05-12T00:00:00+08:00, false, A-1
    L-4, C-3, 999, 999, 0, 0, 0, 2026-05-13T00:00:00+08:00, true, A-1
    L-5, C-2, 7000, 7000, 0, 0, 0, 2026-05-20T00:00:00+08:00, false, A-2
    L-6, C-1, 5000, 5000, 0, 0, 0, 2026-04-05T00:00:00+08:00, false,
    L-7, C-2, 8000, 8000, 0, 8000, 0, 2026-04-10T00:00:00+08:00, false, A-1
    """,
    "repayment": """
    customer_id, month, repaid_at
    C-2, 2026-04-01, 2026-05-02T00:00:00+08:00
    C-2, 2026-05-01, 2026-06-15T00:00:00+08:00
    """,
    "refund": """
    refund_id, line_id, paid_refunded, completed_at
    R-1, L-1, 2500, 2026-05-30T00:00:00+08:00
    R-2, L-6, 5000, 2026-05-03T00:00:00+08:00
    R-3, L-7, 4000, 2026-04-20T00:00:00+08:00
    """,
    "price_plan": """
    price_plan_id, model, accumulate, currency
    PP-1, fixed, record, CNY
    """,
    "price_band": """
    price_plan_id, band, up_to, unit_price
    PP-1, 1, , 1
    """,
    "instance": """
    instance_id, line_id, product_id, customer_id, price_plan_id, charge_item, opened_at, closed_at
    I-1, , P-1, C-3, PP-1, calls, 2026-01-01T00:00:00Z,
    I-2, L-5, P-1, C-1, PP-1, calls, 2026-01-01T00:00:00Z,
    """,
  ]

  private static func database() throws -> TestDatabase {
    let database = try TestDatabase(now: "2026-06-03T12:00:00+08:00")
    try database.load(csv: try BriefFacts.completed(facts))
    return database
  }

  @Test("a row for each partner: cash when paid, credit when repaid, less the refunded share")
  func figures() throws {
    let database = try Self.database()
    // A-1: 100.00 + 150.00 paid in May, 80.00 repaid in May; of them 25.00 and 40.00 refunded.
    #expect(
      try Exported.performance(202605, of: database) == [
        "A-1,202605,estimate,CNY,3,2,620.00,20.00,25.00,330.00,265.00",
        "A-2,202605,estimate,CNY,1,1,70.00,0.00,0.00,70.00,70.00",
        "M-1,202605,estimate,CNY,4,2,690.00,20.00,75.00,400.00,595.00",
      ])
    #expect(
      try Exported.performance(202606, of: database) == [
        "A-1,202606,estimate,CNY,0,0,0.00,0.00,0.00,200.00,200.00",
        "M-1,202606,estimate,CNY,0,0,0.00,0.00,0.00,200.00,0.00",
      ])
    // The refund of unrepaid credit of April waits for the repayment.
    #expect(
      try Exported.performance(202604, of: database) == [
        "A-1,202604,estimate,CNY,1,1,80.00,0.00,40.00,0.00,0.00",
        "M-1,202604,estimate,CNY,2,2,130.00,0.00,40.00,50.00,90.00",
      ])
    #expect(try Exported.performance(202603, of: database) == [])
  }

  @Test("the state is that of the run of the partner's own site")
  func states() throws {
    let database = try Self.database()
    func states() throws -> [String] {
      try Exported.performance(202605, of: database).map {
        $0.split(separator: ",").prefix(3).joined(separator: " ")
      }
    }
    let planned = try database.plan(Exported.month(202605), site: .cn)
    #expect(
      try states() == ["A-1 202605 estimate", "A-2 202605 estimate", "M-1 202605 estimate"])
    try ReviewRun(database.workplace, by: "settler").submit(planned.run.id)
    #expect(try states() == ["A-1 202605 draft", "A-2 202605 estimate", "M-1 202605 draft"])
    try ReviewRun(database.workplace, by: "approver").approve(planned.run.id)
    #expect(try states() == ["A-1 202605 draft", "A-2 202605 estimate", "M-1 202605 draft"])
    _ = try SealRun(database.workplace, by: "settler")(planned.run.id)
    #expect(try states() == ["A-1 202605 final", "A-2 202605 estimate", "M-1 202605 final"])
  }

  @Test("usage counts in its natural period, of post-paid customers when repaid, late on its own")
  func usage() throws {
    let database = try Self.database()
    let may = try database.plan(Exported.month(202605), site: .cn).run
    let session = try database.session()
    func insert(_ run: Int32, _ instance: String, _ amount: String, _ received: String) throws {
      try session.query(
        Statements.insertUsage,
        [.int32(run), .text(instance), .int32(202605), .text(amount), .text(received)])
    }
    // I-1 is of a post-paid customer of A-1, I-2 has an order line of A-2 behind it.
    try insert(may.number, "I-1", "12.345", "2026-05-31T00:00:00+08:00")
    try insert(may.number, "I-2", "10", "2026-05-31T00:00:00+08:00")
    try database.seal(may)
    #expect(
      try Exported.performance(202605, of: database) == [
        "A-1,202605,final,CNY,3,2,620.00,20.00,25.00,330.00,265.00",
        "A-2,202605,estimate,CNY,1,2,80.00,0.00,0.00,80.00,80.00",
        "M-1,202605,final,CNY,4,2,700.00,20.00,75.00,410.00,605.00",
      ])
    let repayment = try #require(MarketplaceTables.named("repayment"))
    try database.load(csv: [
      "repayment": try BriefFacts.completed(
        "customer_id, month, repaid_at\nC-3, 2026-05-01, 2026-06-20T00:00:00+08:00\n",
        of: repayment)
    ])
    try database.setClock("2026-07-03T12:00:00+08:00")
    let june = try database.plan(Exported.month(202606), site: .cn).run
    try insert(june.number, "I-2", "1", "2026-07-02T00:00:00+08:00")
    try database.seal(june)
    #expect(
      try Exported.performance(202606, of: database) == [
        "A-1,202606,final,CNY,0,1,12.35,0.00,0.00,212.35,212.35",
        "M-1,202606,final,CNY,0,1,12.35,0.00,0.00,212.35,12.35",
      ])
    #expect(
      try Exported.performance(202607, of: database) == [
        "A-2,202607,estimate,CNY,0,1,1.00,0.00,0.00,1.00,1.00",
        "M-1,202607,estimate,CNY,0,1,1.00,0.00,0.00,1.00,1.00",
      ])
  }

  @Test(
    "a sealed month is as its run kept it, whatever is imported later; what waits for review is not"
  )
  func kept() throws {
    let database = try Self.database()
    let may = try database.plan(Exported.month(202605), site: .cn).run
    let review = ReviewRun(database.workplace, by: "settler")
    try review.submit(may.id)
    try review.reject(may.id, reason: "an order is missing")
    let orders = try #require(MarketplaceTables.named("order_line"))
    func sell(_ line: String, _ amount: Int) throws {
      try database.load(csv: [
        "order_line": try BriefFacts.completed(
          """
          line_id,product_id,customer_id,currency,sales_amount,paid_at,csp_id
          \(line),P-1,C-1,CNY,\(amount),2026-05-20T10:00:00+08:00,A-1

          """, of: orders)
      ])
    }
    try sell("L-8", 1_000)
    try database.seal(try database.plan(Exported.month(202605), site: .cn).run)
    try sell("L-9", 500)
    // 10.00 more than in `figures`, and not 15.00; A-2 is of intl, which has no run.
    let rows = [
      "A-1,202605,final,CNY,4,2,630.00,20.00,25.00,340.00,275.00",
      "A-2,202605,estimate,CNY,1,1,70.00,0.00,0.00,70.00,70.00",
      "M-1,202605,final,CNY,5,2,700.00,20.00,75.00,410.00,605.00",
    ]
    #expect(try Exported.performance(202605, of: database) == rows)
    let shown = try ShowPerformance(database.workplace)(
      partner: "A-1", period: Exported.month(202605)
    ).bands
    #expect(shown.summary == "performance CNY 275.00 in 202605 (final)")
    // A run that was submitted by an earlier release kept nothing: its month is computed again.
    try database.session().run(script: Statements.forgetPerformance)
    #expect(
      try Exported.performance(202605, of: database)[0]
        == "A-1,202605,final,CNY,5,2,635.00,20.00,25.00,345.00,280.00")
  }

  @Test("a customer counts once for a partner and currency, in whatever order its lines come")
  func customers() throws {
    let database = try TestDatabase(now: "2026-06-03T12:00:00+08:00")
    // Lines 0 to 599 of customers 0 to 199 in turn: each buys three times. Every fourth names A-1:
    // 150 lines of the 50 customers whose number is a multiple of four. One line more is in yen.
    let paid = "2026-05-10T00:00:00+08:00"
    let lines = (0..<600).map { number in
      let key = number % 200 == 0 ? String(repeating: "K", count: 400) : "C-\(number % 200)"
      return "L-\(number), \(key), CNY, 1000, \(paid), \(number % 4 == 0 ? "A-1" : "")"
    }
    let keys = [String(repeating: "K", count: 400)] + (1..<200).map { "C-\($0)" }
    try database.load(
      csv: try BriefFacts.completed([
        "partner": "partner_id, kind\nM-1, merchant\nA-1, csp\n",
        "customer": (["customer_id"] + keys).joined(separator: "\n"),
        "order_line":
          (["line_id, customer_id, currency, sales_amount, paid_at, csp_id"] + lines
          + ["L-600, C-7, JPY, 500, \(paid), "])
          .joined(separator: "\n"),
      ]))
    #expect(
      try Exported.performance(202605, of: database) == [
        "A-1,202605,estimate,CNY,150,50,1500.00,0.00,0.00,1500.00,1500.00",
        "M-1,202605,estimate,CNY,600,200,6000.00,0.00,0.00,6000.00,6000.00",
        "M-1,202605,estimate,JPY,1,1,500,0,0,500,500",
      ])
  }
}
