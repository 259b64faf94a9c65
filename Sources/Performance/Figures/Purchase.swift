import Amounts
import CivilTime
import Marketplace

/// What performance reads of an order line: rule 9.1. Trials are none.
package struct Purchase: Sendable, Equatable {
  package var currency: Currency
  /// L of rule 5, minor units.
  package var list: MinorUnits
  /// S of rule 5, minor units.
  package var sales: MinorUnits
  /// V of rule 5, minor units.
  package var voucher: MinorUnits
  /// `cash_amount`: consumed when it is paid.
  package var cash: MinorUnits
  /// `credit_amount`: consumed when it is repaid.
  package var credit: MinorUnits
  /// Nil while unpaid: then nothing is consumed.
  package var paidAt: Instant?
  /// When the customer repaid the month of `paidAt`; nil while it has not.
  package var repaidAt: Instant?

  package init(
    currency: Currency, list: MinorUnits, sales: MinorUnits, voucher: MinorUnits,
    cash: MinorUnits, credit: MinorUnits, paidAt: Instant?, repaidAt: Instant?
  ) {
    self.currency = currency
    self.list = list
    self.sales = sales
    self.voucher = voucher
    self.cash = cash
    self.credit = credit
    self.paidAt = paidAt
    self.repaidAt = repaidAt
  }

  /// When the credit counts as consumption; nil while it does not.
  package var creditCountedAt: Instant? {
    credit == 0 || paidAt == nil ? nil : repaidAt
  }
}

/// A completed refund as far as performance is concerned. Rules 6.1 and 9.1.
package struct PurchaseRefund: Sendable, Equatable {
  package let completedAt: Instant
  /// Minor units, not negative.
  package let paidRefunded: MinorUnits
  /// Minor units, not negative.
  package let voucherReturned: MinorUnits

  package init(completedAt: Instant, paidRefunded: MinorUnits, voucherReturned: MinorUnits) {
    self.completedAt = completedAt
    self.paidRefunded = paidRefunded
    self.voucherReturned = voucherReturned
  }
}
