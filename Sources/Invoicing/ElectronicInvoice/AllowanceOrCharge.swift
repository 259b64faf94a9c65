import Amounts

/// An amount taken off, or put on. EN 16931-1, BG-20, BG-21, BG-27, BG-28.
///
/// A percentage has its base and an amount that follows from both, so that PEPPOL-EN16931-R040,
/// R041 and R042 cannot be broken.
package struct AllowanceOrCharge: Hashable, Sendable {
  /// Which of both it is.
  package enum Kind: Hashable, Sendable {
    /// Taken off.
    case allowance
    /// Put on.
    case charge
  }

  /// Why, in words, as a code or both. EN 16931-1, BT-97, BT-98, BT-104, BT-105, BT-139, BT-140,
  /// BT-144, BT-145.
  package struct Reason: Hashable, Sendable {
    package var text: String?
    /// Of UNTDID 5189 for an allowance, 7161 for a charge.
    package var code: String?

    /// A reason in words, as a code or both.
    package init(_ text: String? = nil, code: String? = nil) {
      self.text = text
      self.code = code
    }
  }

  package let kind: Kind
  package let reason: Reason
  /// Positive as a rule; below zero on a line that takes a quantity back.
  package let amount: Money
  /// BT-94, BT-101, BT-138, BT-143: 10 % is 0.10. None where the amount is a fixed one.
  package let percentage: Rate?
  /// BT-93, BT-100, BT-137, BT-142: what the percentage is of.
  package let base: Money?

  /// A fixed amount.
  package init(_ kind: Kind, of amount: Money, because reason: Reason) {
    self.kind = kind
    self.reason = reason
    self.amount = amount
    percentage = nil
    base = nil
  }

  /// A percentage of an amount, rounded once, half away from zero.
  package init(
    _ kind: Kind, of percentage: Rate, on base: Money, because reason: Reason
  ) throws(AmountError) {
    self.kind = kind
    self.reason = reason
    self.percentage = percentage
    self.base = base
    amount = try base.times(percentage)
  }

  /// What it adds to a sum: an allowance with the other sign.
  func effect() throws(AmountError) -> Money {
    switch kind {
    case .allowance: try amount.negated()
    case .charge: amount
    }
  }
}

/// The same for a whole document, where it has a tax treatment of its own. EN 16931-1, BG-20 and
/// BG-21.
package struct DocumentAllowanceOrCharge: Hashable, Sendable {
  package var terms: AllowanceOrCharge
  /// BT-95 and BT-96, BT-102 and BT-103.
  package var tax: TaxTreatment

  /// An allowance or charge with its tax.
  package init(_ terms: AllowanceOrCharge, tax: TaxTreatment) {
    self.terms = terms
    self.tax = tax
  }
}
