import CivilTime
import Operations
import Store
import TestKit
import Testing

@Suite("Facts behind an adopter's views")
struct AdopterViewTests {
  @Test("a fact that breaks a rule parks its merchant with the reason, and the others close")
  func parked() throws {
    let database = try TestDatabase()
    try database.load(
      csv: BriefFacts.completed([
        "partner": "partner_id\nM-1\nM-2\nM-3\n",
        "product": "product_id,merchant_id\nP-1,M-1\nP-2,M-2\nP-3,M-3\n",
        "product_terms": "terms_id,product_id\nT-1,P-1\nT-2,P-2\nT-3,P-3\n",
        "order_line": """
        line_id,product_id,sales_amount,paid_at
        L-1,P-1,200000,2026-05-10T10:00:00+08:00
        L-2,P-2,200000,2026-05-10T10:00:00+08:00
        L-3,P-3,200000,2026-05-10T10:00:00+08:00
        L-4,P-1,200000,2026-05-10T10:00:00+08:00

        """,
      ]))
    try database.replaceByView("order_line")
    try database.breakOrderLines()
    let plan = try database.plan(Period(year: 2026, month: 5), site: .cn)
    #expect(plan.needsReview)
    #expect(plan.parked == ["M-1", "M-2"])
    #expect(
      plan.exceptions.map(\.detail) == [
        "order line L-2: currency QQQ is not in ISO 4217",
        "order line L-1: sales_amount 2000.00 is not the sum of its parts 0.01",
      ])
    // Four facts: L-3 is a line, L-4 waits for its parked merchant, two are rejected.
    #expect(
      [plan.run.factsRead, plan.run.lines, plan.run.pending, plan.run.rejected] == [4, 1, 1, 2])
    #expect(plan.statements == 1)
  }
}
