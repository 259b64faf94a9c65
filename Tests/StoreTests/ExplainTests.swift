import CivilTime
import Marketplace
import Operations
import Postgres
import Store
import TestKit
import Testing

/// How amounts came to be, on facts made by hand: the figures are those of the rules.
@Suite("Explanations")
struct ExplainTests {
  private static let may = Period(year: 2026, month: 5)

  /// One order of each share model, on a statement of May.
  private func sealed(_ files: [String: String]) throws -> TestDatabase {
    let database = try TestDatabase(now: "2026-06-03T12:00:00+08:00")
    try database.load(csv: BriefFacts.completed(files))
    try database.plan(Self.may, site: .cn)
    return database
  }

  private func explain(
    _ key: String, _ database: TestDatabase, payee: String? = nil
  ) throws -> Explanation {
    try Examination(database.workplace)(key, payee: payee)
  }

  private func step(_ name: String, of explanation: Explanation) throws -> Explanation.Step {
    try #require(explanation.allSteps.first { $0.name == name })
  }

  @Test(
    "5.1: the increment of the month's band and the partner's part of the voucher are in the formula"
  )
  func platformFee() throws {
    let database = try sealed([
      "product_terms": "terms_id,fee_rate,tier_policy_id\nT-1,0.05,TP\n",
      "tier_policy":
        "tier_policy_id,base_fee_rate,from_amount,increment_rate\nTP,0.05,0,0.01\nTP,0.05,1000000,0.02\n",
      "order_line":
        "line_id,sales_amount,voucher_amount,paid_at\nL-1,850000,50000,2026-05-10T10:00:00+08:00\n",
    ])
    let explanation = try explain("L-1", database)
    let merchant = try step("merchant", of: explanation)
    #expect(merchant.formula == "8500.00 * 0.960000 - 500.00 * 0.960000")
    #expect(merchant.rounded == "7680.00")
    #expect(try step("platform", of: explanation).formula == "8000.00 - 7680.00 - 0.00")
    #expect(try step("platform", of: explanation).rounded == "320.00")
    let waiver = try #require(explanation.lines[0].waiver)
    #expect(waiver.total == "8000.00")
    #expect(waiver.bandFrom == "0.00")
    #expect(waiver.increment == "0.010000")
    #expect(waiver.nextBandFrom == "10000.00")
    #expect(waiver.missing == "2000.00")
    #expect(explanation.alarms == [])
    #expect(explanation.lines[0].place?.statementID == "202605-M-1-general-CNY")
    #expect(explanation.lines[0].place?.lineNumber == 1)
  }

  @Test("5.2: taxes and the platform's remainder are steps")
  func abroad() throws {
    let database = try TestDatabase(now: "2026-06-03T12:00:00+08:00")
    try database.load(
      csv: BriefFacts.completed([
        "partner":
          "partner_id,site,withholding_rate,digital_service_tax_rate\nM-1,intl,0.10,0.02\n",
        "product_terms": "terms_id,fee_rate\nT-1,0.15\n",
        "order_line": """
        line_id,currency,sales_amount,vat_amount,customer_withholding_amount,paid_at
        L-1,USD,100000,15000,5000,2026-05-10T10:00:00+08:00
        """,
      ]))
    try database.plan(Self.may, site: .intl)
    let explanation = try explain("L-1", database)
    #expect(explanation.amount == "560.00")
    #expect(try step("taxes", of: explanation).formula == "150.00 + 50.00 + 100.00 + 20.00")
    #expect(try step("taxes", of: explanation).rounded == "320.00")
    #expect(try step("platform", of: explanation).formula == "1000.00 - 560.00 - 320.00")
    #expect(try step("platform", of: explanation).rounded == "120.00")
    #expect(explanation.alarms == [])
  }

  @Test("5.3 to 5.6 and 5.8: each payee has its own amount and steps")
  func payees() throws {
    let database = try sealed([
      "partner": """
      partner_id,kind,invoice_tax_rate
      M-1,merchant,
      CSP-1,csp,
      RS-1,reseller,0.06
      OP-1,operator,0.06
      """,
      "product": """
      product_id,selling_mode,tax_rate
      P-D,joint,0.06
      P-F,joint,0.13
      P-S,selected,0.13
      """,
      "product_terms": """
      terms_id,product_id,share_model,share_rate,floor_discount,floor_unit_price,management_fee_rate
      T-D,P-D,deal_share,0.7,,,0.03
      T-F,P-F,floor_share,0.8,0.6,,
      T-S,P-S,floor_price,1,,904,
      """,
      "csp_terms": "csp_terms_id,csp_id,share_rate\nCT-1,CSP-1,0.08\nCT-2,RS-1,0.9\n",
      "order_line": """
      line_id,product_id,currency,quantity,list_amount,sales_amount,csp_id,operator_id,paid_at
      L-D,P-D,USD,2,212000,212000,CSP-1,OP-1,2026-05-10T10:00:00+08:00
      L-F,P-F,USD,1,200000,180000,,,2026-05-10T10:00:00+08:00
      L-S,P-S,USD,1,113000,113000,RS-1,,2026-05-10T10:00:00+08:00
      """,
    ])
    let deal = try explain("L-D", database)
    #expect(deal.lines.map(\.role) == ["merchant", "csp", "operator"])
    #expect(deal.lines.map(\.amount) == ["1420.40", "169.60", "63.60"])
    #expect(
      deal.lines[0].steps.map(\.rounded) == ["1400.00", "60.00", "1340.00", "80.40", "1420.40"])
    #expect(deal.lines[1].steps.map(\.formula) == ["2120.00 * 0.080000"])
    #expect(deal.lines[1].terms.filter(\.isUsed).map(\.id) == ["CT-1"])
    #expect(deal.lines[2].steps.map(\.rounded) == ["60.00", "3.60", "63.60"])
    #expect(try step("platform", of: deal).rounded == "466.40")

    let floor = try explain("L-F", database)
    #expect(try step("ex tax", of: floor).rounded == "849.56")
    #expect(floor.amount == "960.00")

    let reseller = try explain("L-S", database, payee: "reseller")
    #expect(reseller.lines.map(\.payeeID) == ["RS-1"])
    #expect(reseller.amount == "190.80")
    let merchant = try explain("L-S", database, payee: "M-1")
    #expect(merchant.amount == "904.00")
    #expect(throws: Refusal.self) { try explain("L-S", database, payee: "CSP-1") }
  }

  @Test("6.2: a refund shows its proportion and the refunds before it")
  func refunds() throws {
    let database = try sealed([
      "order_line":
        "line_id,currency,sales_amount,paid_at\nL-1,USD,10000,2026-05-10T10:00:00+08:00\n",
      "refund": """
      refund_id,line_id,paid_refunded,completed_at
      R-1,L-1,3333,2026-05-11T10:00:00+08:00
      R-2,L-1,3333,2026-05-12T10:00:00+08:00
      R-3,L-1,9999,2026-05-13T10:00:00+08:00
      """,
    ])
    let second = try explain("R-2", database)
    // 95.00 x 66.66 % is 63.327, x 33.33 % is 31.6635.
    #expect(second.amount == "-31.67")
    #expect(
      try step("merchant", of: second).formula
        == "-(round(95.00 * 66.66 / 100.00) - round(95.00 * 33.33 / 100.00))")
    let proportion = try #require(second.rows.last)
    #expect(
      proportion.columns.map(\.value) == ["refunded paid", "1", "33.33", "66.66", "100.00"])
    #expect(second.alarms == [])

    let third = try explain("R-3", database)
    #expect(third.reasons == ["REFUND_EXCEEDS_PAID"])
    #expect(
      third.lines[0].causes[0].figures.map(\.value)
        == ["refunded paid", "2", "66.66", "166.65", "100.00"])
  }

  @Test("a sealed line is explained from the terms its run kept, and says what today's would give")
  func keptTerms() throws {
    let database = try TestDatabase(now: "2026-06-03T12:00:00+08:00")
    try database.load(
      csv: BriefFacts.completed([
        "order_line":
          "line_id,currency,sales_amount,paid_at\nL-1,USD,100000,2026-05-10T10:00:00+08:00\n"
      ]))
    try database.seal(Self.may, site: .cn)
    let session = try database.session()
    try session.query(Statements.changeFee)
    let explanation = try explain("L-1", database)
    #expect(explanation.amount == "950.00")
    #expect(try step("merchant", of: explanation).formula == "1000.00 * 0.950000 - 0.00 * 0.950000")
    #expect(explanation.terms.first { $0.isUsed }?.says == "platform_fee, fee_rate 0.050000")
    #expect(explanation.alarms == [])
    #expect(explanation.notes.contains { $0.contains("would give M-1 900.00") })

    try session.query(Statements.changeSales)
    let changed = try explain("L-1", database)
    #expect(changed.amount == "950.00")
    #expect(changed.alarms.contains { $0.contains("stored as 950.00") && $0.contains("1900.00") })
  }

  @Test("8.4: an adjustment shows who wrote and approved it, and waits for the other person")
  func adjustments() throws {
    let database = try sealed([:])
    let id = try Adjustments(database.workplace, by: "ann").add(
      AdjustmentRequest(
        partnerID: "M-1", tab: .general, currency: "USD", amount: "-12.34",
        reasonCode: "CORRECTION", reason: "as agreed")
    ).adjustment.id
    let open = try explain(id, database)
    #expect(open.amount == "-12.34")
    #expect(open.reasons == ["NOT_APPROVED"])
    #expect(open.lines[0].causes[0].who == .finance)
    _ = try Adjustments(database.workplace, by: "bea").approve(id)
    try database.seal(Self.may, site: .cn)
    let billed = try explain(id, database)
    #expect(billed.lines[0].place?.statementID == "202605-M-1-general-USD")
    let columns = try #require(billed.rows.first).columns
    #expect(columns.first { $0.name == "author" }?.value == "ann")
    #expect(columns.first { $0.name == "approver" }?.value == "bea")
    #expect(try explain("202605-M-1-general-USD/1", database).subject == id)
  }
}

extension ExplainTests {
  @Test("4.4 to 4.6: usage shows each record after its package and by its band, rounded once")
  func usage() throws {
    let database = try TestDatabase(now: "2026-06-03T12:00:00+08:00")
    try database.load(
      csv: BriefFacts.completed([
        "price_plan": "price_plan_id,model,accumulate,currency\nPP-1,step,month,USD\n",
        "price_band": "price_plan_id,band,up_to,unit_price\nPP-1,1,3,0.3\nPP-1,2,,0.2\n",
        "instance": "instance_id\nI-1\n",
        "package": "package_id,quota,reset\nPK-1,2,month\n",
        "usage_record": """
        usage_id,begin_time,end_time,usage_value
        1,2026-05-10T10:00:00+08:00,2026-05-10T11:00:00+08:00,4
        2,2026-05-11T10:00:00+08:00,2026-05-11T11:00:00+08:00,6
        3,2026-05-11T10:00:00+08:00,2026-05-11T11:00:00+08:00,6
        """,
      ]))
    try database.plan(Period(year: 2026, month: 5), site: .cn)
    let explanation = try Examination(database.workplace)("I-1/202605")
    // 2 of the quota; 2 at 0.3; 1 at 0.3 and 5 at 0.2: 0.60 + 1.30 = 1.90, 5 % are 0.095.
    #expect(
      explanation.rating.map(\.formula)
        == ["4 - 2", "2 * 0.3", "1 * 0.3 + 5 * 0.2", "0.6 + 1.3"])
    #expect(explanation.rating.map(\.rounded) == [nil, nil, nil, "1.90"])
    #expect(explanation.amount == "1.81")
    #expect(explanation.lines[0].steps.map(\.exact) == ["1.805"])
    #expect(explanation.rows.last?.columns.map(\.value) == ["3", "2", "1", "USAGE_DUPLICATE"])
    #expect(explanation.alarms == [])
  }

  @Test("9.2: an incentive shows its bands, for the partner that is chosen")
  func incentives() throws {
    let database = try TestDatabase(now: "2026-06-03T12:00:00+08:00")
    try database.load(
      csv: BriefFacts.completed([
        "partner": "partner_id,kind\nM-1,merchant\nCSP-1,csp\nCSP-2,csp\n",
        "csp_terms": "csp_terms_id,csp_id,share_rate\nCT-1,CSP-1,0.08\nCT-2,CSP-2,0.08\n",
        "incentive_policy": "policy_id,mode\nIP-1,marginal\n",
        "incentive_band": "policy_id,from_amount,rate\nIP-1,0,0.01\nIP-1,100000,0.02\n",
        "order_line": """
        line_id,currency,sales_amount,csp_id,paid_at
        L-1,USD,150000,CSP-1,2026-05-10T10:00:00+08:00
        L-2,USD,50000,CSP-2,2026-05-10T10:00:00+08:00
        """,
      ]))
    try database.plan(Period(year: 2026, month: 5), site: .cn)
    let examine = Examination(database.workplace)
    let all = try examine("IP-1/202605")
    #expect(all.lines.map(\.payeeID) == ["CSP-1", "CSP-2"])
    let one = try examine("IP-1/202605", payee: "CSP-1")
    #expect(one.amount == "20.00")
    #expect(one.lines[0].steps.map(\.formula) == ["1000.00 * 0.010000 + 500.00 * 0.020000"])
    #expect(one.lines[0].place?.statementID == "202605-CSP-1-csp-USD")
    #expect(one.alarms == [])
  }

  @Test("a key that names nothing, or only a family of lines, is refused with what to give")
  func keys() throws {
    let database = try TestDatabase(now: "2026-06-03T12:00:00+08:00")
    try database.load(csv: BriefFacts.completed(["instance": "instance_id\nI-1\n"]))
    let examine = Examination(database.workplace)
    for key in ["L-9", "I-1", "I-1/202605", "L-9/1", "77"] {
      #expect(throws: Refusal.self) { try examine(key) }
    }
  }
}
