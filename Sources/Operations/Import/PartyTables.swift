// Who takes part: partners, customers, and the calendars of their sites.

extension MarketplaceTables {
  static let calendarDay = Table(
    "calendar_day", key: ["site", "day"],
    [
      Column("site", Words.site),
      Column("day", .date),
      Column("working", .boolean),
    ])

  static let agreement = Table(
    "agreement", key: ["agreement_id"],
    [
      Column("agreement_id", .key),
      Column("site", Words.site),
      Column("kind", .key),
      Column("in_force_from", .instant),
      Column("title", .name),
    ])

  static let partner = Table(
    "partner", key: ["partner_id"],
    [
      Column("partner_id", .key),
      Column("name", .name),
      Column("name_en", .name).optional,
      Column("kind", .choice(["merchant", "csp", "distributor", "reseller", "operator"])),
      Column("site", Words.site),
      Column("currency", .currency),
      Column("locale", .key),
      Column("taxpayer_kind", .choice(["general", "small_scale", "overseas"])),
      Column("tax_number", .name).optional,
      Column("address", .address).optional,
      Column("email", .name).optional,
      Column("bank_name", .name).optional,
      Column("bank_account", .name).optional,
      Column("bank_swift", .name).optional,
      Column("certified_at", .instant).optional,
      Column("agreement_accepted_at", .instant).optional,
      Column("withholding_rate", .rate(.proportion)),
      Column("digital_service_tax_rate", .rate(.proportion)),
      Column("invoice_tax_rate", .rate(.proportion)).optional,
      Column("settlement_cycle", .choice(["month", "quarter"])),
    ])

  static let customer = Table(
    "customer", key: ["customer_id"],
    [
      Column("customer_id", .key),
      Column("name", .name),
      Column("site", Words.site),
      Column("postpaid", .boolean),
      Column("csp_id", .key).optional,
      Column("tax_number", .name).optional,
      Column("address", .address).optional,
      Column("email", .name).optional,
      Column("country", .country),
    ])
}
