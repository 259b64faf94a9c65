import CivilTime
import Marketplace
import Operations
import Store
import TestKit
import Testing

@Suite("Why two runs differ")
struct RunDiffTests {
  private func changes(_ comparison: RunComparison) -> [String] {
    comparison.changes.changes.map {
      "\($0.key.partnerID) \($0.productID) \($0.reason.rawValue) \($0.change)"
    }
  }

  private func compare(_ database: TestDatabase) throws -> RunComparison {
    try CompareRuns(database.workplace)("RUN-202606-cn-1", against: .lastMonth, limit: 50)
  }

  @Test("the reasons of two months add up to the difference, each with what is known of it")
  func months() throws {
    let comparison = try compare(try ReplayedMonths.sealed())
    // P-1: 4,000.00 less sold at 96 %, and 1 % of 3,000.00 less from the band.
    #expect(
      changes(comparison) == [
        "M-1 P-1 volume -384000", "M-2  statement_gone -142040", "O-1 P-2 gone_product -6360",
        "S-1  statement_appeared 6000", "O-1 P-2 refunds -3180", "M-1 P-1 band -3000",
        "S-2 P-1 volume -3000",
      ])
    let details = comparison.changes.changes.map(\.detail)
    #expect(details[0] == "2 lines -> 1 line, sales 7000.00 -> 3000.00")
    #expect(details[1] == "now: waiting: BELOW_MINIMUM")
    #expect(details[3] == "before: waiting: QUARTER_OPEN")
    #expect(details[5] == "X 6000.00 -> 3000.00, increment 0.010000 -> 0.000000")
    // 5,760 + 1,420.40 + 63.60 + 90; 1,890 - 31.80 + 60 + 60.
    let sum = try #require(comparison.changes.sums.first)
    #expect(sum.before.decimalText == "7334.00" && sum.after.decimalText == "1978.20")
    #expect(sum.change.decimalText == "-5355.80")
  }

  @Test("other terms and new products are told apart from more sales")
  func ratesAndProducts() throws {
    let database = try TestDatabase(now: "2026-06-03T12:00:00+08:00")
    try database.load(
      csv: BriefFacts.completed([
        "product": "product_id\nP-1\nP-2\n",
        "product_terms": """
        terms_id,product_id,valid_from,valid_to,fee_rate
        T-1,P-1,2020-01-01T00:00:00+08:00,2026-06-01T00:00:00+08:00,0.05
        T-2,P-1,2026-06-01T00:00:00+08:00,,0.1
        T-3,P-2,2020-01-01T00:00:00+08:00,,0.05

        """,
        "order_line": """
        line_id,product_id,sales_amount,paid_at
        L-1,P-1,200000,2026-05-10T10:00:00+08:00
        L-2,P-1,300000,2026-06-10T10:00:00+08:00
        L-3,P-2,100000,2026-06-11T10:00:00+08:00

        """,
      ]))
    try database.seal(ReplayedMonths.may, site: .cn)
    try database.setClock("2026-07-03T12:00:00+08:00")
    try database.plan(ReplayedMonths.june, site: .cn)
    let comparison = try compare(database)
    // 1,000.00 more at 95 %, 5 % less of 3,000.00, and 950.00 of the new product.
    #expect(
      changes(comparison) == [
        "M-1 P-1 volume 95000", "M-1 P-2 new_product 95000", "M-1 P-1 rate -15000",
      ])
    #expect(comparison.changes.changes[2].detail == "T-1 0.950000 -> T-2 0.900000")
    #expect(comparison.changes.sums.map(\.change.decimalText) == ["1750.00"])
  }

  @Test("a balance that is carried forward is a reason of its own")
  func openingBalance() throws {
    let database = try TestDatabase(now: "2026-06-03T12:00:00+08:00")
    try database.load(
      csv: BriefFacts.completed([
        "partner": "partner_id,site,currency\nM-1,intl,USD\n",
        "customer": "customer_id,site\nC-1,intl\n",
        "order_line": """
        line_id,sales_amount,currency,paid_at
        L-1,10000,USD,2026-04-10T10:00:00+08:00
        L-2,20000,USD,2026-06-10T10:00:00+08:00

        """,
        "refund": """
        refund_id,line_id,paid_refunded,completed_at
        R-1,L-1,10000,2026-05-10T10:00:00+08:00

        """,
      ]))
    for month in 4...5 { try database.seal(Period(year: 2026, month: month), site: .intl) }
    try database.setClock("2026-07-07T12:00:00+08:00")
    let run = try database.plan(ReplayedMonths.june, site: .intl).run
    let comparison = try CompareRuns(database.workplace)(run.id, against: .lastMonth, limit: 50)
    // May: -95.00 of the refund; June: 190.00 of the sale, less the 95.00 still owed.
    #expect(
      changes(comparison) == [
        "M-1 P-1 new_product 19000", "M-1  opening_balance -9500", "M-1 P-1 refunds 9500",
      ])
    #expect(comparison.changes.sums.map(\.change.decimalText) == ["190.00"])
  }
}
