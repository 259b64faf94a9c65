import Amounts
import CivilTime
import Marketplace
import Performance

/// Facts of these tests: cents of CNY, instants in settlement time.
enum Facts {
  static func currency(_ code: String = "CNY") throws -> Currency {
    guard let currency = Currency(code: code) else { throw AmountError.overflow }
    return currency
  }

  static func month(_ yyyymm: Int) -> Period {
    Period(year: yyyymm / 100, month: yyyymm % 100)
  }

  /// `2026-05-10` or `2026-05-10 09:00`.
  static func instant(_ text: String) throws -> Instant {
    try Instant(parsing: (text.count == 10 ? text + "T00:00:00" : text) + "+08:00")
  }

  static func purchase(
    list: Int64? = nil, cash: Int64 = 0, credit: Int64 = 0, coupon: Int64 = 0, voucher: Int64 = 0,
    paid: String?, repaid: String? = nil
  ) throws -> Purchase {
    let sales = cash + credit + coupon + voucher
    return Purchase(
      currency: try currency(), list: list ?? sales, sales: sales, voucher: voucher, cash: cash,
      credit: credit, paidAt: try paid.map(instant), repaidAt: try repaid.map(instant))
  }

  static func refund(_ paid: Int64, voucher: Int64 = 0, on day: String) throws -> PurchaseRefund {
    PurchaseRefund(
      completedAt: try instant(day), paidRefunded: paid, voucherReturned: voucher)
  }

  static func usage(
    _ amount: Int64, month: Int, postpaid: Bool = false, repaid: String? = nil,
    received: String? = nil
  ) throws -> UsageFact {
    var usage = UsageFact(
      currency: try currency(), month: Facts.month(month), amount: amount, quantity: 10_000,
      firstBegin: Facts.month(month).start)
    usage.isPostpaid = postpaid
    usage.repaidAt = try repaid.map(instant)
    usage.lateReceivedAt = try received.map(instant)
    return usage
  }

  /// The figures of some purchases, each with its refunds, in a month.
  static func figures(
    _ month: Int, _ purchases: [(Purchase, [PurchaseRefund])]
  ) throws -> PerformanceFigures {
    var figures = PerformanceFigures()
    for (purchase, refunds) in purchases {
      _ = try figures.add(purchase, refunds: refunds, in: MonthSpan(Facts.month(month)))
    }
    return figures
  }
}
