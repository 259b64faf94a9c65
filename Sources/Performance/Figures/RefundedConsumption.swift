import Amounts
import CivilTime

/// The refunded share of the cash consumption of one purchase, refund after refund. Rule 9.1.
///
/// Refunds come in the order of (`completed_at`, `refund_id`). Each share is the difference of two
/// cumulated ones, as legs are reversed (rule 6.2), so that a full refund in any number of parts
/// takes back the whole consumption to the minor unit.
package struct RefundedConsumption: Sendable {
  /// What a refund takes back of each part, minor units, not negative.
  package struct Share: Sendable, Equatable {
    package let cash: MinorUnits
    package let credit: MinorUnits

    package init(cash: MinorUnits, credit: MinorUnits) {
      self.cash = cash
      self.credit = credit
    }
  }

  private let purchase: Purchase
  /// B of rule 6.2.
  private let paid: MinorUnits
  /// C of rule 6.2: refunds that exceed what was paid are not in it (rule 6.4).
  private var cumulated: MinorUnits = 0
  /// All that was taken back so far.
  package private(set) var total = Share(cash: 0, credit: 0)
  /// The last refund that counted; nil before the first.
  package private(set) var lastCompletedAt: Instant?

  /// - Throws: `AmountError.overflow` when S - V does not fit.
  package init(of purchase: Purchase) throws(AmountError) {
    let (paid, overflow) = purchase.sales.subtractingReportingOverflow(purchase.voucher)
    if overflow { throw .overflow }
    self.purchase = purchase
    self.paid = paid
  }

  /// Whether all that was paid is refunded.
  package var isFull: Bool { paid > 0 && cumulated == paid }

  /// Takes the next refund.
  ///
  /// - Returns: Its share; nil where it exceeds what was paid and so does not count (rule 6.4).
  package mutating func take(_ refund: PurchaseRefund) throws(AmountError) -> Share? {
    let (next, overflow) = cumulated.addingReportingOverflow(refund.paidRefunded)
    if overflow || next > paid { return nil }
    cumulated = next
    lastCompletedAt = refund.completedAt
    if paid == 0 { return Share(cash: 0, credit: 0) }
    let cash = try rounded(purchase.cash, times: next, over: paid)
    let credit = try rounded(purchase.credit, times: next, over: paid)
    let share = Share(cash: cash - total.cash, credit: credit - total.credit)
    total = Share(cash: cash, credit: credit)
    return share
  }
}
