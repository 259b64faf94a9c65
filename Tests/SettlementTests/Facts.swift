import Amounts
import CivilTime
import Marketplace
import Settlement
import Testing

/// Facts for tests: paid and delivered in October 2026 unless said otherwise.
enum Facts {
  static let period = Period(year: 2026, month: 10)
  static let paidAt = CivilDate(days: period.firstDate.days + 9).startInstant

  static func currency(_ code: String = "CNY") throws -> Currency {
    try #require(Currency(code: code))
  }

  static func rate(_ text: String) throws -> Rate {
    try Rate(parsing: text)
  }

  /// An order line whose cash is what its voucher leaves.
  static func order(
    sales: MinorUnits, voucher: MinorUnits = 0, vat: MinorUnits = 0,
    withheld: MinorUnits = 0, in code: String = "CNY"
  ) throws -> OrderFact {
    var fact = OrderFact(currency: try currency(code), orderedAt: paidAt)
    fact.sales = sales
    fact.voucher = voucher
    fact.cash = sales - voucher
    fact.vat = vat
    fact.customerWithholding = withheld
    fact.paidAt = paidAt
    fact.activatedAt = paidAt
    return fact
  }

  static func refund(
    _ paid: MinorUnits, voucher: MinorUnits = 0, daysLater: Int = 1
  ) -> RefundFact {
    let completed = Instant(microseconds: paidAt.microseconds + Int64(daysLater) * 86_400_000_000)
    return RefundFact(
      completedAt: completed, requestedAt: completed, paidRefunded: paid,
      voucherReturned: voucher)
  }

  static func domestic(
    _ fact: OrderFact, fee: String, increment: String = "0", voucherShare: String? = nil
  ) throws -> Price {
    var silence = Silence()
    return try PlatformFee.domestic(
      fact, fee: try rate(fee), voucherPartnerShare: try voucherShare.map(rate),
      increment: try rate(increment), recorder: &silence)
  }
}
