import CivilTime
import Marketplace
import Operations
import TestKit
import Testing

/// M-3 of site eu sells at 70 % in joint operation: `P-19` at 19 %, `P-7` at 7 %.
extension PayingWorld {
  /// The parties are known, and M-3 has agreed where that is wanted.
  static func selfBilled(hasAgreed: Bool = true) throws -> PayingWorld {
    let world = try PayingWorld(now: "2026-07-31T12:00:00+08:00")
    try world.load(
      "product",
      "product_id,merchant_id,selling_mode,tax_rate,name\nP-19,M-3,joint,0.19,Backup\n"
        + "P-7,M-3,joint,0.07,Atlas\n")
    try world.load(
      "product_terms",
      "terms_id,product_id,share_model,share_rate\nT-19,P-19,deal_share,0.7\n"
        + "T-7,P-7,deal_share,0.7\n")
    try world.know(.issuer(.eu), "IE", "IE6388047V", "0088:4012345000009")
    try world.know(.partner("M-3"), "DE", "DE123456789", "9930:DE123456789")
    // Who operates owns nothing.
    _ = try world.database.confine(mayImport: true)
    if hasAgreed { try world.agree() }
    return world
  }

  func know(
    _ holder: TradeParties.Holder, _ country: String, _ number: String,
    _ address: String
  ) throws {
    var entry = TradeParties.Entry(country: country)
    (entry.city, entry.taxNumber, entry.electronicAddress) = ("Sample", number, address)
    entry.validFrom = CivilDate(year: 2026, month: 1, day: 1)
    try TradeParties(database.workplace, by: "ann").enter(entry, of: holder)
  }

  func agree(until: CivilDate? = nil, untaxedAs: String? = nil) throws {
    var entry = SelfBillingAgreements.Entry(partner: "M-3", reference: "SB-17")
    entry.validFrom = CivilDate(year: 2026, month: 7, day: 1)
    entry.validUntil = until
    entry.untaxedAs = untaxedAs
    #expect(
      try SelfBillingAgreements(database.workplace, by: "ann").enter(entry) == "M3")
  }

  func sold(_ rows: String...) throws {
    try load(
      "order_line",
      (["line_id,product_id,customer_id,currency,sales_amount,paid_at"] + rows).map { $0 + "\n" }
        .joined())
  }

  func sellInJuly() throws {
    try sold(
      "L-19,P-19,C-3,EUR,119000,2026-07-10T10:00:00+08:00",
      "L-7,P-7,C-3,EUR,107000,2026-07-11T10:00:00+08:00")
  }

  /// Seals a month and has its statements countersigned.
  func close(_ period: Period, at instant: String) throws {
    try seal(period, .eu, at: instant)
    let states = StatementStates(database.workplace, by: "ann")
    let month = StatementStates.Selection(period: period, site: .eu)
    _ = try states.move(month, to: "countersigning", reason: "")
    _ = try states.move(month, to: "pending_invoice", reason: "")
  }

  static func closedJuly(hasAgreed: Bool = true) throws -> PayingWorld {
    let world = try selfBilled(hasAgreed: hasAgreed)
    try world.sellInJuly()
    try world.close(july, at: "2026-08-10T12:00:00+08:00")
    return world
  }
}
