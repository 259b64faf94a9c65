import CivilTime
import Postgres
import Store

/// Fills the contract tables with a month of orders: 3,000 merchants, 12,000 products under every
/// share model, 5 % refunds, a tenth on credit, a twentieth supervised, a quarter under a tier policy,
/// a provider on a third of the lines, an operator on a tenth of joint operation, vouchers on a tenth,
/// merchant-exclusive offers on a twentieth.
struct Marketplace {
  static let period = Period(year: 2026, month: 10)
  private static let columns = [
    "line_id", "order_id", "line_type", "customer_id", "product_id", "sku", "quantity", "duration",
    "currency", "list_amount", "sales_amount", "voucher_amount", "cash_amount", "credit_amount",
    "cash_coupon_amount", "vat_amount", "customer_withholding_amount", "unit_list_price",
    "unit_deal_price", "ordered_at", "paid_at", "activated_at", "effective_at", "trial", "offer_id",
    "voucher_id", "csp_id", "operator_id",
  ]

  let orderLines: Int
  /// Each has four products.
  var merchants = 3_000

  func fill(_ session: borrowing Session) throws {
    let month = Self.period
    let repaid = month.firstDate.adding(days: 27).startInstant.microseconds
    try session.transaction { (tx: borrowing Transaction) in
      try tx.query(
        Query.Benchmark.insertParties, [.int32(Int32(merchants)), .int32(Int32(4 * merchants))])
      try tx.query(
        Query.Benchmark.insertRepayments,
        [.date(month.firstDate.days), .timestamp(repaid)])
      try tx.copyIn(into: "marketplace.order_line", columns: Self.columns) {
        (writer: inout CopyWriter) in
        var random = SplitMix(state: 20_261_001)
        for number in 0..<orderLines { try write(number, &random, &writer) }
      }
      try tx.query(
        Query.Benchmark.insertSupervisions, [.timestamp(repaid)], within: .seconds(3600))
      try tx.query(
        Query.Benchmark.insertRefunds, [.timestamp(repaid + 3_600_000_000)],
        within: .seconds(3600))
    }
    try session.query(Query.Benchmark.analyzeOrderLines, within: .seconds(3600))
    try session.query(Query.Benchmark.analyzeRefunds, within: .seconds(3600))
  }

  private func write(
    _ number: Int, _ random: inout SplitMix, _ writer: inout CopyWriter
  ) throws {
    let hasOffer = random.below(20) == 0
    let product = hasOffer ? random.below(600) + 1 : random.below(4 * merchants) + 1
    let customer = hasOffer ? product * 50 + random.below(50) : random.below(50_000) + 1
    let isJoint = product % 8 == 2 || product % 8 == 6
    let list = Int64(random.below(500_000) + 10) * 10
    let sales = hasOffer ? list / 10 * 9 : list - list / 11
    let hasVoucher = product % 8 != 3 && random.below(10) == 0
    let voucher = hasVoucher ? sales / 20 : 0
    let isCredit = random.below(10) == 0
    let paid = sales - voucher
    let offset = Int64(random.below(26 * 86_400)) * 1_000_000 + Int64(random.below(1_000_000))
    let ordered = Self.period.start.microseconds + offset
    try writer.startRow(fields: Self.columns.count)
    try writer.text("OL-2026100-\(number)")
    try writer.text("O-2026100-\(number)")
    try writer.text("new")
    try writer.text("C-\(customer)")
    try writer.text("P-\(product)")
    try writer.null()
    try writer.bytes([0, 1, 0, 0, 0, 0, 0, 4, 0, 1])
    try writer.int32(12)
    try writer.text("CNY")
    try writer.int64(list)
    for amount in [sales, voucher, isCredit ? 0 : paid, isCredit ? paid : 0, 0, 0, 0] {
      try writer.int64(amount)
    }
    try writer.null()
    try writer.null()
    try writer.microseconds(ordered)
    try writer.microseconds(ordered + 60_000_000)
    try writer.microseconds(ordered + 120_000_000)
    try writer.null()
    try writer.bool(false)
    try optional(hasOffer ? "OF-\(product)" : nil, &writer)
    try optional(hasVoucher ? (isJoint ? "V-joint" : "V-general") : nil, &writer)
    try optional(random.below(3) == 0 ? "S-\(random.below(300) + 1)" : nil, &writer)
    try optional(isJoint && random.below(10) == 0 ? "E-\(random.below(5) + 1)" : nil, &writer)
  }

  private func optional(_ text: String?, _ writer: inout CopyWriter) throws {
    if let text { try writer.text(text) } else { try writer.null() }
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014): small, seeded, the same on every machine.
struct SplitMix {
  var state: UInt64

  mutating func below(_ limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((value ^ (value >> 31)) % UInt64(limit))
  }
}
