import Amounts
import CivilTime

/// Whether a fact begins a contract, renews one, or changes one. Contract 1, `order_line.line_type`.
package enum LineType: UInt8, Sendable {
  case new, renewal, change, usageToPeriod

  /// The type of a contract word; nil for any other text.
  package init?(ascii word: UnsafeRawBufferPointer) {
    switch (word.count, word.first) {
    case (3, UInt8(ascii: "n")): self = .new
    case (7, UInt8(ascii: "r")): self = .renewal
    case (6, UInt8(ascii: "c")): self = .change
    case (15, UInt8(ascii: "u")): self = .usageToPeriod
    default: return nil
    }
  }
}

/// An order line with what else happened to it, as one snapshot knows it. Contract 1, `order_line`.
///
/// Only numbers and instants: the keys stay bytes in the row they came in.
package struct OrderFact: Sendable {
  package var type: LineType = .new
  package var isTrial = false
  package var currency: Currency
  /// Minor units, `sales_amount`: S of rule 5.
  package var sales: MinorUnits = 0
  /// Minor units, `voucher_amount`: V of rule 5.
  package var voucher: MinorUnits = 0
  package var cash: MinorUnits = 0
  package var credit: MinorUnits = 0
  package var cashCoupon: MinorUnits = 0
  package var vat: MinorUnits = 0
  package var customerWithholding: MinorUnits = 0
  package var orderedAt: Instant
  package var paidAt: Instant?
  package var activatedAt: Instant?
  package var effectiveAt: Instant?
  package var supervisionCompletedAt: Instant?
  /// When the customer repaid the month of `paidAt`.
  package var repaidAt: Instant?
  /// The earliest `completed_at` of its completed refunds. Rule 3.3.
  package var firstRefundedAt: Instant?

  package init(currency: Currency, orderedAt: Instant) {
    self.currency = currency
    self.orderedAt = orderedAt
  }

  /// Whether the repaid gate applies. Rule 3.3.
  package var isOnCredit: Bool { credit != 0 || cashCoupon != 0 }

  /// S - V, minor units. Rule 5.
  ///
  /// - Throws: `AmountError.overflow` when the difference does not fit.
  package func paid() throws(AmountError) -> MinorUnits {
    let (paid, overflow) = sales.subtractingReportingOverflow(voucher)
    if overflow { throw .overflow }
    return paid
  }
}

/// A completed refund of an order line. Contract 1, `refund`; rule 6.1.
package struct RefundFact: Sendable {
  package var completedAt: Instant
  package var requestedAt: Instant
  /// Minor units, not negative.
  package var paidRefunded: MinorUnits
  /// Minor units, not negative.
  package var voucherReturned: MinorUnits

  package init(
    completedAt: Instant, requestedAt: Instant, paidRefunded: MinorUnits,
    voucherReturned: MinorUnits
  ) {
    self.completedAt = completedAt
    self.requestedAt = requestedAt
    self.paidRefunded = paidRefunded
    self.voucherReturned = voucherReturned
  }
}
