import CivilTime

/// The order lines of a case, their refunds and their supervision.
extension MixedCase {
  static let orderHeads = [
    "order_line": """
    line_id,order_id,line_type,customer_id,product_id,currency,quantity,duration,list_amount,\
    sales_amount,voucher_amount,cash_amount,credit_amount,cash_coupon_amount,vat_amount,\
    customer_withholding_amount,ordered_at,paid_at,activated_at,effective_at,trial,offer_id,\
    voucher_id,csp_id,operator_id
    """,
    "refund": "refund_id,line_id,paid_refunded,voucher_returned,status,completed_at",
    "supervision": "line_id,completed_at",
  ]

  mutating func addOrders(_ count: Int, prefix: String = "") {
    for index in 1...count {
      let id = "L-\(number)-\(prefix)\(index)"
      addOrder(id, of: "O-\(number)-\(prefix)\(index / 2)")
      keys.append(id)
    }
  }

  private mutating func addOrder(_ id: String, of order: String) {
    let isJune = generator.once(in: 20)
    let ordered = instant(in: isJune ? 60...64 : generator.once(in: 5) ? 1...31 : 31...61)
    let paid = later(ordered, thanUpTo: 3)
    let isReady = !generator.once(in: 15)
    let ready = isReady ? "\(later(paid, thanUpTo: 10))" : ""
    let isRenewal = generator.once(in: 6)
    // Now and then nothing is asked for, or a voucher pays for all of it.
    let sales =
      generator.once(in: 30)
      ? 0 : generator.integer(in: 0...generator.pick([99, 99_999, 9_999_999]))
    let covered = generator.once(in: 6) ? sales : generator.integer(in: 0...sales)
    let voucher = generator.once(in: 4) ? covered : 0
    let credit = generator.once(in: 5) ? generator.integer(in: 0...(sales - voucher)) : 0
    let coupon = generator.once(in: 9) ? generator.integer(in: 0...(sales - voucher - credit)) : 0
    let list = sales + generator.integer(in: 0...(sales == 0 ? 9_999 : sales / 3))
    let taxes =
      site == "intl"
      ? "\(generator.integer(in: 0...(sales / 8))),\(generator.integer(in: 0...(sales / 20)))"
      : "0,0"
    let amounts =
      "\(list),\(sales),\(voucher),\(sales - voucher - credit - coupon),\(credit),\(coupon),\(taxes)"
    let names =
      "\(generator.once(in: 12) ? "O-\(number)" : ""),"
      + "\(voucher > 0 && !generator.once(in: 9) ? "V-\(number)" : ""),"
      + "\(generator.pick(providers + [""])),\(generator.pick(operators + [""]))"
    let traits =
      "\(id),\(order),\(isRenewal ? "renewal" : "new"),C-\(number)-\(generator.pick(customers)),"
      + "P-\(number)-\(generator.pick(products)),"
      + "\(generator.once(in: 8) ? "USD" : currency),\(rate(of: ["1", "2", "0.3333", "12.5"])),"
      + rate(of: ["1", "12"])
    let instants =
      "\(ordered),\(generator.once(in: 30) ? "" : "\(paid)"),\(ready),"
      + "\(isRenewal ? ready : ""),\(generator.once(in: 40))"
    add("order_line", "\(traits),\(amounts),\(instants),\(names)")
    if generator.once(in: 2) { add("supervision", "\(id),\(ready)") }
    sold.append((id, sales - voucher))
    addRefunds(of: id, paid: sales - voucher, voucher: voucher, since: paid)
  }

  /// Up to three parts at any time after the payment, delivered or not, in the order of their ids or
  /// not; now and then one exceeds what was paid, or is only asked for.
  private mutating func addRefunds(
    of line: String, paid: Int64, voucher: Int64, since instant: Instant
  ) {
    guard generator.once(in: 3) else { return }
    var left = paid
    let isWhole = generator.once(in: 2)
    let parts = Int(generator.integer(in: 1...3))
    for part in 1...parts {
      let isTooMuch = generator.once(in: 20)
      let refunded =
        isTooMuch ? paid + 1 : isWhole && part == parts ? left : generator.integer(in: 0...left)
      if !isTooMuch { left -= refunded }
      // The first part returns the voucher, or one that there never was.
      let isMore = paid == 0 && generator.once(in: 4)
      let returned = part == 1 ? isMore ? voucher + 1 : voucher : 0
      let status = generator.once(in: 15) ? "requested" : "completed"
      let key = "R-\(line.dropFirst(2))-\(part)"
      add(
        "refund", "\(key),\(line),\(refunded),\(returned),\(status),\(later(instant, thanUpTo: 30))"
      )
      if status == "completed" { keys.append(key) }
    }
  }

  /// An instant so many days later at most; now and then the same.
  private mutating func later(_ instant: Instant, thanUpTo days: Int64) -> Instant {
    let seconds = generator.integer(in: 0...(days * 86_400))
    return Instant(microseconds: instant.microseconds + seconds * 1_000_000)
  }
}
