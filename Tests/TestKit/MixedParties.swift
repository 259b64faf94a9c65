/// Who takes part in a ``MixedMonth``: merchants of two sites, providers by month and by quarter, a
/// provider of the other site, resellers, operators, and their terms.
enum MixedParties {
  static let files = [
    "partner": partners, "customer": customers, "repayment": repayments,
    "agreement": "agreement_id,in_force_from\nA-1,2019-01-01T00:00:00+08:00\n",
    "csp_terms": """
    csp_terms_id,csp_id,product_id,valid_from,valid_to,share_rate,service_tax_rate
    CT-1,CSP-1,,2020-01-01T00:00:00+08:00,,0.083333,
    CT-2,CSP-2,,2020-01-01T00:00:00+08:00,2026-05-16T00:00:00+08:00,0.02,
    CT-3,CSP-2,,2026-05-16T00:00:00+08:00,,0.031,
    CT-4,CSP-2,P-4,2020-01-01T00:00:00+08:00,,0.01,
    CT-5,CSP-3,,2026-05-06T00:00:00+08:00,,0.04,
    CT-6,RS-1,,2020-01-01T00:00:00+08:00,,0.9,0.06
    CT-7,RS-2,,2020-01-01T00:00:00+08:00,,0.5,
    CT-8,RS-1,P-3,2020-01-01T00:00:00+08:00,2026-05-21T00:00:00+08:00,0.4,

    """,
    "tier_policy": """
    tier_policy_id,base_fee_rate,from_amount,increment_rate
    TP,0.05,1000,0.012345
    TP,0.05,300000000,0.02

    """,
    "offer": "offer_id,merchant_id\nO-1,M-1\n",
    "offer_item": "offer_id,product_id,discount_rate\nO-1,P-1,0.9\n",
    "offer_customer": "offer_id,customer_id\nO-1,C-1\n",
    "voucher": """
    voucher_id,category,currency,threshold_amount
    V-1,general,CNY,100
    V-2,joint,CNY,100

    """,
    "incentive_policy": """
    policy_id,cycle,mode,threshold,currency
    IP-1,month,whole,1,CNY
    IP-2,quarter,marginal,1000,CNY

    """,
    "incentive_band": """
    policy_id,from_amount,rate
    IP-1,0,0.01
    IP-2,0,0.005
    IP-2,5000000,0.015

    """,
  ]

  private static var partners: String {
    var rows = "partner_id,kind,site,settlement_cycle,invoice_tax_rate,withholding_rate,"
    rows += "digital_service_tax_rate,certified_at\n"
    let certified = "2020-01-01T00:00:00+08:00"
    for number in 0..<9 {
      // One merchant of site cn is certified in June only.
      let since = number == 8 ? "2026-06-20T00:00:00+08:00" : certified
      rows += "M-\(number),merchant,cn,month,\(number % 2 == 0 ? "" : "0.03"),0,0,\(since)\n"
    }
    for number in 0..<3 {
      rows += "M-I\(number),merchant,intl,month,,0.1,0.0\(number)3,\(certified)\n"
    }
    let others = [
      "CSP-1,csp,cn,month", "CSP-2,csp,cn,quarter", "CSP-3,distributor,intl,month",
      "RS-1,reseller,cn,month", "RS-2,reseller,cn,quarter", "OP-1,operator,cn,month",
      "OP-2,operator,cn,month",
    ]
    for other in others { rows += "\(other),0.06,0,0,\(certified)\n" }
    return rows
  }

  private static var customers: String {
    var rows = "customer_id,postpaid,csp_id\n"
    for number in 1...MixedMonth.customers {
      rows += "C-\(number),\(number % 3 == 0),\(number % 4 == 0 ? "CSP-\(1 + number % 3)" : "")\n"
    }
    return rows
  }

  /// Most repay April in time, some May, and some neither.
  private static var repayments: String {
    var rows = "customer_id,month,repaid_at\n"
    for number in 1...MixedMonth.customers where number % 5 != 0 {
      rows += "C-\(number),2026-04-01,2026-05-1\(number % 10)T10:00:00+08:00\n"
      rows += "C-\(number),2026-05-01,2026-05-\(number % 2 == 0 ? "28" : "31")T10:00:00+08:00\n"
    }
    return rows
  }
}
