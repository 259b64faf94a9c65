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
  /// Minor units, `list_amount`: L of rule 5.
  package var list: MinorUnits = 0
  /// `quantity` in ten-thousandths: q of rule 5.
  package var quantity: Int64 = 10_000
  /// `duration`: d of rule 5.
  package var duration: Int32 = 1
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
  /// Who else earns from it.
  package var company = Company()

  package init(currency: Currency, orderedAt: Instant) {
    self.currency = currency
    self.orderedAt = orderedAt
  }

  /// Whether the repaid gate applies. Rule 3.3.
  package var isOnCredit: Bool { credit != 0 || cashCoupon != 0 }

}

/// The payees beside the merchant: indices into `Catalogue.partners`. Rules 5.5, 5.6 and 5.8.
package struct Company: Sendable, Equatable {
  /// The customer service provider, distributor or reseller; nil without one.
  package var provider: Int?
  /// The programme operator; nil without one.
  package var `operator`: Int?

  package init(provider: Int? = nil, operator: Int? = nil) {
    self.provider = provider
    self.operator = `operator`
  }
}

/// The usage of one instance in one month that is billed as one line. Rules 4.3 and 4.6.
package struct UsageFact: Sendable {
  package var currency: Currency
  /// The month of the records' `begin_time`.
  package var month: Period
  /// The exact rated sum, rounded once: S, L and the paid amount alike, minor units. Rule 4.6.
  package var amount: MinorUnits
  /// What was rated, in ten-thousandths: q of rule 5.
  package var quantity: Int64
  /// The earliest `begin_time` on the line: decides the terms. Rule 3.2.
  package var firstBegin: Instant
  /// When the last of a late line's records was received; nil of a line that is not late. Rule 4.7.
  package var lateReceivedAt: Instant?
  /// Whether the customer pays later, so that it must have repaid the month. Rule 4.7.
  package var isPostpaid = false
  /// When the customer repaid the month; nil while it has not.
  package var repaidAt: Instant?
  /// Who else earns from it.
  package var company = Company()

  package init(
    currency: Currency, month: Period, amount: MinorUnits, quantity: Int64, firstBegin: Instant
  ) {
    self.currency = currency
    self.month = month
    self.amount = amount
    self.quantity = quantity
    self.firstBegin = firstBegin
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
