import CivilTime
import Operations
import TestKit
import Testing

struct DiscountTests {
  private static let facts = [
    "customer": "customer_id\nC-1\nC-2\n",
    "product": """
    product_id, selling_mode
    P-1, general
    P-2, joint
    """,
    "product_terms": """
    terms_id, product_id, share_model, fee_rate, share_rate
    T-1, P-1, platform_fee, 0.05,
    T-2, P-2, deal_share, , 0.7
    """,
    "order_line": """
    line_id, order_id, customer_id, product_id, sku, quantity, list_amount, sales_amount, voucher_amount, paid_at, offer_id, voucher_id
    D-01, D-01, C-1, P-1, , 1, 100000, 90000, 0, 2026-05-10T00:00:00+08:00, O-1,
    D-02, D-02, C-1, P-1, , 1, 50000, 50000, 5000, 2026-05-10T00:00:00+08:00, , V-1
    D-03, D-03, C-1, P-1, , 1, 70000, 70000, 0, 2026-05-10T00:00:00+08:00, ,
    D-04, D-04, C-2, P-1, , 1, 100000, 80000, 0, 2026-05-10T00:00:00+08:00, O-1,
    D-05, OR-1, C-1, P-1, , 1, 20000, 20000, 1000, 2026-05-10T00:00:00+08:00, , V-1
    D-06, OR-1, C-1, P-1, , 1, 30000, 30000, 1000, 2026-05-10T00:00:00+08:00, , V-2
    D-07, D-07, C-1, P-2, , 1, 210000, 208000, 0, 2026-05-10T00:00:00+08:00, ,
    D-08, D-08, C-1, P-1, S-1, 2, 10000, 10000, 0, 2026-05-10T00:00:00+08:00, O-2,
    D-09, D-09, C-1, P-2, , 1, 10000, 10000, 0, 2026-05-10T00:00:00+08:00, O-1,
    D-10, D-10, C-1, P-1, , 1, 10000, 10000, 0, 2026-05-10T00:00:00+08:00, , V-3
    D-11, OR-2, C-1, P-1, , 1, 60000, 60000, 1000, 2026-05-10T00:00:00+08:00, , V-2
    D-12, OR-2, C-1, P-1, , 1, 40000, 40000, 1000, 2026-05-10T00:00:00+08:00, , V-2
    D-13, D-13, C-1, P-1, , 1, 40000, 30000, 0, 2026-06-10T00:00:00+08:00, O-1,
    D-14, D-14, C-1, P-1, , 1, 10000, 10000, 0, 2026-05-10T00:00:00+08:00, O-9, V-9
    """,
    "offer": """
    offer_id, merchant_id, name, kind, state, valid_from, valid_to
    O-1, M-1, Spring, discount, effective, 2026-05-01T00:00:00+08:00, 2026-06-01T00:00:00+08:00
    O-2, M-1, Quote, configuration, withdrawn, 2026-01-01T00:00:00+08:00, 2026-02-01T00:00:00+08:00
    O-3, M-1, Unused, discount, draft, 2026-01-01T00:00:00+08:00, 2026-02-01T00:00:00+08:00
    """,
    "offer_customer": "offer_id, customer_id\nO-1, C-1\nO-2, C-1\n",
    "offer_item": """
    offer_id, product_id, sku, discount_rate, quantity
    O-1, P-1, , 0.9,
    O-2, P-1, S-1, 1, 5
    """,
    "voucher": """
    voucher_id, merchant_id, category, face_amount, threshold_amount, currency, valid_from, valid_to, with_promotion, charging_mode
    V-1, M-1, general, 5000, 0, CNY, 2026-05-01T00:00:00+08:00, 2026-06-01T00:00:00+08:00, false,
    V-2, M-1, general, 1000, 100000, CNY, 2026-05-01T00:00:00+08:00, 2026-06-01T00:00:00+08:00, false, one_off
    V-3, M-1, joint, 1000, 0, CNY, 2026-01-01T00:00:00+08:00, 2026-02-01T00:00:00+08:00, false,
    """,
  ]

  private func database() throws -> TestDatabase {
    let database = try TestDatabase(now: "2026-06-03T12:00:00+08:00")
    try database.load(csv: try BriefFacts.completed(Self.facts))
    return database
  }

  @Test(
    "the billed lines with a discount, voucher or offer, who bears it and what the checks found")
  func discounts() throws {
    let database = try database()
    #expect(try Exported.discounts(202605, of: database) == [])
    try database.plan(Exported.month(202605), site: .cn)
    // 95 % of discounts and vouchers are the merchant's on P-1, 70 % on P-2.
    let expected = [
      "D-01,O-1,,CNY,100.00,95.00,5.00,0.00,0.00,0.00,",
      "D-02,,V-1,CNY,0.00,0.00,0.00,50.00,47.50,2.50,",
      "D-04,O-1,,CNY,200.00,190.00,10.00,0.00,0.00,0.00,OFFER_CUSTOMER;OFFER_PRICE",
      "D-05,,V-1,CNY,0.00,0.00,0.00,10.00,9.50,0.50,VOUCHER_COUNT",
      "D-06,,V-2,CNY,0.00,0.00,0.00,10.00,9.50,0.50,VOUCHER_COUNT;VOUCHER_THRESHOLD",
      "D-07,,,CNY,20.00,14.00,6.00,0.00,0.00,0.00,",
      "D-08,O-2,,CNY,0.00,0.00,0.00,0.00,0.00,0.00,OFFER_QUANTITY;OFFER_STATE;OFFER_VALIDITY",
      "D-09,O-1,,CNY,0.00,0.00,0.00,0.00,0.00,0.00,OFFER_PRODUCT",
      "D-10,,V-3,CNY,0.00,0.00,0.00,0.00,0.00,0.00,VOUCHER_SCOPE;VOUCHER_VALIDITY",
      "D-11,,V-2,CNY,0.00,0.00,0.00,10.00,9.50,0.50,",
      "D-12,,V-2,CNY,0.00,0.00,0.00,10.00,9.50,0.50,",
      "D-14,O-9,V-9,CNY,0.00,0.00,0.00,0.00,0.00,0.00,OFFER_STATE;VOUCHER_SCOPE",
    ]
    #expect(try Exported.discounts(202605, of: database) == expected)
  }

  @Test("every offer is listed with its use and its cost, an unused one with none")
  func offers() throws {
    let database = try database()
    try database.plan(Exported.month(202605), site: .cn)
    #expect(
      try Exported.offers(202605, of: database) == [
        "O-1,M-1,Spring,discount,effective,CNY,3,2100.00,300.00,285.00,15.00,2",
        "O-2,M-1,Quote,configuration,withdrawn,CNY,1,100.00,0.00,0.00,0.00,1",
        "O-3,M-1,Unused,discount,draft,,0,,,,,0",
      ])
  }
}
