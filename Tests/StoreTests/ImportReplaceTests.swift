import CivilTime
import Foundation
import Marketplace
import Operations
import Testing
import TestKit

/// Rows that are known with other content. Contract 2.
@Suite("replacing known rows")
struct ImportReplaceTests {
  private static let may = "2026-05-10T10:00:00+08:00"

  private func order(_ sales: String = "200000", activated: String = may) -> String {
    "line_id,sales_amount,paid_at,activated_at\nL-1,\(sales),\(Self.may),\(activated)\n"
  }

  private func refund(_ paid: String) -> String {
    "refund_id,line_id,paid_refunded,completed_at\nR-1,L-1,\(paid),2026-05-20T10:00:00+08:00\n"
  }

  @Test("a known key with other content is refused, and with replace it takes the new content")
  func replaceUnsealed() throws {
    let database = try TestDatabase()
    try database.load(csv: BriefFacts.completed(["order_line": order()]))
    let changed = try BriefFacts.completed(["order_line": order("300000")])
    let refused = try database.load(csv: changed)
    #expect(!refused.isLoaded)
    #expect(
      refused.findings.map(\.text) == [
        "order_line.csv:2: list_amount: the key is known with other content: \"300000\" here, "
          + "\"200000\" in the database, and so are other columns: sales_amount, cash_amount; "
          + "restore the row, or give --replace if the new content is right"
      ])
    let replaced = try database.load(csv: changed, replace: true)
    #expect(replaced.isLoaded && replaced.findings == [])
    #expect(replaced.counts.map(\.replaced) == [0, 0, 0, 0, 1])
    #expect(try database.load(csv: changed).counts.map(\.unchanged) == [1, 1, 1, 1, 1])
  }

  @Test("what a sealed statement used is never replaced")
  func refuseSealed() throws {
    let database = try TestDatabase()
    let facts = [
      "order_line": order(), "refund": refund("5000"),
      "supervision": "line_id,completed_at\nL-1,2026-05-12T10:00:00+08:00\n",
      "tier_policy": "tier_policy_id,base_fee_rate,from_amount,increment_rate\nW-1,0.05,0,0.01\n",
      "product_terms": "terms_id,tier_policy_id\nT-1,W-1\n",
    ]
    try database.load(csv: BriefFacts.completed(facts))
    try database.seal(Period(parsing: "202605"), site: .cn)
    let cases: [(String, String, String)] = [
      ("order_line", order("300000"), "list_amount"),
      ("refund", refund("6000"), "paid_refunded"),
      ("supervision", "line_id,completed_at\nL-1,2026-05-13T10:00:00+08:00\n", "completed_at"),
      (
        "tier_policy",
        "tier_policy_id,base_fee_rate,from_amount,increment_rate\nW-1,0.05,0,0.02\n",
        "increment_rate"
      ),
      ("product_terms", "terms_id,tier_policy_id,fee_rate\nT-1,W-1,0.06\n", "fee_rate"),
      ("partner", "partner_id,withholding_rate\nM-1,0.1\n", "withholding_rate"),
      ("product", "product_id,selling_mode\nP-1,joint\n", "selling_mode"),
    ]
    for (table, text, column) in cases {
      let changed = try BriefFacts.completed(facts.merging([table: text]) { $1 })
      let outcome = try database.load(csv: changed, replace: true)
      #expect(!outcome.isLoaded, "\(table)")
      #expect(
        outcome.findings.map { "\($0.file):\($0.line): \($0.columnName ?? "")" }
          == ["\(table).csv:2: \(column)"])
      #expect(
        outcome.findings.allSatisfy { $0.reason.hasPrefix("a sealed statement used this row: ") })
    }
  }

  @Test("a name, and the end of terms after the months that used them, may change after a seal")
  func replaceHarmless() throws {
    let database = try TestDatabase()
    try database.load(csv: BriefFacts.completed(["order_line": order()]))
    try database.seal(Period(parsing: "202605"), site: .cn)
    let changed = try BriefFacts.completed([
      "order_line": order(), "partner": "partner_id,name\nM-1,Another name\n",
      "product_terms": "terms_id,valid_to\nT-1,2026-06-01T00:00:00+08:00\n",
    ])
    let outcome = try database.load(csv: changed, replace: true)
    #expect(outcome.isLoaded && outcome.findings == [])
    #expect(outcome.counts.map(\.replaced) == [1, 0, 0, 1, 0])
    let tooEarly = try BriefFacts.completed([
      "order_line": order(), "partner": "partner_id,name\nM-1,Another name\n",
      "product_terms": "terms_id,valid_to\nT-1,2026-05-31T23:59:59+08:00\n",
    ])
    #expect(
      try database.load(csv: tooEarly, replace: true).findings.map(\.columnName) == ["valid_to"])
  }

  @Test("the repayment of a month that a sealed line waited for is never replaced")
  func refuseRepayment() throws {
    let database = try TestDatabase()
    var facts = [
      "order_line": "line_id,sales_amount,credit_amount,paid_at\n"
        + "L-1,200000,200000,2026-04-30T23:59:59+08:00\n",
      "repayment": "month,repaid_at\n2026-04-01,2026-05-20T10:00:00+08:00\n"
        + "2026-05-01,2026-06-20T10:00:00+08:00\n",
    ]
    try database.load(csv: BriefFacts.completed(facts))
    try database.seal(Period(parsing: "202605"), site: .cn)
    facts["repayment"] =
      "month,repaid_at\n2026-04-01,2026-05-21T10:00:00+08:00\n"
      + "2026-05-01,2026-06-21T10:00:00+08:00\n"
    let outcome = try database.load(csv: BriefFacts.completed(facts), replace: true)
    #expect(outcome.findings.map { "\($0.file):\($0.line)" } == ["repayment.csv:2"])
  }
}
