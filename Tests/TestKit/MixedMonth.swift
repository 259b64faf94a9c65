/// April and May 2026 as a seeded generator draws them: every share model, payee and kind of fact on
/// the sites cn and intl, brief files that ``BriefFacts`` completes.
///
/// April is a tenth of it. Some of May is refunded in June, late usage of both months comes in June,
/// and a part of everything waits: unpaid, not delivered, not repaid, on trial.
package struct MixedMonth {
  /// By the name of the table.
  package private(set) var files: [String: String]
  /// Order lines and refunds of it.
  package private(set) var keys: [String] = []
  /// Before every id of a fact, so that later facts are others.
  private let prefix: String

  static let products = 48
  static let customers = 40

  /// - Parameters:
  ///   - orders: How many order lines; a third of them are refunded.
  ///   - instances: How many instances use something.
  package init(orders: Int, instances: Int, _ generator: inout Generator) {
    prefix = ""
    files = MixedParties.files
    addProducts(&generator)
    addOrders(orders, latest: false, &generator)
    files.merge(MixedUsage(instances: instances, &generator).files) { $1 }
  }

  /// Facts of April and May that come after both are sealed: order lines, refunds of them and of
  /// lines known before, which `refundable` names with what was paid.
  package init(
    late orders: Int, refunding refundable: [(line: String, paid: Int64)],
    _ generator: inout Generator
  ) {
    prefix = "late-"
    files = [:]
    addOrders(orders, latest: true, &generator)
    for (line, paid) in refundable {
      files["refund", default: ""] +=
        "late-R-\(line),\(line),\(paid / 3),0,completed,"
        + "2026-05-\(generator.integer(in: 21...28))T10:00:00+08:00\n"
    }
    files["usage_record"] = MixedUsage.lateRecords(of: orders / 4, &generator)
  }

  private mutating func addProducts(_ generator: inout Generator) {
    var products = "product_id,merchant_id,selling_mode,tax_rate,supervised\n"
    var terms = "terms_id,product_id,valid_from,valid_to,share_model,fee_rate,share_rate,"
    terms += "floor_discount,floor_unit_price,voucher_partner_share,management_fee_rate,"
    terms += "tier_policy_id\n"
    for number in 0..<Self.products {
      let merchant = number % 8 == 0 ? "M-I\(number % 3)" : "M-\(number % 9)"
      let mode = ["general", "joint", "joint", "selected"][number % 4]
      let tax = generator.pick(["0.06", "0.13", "0.000001"])
      products += "P-\(number),\(merchant),\(mode),\(tax),\(number % 7 == 0)\n"
      let border = "2026-05-11T00:00:00+08:00"
      let hasTwo = number % 3 == 0
      let first = "2020-01-01T00:00:00+08:00,\(hasTwo ? border : "")"
      terms += "T-\(number)-1,P-\(number),\(first),\(Self.rates(number, &generator))\n"
      guard hasTwo else { continue }
      terms += "T-\(number)-2,P-\(number),\(border),,\(Self.rates(number, &generator))\n"
    }
    files["product"] = products
    files["product_terms"] = terms
  }

  /// Share model, fee, share, floor discount, floor price, voucher share, management fee, tier policy.
  private static func rates(_ number: Int, _ generator: inout Generator) -> String {
    let share = generator.pick(["0.7", "0.333333", "1", "0.85"])
    let voucher = generator.once(in: 2) ? generator.pick(["0", "0.5", "0.123456"]) : ""
    switch number % 4 {
    case 0:
      let isTiered = number % 8 != 0 && generator.once(in: 2)
      let fee = isTiered ? "0.05" : generator.pick(["0.15", "0.033333"])
      return "platform_fee,\(fee),,,,\(voucher),,\(isTiered ? "TP" : "")"
    case 1: return "deal_share,,\(share),,,\(voucher),0.03,"
    case 2: return "floor_share,,\(share),0.612345,,\(voucher),0.017,"
    default:
      return "floor_price,,\(share),,\(generator.pick(["9.0400000001", "904", "0.3333333333"])),,,"
    }
  }

  private mutating func addOrders(_ count: Int, latest: Bool, _ generator: inout Generator) {
    var orders = "line_id,order_id,line_type,customer_id,product_id,currency,quantity,duration,"
    orders += "list_amount,sales_amount,voucher_amount,cash_amount,credit_amount,"
    orders += "cash_coupon_amount,vat_amount,customer_withholding_amount,ordered_at,paid_at,"
    orders += "activated_at,effective_at,trial,offer_id,voucher_id,csp_id,operator_id\n"
    var refunds = "refund_id,line_id,paid_refunded,voucher_returned,status,completed_at\n"
    var supervised = "line_id,completed_at\n"
    for number in 0..<count {
      let order = MixedOrder(number, prefix: prefix, &generator)
      orders += order.row
      keys.append(order.id)
      if order.isSupervised { supervised += "\(order.id),\(order.supervisionEnd)\n" }
      for refund in order.refunds(&generator) {
        refunds += refund.row
        keys.append(refund.id)
      }
    }
    files["order_line"] = orders
    files["refund"] = refunds
    files["supervision"] = supervised
  }
}

/// An order line of a ``MixedMonth``.
struct MixedOrder {
  let id: String
  let row: String
  let isSupervised: Bool
  let supervisionEnd: String
  private let paid: Int64
  private let voucher: Int64
  private let day: Int64

  /// Days are counted from 1 April; day 61 is 31 May.
  static func instant(_ day: Int64, _ hour: Int = 10) -> String {
    let (month, date) = day <= 30 ? (4, day) : day <= 61 ? (5, day - 30) : (6, day - 61)
    return "2026-0\(month)-\(date < 10 ? "0" : "")\(date)T\(hour):00:00+08:00"
  }

  init(_ number: Int, prefix: String, _ generator: inout Generator) {
    id = "\(prefix)L-\(number)"
    let product = Int(generator.integer(in: 0...Int64(MixedMonth.products - 1)))
    let isAbroad = product % 8 == 0
    day = generator.once(in: 10) ? generator.integer(in: 5...30) : generator.integer(in: 31...61)
    // Now and then nothing is asked for, or a voucher pays for all of it.
    let sales = generator.once(in: 30) ? 0 : generator.integer(in: 0...9_999_999)
    voucher = generator.once(in: 4) ? (generator.once(in: 6) ? sales : sales / 7) : 0
    paid = sales - voucher
    let credit = generator.once(in: 6) ? paid / 2 : 0
    let coupon = generator.once(in: 9) ? paid / 5 : 0
    let taxes = isAbroad ? "\(sales / 20),\(sales / 60)" : "0,0"
    let isRenewal = generator.once(in: 8)
    let isPaid = !generator.once(in: 40)
    let isDelivered = !generator.once(in: 20)
    let paidAt = isPaid ? Self.instant(day, 11) : ""
    let ready = isDelivered ? Self.instant(min(day + 3, 70), 12) : ""
    isSupervised = product % 7 == 0 && !isRenewal
    supervisionEnd = ready
    let amounts =
      "\(sales == 0 ? 4_321 : sales + sales / 9),\(sales),\(voucher),\(paid - credit - coupon),\(credit),"
      + "\(coupon),\(taxes)"
    let quantity = generator.pick(["1", "2", "0.3333", "12.5"])
    let currency = generator.pick(["CNY", "CNY", "CNY", "USD", "JPY", "KWD"])
    let offer = generator.once(in: 20) ? "O-1" : ""
    let given = voucher > 0 ? generator.pick(["V-1", "V-2"]) : ""
    let company =
      "\(generator.pick(["", "", "CSP-1", "CSP-2", "CSP-3", "RS-1", "RS-2"])),"
      + generator.pick(["", "OP-1", "OP-2"])
    row =
      "\(id),\(prefix)O-\(number / 2),\(isRenewal ? "renewal" : "new"),"
      + "C-\(generator.integer(in: 1...Int64(MixedMonth.customers))),P-\(product),\(currency),"
      + "\(quantity),\(generator.pick(["1", "12"])),\(amounts),\(Self.instant(day)),\(paidAt),"
      + "\(ready),\(isRenewal ? ready : ""),\(generator.once(in: 50)),\(offer),\(given),\(company)\n"
  }

  /// Up to three parts, of which the last now and then exceeds what was paid or is only asked for.
  func refunds(_ generator: inout Generator) -> [(id: String, row: String)] {
    guard generator.once(in: 3) else { return [] }
    let parts = generator.integer(in: 1...3)
    return (1...parts).map { part in
      let refunded = part == parts && generator.once(in: 8) ? paid * 2 + 1 : paid / parts
      // The first part returns the voucher, or one that there never was.
      let returned = part == 1 ? (paid == 0 && generator.once(in: 4) ? voucher + 1 : voucher) : 0
      let status = generator.once(in: 15) ? "requested" : "completed"
      let key = "R-\(id)-\(part)"
      let at = Self.instant(min(day + part * 4, 80))
      return (key, "\(key),\(id),\(refunded),\(returned),\(status),\(at)\n")
    }
  }
}
