import CivilTime
import Marketplace
import Operations
import Postgres
import Store
import TestKit
import Testing

/// What is printed is what is computed: an independent parser reads every formula again.
@Suite("The arithmetic of explanations")
struct ExplainLawTests {
  private static let seed: UInt64 = 20_260_503
  private static let may = Period(year: 2026, month: 5)

  @Test("every printed formula gives its exact value, rounds to its result, and ends in the amount")
  func formulas() throws {
    var generator = Generator(seed: Self.seed)
    let facts = MixedFacts(orders: 1_600, &generator)
    let database = try TestDatabase(now: "2026-06-03T12:00:00+08:00")
    try database.load(csv: BriefFacts.completed(facts.files))
    for site in [Site.cn, .intl] { try database.plan(Self.may, site: site) }
    let examination = Examination(database.workplace)
    var steps = 0
    var placed = 0
    let session = try database.session()
    try session.transaction(.repeatableRead) { (tx: borrowing Transaction) in
      for key in facts.keys {
        let explanation = try examination.explanation(of: key, in: tx)
        #expect(explanation.alarms == [], "\(key), seed \(Self.seed)")
        steps += try check(explanation, key)
        placed += explanation.lines.filter { $0.place != nil }.count
      }
    }
    #expect(steps >= 10_000, "only \(steps) steps")
    #expect(placed >= 3_000, "only \(placed) lines stand on statements")
  }

  /// - Returns: How many steps were read again.
  private func check(_ explanation: Explanation, _ key: String) throws -> Int {
    let currency = try #require(explanation.currency)
    for step in explanation.allSteps {
      let value = try Arithmetic.value(of: step.formula, decimals: currency.exponent)
      let exact = try Arithmetic.value(of: step.exact, decimals: currency.exponent)
      #expect(value == exact, "\(key) \(step) seed \(Self.seed)")
      guard let rounded = step.rounded else { continue }
      let printed = try Arithmetic.value(of: rounded, decimals: currency.exponent)
      #expect(
        try value.rounded(to: currency.exponent) == printed, "\(key) \(step) seed \(Self.seed)")
    }
    for line in explanation.lines {
      guard let last = line.steps.last, let amount = line.amount else { continue }
      #expect(last.rounded == amount, "\(key) of \(line.payeeID), seed \(Self.seed)")
    }
    return explanation.allSteps.count
  }
}

/// Order lines and refunds under every share model with every payee, in three currencies.
private struct MixedFacts {
  private(set) var files: [String: String]
  private(set) var keys: [String] = []

  private static let models = ["platform_fee", "deal_share", "floor_share", "floor_price"]

  init(orders: Int, _ generator: inout Generator) {
    files = [
      "partner": """
      partner_id,kind,site,invoice_tax_rate,withholding_rate,digital_service_tax_rate
      M-1,merchant,cn,,0,0
      M-2,merchant,cn,0.03,0,0
      M-I,merchant,intl,,0.1,0.023
      CSP-1,csp,cn,,0,0
      RS-1,reseller,cn,0.06,0,0
      OP-1,operator,cn,0.06,0,0
      """,
      "csp_terms": "csp_terms_id,csp_id,share_rate\nCT-1,CSP-1,0.083333\nCT-2,RS-1,0.9\n",
      "tier_policy":
        "tier_policy_id,base_fee_rate,from_amount,increment_rate\nTP,0.05,1000,0.012345\n",
    ]
    addProducts(&generator)
    addOrders(orders, &generator)
  }

  private mutating func addProducts(_ generator: inout Generator) {
    var products = "product_id,merchant_id,selling_mode,tax_rate\n"
    var terms =
      "terms_id,product_id,share_model,fee_rate,share_rate,floor_discount,floor_unit_price,"
      + "voucher_partner_share,management_fee_rate,tier_policy_id\n"
    for number in 0..<40 {
      let model = Self.models[number % 4]
      let merchant = number % 8 == 0 ? "M-I" : generator.pick(["M-1", "M-2"])
      let mode = model == "platform_fee" ? "general" : "joint"
      products +=
        "P-\(number),\(merchant),\(mode),\(generator.pick(["0.06", "0.13", "0.000001"]))\n"
      let share = generator.pick(["0.7", "0.333333", "1", "0.85"])
      let voucher = generator.once(in: 2) ? generator.pick(["0", "0.5", "0.123456"]) : ""
      switch model {
      case "platform_fee":
        let isTiered = merchant != "M-I" && generator.once(in: 2)
        let fee = isTiered ? "0.05" : generator.pick(["0.15", "0.033333"])
        terms += "T-\(number),P-\(number),\(model),\(fee),,,,\(voucher),,\(isTiered ? "TP" : "")\n"
      case "deal_share":
        terms += "T-\(number),P-\(number),\(model),,\(share),,,\(voucher),0.03,\n"
      case "floor_share":
        terms += "T-\(number),P-\(number),\(model),,\(share),0.612345,,\(voucher),0.017,\n"
      default:
        let price = generator.pick(["9.0400000001", "904", "0.3333333333"])
        terms += "T-\(number),P-\(number),\(model),,\(share),,\(price),,,\n"
      }
    }
    files["product"] = products
    files["product_terms"] = terms
  }

  private mutating func addOrders(_ count: Int, _ generator: inout Generator) {
    var orders =
      "line_id,product_id,currency,quantity,duration,list_amount,sales_amount,voucher_amount,"
      + "cash_coupon_amount,vat_amount,customer_withholding_amount,csp_id,operator_id,paid_at\n"
    var refunds = "refund_id,line_id,paid_refunded,voucher_returned,completed_at\n"
    for number in 0..<count {
      let sales = generator.integer(in: 0...9_999_999)
      let voucher = generator.once(in: 4) ? sales / 7 : 0
      let tax = number % 5 == 0 ? sales / 20 : 0
      let quantity = generator.pick(["1", "2", "0.3333", "12.5"])
      let provider = generator.pick(["", "CSP-1", "RS-1"])
      let amounts = "\(sales + sales / 9),\(sales),\(voucher),0,\(tax),\(tax / 3)"
      orders +=
        "L-\(number),P-\(number % 40),\(generator.pick(["USD", "JPY", "KWD"])),\(quantity),"
        + "\(generator.pick(["1", "12"])),\(amounts),\(provider),"
        + "\(generator.pick(["", "OP-1"])),2026-05-10T10:00:00+08:00\n"
      keys.append("L-\(number)")
      guard generator.once(in: 3) else { continue }
      // Two parts, and now and then one that exceeds what was paid.
      let first = (sales - voucher) / 3
      let second = generator.once(in: 8) ? sales * 2 : sales - voucher - first
      for (part, paid) in [first, second].enumerated() {
        refunds +=
          "R-\(number)-\(part),L-\(number),\(paid),\(part == 0 ? voucher : 0),"
          + "2026-05-1\(part + 2)T10:00:00+08:00\n"
        keys.append("R-\(number)-\(part)")
      }
    }
    files["order_line"] = orders
    files["refund"] = refunds
  }
}
