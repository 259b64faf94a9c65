import CivilTime
import Documents
import Marketplace
import Operations
import Testing
import TestKit

/// Each shipped report on facts that a person can add up.
@Suite("Shipped reports")
struct ShippedReportTests {
  private static let may = Period(year: 2026, month: 5)

  @Test("every shipped report reads, is understood by the server, and has words in both languages")
  func shelf() throws {
    let database = try TestDatabase()
    let reports = try ShelvedReport.all(of: ReportShelf(directory: nil), at: database.workplace)
    #expect(
      reports.map(\.entry.name) == [
        "ageing", "close-time", "conservation", "performance", "taxes-withheld", "tier-progress",
      ])
    for report in reports { #expect(report.findings.map(\.text) == [], "\(report.entry.name)") }
  }

  @Test("an empty database answers every report with no rows and a whole page")
  func nothing() throws {
    let database = try TestDatabase()
    for entry in try ReportShelf(directory: nil).entries {
      let answer = try database.ask(entry.name, "202605")
      #expect(answer.rows.isEmpty && answer.totals.isEmpty, "\(entry.name)")
      #expect(try answer.page().html(in: .zh).contains("无数据"), "\(entry.name)")
    }
  }

  @Test("ageing counts waiting facts and unpaid statements in days up to the month's end")
  func ageing() throws {
    let database = try TestDatabase(now: "2026-06-03T12:00:00+08:00")
    // L-1 is not delivered (11 days old), L-2 and its refund wait for a repayment (51 days; the
    // refund, requested on 2 May, 30 days), L-3 is not delivered since February. L-4 is billed:
    // 0.95 x 8,500.00. L-6 is not paid, and L-7 was paid after the month.
    try load(
      [
        "order_line": """
        line_id,sales_amount,credit_amount,paid_at,activated_at,ordered_at
        L-1,10000,0,2026-05-20T10:00:00+08:00,,2026-05-20T10:00:00+08:00
        L-2,20000,20000,2026-04-10T10:00:00+08:00,2026-04-10T10:00:00+08:00,2026-04-10T10:00:00+08:00
        L-3,30000,0,2026-02-01T10:00:00+08:00,,2026-02-01T10:00:00+08:00
        L-4,850000,0,2026-05-05T10:00:00+08:00,2026-05-05T10:00:00+08:00,2026-05-05T10:00:00+08:00
        L-5,70000,0,2026-06-01T00:00:00+08:00,,2026-06-01T00:00:00+08:00
        L-6,90000,0,,,2026-05-21T10:00:00+08:00
        L-7,50000,0,2026-06-01T00:00:00+08:00,,2026-05-22T10:00:00+08:00
        """,
        "refund": """
        refund_id,line_id,paid_refunded,requested_at,completed_at
        R-1,L-2,4000,2026-05-02T00:00:00+08:00,2026-05-05T00:00:00+08:00
        """,
      ], into: database)
    try database.seal(Self.may, site: .cn)
    let answer = try database.ask("ageing", "202605")
    #expect(
      try answer.csv == [
        "CNY,0-30,3,100.00,1,-40.00,0,1,8075.00",
        "CNY,31-60,1,200.00,0,0.00,0,0,0.00",
        "CNY,61-90,0,0.00,0,0.00,0,0,0.00",
        "CNY,91+,1,300.00,0,0.00,0,0,0.00",
      ])
    #expect(try answer.totalLines == ["CNY,Σ,5,600.00,1,-40.00,0,1,8075.00"])
    #expect(try database.ask("ageing", "202605", site: .eu).rows.isEmpty)
    #expect(try database.ask("ageing", "202605", partner: "M-9").rows.isEmpty)
    // In April only what was ordered by then: L-2 is 20 days old, L-3 88; nothing is billed yet.
    #expect(
      try database.ask("ageing", "202604").csv.prefix(3) == [
        "CNY,0-30,1,200.00,0,0.00,0,0,0.00", "CNY,31-60,0,0.00,0,0.00,0,0,0.00",
        "CNY,61-90,1,300.00,0,0.00,0,0,0.00",
      ])
  }

  @Test("performance is net sales for a merchant, and cash consumption less refunds for a provider")
  func performance() throws {
    let database = try TestDatabase(now: "2026-07-15T12:00:00+08:00")
    // R-1 gives back 1,000.00 of the 2,500.00 paid for L-2: two fifths of its cash and its credit.
    try load(
      [
        "partner": "partner_id,kind\nM-1,merchant\nS-1,csp\n",
        "customer": "customer_id\nC-1\nC-2\n",
        "order_line": """
        line_id,customer_id,list_amount,sales_amount,voucher_amount,credit_amount,cash_amount,paid_at,csp_id,trial
        L-1,C-1,1250000,1200000,0,0,1200000,2026-05-10T10:00:00+08:00,S-1,false
        L-2,C-2,300000,300000,50000,150000,100000,2026-05-20T10:00:00+08:00,S-1,false
        L-3,C-2,70000,70000,0,0,70000,2026-05-21T10:00:00+08:00,,true
        """,
        "repayment": """
        customer_id,month,repaid_at
        C-2,2026-05-01,2026-06-05T10:00:00+08:00
        """,
        "refund": """
        refund_id,line_id,paid_refunded,voucher_returned,completed_at
        R-1,L-2,100000,10000,2026-05-25T10:00:00+08:00
        """,
      ], into: database)
    #expect(
      try database.ask("performance", "202605").csv == [
        "M-1,M-1,merchant,202605,estimate,CNY,2,2,15500.00,500.00,1100.00,13000.00,13900.00,facts",
        "S-1,S-1,csp,202605,estimate,CNY,2,2,15500.00,500.00,1100.00,13000.00,12600.00,facts",
      ])
    // The credit counts in the month it is repaid, and so does what was refunded of it before.
    #expect(
      try database.ask("performance", "202606").csv == [
        "S-1,S-1,csp,202606,estimate,CNY,0,0,0.00,0.00,0.00,1500.00,900.00,facts",
        "M-1,M-1,merchant,202606,estimate,CNY,0,0,0.00,0.00,0.00,1500.00,0.00,facts",
      ])
    #expect(try database.ask("performance", "202605", partner: "S-1").rows.count == 1)
  }

  @Test("tier progress tells the total, its band, and what the next one asks for")
  func tierProgress() throws {
    let database = try TestDatabase(now: "2026-06-03T12:00:00+08:00")
    try load(Self.tiered, into: database)
    let planned = try database.plan(Self.may, site: .cn)
    #expect(planned.statements == 1)
    // 12,000.00 + 3,000.00 - 1,000.00, which is 36,000.00 short of the next band.
    #expect(
      try database.ask("tier-progress", "202605").csv == [
        "cn,draft,M-1,P-1,P-1,TP,CNY,14000.00,10000.00,0.010000,50000.00,36000.00,0.020000"
      ])
  }

  @Test("conservation adds up to nothing, per period, site and currency")
  func conservation() throws {
    let database = try TestDatabase(now: "2026-06-03T12:00:00+08:00")
    try load(Self.tiered, into: database)
    try database.seal(Self.may, site: .cn)
    // 96 % of 14,000.00 is the merchant's.
    let answer = try database.ask("conservation")
    #expect(
      try answer.csv == [
        "202605,cn,RUN-202605-cn-1,sealed,CNY,14000.00,13440.00,0.00,0.00,0.00,0.00,560.00,0.00"
      ])
    #expect(
      try answer.totalLines == ["Σ,,,,CNY,14000.00,13440.00,0.00,0.00,0.00,0.00,560.00,0.00"])
  }

  /// A merchant at 5 % with one point more from 10,000.00 on, and two from 50,000.00 on.
  private static let tiered = [
    "tier_policy": """
    tier_policy_id,base_fee_rate,from_amount,increment_rate
    TP,0.05,1000000,0.01
    TP,0.05,5000000,0.02
    """,
    "product_terms": "terms_id,tier_policy_id\nT-1,TP\n",
    "order_line": """
    line_id,sales_amount,paid_at
    L-1,1200000,2026-05-10T10:00:00+08:00
    L-2,300000,2026-05-20T10:00:00+08:00
    """,
    "refund": """
    refund_id,line_id,paid_refunded,completed_at
    R-1,L-2,100000,2026-05-25T10:00:00+08:00
    """,
  ]

  @Test("taxes withheld are those of rule 5.9, less what refunds gave back")
  func taxesWithheld() throws {
    let database = try TestDatabase(now: "2026-06-08T12:00:00+08:00")
    // 150.00 VAT + 50.00 withheld by the customer + 10 % and 2 % of 1,000.00; half is refunded.
    try load(
      [
        "partner": """
        partner_id,site,currency,withholding_rate,digital_service_tax_rate
        M-1,intl,USD,0.1,0.02
        """,
        "customer": "customer_id,site\nC-1,intl\n",
        "product_terms": "terms_id,fee_rate\nT-1,0.15\n",
        "order_line": """
        line_id,currency,sales_amount,vat_amount,customer_withholding_amount,paid_at
        L-1,USD,100000,15000,5000,2026-05-10T10:00:00+08:00
        """,
        "refund": """
        refund_id,line_id,paid_refunded,completed_at
        R-1,L-1,50000,2026-05-25T10:00:00+08:00
        """,
      ], into: database)
    try database.seal(Self.may, site: .intl)
    #expect(
      try database.ask("taxes-withheld", "202605").csv == [
        "202605,intl,sealed,M-1,M-1,USD,1000.00,-500.00,320.00,-160.00,160.00"
      ])
  }

  @Test("close time tells the minutes of each step and how many plans there were")
  func closeTime() throws {
    let database = try TestDatabase(now: "2026-06-03T09:00:00+08:00")
    try load(Self.tiered, into: database)
    try database.plan(Self.may, site: .cn)
    try database.setClock("2026-06-03T10:00:00+08:00")
    let planned = try database.plan(Self.may, site: .cn)
    try database.setClock("2026-06-03T10:30:00+08:00")
    try ReviewRun(database.workplace, by: "settler").submit(planned.run.id)
    try database.setClock("2026-06-03T12:00:00+08:00")
    try ReviewRun(database.workplace, by: "approver").approve(planned.run.id)
    let open =
      "RUN-202605-cn-2,cn,202605,approved,2,2026-06-03T10:00:00+08:00,"
      + "2026-06-03T10:30:00+08:00,2026-06-03T12:00:00+08:00,,30,90,,"
    #expect(try database.ask("close-time").csv == [open])
    try database.setClock("2026-06-03T12:45:00+08:00")
    _ = try SealRun(database.workplace, by: "settler")(planned.run.id)
    let closed =
      "RUN-202605-cn-2,cn,202605,sealed,2,2026-06-03T10:00:00+08:00,"
      + "2026-06-03T10:30:00+08:00,2026-06-03T12:00:00+08:00,2026-06-03T12:45:00+08:00,30,90,45,165"
    #expect(try database.ask("close-time", "202605").csv == [closed])
  }
}
