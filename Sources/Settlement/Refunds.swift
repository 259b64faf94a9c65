import Amounts
import CivilTime
import Marketplace

/// Reverses the legs of one order line, refund after refund, without drift. Rules 6.1 to 6.4.
///
/// Refunds are handed over in the order of (`completed_at`, `refund_id`); each answer is the
/// difference of two cumulated reversals, so that a full refund in any number of parts takes back
/// every leg to the minor unit.
package struct Reversal: Sendable {
  /// A refund that cannot be settled carries this instead of legs. Rule 6.4.
  package enum Outcome: Sendable, Equatable {
    case reversed(Legs)
    case exceedsPaid
  }

  private let original: Legs
  /// B, or V where B is zero: what is divided by. Rule 6.2.
  private let whole: MinorUnits
  /// Whether the returned voucher measures the proportion, because nothing was paid.
  private let isMeasuredByVoucher: Bool
  /// C of rule 6.2: cumulated refunded paid amount, or returned voucher.
  private var cumulated: MinorUnits = 0
  /// Whether a refund was taken; matters only where B = V = 0.
  private var hasReversed = false

  /// - Parameters:
  ///   - original: The legs of the original line as billed.
  ///   - voucher: V of the original, minor units.
  package init(original: Legs, voucher: MinorUnits) {
    self.original = original
    isMeasuredByVoucher = original.paid == 0
    whole = isMeasuredByVoucher ? voucher : original.paid
  }

  /// Reverses the next refund.
  ///
  /// - Throws: `AmountError.overflow` when a leg does not fit.
  package mutating func reverse<R: Recorder>(
    _ refund: RefundFact, in currency: Currency, recorder: inout R
  ) throws(AmountError) -> Outcome {
    let part = isMeasuredByVoucher ? refund.voucherReturned : refund.paidRefunded
    let (next, overflow) = cumulated.addingReportingOverflow(part)
    if overflow { throw .overflow }
    // Where nothing was paid, any money paid back is more than paid. Rule 10 (6.4).
    if next > whole || (isMeasuredByVoucher && refund.paidRefunded > 0) { return .exceedsPaid }
    let before = cumulated
    let isFirst = !hasReversed
    cumulated = next
    hasReversed = true

    func leg(_ name: String, _ amount: MinorUnits) throws(AmountError) -> MinorUnits {
      // B = 0 and V = 0: the first refund reverses every leg in full. Rule 10 (6.2).
      if whole == 0 { return isFirst ? -amount : 0 }
      let upToThis = try rounded(amount, times: next, over: whole)
      let upToLast = try rounded(amount, times: before, over: whole)
      let reversed = upToLast - upToThis
      if R.isListening {
        try record(
          name, amount, from: before, to: next, reversed: reversed, in: currency, into: &recorder)
      }
      return reversed
    }
    var legs = Legs(
      paid: -refund.paidRefunded, merchant: try leg("merchant", original.merchant),
      taxes: try leg("taxes", original.taxes))
    legs.csp = try leg("csp", original.csp)
    legs.reseller = try leg("reseller", original.reseller)
    legs.operator = try leg("operator", original.operator)
    return .reversed(legs)
  }

  /// Writes the two cumulated reversals whose difference is the leg. Rule 6.2.
  private func record<R: Recorder>(
    _ name: String, _ amount: MinorUnits, from before: MinorUnits, to next: MinorUnits,
    reversed: MinorUnits, in currency: Currency, into recorder: inout R
  ) throws(AmountError) {
    if amount == 0 { return }
    let text = { (amount: MinorUnits) in
      Money(minorUnits: amount, currency: currency).decimalText
    }
    let exact = try Exact(amount) * Exact(next - before)
    recorder.record(
      DerivationStep(
        name: name, rule: "6.2",
        formula: "-(round(\(text(amount)) * \(text(next)) / \(text(whole)))"
          + " - round(\(text(amount)) * \(text(before)) / \(text(whole))))",
        exact: try (Exact(0) - exact).divided(by: Exact(whole)), rounded: reversed))
  }
}
