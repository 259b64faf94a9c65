import CivilTime
import Foundation
import Marketplace
import Operations
import Store
import TestKit
import Testing

/// Questions about the discounts of offers. Rules 9.3 and 9.4.
@Suite("What if an offer were another")
struct WhatIfOfferTests {
  /// Site cn, May and June 2026: M-1 at 5 %, M-2 at 70 % of the deal, and S-2 at 3 % of L-1, of which a
  /// quarter is refunded in each month. Of O-1 are L-1, L-2 and L-4, which a voucher pays nearly.
  private static let facts = [
    "partner": "partner_id,kind\nM-1,merchant\nM-2,merchant\nS-2,csp\n",
    "product": "product_id,merchant_id,selling_mode\nP-1,M-1,general\nP-2,M-2,joint\n",
    "product_terms": """
    terms_id,product_id,share_model,fee_rate,share_rate
    T-1,P-1,platform_fee,0.05,
    T-2,P-2,deal_share,,0.7

    """,
    "csp_terms": "csp_terms_id,csp_id,share_rate\nE-2,S-2,0.03\n",
    "offer": "offer_id\nO-1\n",
    "offer_customer": "offer_id\nO-1\n",
    "offer_item": "offer_id,product_id,discount_rate\nO-1,P-1,0.9\nO-1,P-2,0.8\n",
    "order_line": """
    line_id,product_id,list_amount,sales_amount,voucher_amount,paid_at,csp_id,offer_id
    L-1,P-1,400000,360000,40000,2026-05-10T10:00:00+08:00,S-2,O-1
    L-2,P-2,265000,212000,0,2026-05-12T10:00:00+08:00,,O-1
    L-3,P-1,120000,100000,0,2026-05-13T10:00:00+08:00,,
    L-4,P-1,100000,90000,85000,2026-06-10T10:00:00+08:00,,O-1
    L-5,P-1,400000,400000,0,2026-06-11T10:00:00+08:00,,

    """,
    "refund": """
    refund_id,line_id,paid_refunded,completed_at
    R-1,L-1,80000,2026-05-20T10:00:00+08:00
    R-2,L-1,80000,2026-06-20T10:00:00+08:00

    """,
  ]
  private let may = ReplayedMonths.may
  private let june = ReplayedMonths.june

  private func sealed(_ facts: [String: String], site: Site = .cn) throws -> TestDatabase {
    let database = try TestDatabase(now: "2026-06-08T12:00:00+08:00")
    try database.load(csv: BriefFacts.completed(facts))
    try database.seal(may, site: site)
    try database.setClock("2026-07-08T12:00:00+08:00")
    try database.seal(june, site: site)
    return database
  }

  private func ask(
    _ changes: String, of database: TestDatabase, _ months: ClosedRange<Period>? = nil,
    site: Site = .cn
  ) throws -> WhatIfAnswer {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json")
    try Data(#"{"title": "Offers", "changes": \#(changes)}"#.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try WhatIf(database.workplace)(
      WhatIfFile.read(file.path), months: months ?? may...june, site: site)
  }

  private func payees(_ answer: WhatIfAnswer) -> [String] {
    answer.payees.map { "\($0.partnerID) \($0.before.decimalText) \($0.after.decimalText)" }
  }

  private func platform(_ answer: WhatIfAnswer) -> [String] {
    answer.months.map { month in
      ([month.paid, month.paidAfter, month.before, month.after].map(\.decimalText))
        .joined(separator: " ")
    }
  }

  private func offers(_ answer: WhatIfAnswer) -> [String] {
    answer.offers.map { offer in
      let amounts =
        [offer.list]
        + [offer.before, offer.after].flatMap { cost in
          [cost.discount, cost.merchant, cost.platform]
        }
      return "\(offer.offerID) \(offer.lines) \(offer.kept) "
        + amounts.map(\.decimalText).joined(separator: " ")
    }
  }

  @Test("order lines with an offer are priced at its other discount, and so are their refunds")
  func anotherDiscount() throws {
    let database = try sealed(Self.facts)
    let answer = try ask(#"[{"offer": "O-1", "discount_rate": "0.80"}]"#, of: database)
    // L-1 costs 3,200.00, of which 2,800.00 are paid and not 3,200.00: 95 % are 2,660.00 and not
    // 3,040.00; each quarter of it gives back 665.00 and not 760.00. Of S-2 3 %: 84.00 less 21.00
    // twice, and not 96.00 less 24.00 twice. L-2 costs 80 % already, and the voucher of L-4 would pay
    // all of 800.00. Beside them M-1 has 950.00, 47.50 and 3,800.00.
    #expect(
      payees(answer) == ["M-1 6317.50 6127.50", "S-2 48.00 42.00", "M-2 1484.00 1484.00"])
    // May: 3,200 + 1,000 + 2,120 - 800, and 2,800 + 1,000 + 2,120 - 700; the platform has 64 - 16
    // and 56 - 14 of L-1, 50 and 636. June: 4,000 + 50 - 800 and - 700; 200 + 2.50 - 16 and - 14.
    #expect(
      platform(answer) == ["5520.00 5220.00 734.00 728.00", "3250.00 3350.00 186.50 188.50"])
    // L: 4,000 + 2,650 + 1,000. Off it 400 + 530 + 100 and 800 + 530 + 100; M-1 bears 95 %, M-2 70 %.
    #expect(
      offers(answer) == ["O-1 3 1 7650.00 1030.00 846.00 184.00 1430.00 1226.00 204.00"])
    #expect(answer.idle.isEmpty)
  }

  @Test("an offer with its own discounts changes nothing; of several changes the last counts")
  func sameDiscount() throws {
    let database = try sealed(Self.facts)
    let answer = try ask(
      """
      [{"offers": true, "discount_rate": "0.5"}, {"offers": true, "discount_rate": "0.9"},
       {"offer": "O-1", "product": "P-2", "discount_rate": 0.8}]
      """, of: database)
    #expect(answer.payees.count == 3 && answer.payees.allSatisfy { $0.before == $0.after })
    #expect(
      platform(answer) == ["5520.00 5520.00 734.00 734.00", "3250.00 3250.00 186.50 186.50"])
    #expect(
      offers(answer) == ["O-1 3 0 7650.00 1030.00 846.00 184.00 1030.00 846.00 184.00"])
  }

  @Test("the monthly waiver goes by what would have been paid")
  func waiver() throws {
    var facts = Self.facts
    facts["product_terms"] = """
      terms_id,product_id,share_model,fee_rate,share_rate,tier_policy_id
      T-1,P-1,platform_fee,0.05,,W-1
      T-2,P-2,deal_share,,0.7,

      """
    facts["tier_policy"] =
      "tier_policy_id,base_fee_rate,from_amount,increment_rate\nW-1,0.05,320000,0.01\n"
    let answer = try ask(
      #"[{"offer": "O-1", "discount_rate": "0.80"}]"#, of: try sealed(facts))
    // X of May is 3,200 + 1,000 - 800 = 3,400.00, and 2,800 + 1,000 - 700 = 3,100.00: 96 % and 95 %.
    // That of June is 4,050.00 either way. 3,072 + 960 - 768, and 2,660 + 950 - 665; then 3,840 + 48
    // less 768 and 665.
    #expect(
      payees(answer) == ["M-1 6384.00 6168.00", "S-2 48.00 42.00", "M-2 1484.00 1484.00"])
  }

  @Test("a refund of an order line that was billed before the months gives back what was billed")
  func billedBefore() throws {
    let database = try sealed(Self.facts)
    let answer = try ask(
      #"[{"offers": true, "product": "P-1", "discount_rate": "0.95"}]"#, of: database, june...june)
    // L-4 costs 950.00, of which 100.00 are paid: 95.00 and not 47.50. R-2 is -760.00 as it was.
    #expect(payees(answer) == ["M-1 3087.50 3135.00", "S-2 -24.00 -24.00"])
    #expect(offers(answer) == ["O-1 1 0 1000.00 100.00 95.00 5.00 50.00 47.50 2.50"])
    #expect(
      try ask(
        #"[{"offers": true, "product": "P-2", "discount_rate": "0.5"}]"#, of: database, june...june
      )
      .idle.map(\.place) == ["changes[0]"])
  }

  @Test("a full refund in any parts nets to nothing at any price")
  func fullRefund() throws {
    var facts = Self.facts
    facts["order_line"]? += "L-6,P-1,33333,30000,1,2026-05-14T10:00:00+08:00,S-2,O-1\n"
    facts["refund"]? += """
      R-6,L-6,10000,2026-05-20T10:00:00+08:00
      R-7,L-6,1,2026-05-21T10:00:00+08:00
      R-8,L-6,19998,2026-06-22T10:00:00+08:00

      """
    let answer = try ask(
      #"[{"offer": "O-1", "discount_rate": "0.7771"}, {"offer": "O-1", "discount_rate": "0.8"}]"#,
      of: try sealed(facts))
    #expect(
      payees(answer) == ["M-1 6317.50 6127.50", "S-2 48.00 42.00", "M-2 1484.00 1484.00"])
    #expect(
      answer.months.map(\.paidAfter.minorUnits).reduce(0, +) == 522_000 + 335_000)
  }

  @Test("cash, credit and cash coupon follow in proportion, and so do the taxes of rule 5.2")
  func proportions() throws {
    let database = try sealed(
      [
        "partner": """
        partner_id,kind,site,currency,withholding_rate,digital_service_tax_rate
        M-1,merchant,intl,USD,0.1,0.02
        S-2,csp,intl,USD,0,0

        """,
        "product_terms": "terms_id,fee_rate\nT-1,0.15\n",
        "csp_terms": "csp_terms_id,csp_id,share_rate\nE-2,S-2,0.1\n",
        "offer": "offer_id\nO-1\n", "offer_customer": "offer_id\nO-1\n",
        "offer_item": "offer_id,product_id,discount_rate\nO-1,P-1,0.5\n",
        "order_line": """
        line_id,currency,list_amount,sales_amount,cash_amount,credit_amount,cash_coupon_amount,\
        vat_amount,customer_withholding_amount,paid_at,csp_id,offer_id
        L-1,USD,200000,100000,20000,30000,50000,15000,5000,2026-05-10T10:00:00+08:00,S-2,O-1

        """,
        "repayment": "month,repaid_at\n2026-05-01,2026-06-02T10:00:00+08:00\n",
      ], site: .intl)
    let answer = try ask(
      #"[{"all": true, "fee_rate": "0.15"}, {"offers": true, "discount_rate": "0.25"}]"#,
      of: database, site: .intl)
    // (1,000 - 150 - 50) x 85 % - 100 - 20 and (500 - 75 - 25) x 85 % - 50 - 10; S-2 has 10 % of
    // 200 + 300 and of 100 + 150.
    #expect(payees(answer) == ["M-1 560.00 280.00", "S-2 50.00 25.00"])
    // 1,000 - 560 - 50 - 320 of taxes; 500 - 280 - 25 - 160.
    #expect(platform(answer) == ["1000.00 500.00 70.00 35.00"])
  }

  @Test("a discount of nothing, a figure of terms, and an offer that nobody knows are refused")
  func refused() throws {
    let database = try sealed(Self.facts)
    let flawed = #"""
      [{"offers": true, "discount_rate": 0}, {"offer": "O-1", "fee_rate": "0.1"},
       {"all": true, "discount_rate": "0.9"}, {"offer": "O-1", "offers": true}]
      """#
    #expect { try ask(flawed, of: database) } throws: { error in
      guard let refusal = error as? Refusal else { return false }
      let places = [
        "changes[0].discount_rate: 0 leaves nothing to pay", "changes[1].fee_rate: there is no",
        "changes[2].discount_rate: there is no", "changes[3]: it names several",
      ]
      return refusal.kind == .badInput && places.allSatisfy { refusal.sentence.contains($0) }
    }
    #expect {
      try ask(#"[{"offer": "O-9", "discount_rate": "0.9"}]"#, of: database)
    } throws: { ($0 as? Refusal)?.sentence == "changes[0]: there is no offer O-9" }
  }
}
