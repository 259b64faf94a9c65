import Amounts
import CivilTime

/// Why an amount is what it is, or why there is none yet: what a person reads and a script parses.
package struct Explanation: Sendable {
  /// A named value that went into the answer.
  package struct Fact: Sendable, Equatable {
    package let name: String
    package let value: String
  }

  /// A condition with the instant it was met, or what is missing. Rule 3.3.
  package struct Gate: Sendable, Equatable {
    package let name: String
    package let openedAt: Instant?
    /// The reason code while it is missing, or because it opens too late; empty when it is met.
    package let reason: String
    package let sentence: String
  }

  /// Terms that were looked at. Rule 3.2.
  package struct TermsView: Sendable, Equatable {
    package let id: String
    package let validFrom: Instant
    package let validTo: Instant?
    package let isUsed: Bool
    package let sentence: String
  }

  /// One step of the arithmetic.
  package struct Step: Sendable, Equatable {
    package let name: String
    package let rule: String
    /// Arithmetic over decimals of the currency: `8500.00 * 0.960000 - 500.00 * 0.960000`.
    package let formula: String
    /// The exact value, in the currency's major unit.
    package let exact: String
    /// After rounding half away from zero, in the currency's major unit.
    package let rounded: String
  }

  /// What is explained: a key.
  package let subject: String
  /// The answer in one sentence.
  package let headline: String
  package let currency: Currency
  package var facts: [Fact] = []
  package var gates: [Gate] = []
  package var terms: [TermsView] = []
  package var steps: [Step] = []
  /// The amount owed, decimal; nil where there is none.
  package var amount: String?
  /// Reason codes of what keeps it off a statement; empty when it is on one.
  package var reasons: [String] = []
  /// Who must do what next, one sentence each.
  package var next: [String] = []

  init(subject: String, headline: String, currency: Currency) {
    self.subject = subject
    self.headline = headline
    self.currency = currency
  }
}
