// What is sold and on which terms: products, terms, tiers, offers, vouchers, incentives.

extension MarketplaceTables {
  static let product = Table(
    "product", key: ["product_id"],
    [
      Column("product_id", .key),
      Column("merchant_id", .key),
      Column("name", .name),
      Column("category", .name),
      Column("selling_mode", .choice(["general", "joint", "selected", "platform"])),
      Column(
        "access_type",
        .choice([
          "image", "saas", "license", "service", "api", "hardware", "data", "ai_asset",
          "container", "orchestration", "consulting", "content",
        ])),
      Column("charging_mode", Words.chargingMode),
      Column("supervised", .boolean),
      Column("tax_category", .choice(["software", "service", "hardware"])),
      Column("tax_rate", .rate(.proportion)),
      Column("visibility", .choice(["public", "hidden", "listed_customers"])),
      Column("status", .choice(["draft", "in_review", "on_sale", "withdrawn"])),
    ])

  static let productTerms = Table(
    "product_terms", key: ["terms_id"],
    [
      Column("terms_id", .key),
      Column("product_id", .key),
      Column("valid_from", .instant),
      Column("valid_to", .instant).optional,
      Column(
        "share_model", .choice(["platform_fee", "deal_share", "floor_share", "floor_price"])),
      Column("fee_rate", .rate(.proportion)).optional,
      Column("share_rate", .rate(.proportion)).optional,
      Column("floor_discount", .rate(.proportion)).optional,
      Column("floor_unit_price", .unitPrice(.nonNegative)).optional,
      Column("voucher_partner_share", .rate(.proportion)).optional,
      Column("management_fee_rate", .rate(.proportion)).optional,
      Column("tier_policy_id", .key).optional,
    ],
    rules: [
      .later("valid_to", than: "valid_from"),
      .present("fee_rate", whenever: "share_model", is: "platform_fee"),
      .present("share_rate", whenever: "share_model", is: "deal_share"),
      .present("share_rate", whenever: "share_model", is: "floor_share"),
      .present("floor_discount", whenever: "share_model", is: "floor_share"),
      .present("share_rate", whenever: "share_model", is: "floor_price"),
      .present("floor_unit_price", whenever: "share_model", is: "floor_price"),
    ])

  static let tierPolicy = Table(
    "tier_policy", key: ["tier_policy_id", "from_amount"],
    [
      Column("tier_policy_id", .key),
      Column("base_fee_rate", .rate(.proportion)),
      Column("from_amount", .bigint(.any)),
      Column("increment_rate", .rate(.any)),
    ])

  static let cspTerms = Table(
    "csp_terms", key: ["csp_terms_id"],
    [
      Column("csp_terms_id", .key),
      Column("csp_id", .key),
      Column("product_id", .key).optional,
      Column("valid_from", .instant),
      Column("valid_to", .instant).optional,
      Column("share_rate", .rate(.proportion)),
      Column("authorised_discount", .rate(.proportion)).optional,
      Column("service_tax_rate", .rate(.proportion)).optional,
    ],
    rules: [.later("valid_to", than: "valid_from")])

  static let offer = Table(
    "offer", key: ["offer_id"],
    [
      Column("offer_id", .key),
      Column("merchant_id", .key),
      Column("name", .name),
      Column("kind", .choice(["discount", "configuration"])),
      Column("state", .choice(["draft", "in_review", "effective", "withdrawn"])),
      Column("valid_from", .instant),
      Column("valid_to", .instant),
    ],
    rules: [.later("valid_to", than: "valid_from")])

  static let offerCustomer = Table(
    "offer_customer", key: ["offer_id", "customer_id"],
    [
      Column("offer_id", .key),
      Column("customer_id", .key),
    ])

  static let offerItem = Table(
    "offer_item", key: ["offer_id", "product_id", "sku"],
    [
      Column("offer_id", .key),
      Column("product_id", .key),
      Column("sku", .keyOrEmpty),
      Column("discount_rate", .rate(.nonNegative)),
      Column("quantity", .quantity(.positive)).optional,
    ])

  static let voucher = Table(
    "voucher", key: ["voucher_id"],
    [
      Column("voucher_id", .key),
      Column("merchant_id", .key),
      Column("category", .choice(["general", "joint"])),
      Column("face_amount", .money),
      Column("threshold_amount", .money),
      Column("currency", .currency),
      Column("valid_from", .instant),
      Column("valid_to", .instant),
      Column("with_promotion", .boolean),
      Column("charging_mode", Words.chargingMode).optional,
    ],
    rules: [.later("valid_to", than: "valid_from")])

  static let incentivePolicy = Table(
    "incentive_policy", key: ["policy_id"],
    [
      Column("policy_id", .key),
      Column("name", .name),
      Column("site", Words.site),
      Column("valid_from", .instant),
      Column("valid_to", .instant).optional,
      Column("cycle", .choice(["month", "quarter", "year"])),
      Column("mode", .choice(["whole", "marginal"])),
      Column("threshold", .bigint(.any)),
      Column("currency", .currency),
      Column("partner_id", .key).optional,
      Column("product_id", .key).optional,
    ],
    rules: [.later("valid_to", than: "valid_from")])

  static let incentiveBand = Table(
    "incentive_band", key: ["policy_id", "from_amount"],
    [
      Column("policy_id", .key),
      Column("from_amount", .bigint(.any)),
      Column("rate", .rate(.any)),
    ])
}
