import Amounts
import CivilTime
import Documents
import Marketplace
import Operations
import Performance
import Postgres
import Store
import TestKit
import Testing

struct IncentiveTests {
  private static let facts = [
    "partner": """
    partner_id, kind
    M-1, merchant
    A-1, csp
    A-2, reseller
    """,
    "customer": "customer_id\nC-1\nC-2\n",
    "product": "product_id\nP-1\nP-2\n",
    "product_terms": "terms_id, product_id\nT-1, P-1\nT-2, P-2\n",
    "csp_terms": """
    csp_terms_id, csp_id, product_id, valid_from, valid_to, share_rate, authorised_discount, service_tax_rate
    CT-1, A-1, , 2026-01-01T00:00:00+08:00, , 0.01, ,
    """,
    "order_line": """
    line_id, customer_id, product_id, sales_amount, credit_amount, paid_at, csp_id
    L-1, C-1, P-1, 80000, 0, 2026-04-10T00:00:00+08:00, A-1
    L-2, C-1, P-2, 120000, 0, 2026-05-10T00:00:00+08:00, A-1
    L-3, C-2, P-1, 50000, 50000, 2026-05-12T00:00:00+08:00, A-1
    L-4, C-2, P-1, 30000, 0, 2026-05-13T00:00:00+08:00, A-2
    L-5, C-2, P-1, 20000, 0, 2025-12-13T00:00:00+08:00, A-1
    """,
    "incentive_policy": """
    policy_id, name, site, valid_from, valid_to, cycle, mode, threshold, currency, partner_id, product_id
    I-M, Monthly, cn, 2026-01-01T00:00:00+08:00, , month, whole, 50000, CNY, ,
    I-P, Product, cn, 2026-05-01T00:00:00+08:00, 2026-06-01T00:00:00+08:00, month, whole, 0, CNY, A-1, P-2
    I-Q, Quarter, cn, 2026-01-01T00:00:00+08:00, , quarter, marginal, 0, CNY, A-1,
    I-Y, Year, cn, 2026-01-01T00:00:00+08:00, , year, whole, 0, CNY, A-1,
    """,
    "incentive_band": """
    policy_id, from_amount, rate
    I-M, 0, 0.01
    I-M, 100000, 0.02
    I-P, 0, 0.05
    I-Q, 0, 0.01
    I-Q, 100000, 0.03
    I-Y, 0, 0.001
    """,
  ]

  private func database() throws -> TestDatabase {
    let database = try TestDatabase(now: "2026-05-03T12:00:00+08:00")
    try database.load(csv: try BriefFacts.completed(Self.facts))
    return database
  }

  private func add(_ table: String, _ text: String, to database: TestDatabase) throws {
    let contract = try #require(MarketplaceTables.named(table))
    try database.load(csv: [table: try BriefFacts.completed(text, of: contract)])
  }

  /// What a run of the month owes.
  private func outcome(_ month: Int32, of database: TestDatabase) throws -> [String] {
    try database.session().transaction { (tx: borrowing Transaction) in
      let catalogue = try CatalogueReader.catalogue(of: .cn, in: tx)
      let outcome = try IncentiveStage(
        site: .cn, period: Exported.month(month), catalogue: catalogue, in: tx
      ).lines(in: tx)
      return outcome.wholeLines.map { line in
        [
          line.sourceID, catalogue.partners[line.partner].id, line.currency.code,
          "\(line.amount)", line.period.text, line.readyAt.text(), line.reasons.text,
        ].joined(separator: " ")
      }
    }
  }

  @Test("months, quarters and years have their lines when they end, over their partner and product")
  func cycles() throws {
    let database = try database()
    #expect(
      try outcome(202604, of: database) == [
        "I-M/202604 A-1 CNY 800 202604 2026-05-01T00:00:00+08:00 "
      ])
    // L-3 on credit freezes A-1's May, but not the incentive of P-2. A-2 is below the threshold.
    #expect(
      try outcome(202605, of: database) == [
        "I-M/202604 A-1 CNY 800 202604 2026-05-01T00:00:00+08:00 ",
        "I-M/202605 A-1 CNY 2400 202605 2026-06-01T00:00:00+08:00 INCENTIVE_FROZEN",
        "I-P/202605 A-1 CNY 6000 202605 2026-06-01T00:00:00+08:00 ",
      ])
    // Quarter: 1,000.00 at 1 % and 1,000.00 at 3 %.
    #expect(
      try outcome(202606, of: database).suffix(1) == [
        "I-Q/2026Q2 A-1 CNY 4000 202606 2026-07-01T00:00:00+08:00 INCENTIVE_FROZEN"
      ])
    #expect(
      try outcome(202612, of: database).suffix(1) == [
        "I-Y/2026 A-1 CNY 200 202612 2027-01-01T00:00:00+08:00 INCENTIVE_FROZEN"
      ])
  }

  @Test("a frozen cycle is ready at its last repayment, and the credit counts in that month")
  func thaw() throws {
    let database = try database()
    try add(
      "repayment", "customer_id, month, repaid_at\nC-2, 2026-05-01, 2026-07-09T10:00:00+08:00\n",
      to: database)
    #expect(
      try outcome(202606, of: database).contains(
        "I-M/202605 A-1 CNY 2400 202607 2026-07-09T10:00:00+08:00 AFTER_CUTOFF"))
    // July: 500.00 repaid reach the threshold: 5.00.
    let july = try outcome(202607, of: database)
    #expect(
      july.filter { $0.hasPrefix("I-M") } == [
        "I-M/202604 A-1 CNY 800 202604 2026-05-01T00:00:00+08:00 ",
        "I-M/202605 A-1 CNY 2400 202607 2026-07-09T10:00:00+08:00 ",
        "I-M/202607 A-1 CNY 500 202607 2026-08-01T00:00:00+08:00 ",
      ])
  }

  @Test("a run keeps what it computed, and a later refund bills the difference once")
  func difference() throws {
    let database = try database()
    let april = try database.seal(Exported.month(202604), site: .cn)
    let session = try database.session()
    #expect(
      try session.query(Statements.listIncentives, [.int32(april.number)]).map { $0.text(0) } == [
        "I-M/202604 A-1 I-M - CNY 80000 800 0 800 0"
      ])
    #expect(try !outcome(202605, of: database).contains { $0.hasPrefix("I-M/202604") })

    // 800.00 less 300.00 is the threshold: 5.00 instead of 8.00. Less 300.01 is below it: nothing.
    try add(
      "refund",
      "refund_id, line_id, paid_refunded, completed_at\nR-1, L-1, 30000, 2026-05-20T08:00:00+08:00\n",
      to: database)
    try database.setClock("2026-06-03T12:00:00+08:00")
    #expect(
      try outcome(202605, of: database).first
        == "I-M/202604/2 A-1 CNY -300 202605 2026-05-20T08:00:00+08:00 ")
    try database.seal(Exported.month(202605), site: .cn)
    try add(
      "refund",
      "refund_id, line_id, paid_refunded, completed_at\nR-2, L-1, 1, 2026-06-20T08:00:00+08:00\n",
      to: database)
    #expect(
      try outcome(202606, of: database).first
        == "I-M/202604/3 A-1 CNY -500 202606 2026-06-20T08:00:00+08:00 ")
  }

  @Test("a partner's month shows how far it is from the next band")
  func progress() throws {
    let database = try database()
    let shown = try ShowPerformance(database.workplace)(
      partner: "A-1", period: Exported.month(202605)
    ).bands
    #expect(shown.summary == "performance CNY 1,200.00 in 202605 (estimate)")
    #expect(
      shown.rows.map { row in row.map(text).joined(separator: "|") } == [
        "incentive|I-M||202605|CNY|1200.00|0.020000|24.00|1||facts",
        "incentive|I-P|P-2|202605|CNY|1200.00|0.050000|60.00|0||facts",
        "incentive|I-Q||2026Q2|CNY|2000.00|0.030000|40.00|1||facts",
        "incentive|I-Y||2026|CNY|2000.00|0.001000|2.00|1||facts",
      ])
    let april = try ShowPerformance(database.workplace)(
      partner: "A-1", period: Exported.month(202604)
    ).bands
    #expect(
      april.rows.map { text($0[9]) } == [
        "200.00 more by 30 April lifts the rate to 2 %",
        "200.00 more by 30 June lifts the rate to 3 %", "",
      ])
    #expect(throws: Refusal.self) {
      try ShowPerformance(database.workplace)(partner: "A-9", period: Exported.month(202605))
    }
  }

  private func text(_ cell: TableCell) -> String {
    switch cell {
    case .empty: ""
    case .text(let text): text
    case .amount(let amount): amount.decimalText
    case .total(let total): total.decimalText
    case .rate(let rate): rate.decimalText
    case .quantity(let quantity): decimalText(quantity, decimals: 4)
    case .instant(let instant): instant.text()
    case .date(let date): date.text
    case .integer(let value): String(value)
    }
  }

  @Test("purchases that do not fit 64 bits in sum park their provider, and the others have theirs")
  func overflow() throws {
    let database = try database()
    try add(
      "order_line",
      """
      line_id, customer_id, product_id, sales_amount, paid_at, csp_id
      L-8, C-1, P-1, 9000000000000000000, 2026-05-11T00:00:00+08:00, A-2
      L-9, C-1, P-1, 9000000000000000000, 2026-05-12T00:00:00+08:00, A-2

      """, to: database)
    try database.session().transaction { (tx: borrowing Transaction) in
      let outcome = try IncentiveStage(
        site: .cn, period: Exported.month(202605),
        catalogue: CatalogueReader.catalogue(of: .cn, in: tx), in: tx
      ).lines(in: tx)
      // April and May of A-1, and May of P-2 alone, are as before.
      #expect(
        outcome.wholeLines.map(\.sourceID) == ["I-M/202604", "I-M/202605", "I-P/202605"])
      let refusals = outcome.refusals
      #expect(refusals.map(\.sourceID) == ["I-M/202605"])
      #expect(refusals.map(\.partnerID) == ["A-2"])
      #expect(
        refusals.map(\.detail) == [
          "what was bought through A-2 in 202605 in CNY, or its incentive I-M, does not fit 64 bits"
        ])
    }
    // 18 trillion million yuan, and 300.00 more; the export says so to the last digit.
    let shown = try ShowPerformance(database.workplace)(
      partner: "A-2", period: Exported.month(202605)
    ).bands
    #expect(shown.rows.isEmpty)
    #expect(
      shown.summary == "performance CNY 180,000,000,000,000,300.00 in 202605 (estimate); "
        + "I-M/202605 does not fit 64 bits and is not computed")
    #expect(
      try Exported.performance(202605, of: database)[1]
        == "A-2,202605,estimate,CNY,3,2,180000000000000300.00,0.00,0.00,180000000000000300.00,"
        + "180000000000000300.00")
  }

  @Test("a site without policies owes no incentives")
  func noPolicies() throws {
    let database = try TestDatabase()
    try database.load(csv: try BriefFacts.completed([:]))
    #expect(try outcome(202604, of: database) == [])
  }
}
