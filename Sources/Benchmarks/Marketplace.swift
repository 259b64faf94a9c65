import CivilTime
import Postgres
import Store

/// Fills the contract tables with a month of orders: 3,000 merchants, 12,000 products, 5 % refunds,
/// a tenth on credit, a twentieth supervised, a quarter under a tier policy.
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

  func fill(_ session: borrowing Session) throws {
    let month = Self.period
    let repaid = month.firstDate.adding(days: 27).startInstant.microseconds
    try session.transaction { (tx: borrowing Transaction) in
      try tx.query(Query.Benchmark.insertParties, [.int32(3_000), .int32(12_000)])
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
    let sales = Int64(random.below(5_000_000) + 100)
    let voucher = random.below(10) == 0 ? sales / 20 : 0
    let isCredit = random.below(10) == 0
    let paid = sales - voucher
    let offset = Int64(random.below(26 * 86_400)) * 1_000_000 + Int64(random.below(1_000_000))
    let ordered = Self.period.start.microseconds + offset
    try writer.startRow(fields: Self.columns.count)
    try writer.text("OL-2026100-\(number)")
    try writer.text("O-2026100-\(number / 2)")
    try writer.text("new")
    try writer.text("C-\(random.below(50_000) + 1)")
    try writer.text("P-\(random.below(12_000) + 1)")
    try writer.null()
    try writer.bytes([0, 1, 0, 0, 0, 0, 0, 4, 0, 1])
    try writer.int32(12)
    try writer.text("CNY")
    try writer.int64(sales + sales / 10)
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
    for _ in 0..<4 { try writer.null() }
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
