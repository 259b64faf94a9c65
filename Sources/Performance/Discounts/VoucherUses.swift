import Amounts
import Marketplace

/// What vouchers are used for in the orders that name vouchers on several lines: few orders do. Rule 9.4.
///
/// Its size grows with the lines of these orders.
package struct VoucherUses: Sendable {
  /// One voucher in one currency of an order.
  private struct Use: Sendable {
    let voucherID: [UInt8]
    let currency: Currency
    let sales: MinorUnits
  }

  private let orders: ByteIndex
  /// By order.
  private var uses: [[Use]] = []
  /// How many different vouchers the lines of an order name.
  private var vouchers: [Int64] = []

  /// - Parameter rows: The sum of S over the lines of an order, in minor units, that name a voucher in
  ///   a currency; those of one order follow one another.
  package init(
    _ rows: [(orderID: String, voucherID: String, currency: Currency, sales: MinorUnits)] = []
  ) {
    var keys: [String] = []
    for row in rows {
      if keys.last != row.orderID {
        keys.append(row.orderID)
        uses.append([])
      }
      uses[uses.count - 1].append(
        Use(voucherID: Array(row.voucherID.utf8), currency: row.currency, sales: row.sales))
    }
    orders = ByteIndex(keys: keys)
    vouchers = uses.map { Int64(Set($0.map(\.voucherID)).count) }
  }

  /// Tells an order line that names a voucher what its order comes to with that voucher. On the only
  /// line of its order that names one it is the line itself.
  package func complete(_ use: inout OfferUse, order: UnsafeRawBufferPointer) {
    guard let voucherID = use.voucherID else { return }
    use.voucherSales = use.sales
    use.vouchersOfOrder = 1
    guard let place = orders[order] else { return }
    use.vouchersOfOrder = vouchers[place]
    for known in uses[place]
    where known.currency == use.currency && voucherID.elementsEqual(known.voucherID) {
      use.voucherSales = known.sales
    }
  }
}
