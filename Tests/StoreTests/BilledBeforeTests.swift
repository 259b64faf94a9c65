import CivilTime
import Operations
import TestKit
import Testing

/// A fact that is billed to one payee in May and to another in June.
struct BilledBeforeTests {
  private static let may = Period(year: 2026, month: 5)

  @Test("5.9: explain divides by what a provider was billed before, whatever terms say since")
  func explained() throws {
    let database = try TestDatabase(now: "2026-06-03T12:00:00+08:00")
    let files = try BriefFacts.completed([
      "partner": """
      partner_id,kind,certified_at
      M-1,merchant,2026-06-15T10:00:00+08:00
      CSP-1,csp,2020-01-01T00:00:00+08:00
      """,
      "customer": "customer_id,csp_id\nC-1,CSP-1\n",
      "product_terms": "terms_id,fee_rate\nT-1,0.15\n",
      "csp_terms": "csp_terms_id,csp_id,share_rate\nCT-1,CSP-1,0.1\n",
      "usage_record": """
      usage_id,instance_id,begin_time,usage_value
      1,I-1,2026-05-20T10:00:00+08:00,100
      """,
      "order_line": """
      line_id,csp_id,sales_amount,paid_at
      L-1,CSP-1,10000,2026-05-10T10:00:00+08:00
      """,
    ])
    try #require(try database.load(csv: files).isLoaded)
    try database.seal(Self.may, site: .cn)
    try database.change("csp_terms", "share_rate", to: "0.2", where: "csp_terms_id", is: "CT-1")
    try database.setClock("2026-07-03T12:00:00+08:00")
    try database.plan(Self.may.next, site: .cn)
    for key in ["L-1", "I-1/202605"] {
      let explanation = try Examination(database.workplace)(key, payee: nil)
      // 100.00 less 85 % for the merchant and the 10.00 that the provider was billed in May.
      let step = explanation.allSteps.first { $0.name == "platform" }
      #expect(step?.formula == "100.00 - 85.00 - 10.00 - 0.00", "\(key)")
      #expect(step?.rounded == "5.00", "\(key)")
      #expect(explanation.alarms == [], "\(key)")
    }
  }
}
