import CivilTime

/// One case of a ``MixedMonth``: a merchant and everything that has to do with it.
struct MixedCase {
  let number: Int
  var generator: Generator
  /// Lines of brief files by the name of the table.
  private(set) var rows: [String: String] = [:]
  /// Order lines and refunds that are completed.
  var keys: [String] = []
  var hasInstance = false
  /// Every line with what was paid and the voucher, for refunds that come later.
  var sold: [(line: String, paid: Int64)] = []
  /// Customers who have not repaid May.
  private var owing: [String] = []

  let site: String
  let currency: String
  /// Ids of those who take part.
  let products: ClosedRange<Int>
  let customers: ClosedRange<Int>
  let providers: [String]
  let operators: [String]

  static let heads = [
    "agreement": "agreement_id,site,in_force_from",
    "partner": """
    partner_id,kind,site,settlement_cycle,invoice_tax_rate,withholding_rate,\
    digital_service_tax_rate,certified_at,agreement_accepted_at
    """,
    "customer": "customer_id,postpaid,csp_id",
    "repayment": "customer_id,month,repaid_at",
    "product": "product_id,merchant_id,selling_mode,tax_rate,supervised",
    "product_terms": """
    terms_id,product_id,valid_from,valid_to,share_model,fee_rate,share_rate,floor_discount,\
    floor_unit_price,voucher_partner_share,management_fee_rate,tier_policy_id
    """,
    "tier_policy": "tier_policy_id,base_fee_rate,from_amount,increment_rate",
    "csp_terms":
      "csp_terms_id,csp_id,product_id,valid_from,valid_to,share_rate,service_tax_rate",
    "incentive_policy": "policy_id,site,cycle,mode,threshold,currency,partner_id",
    "incentive_band": "policy_id,from_amount,rate",
    "offer": "offer_id,merchant_id",
    "offer_item": "offer_id,product_id,discount_rate",
    "offer_customer": "offer_id,customer_id",
    "voucher": "voucher_id,merchant_id,category,currency,threshold_amount",
  ].merging(orderHeads) { $1 }.merging(usageHeads) { $1 }

  init(_ number: Int, seed: UInt64) {
    // Neighbouring seeds would give neighbouring sequences: the case's own is a draw from one.
    var seeds = Generator(seed: seed ^ UInt64(number))
    var generator = Generator(seed: seeds.next())
    self.number = number
    site = generator.once(in: 5) ? "intl" : "cn"
    currency = generator.pick(["CNY", "CNY", "CNY", "USD", "JPY", "KWD"])
    products = 1...Int(generator.integer(in: 1...2))
    customers = 1...Int(generator.integer(in: 1...2))
    let providers = generator.pick([[], ["CSP"], ["CSP"], ["RS"], ["CSP", "RS"]])
    self.providers = providers.map { "\($0)-\(number)" }
    operators = generator.once(in: 3) ? ["OP-\(number)"] : []
    self.generator = generator
    addPartners()
    addCustomers()
    addProducts()
    for provider in self.providers { addProviderTerms(provider, id: "") }
    addPromotions()
    addOrders(Int(self.generator.integer(in: 1...3)))
    if self.generator.once(in: 3) { addUsage() }
  }

  /// What comes when April and May are sealed.
  ///
  /// - Returns: Lines of files by table; what was drawn before is not among them.
  mutating func later() -> [String: String] {
    rows = [:]
    if generator.once(in: 2) { addOrders(1, prefix: "late-") }
    for (index, sale) in sold.enumerated() where generator.once(in: 3) {
      let part = generator.integer(in: 0...(sale.paid / 2))
      let at = instant(in: 21...61)
      add("refund", "R-\(number)-late\(index),\(sale.line),\(part),0,completed,\(at)")
    }
    if generator.once(in: 4) { addTerms("T-\(number)-late", of: generator.pick(products)) }
    if let provider = providers.first, generator.once(in: 4) {
      addProviderTerms(provider, id: "late")
    }
    for customer in owing { add("repayment", "\(customer),2026-05-01,\(instant(in: 45...61))") }
    addLaterUsage()
    return rows
  }

  mutating func add(_ table: String, _ row: String) {
    rows[table, default: ""] += row + "\n"
  }

  /// An instant of these days, which are counted from 1 April: day 31 is 1 May, 62 is 1 June. The
  /// first and the last of a month, to the microsecond, come up more often than their turn.
  mutating func instant(in days: ClosedRange<Int64>) -> Instant {
    let april = Period(year: 2026, month: 4).start.microseconds
    let day = Instant.microsecondsPerDay
    let borders = [31, 62].filter { days.contains($0) && days.lowerBound < $0 }
    if !borders.isEmpty, generator.once(in: 8) {
      let border = april + (generator.pick(borders) - 1) * day
      return Instant(microseconds: border - generator.pick([0, 1]))
    }
    let seconds = Int64.random(in: 0..<86_400, using: &generator)
    let days = Int64.random(in: days, using: &generator)
    return Instant(microseconds: april + (days - 1) * day + seconds * 1_000_000)
  }

  private mutating func addPartners() {
    let certified = conditions()
    let isAbroad = site == "intl"
    let taxes =
      isAbroad ? "\(rate(of: ["0", "0.1", "0.066667"])),\(rate(of: ["0", "0.03"]))" : "0,0"
    let invoice = rate(of: ["", "0.03", "0.06", "0.000001"])
    add("partner", "M-\(number),merchant,\(site),month,\(invoice),\(taxes),\(certified)")
    for partner in providers {
      let kind =
        partner.hasPrefix("RS") ? "reseller" : generator.pick(["csp", "csp", "distributor"])
      let cycle = generator.pick(["month", "month", "month", "quarter"])
      let home = generator.once(in: 6) ? isAbroad ? "cn" : "intl" : site
      let tax = rate(of: ["", "0.06"])
      add("partner", "\(partner),\(kind),\(home),\(cycle),\(tax),0,0,\(conditions())")
      // Few have a policy of their own: every policy is held against every partner.
      guard generator.once(in: 60) else { continue }
      let policy = "IP-\(number)-\(partner.prefix(1))"
      let period = generator.pick(["month", "month", "quarter"])
      let mode = generator.pick(["whole", "marginal"])
      let threshold = generator.integer(in: 0...100_000)
      add(
        "incentive_policy",
        "\(policy),\(home),\(period),\(mode),\(threshold),\(currency),\(partner)")
      add("incentive_band", "\(policy),0,\(rate(of: ["0.01", "0.033333"]))")
      add("incentive_band", "\(policy),\(generator.integer(in: 1...500_000)),0.05")
    }
    for partner in operators {
      add(
        "partner", "\(partner),operator,\(site),month,\(rate(of: ["", "0.06"])),0,0,\(conditions())"
      )
    }
  }

  /// When a partner was certified and accepted the agreement: most long ago, some about the time of
  /// the runs, a few never.
  private mutating func conditions() -> String {
    let certified = generator.once(in: 25) ? "\(instant(in: 31...80))" : "2020-01-01T00:00:00+08:00"
    let accepted =
      generator.once(in: 25)
      ? generator.pick(["", "2020-01-01T00:00:00+08:00", "\(instant(in: 31...80))"])
      : "2026-05-01T00:00:00+08:00"
    return "\(certified),\(accepted)"
  }

  private mutating func addCustomers() {
    for customer in customers {
      let id = "C-\(number)-\(customer)"
      let provider = generator.once(in: 3) ? providers.first ?? "" : ""
      add("customer", "\(id),\(generator.once(in: 3)),\(provider)")
      if !generator.once(in: 4) { add("repayment", "\(id),2026-04-01,\(instant(in: 20...45))") }
      if generator.once(in: 4) {
        owing.append(id)
      } else {
        add("repayment", "\(id),2026-05-01,\(instant(in: 45...70))")
      }
    }
  }

  private mutating func addProducts() {
    for product in products {
      let mode = generator.pick(["general", "joint", "selected", "platform"])
      let tax = rate(of: ["0.06", "0.13", "0", "0.000001"])
      add("product", "P-\(number)-\(product),M-\(number),\(mode),\(tax),\(generator.once(in: 5))")
      add(
        "tier_policy", "TP-\(number)-\(product),0.05,\(generator.integer(in: 0...100_000)),0.012345"
      )
      add(
        "tier_policy",
        "TP-\(number)-\(product),0.05,\(generator.integer(in: 100_001...1_000_000)),0.02")
      for version in 0..<Int(generator.integer(in: 1...3)) {
        addTerms("T-\(number)-\(product)-\(version)", of: product)
      }
    }
  }

  /// Terms of any model: the first of a product mostly hold from long ago, some others from the same
  /// instant, and most begin, and now and then end, at any time: they overlap and leave gaps.
  private mutating func addTerms(_ id: String, of product: Int) {
    let isOld = generator.once(in: 6) || id.hasSuffix("-0") && !generator.once(in: 10)
    let from = isOld ? "2020-01-01T00:00:00+08:00" : "\(instant(in: 10...61))"
    let to = generator.once(in: 4) ? "\(instant(in: 62...90))" : ""
    let share = rate(of: ["0.7", "0.333333", "1", "0.85", "0"])
    let voucher = rate(of: ["", "", "0", "0.5", "0.123456", "1"])
    let model =
      switch generator.integer(in: 0...3) {
      case 0: "platform_fee,0.05,,,,\(voucher),,TP-\(number)-\(product)"
      case 1: "deal_share,,\(share),,,\(voucher),\(rate(of: ["", "0.03"])),"
      case 2: "floor_share,,\(share),0.612345,,\(voucher),\(rate(of: ["", "0.017"])),"
      case 3 where generator.once(in: 2):
        "platform_fee,\(rate(of: ["0.15", "0.033333", "0"])),,,,\(voucher),,"
      default: "floor_price,,\(share),,\(rate(of: ["9.0400000001", "904", "0.3333333333"])),,,"
      }
    add("product_terms", "\(id),P-\(number)-\(product),\(from),\(to),\(model)")
  }

  private mutating func addProviderTerms(_ provider: String, id: String) {
    for version in 0..<Int(generator.integer(in: 1...2)) {
      let product = generator.once(in: 4) ? "P-\(number)-\(generator.pick(products))" : ""
      let isOld = generator.once(in: 6) || version == 0 && id.isEmpty && !generator.once(in: 10)
      let from = isOld ? "2020-01-01T00:00:00+08:00" : "\(instant(in: 10...61))"
      let to = generator.once(in: 6) ? "\(instant(in: 62...90))" : ""
      let share = rate(of: ["0.083333", "0.02", "0.9", "0.5"])
      let row = "\(provider),\(product),\(from),\(to),\(share),\(rate(of: ["", "0.06"]))"
      add("csp_terms", "CT-\(number)-\(provider.prefix(1))\(version)\(id),\(row)")
    }
  }

  private mutating func addPromotions() {
    if generator.once(in: 6) {
      add("offer", "O-\(number),M-\(number)")
      add("offer_item", "O-\(number),P-\(number)-1,0.9")
      add("offer_customer", "O-\(number),C-\(number)-1")
    }
    let category = generator.pick(["general", "joint"])
    add(
      "voucher",
      "V-\(number),M-\(number),\(category),\(currency),\(generator.integer(in: 0...5_000))")
  }

  mutating func rate(of rates: [String]) -> String { generator.pick(rates) }
}
