import Amounts
import Marketplace
import Performance
import Testing

struct VoucherUseTests {
  /// What a line of 300.00 with a voucher is told of its order: its sales with the voucher, and how
  /// many different vouchers the order names.
  private func told(order: String, voucher: String?, _ code: String = "CNY") throws -> [Int64] {
    let (cny, usd) = (try Facts.currency(), try Facts.currency("USD"))
    let uses = VoucherUses([
      ("A-1", "V-1", cny, 90_000), ("A-1", "V-1", usd, 700), ("A-1", "V-2", cny, 30_000),
      ("A-2", "V-1", cny, 45_000),
    ])
    let currency = try Facts.currency(code)
    let orderedAt = try Facts.instant("2026-05-10")
    return Array(order.utf8).withUnsafeBytes { order in
      Array((voucher ?? "").utf8).withUnsafeBytes { key in
        var use = OfferUse(
          offerID: nil, voucherID: voucher == nil ? nil : key, customerID: order,
          productID: order, sku: order, currency: currency, list: 40_000, sales: 30_000,
          quantity: 10_000, orderedAt: orderedAt)
        uses.complete(&use, order: order)
        return [use.voucherSales, use.vouchersOfOrder]
      }
    }
  }

  @Test("a line knows what its order comes to with its voucher, in its currency")
  func severalLines() throws {
    #expect(try told(order: "A-1", voucher: "V-1") == [90_000, 2])
    #expect(try told(order: "A-1", voucher: "V-1", "USD") == [700, 2])
    #expect(try told(order: "A-1", voucher: "V-2") == [30_000, 2])
    #expect(try told(order: "A-2", voucher: "V-1") == [45_000, 1])
  }

  @Test("the only line of an order with a voucher stands for itself; one without knows nothing")
  func onlyLine() throws {
    #expect(try told(order: "A-3", voucher: "V-1") == [30_000, 1])
    #expect(try told(order: "A-1", voucher: nil) == [0, 0])
  }
}
