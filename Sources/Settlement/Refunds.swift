import Amounts
import CivilTime
import Marketplace

/// Reverses the legs of one order line, refund after refund, without drift. Rules 6.1 to 6.4.
///
/// Refunds are handed over in the order of (`completed_at`, `refund_id`); each answer is the
/// difference of two cumulated reversals, so that a full refund in any number of parts takes back
/// every leg to the minor unit.
package struct Reversal: Sendable {
  /// A refund that cannot be settled carries this instead of a price. Rule 6.4.
  package enum Outcome: Sendable, Equatable {
    case reversed(Price)
    case exceedsPaid
  }

  private let original: Price
  /// B, or V where B is zero: what is divided by. Rule 6.2.
  private let whole: MinorUnits
  /// Whether the returned voucher measures the proportion, because nothing was paid.
  private let isMeasuredByVoucher: Bool
  /// C of rule 6.2: cumulated refunded paid amount, or returned voucher.
  private var cumulated: MinorUnits = 0
  /// Whether a refund was taken; matters only where B = V = 0.
  private var hasReversed = false

  /// - Parameters:
  ///   - original: The original line's legs as billed.
  ///   - voucher: V of the original, minor units.
  package init(original: Price, voucher: MinorUnits) {
    self.original = original
    isMeasuredByVoucher = original.paid == 0
    whole = isMeasuredByVoucher ? voucher : original.paid
  }

  /// Reverses the next refund: every leg in proportion, at the original's rate and increment.
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
    let step = Step(
      from: cumulated, to: next, of: whole, isFirst: !hasReversed, currency: currency)
    cumulated = next
    hasReversed = true
    return .reversed(
      Price(
        paid: -refund.paidRefunded,
        merchant: try step.leg(original.merchant, named: "merchant", recorder: &recorder),
        provider: try original.provider.map { leg throws(AmountError) in
          try step.leg(leg, named: "provider", recorder: &recorder)
        },
        operator: try original.operator.map { leg throws(AmountError) in
          try step.leg(leg, named: "operator", recorder: &recorder)
        },
        taxes: try step.amount(original.taxes, named: "taxes", recorder: &recorder),
        increment: original.increment))
  }

  /// The way of one refund from C_(k-1) to C_k.
  private struct Step {
    let from: MinorUnits
    let to: MinorUnits
    let of: MinorUnits
    let isFirst: Bool
    let currency: Currency

    init(
      from: MinorUnits, to: MinorUnits, of: MinorUnits, isFirst: Bool, currency: Currency
    ) {
      self.from = from
      self.to = to
      self.of = of
      self.isFirst = isFirst
      self.currency = currency
    }

    /// The amount and the amount without tax are reversed each. Rule 10 (6.2).
    func leg<R: Recorder>(
      _ leg: Leg, named name: StaticString, recorder: inout R
    ) throws(AmountError) -> Leg {
      var exTax: MinorUnits?
      if let original = leg.exTax {
        exTax = try amount(original, named: name, suffix: " ex tax", recorder: &recorder)
      }
      return Leg(
        amount: try amount(leg.amount, named: name, recorder: &recorder), exTax: exTax,
        rate: leg.rate)
    }

    func amount<R: Recorder>(
      _ amount: MinorUnits, named name: StaticString, suffix: StaticString = "",
      recorder: inout R
    ) throws(AmountError) -> MinorUnits {
      // B = 0 and V = 0: the first refund reverses every leg in full. Rule 10 (6.2).
      if of == 0 {
        let reversed = isFirst ? -amount : 0
        if R.isListening, amount != 0 {
          let text = Money(minorUnits: amount, currency: currency).decimalText
          recorder.record(
            DerivationStep(
              name: "\(name)\(suffix)", rule: "6.2", formula: "-(\(text)) * \(isFirst ? 1 : 0)",
              exact: Exact(reversed), rounded: reversed))
        }
        return reversed
      }
      let upToThis = try rounded(amount, times: to, over: of)
      let upToLast = try rounded(amount, times: from, over: of)
      let reversed = upToLast - upToThis
      if R.isListening, amount != 0 {
        record("\(name)\(suffix)", amount, reversed, into: &recorder)
      }
      return reversed
    }

    /// Writes the two cumulated reversals whose difference is the leg. Rule 6.2.
    private func record<R: Recorder>(
      _ name: String, _ amount: MinorUnits, _ reversed: MinorUnits, into recorder: inout R
    ) {
      let text = { (amount: MinorUnits) in
        Money(minorUnits: amount, currency: currency).decimalText
      }
      recorder.record(
        DerivationStep(
          name: name, rule: "6.2",
          formula: "-(round(\(text(amount)) * \(text(to)) / \(text(of)))"
            + " - round(\(text(amount)) * \(text(from)) / \(text(of))))",
          exact: Exact(reversed), rounded: reversed))
    }
  }
}
