/// Why a fact is on no statement yet; a fact carries every reason that applies. Rules 3 and 7.
@usableFromInline
package struct PendingReasons: OptionSet, Sendable, Hashable {
  @usableFromInline
  package let rawValue: Int32

  @inlinable
  package init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// Not paid. Rule 3.3.
  @inlinable package static var unpaid: Self { Self(rawValue: 1 << 0) }
  /// Not delivered, renewal not effective. Rule 3.3.
  @inlinable package static var notEffective: Self { Self(rawValue: 1 << 1) }
  /// Delivered under supervision that is not completed. Rule 3.3.
  @inlinable package static var supervisionOpen: Self { Self(rawValue: 1 << 2) }
  /// Bought on credit or with a cash coupon and not repaid. Rule 3.3.
  @inlinable package static var notRepaid: Self { Self(rawValue: 1 << 3) }
  /// A trial never settles. Rule 3.3.
  @inlinable package static var trial: Self { Self(rawValue: 1 << 4) }
  /// A gate opens at or after the cut-off. Rule 3.4.
  @inlinable package static var afterCutoff: Self { Self(rawValue: 1 << 5) }
  /// No terms in force when it was paid. Rule 3.2.
  @inlinable package static var noTerms: Self { Self(rawValue: 1 << 6) }
  /// The statement would be below its minimum. Rule 7.4.
  @inlinable package static var belowMinimum: Self { Self(rawValue: 1 << 7) }
  /// The partner's business information is not certified. Rule 7.5.
  @inlinable package static var notCertified: Self { Self(rawValue: 1 << 8) }
  /// The partner has not accepted the agreement in force. Rule 7.5.
  @inlinable package static var agreementOutdated: Self { Self(rawValue: 1 << 9) }
  /// Finance holds the partner's statements. Rule 7.5.
  @inlinable package static var onHold: Self { Self(rawValue: 1 << 10) }
  /// A quarterly provider before the quarter's last month. Rule 7.6.
  @inlinable package static var quarterOpen: Self { Self(rawValue: 1 << 11) }
  /// More refunded than paid. Rule 6.4.
  @inlinable package static var refundExceedsPaid: Self { Self(rawValue: 1 << 12) }
  /// The partner is parked: one of its facts breaks a rule.
  @inlinable package static var parked: Self { Self(rawValue: 1 << 13) }
  /// A credit purchase of the incentive's cycle is not repaid. Rule 9.2. Bit 14 is retired.
  @inlinable package static var incentiveFrozen: Self { Self(rawValue: 1 << 15) }

  // What every option set has, as it is on the line path: the general forms ask a table of witnesses.

  /// Whether nothing is missing.
  @inlinable package var isEmpty: Bool { rawValue == 0 }

  /// Whether every one of some reasons applies.
  @inlinable package func contains(_ other: Self) -> Bool {
    rawValue & other.rawValue == other.rawValue
  }

  /// These reasons and others.
  @inlinable package func union(_ other: Self) -> Self {
    Self(rawValue: rawValue | other.rawValue)
  }

  /// Adds other reasons.
  @inlinable package mutating func formUnion(_ other: Self) {
    self = union(other)
  }

  /// Every reason with its code, in alphabetical order of the codes as exports list them.
  package static let codes: [(reason: PendingReasons, code: String)] = [
    (.afterCutoff, "AFTER_CUTOFF"),
    (.agreementOutdated, "AGREEMENT_OUTDATED"),
    (.belowMinimum, "BELOW_MINIMUM"),
    (.incentiveFrozen, "INCENTIVE_FROZEN"),
    (.notCertified, "NOT_CERTIFIED"),
    (.notEffective, "NOT_EFFECTIVE"),
    (.notRepaid, "NOT_REPAID"),
    (.noTerms, "NO_TERMS"),
    (.onHold, "ON_HOLD"),
    (.parked, "PARKED"),
    (.quarterOpen, "QUARTER_OPEN"),
    (.refundExceedsPaid, "REFUND_EXCEEDS_PAID"),
    (.supervisionOpen, "SUPERVISION_OPEN"),
    (.trial, "TRIAL"),
    (.unpaid, "UNPAID"),
  ]

  /// The codes that apply, joined by semicolons in alphabetical order. Contract 3, `pending`.
  package var text: String {
    Self.codes.filter { contains($0.reason) }.map(\.code).joined(separator: ";")
  }

  /// What is missing and who must act, one sentence for each reason that applies.
  package var sentences: [String] {
    Self.codes.filter { contains($0.reason) }.map { Self.sentence(for: $0.reason) }
  }

  private static let explanations: [PendingReasons: String] = [
    .unpaid: "The customer has not paid the order.",
    .notEffective: "The merchant has not delivered: the resource is not active yet.",
    .supervisionOpen: "The merchant's delivery is supervised and the customer has not accepted it.",
    .notRepaid: "The customer bought on credit and has not repaid the month of the purchase.",
    .trial: "A trial order is never settled.",
    .afterCutoff: "A condition was met at or after the end of the period; time alone is missing.",
    .noTerms: "The product had no terms in force when the order was paid; add terms for that day.",
    .belowMinimum:
      "The statement stays below the minimum amount; its lines count again next period.",
    .notCertified: "The partner must have its business information certified.",
    .agreementOutdated: "The partner must accept the agreement in force.",
    .onHold: "Finance holds the partner's statements; see `settled hold list`.",
    .quarterOpen: "The provider is settled by the quarter; its last month is not over.",
    .refundExceedsPaid: "More was refunded than paid; correct the refund.",
    .parked: "Another fact of the partner breaks a rule; see `settled exception list`.",
    .incentiveFrozen: "A customer bought on credit in the cycle and has not repaid it.",
  ]

  private static func sentence(for reason: PendingReasons) -> String {
    guard let sentence = explanations[reason] else {
      preconditionFailure("no explanation for pending reason \(reason.rawValue)")
    }
    return sentence
  }
}
