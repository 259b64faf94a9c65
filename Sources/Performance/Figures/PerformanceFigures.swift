import Amounts
import CivilTime
import Marketplace

/// A month with its limits as instants, so that a stream of facts computes them once.
package struct MonthSpan: Sendable {
  package let month: Period
  /// The first instant of the month.
  package let start: Instant
  /// The first instant after it.
  package let end: Instant

  package init(_ month: Period) {
    self.month = month
    start = month.start
    end = month.end
  }

  /// Whether the instant falls into the month.
  package func contains(_ instant: Instant) -> Bool {
    start <= instant && instant < end
  }
}

/// Whose performance it is: what the word means for a provider and for a merchant. Rule 9.1.
package enum PerformanceSide: Sendable {
  /// A customer service provider, distributor or reseller, over the orders that name it.
  case provider
  /// A merchant, over its products.
  case merchant

  /// The side of a partner by its kind; nil for operators, which have none.
  package init?(_ kind: PartnerKind) {
    switch kind {
    case .csp, .distributor, .reseller: self = .provider
    case .merchant: self = .merchant
    case .operator: return nil
    }
  }
}

/// What one partner did in one month and currency. Rule 9.1; contract 3, `export performance`.
///
/// Sums are 128 bits wide, so that only what is stored can overflow.
package struct PerformanceFigures: Sendable, Equatable {
  /// Lines paid in the month.
  package var orders: Int64 = 0
  /// Different customers of these lines and of usage.
  package var customers: Int64 = 0
  /// L of these lines and of usage, minor units.
  package var grossSales: Int128 = 0
  /// L - S of these lines, minor units.
  package var discounts: Int128 = 0
  /// Paid and voucher returned, completed in the month, minor units, not negative.
  package var refunds: Int128 = 0
  /// Cash paid, credit repaid and usage, before refunds, minor units.
  package var cashConsumption: Int128 = 0
  /// The refunded share of cash consumption, minor units, not negative.
  package var refundedConsumption: Int128 = 0
  /// Whether a fact of the month was added at all.
  package var isEmpty = true

  package init() {}

  /// Adds what a purchase and its completed refunds did in the month.
  ///
  /// - Parameters:
  ///   - refunds: In the order of (`completed_at`, `refund_id`), from the first on.
  /// - Returns: Whether the customer bought in the month.
  /// - Throws: `AmountError.overflow` where an amount of the purchase does not fit; then nothing of it
  ///   is added.
  package mutating func add(
    _ purchase: Purchase, refunds: some Sequence<PurchaseRefund>, in span: MonthSpan
  ) throws(AmountError) -> Bool {
    let before = self
    do {
      return try addAll(of: purchase, refunds: refunds, in: span)
    } catch {
      self = before
      throw error
    }
  }

  private mutating func addAll(
    of purchase: Purchase, refunds: some Sequence<PurchaseRefund>, in span: MonthSpan
  ) throws(AmountError) -> Bool {
    var isBuyer = false
    if let paidAt = purchase.paidAt, span.contains(paidAt) {
      orders += 1
      grossSales += Int128(purchase.list)
      discounts += Int128(purchase.list) - Int128(purchase.sales)
      cashConsumption += Int128(purchase.cash)
      isBuyer = true
      isEmpty = false
    }
    if let repaidAt = purchase.creditCountedAt, span.contains(repaidAt) {
      cashConsumption += Int128(purchase.credit)
      isEmpty = false
    }
    var reversal = try RefundedConsumption(of: purchase)
    for refund in refunds {
      if span.contains(refund.completedAt) {
        self.refunds += Int128(refund.paidRefunded) + Int128(refund.voucherReturned)
        isEmpty = false
      }
      guard let share = try reversal.take(refund) else { continue }
      // What is not consumed yet cannot be taken back: the share waits for it. Rule 10 (9.1).
      if let paidAt = purchase.paidAt, span.contains(max(paidAt, refund.completedAt)) {
        refundedConsumption += Int128(share.cash)
      }
      if let repaidAt = purchase.creditCountedAt, span.contains(max(repaidAt, refund.completedAt)) {
        refundedConsumption += Int128(share.credit)
        isEmpty = false
      }
    }
    return isBuyer
  }

  /// Adds a line of usage.
  ///
  /// - Returns: Whether it counts in the month.
  package mutating func add(_ usage: UsageFact, in span: MonthSpan) -> Bool {
    guard usage.countedMonth == span.month else { return false }
    grossSales += Int128(usage.amount)
    cashConsumption += Int128(usage.amount)
    isEmpty = false
    return true
  }

  /// The performance, minor units, any sign: for a provider what its customers consumed for good,
  /// for a merchant what it sold. Rule 10 (9.1).
  package func performance(of side: PerformanceSide) -> Int128 {
    switch side {
    case .provider: cashConsumption - refundedConsumption
    case .merchant: grossSales - discounts - refunds
    }
  }
}
