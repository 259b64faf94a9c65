// What happened: sales, deliveries, repayments, refunds, and what was used.

extension MarketplaceTables {
  static let orderLine = Table(
    "order_line", key: ["line_id"],
    [
      Column("line_id", .key),
      Column("order_id", .key),
      Column("line_type", .choice(["new", "renewal", "change", "usage_to_period"])),
      Column("customer_id", .key),
      Column("product_id", .key),
      Column("sku", .key).optional,
      Column("quantity", .quantity(.positive)),
      Column("duration", .integer(.nonNegative)),
      Column("currency", .currency),
      Column("list_amount", .money),
      Column("sales_amount", .money),
      Column("voucher_amount", .money),
      Column("cash_amount", .money),
      Column("credit_amount", .money),
      Column("cash_coupon_amount", .money),
      Column("vat_amount", .money),
      Column("customer_withholding_amount", .money),
      Column("unit_list_price", .unitPrice(.nonNegative)).optional,
      Column("unit_deal_price", .unitPrice(.nonNegative)).optional,
      Column("ordered_at", .instant),
      Column("paid_at", .instant).optional,
      Column("activated_at", .instant).optional,
      Column("effective_at", .instant).optional,
      Column("trial", .boolean),
      Column("offer_id", .key).optional,
      Column("voucher_id", .key).optional,
      Column("csp_id", .key).optional,
      Column("operator_id", .key).optional,
    ],
    since: "ordered_at",
    rules: [
      .total(
        "sales_amount",
        of: ["voucher_amount", "cash_amount", "credit_amount", "cash_coupon_amount"])
    ])

  static let supervision = Table(
    "supervision", key: ["line_id"],
    [
      Column("line_id", .key),
      Column(
        "status", .choice(["in_progress", "delivered", "appealed", "completed", "refunded"])),
      Column("completed_at", .instant).optional,
    ])

  static let repayment = Table(
    "repayment", key: ["customer_id", "month"],
    [
      Column("customer_id", .key),
      Column("month", .firstOfMonth),
      Column("repaid_at", .instant),
    ])

  static let refund = Table(
    "refund", key: ["refund_id"],
    [
      Column("refund_id", .key),
      Column("line_id", .key),
      Column(
        "kind",
        .choice([
          "five_day", "negotiated", "inactive_renewal", "failed_provisioning", "downgrade",
        ])),
      Column("status", .choice(["requested", "approved", "rejected", "completed", "cancelled"])),
      Column("paid_refunded", .money),
      Column("voucher_returned", .money),
      Column("handling_fee", .money),
      Column("requested_at", .instant),
      Column("completed_at", .instant).optional,
    ],
    since: "requested_at",
    rules: [.present("completed_at", whenever: "status", is: "completed")])

  static let pricePlan = Table(
    "price_plan", key: ["price_plan_id"],
    [
      Column("price_plan_id", .key),
      Column("model", .choice(["fixed", "step", "tier"])),
      Column("accumulate", .choice(["record", "day", "month"])),
      Column("currency", .currency),
    ])

  static let priceBand = Table(
    "price_band", key: ["price_plan_id", "band"],
    [
      Column("price_plan_id", .key),
      Column("band", .integer(.any)),
      Column("up_to", .quantity(.positive)).optional,
      Column("unit_price", .unitPrice(.nonNegative)),
    ])

  static let instance = Table(
    "instance", key: ["instance_id"],
    [
      Column("instance_id", .key),
      Column("line_id", .key).optional,
      Column("product_id", .key),
      Column("customer_id", .key),
      Column("price_plan_id", .key),
      Column("charge_item", .key),
      Column("opened_at", .instant),
      Column("closed_at", .instant).optional,
    ])

  static let usagePackage = Table(
    "package", key: ["package_id"],
    [
      Column("package_id", .key),
      Column("instance_id", .key),
      Column("quota", .quantity(.nonNegative)),
      Column("reset", .choice(["none", "month", "year"])),
      Column("stop_when_exhausted", .boolean),
      Column("valid_from", .instant),
      Column("valid_to", .instant).optional,
    ],
    rules: [.later("valid_to", than: "valid_from")])

  /// Values and times of any kind are taken: what is wrong with them is an abnormal record that is
  /// kept and reported, not an error of the file. Rule 4.1.
  static let usageRecord = Table(
    "usage_record", key: ["usage_id"],
    [
      Column("usage_id", .bigint(.any)),
      Column("instance_id", .key),
      Column("metering_sn", .key),
      Column("begin_time", .instant),
      Column("end_time", .instant),
      Column("record_time", .instant),
      Column("received_at", .instant),
      Column("usage_value", .quantity(.any)),
      Column("package_id", .key).optional,
    ],
    since: "begin_time")
}
