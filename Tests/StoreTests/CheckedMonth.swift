import Operations
import Postgres
import Store
import TestKit

/// A month with every share model and kind of fact, and its lines computed by hand.
struct CheckedMonth {
  let database: TestDatabase

  init() throws {
    database = try TestDatabase()
    try database.load(csv: BriefFacts.completed(Self.facts))
    let session = try database.session()
    try session.query(
      Statements.insertAdjustment, [.text("M-1"), .text("general"), .text("-5000")])
    try hold(Self.lines, Self.statements, run: 1, site: "cn", in: session)
    try hold(Self.linesAbroad, Self.statementsAbroad, run: 2, site: "intl", in: session)
  }

  /// What the second calculation finds in the run of site cn.
  func differences(run: String = "RUN-1") throws -> [RunDifference] {
    try CheckRun(database.workplace)(run).differences
  }

  private func hold(
    _ lines: String, _ statements: String, run: Int32, site: String, in session: borrowing Session
  ) throws {
    try session.query(Statements.insertRun, [.int32(run), .text(site)])
    try session.query(Statements.openDraft, [.int32(run)])
    for line in lines.split(separator: "\n") {
      try session.query(Statements.insertLine, [.int32(run)] + Self.fields(line))
    }
    for statement in statements.split(separator: "\n") {
      try session.query(Statements.insertStatement, [.int32(run)] + Self.fields(statement))
    }
    try session.query(Statements.nameTerms, [.int32(run)])
  }

  private static func fields(_ line: Substring) -> [Parameter] {
    line.split(separator: ",", omittingEmptySubsequences: false).map {
      .text(String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()))
    }
  }

  static let facts = [
    "partner": """
    partner_id,kind,site,invoice_tax_rate,withholding_rate,digital_service_tax_rate
    M-1,merchant,cn,,0,0
    M-2,merchant,cn,,0,0
    M-I,merchant,intl,,0.10,0.02
    CSP-1,csp,cn,,0,0
    RS-1,reseller,cn,0.06,0,0
    OP-1,operator,cn,0.06,0,0
    """,
    "customer": "customer_id,postpaid,csp_id\nC-1,false,\nC-2,true,CSP-1\n",
    "product": """
    product_id,merchant_id,selling_mode,tax_rate
    P-1,M-1,general,0.06
    P-V,M-1,general,0.06
    P-W,M-1,general,0.06
    P-D,M-1,joint,0.06
    P-F,M-1,joint,0.13
    P-S,M-1,selected,0.13
    P-U,M-2,general,0.06
    P-I,M-I,general,0.06
    """,
    "product_terms": """
    terms_id,product_id,share_model,fee_rate,share_rate,floor_discount,floor_unit_price,management_fee_rate,tier_policy_id
    T-1,P-1,platform_fee,0.05,,,,,
    T-V,P-V,platform_fee,0.05,,,,,TP-V
    T-W,P-W,platform_fee,0.05,,,,,TP-W
    T-D,P-D,deal_share,,0.7,,,0.03,
    T-F,P-F,floor_share,,0.8,0.6,,,
    T-S,P-S,floor_price,,1,,904,,
    T-U,P-U,platform_fee,0.05,,,,,
    T-I,P-I,platform_fee,0.15,,,,,
    """,
    "tier_policy": """
    tier_policy_id,base_fee_rate,from_amount,increment_rate
    TP-V,0.05,0,0.01
    TP-W,0.05,100000000,0.02
    """,
    "csp_terms": """
    csp_terms_id,csp_id,valid_from,share_rate
    CT-1,CSP-1,2020-01-01T00:00:00+08:00,0.08
    CT-2,RS-1,2020-01-01T00:00:00+08:00,0.9
    """,
    "order_line": """
    line_id,product_id,quantity,list_amount,sales_amount,voucher_amount,cash_coupon_amount,vat_amount,customer_withholding_amount,csp_id,operator_id,paid_at
    L-CSP,P-1,1,5000000,5000000,500000,1000000,0,0,CSP-1,,2026-05-11T10:00:00+08:00
    L-V,P-V,1,850000,850000,50000,0,0,0,,,2026-05-11T10:00:00+08:00
    L-W,P-W,1,150000000,150000000,0,0,0,0,,,2026-05-11T10:00:00+08:00
    L-D,P-D,2,212000,212000,0,0,0,0,,,2026-05-11T10:00:00+08:00
    L-DM,P-D,2,212000,212000,0,0,0,0,,OP-1,2026-05-11T10:00:00+08:00
    L-F,P-F,1,200000,180000,0,0,0,0,,,2026-05-11T10:00:00+08:00
    L-S,P-S,2,226000,226000,0,0,0,0,RS-1,,2026-05-11T10:00:00+08:00
    L-I,P-I,1,100000,100000,0,0,15000,5000,,,2026-05-11T10:00:00+08:00
    """,
    "repayment": """
    customer_id,month,repaid_at
    C-1,2026-05-01,2026-05-12T00:00:00+08:00
    C-2,2026-05-01,2026-05-31T00:00:00+08:00
    """,
    "refund": """
    refund_id,line_id,paid_refunded,voucher_returned,completed_at
    R-1,L-V,30000,0,2026-05-14T08:00:00+08:00
    R-2,L-V,770000,50000,2026-05-15T08:00:00+08:00
    R-3,L-V,1,0,2026-05-16T08:00:00+08:00
    R-D,L-DM,70000,0,2026-05-16T08:00:00+08:00
    R-S,L-S,33333,0,2026-05-16T08:00:00+08:00
    """,
    "price_plan": """
    price_plan_id,model,accumulate,currency
    PP-S,step,month,CNY
    PP-T,tier,record,CNY
    PP-F,fixed,record,CNY
    """,
    "price_band": """
    price_plan_id,band,up_to,unit_price
    PP-S,1,3,300
    PP-S,2,,200
    PP-T,1,3,300
    PP-T,2,,200
    PP-F,1,,50
    """,
    "instance": """
    instance_id,product_id,customer_id,price_plan_id,charge_item,opened_at
    I-S,P-U,C-1,PP-S,calls,2026-01-01T00:00:00+08:00
    I-T,P-U,C-2,PP-T,calls,2026-01-01T00:00:00+08:00
    I-F,P-U,C-1,PP-F,calls,2026-01-01T00:00:00+08:00
    """,
    "package": """
    package_id,instance_id,quota,reset,stop_when_exhausted,valid_from,valid_to
    PK-1,I-F,10,month,false,2026-05-01T00:00:00+08:00,2027-01-01T00:00:00+08:00
    """,
    "usage_record": """
    usage_id,instance_id,metering_sn,begin_time,end_time,record_time,received_at,usage_value
    1,I-S,a,2026-05-02T10:00:00+08:00,2026-05-02T11:00:00+08:00,2026-05-02T11:00:00+08:00,2026-05-02T11:00:00+08:00,2
    2,I-S,b,2026-05-03T10:00:00+08:00,2026-05-03T11:00:00+08:00,2026-05-03T11:00:00+08:00,2026-05-03T11:00:00+08:00,6
    3,I-S,c,2026-05-03T10:00:00+08:00,2026-05-03T11:00:00+08:00,2026-05-03T11:00:00+08:00,2026-05-03T12:00:00+08:00,6
    4,I-T,d,2026-05-03T10:00:00+08:00,2026-05-03T11:00:00+08:00,2026-05-03T11:00:00+08:00,2026-05-03T11:00:00+08:00,8
    5,I-F,e,2026-05-03T10:00:00+08:00,2026-05-03T11:00:00+08:00,2026-05-03T11:00:00+08:00,2026-05-03T11:00:00+08:00,8
    6,I-F,f,2026-05-04T10:00:00+08:00,2026-05-04T11:00:00+08:00,2026-05-04T11:00:00+08:00,2026-05-04T11:00:00+08:00,8
    """,
  ]

  /// statement, kind, id, order line, customer, role, ready, S, V, rate, increment, amount, tax,
  /// taxes, platform.
  static let lines = """
    1, 0, L-CSP, , C-1, 0, 2026-05-12 00:00+08, 5000000, 500000, 950000, 0, 4275000, , 0, -55000
    2, 0, L-CSP, , C-1, 1, 2026-05-12 00:00+08, 5000000, 500000, 80000, 0, 280000, , 0, 0
    1, 0, L-V, , C-1, 0, 2026-05-11 10:00+08, 850000, 50000, 950000, 10000, 768000, , 0, 32000
    1, 0, L-W, , C-1, 0, 2026-05-11 10:00+08, 150000000, 0, 950000, 20000, 145500000, , 0, 4500000
    3, 0, L-D, , C-1, 0, 2026-05-11 10:00+08, 212000, 0, 700000, 0, 148400, 8400, 0, 63600
    3, 0, L-DM, , C-1, 0, 2026-05-11 10:00+08, 212000, 0, 700000, 0, 142040, 8040, 0, 63600
    4, 0, L-DM, , C-1, 3, 2026-05-11 10:00+08, 212000, 0, 30000, 0, 6360, 360, 0, 0
    3, 0, L-F, , C-1, 0, 2026-05-11 10:00+08, 180000, 0, 800000, 0, 96000, 11044, 0, 84000
    5, 0, L-S, , C-1, 0, 2026-05-11 10:00+08, 226000, 0, 1000000, 0, 180800, , 0, 7040
    6, 0, L-S, , C-1, 2, 2026-05-11 10:00+08, 226000, 0, 900000, 0, 38160, , 0, 0
    1, 1, R-1, L-V, C-1, 0, 2026-05-14 08:00+08, -30000, 0, 950000, 10000, -28800, , 0, -1200
    1, 1, R-2, L-V, C-1, 0, 2026-05-15 08:00+08, -820000, -50000, 950000, 10000, -739200, , 0, -30800
    3, 1, R-D, L-DM, C-1, 0, 2026-05-16 08:00+08, -70000, 0, 700000, 0, -46900, -2655, 0, -21000
    4, 1, R-D, L-DM, C-1, 3, 2026-05-16 08:00+08, -70000, 0, 30000, 0, -2100, -119, 0, 0
    5, 1, R-S, L-S, C-1, 0, 2026-05-16 08:00+08, -33333, 0, 1000000, 0, -26666, , 0, -1039
    6, 1, R-S, L-S, C-1, 2, 2026-05-16 08:00+08, -33333, 0, 900000, 0, -5628, , 0, 0
    7, 2, I-S/202605, , C-1, 0, 2026-06-01 00:00+08, 190000, 0, 950000, 0, 180500, , 0, 9500
    7, 2, I-T/202605, , C-2, 0, 2026-06-01 00:00+08, 160000, 0, 950000, 0, 152000, , 0, -4800
    2, 2, I-T/202605, , C-2, 1, 2026-06-01 00:00+08, 160000, 0, 80000, 0, 12800, , 0, 0
    7, 2, I-F/202605, , C-1, 0, 2026-06-01 00:00+08, 30000, 0, 950000, 0, 28500, , 0, 1500
    1, 3, ADJ-1, , , 0, 2026-06-01 10:00+08, 0, 0, 0, 0, -5000, , 0, 5000
    """

  /// statement, partner, tab, role; csp, reseller, operator of orders and usage, then of refunds.
  static let statements = """
    1, M-1, general, 0, 280000, 0, 0, 0, 0, 0
    2, CSP-1, csp, 1, 0, 0, 0, 0, 0, 0
    3, M-1, joint, 0, 0, 0, 6360, 0, 0, -2100
    4, OP-1, operator, 3, 0, 0, 0, 0, 0, 0
    5, M-1, selected, 0, 0, 38160, 0, 0, -5628, 0
    6, RS-1, csp, 2, 0, 0, 0, 0, 0, 0
    7, M-2, general, 0, 12800, 0, 0, 0, 0, 0
    """

  static let linesAbroad = """
    1, 0, L-I, , C-1, 0, 2026-05-11 10:00+08, 100000, 0, 850000, 0, 56000, , 32000, 12000
    """
  static let statementsAbroad = "1, M-I, general, 0, 0, 0, 0, 0, 0, 0"
}
