/// One step of how an amount came to be: a formula with its numbers, exact value and rounding.
package struct DerivationStep: Sendable, Equatable {
  /// What the step computes, in the words of the rules: `merchant`, `withholding`.
  package let name: String
  /// The number of the rule, as in the rules: `5.2`.
  package let rule: String
  /// The formula with this fact's numbers, evaluable as arithmetic over decimals.
  package let formula: String
  /// The exact value before rounding, minor units; where nothing is rounded in the unit of the
  /// formula.
  package let exact: Exact
  /// The value after rounding half away from zero, minor units; 0 where nothing is rounded.
  package let rounded: MinorUnits
  /// False of a quantity, and of a sum that a later step rounds. Rules 4.4 to 4.6.
  package let isRounded: Bool

  package init(
    name: String, rule: String, formula: String, exact: Exact, rounded: MinorUnits
  ) {
    self.name = name
    self.rule = rule
    self.formula = formula
    self.exact = exact
    self.rounded = rounded
    isRounded = true
  }

  /// A step that rounds nothing: a quantity in units, or an amount in major units.
  package init(name: String, rule: String, formula: String, unrounded exact: Exact) {
    self.name = name
    self.rule = rule
    self.formula = formula
    self.exact = exact
    rounded = 0
    isRounded = false
  }
}

/// Listens to a pricing function. The same function prices a million lines with `Silence` and
/// explains one with `Derivation`; there is no second implementation of a rule.
package protocol Recorder {
  /// Whether steps are wanted; formulas are only written when they are.
  static var isListening: Bool { get }
  mutating func record(_ step: DerivationStep)
}

/// The recorder of the line path: nothing is written, nothing is allocated.
package struct Silence: Recorder {
  package static let isListening = false

  package init() {}

  /// Forgets the step.
  package mutating func record(_ step: DerivationStep) {}
}

/// Keeps every step in the order the rule takes them.
package struct Derivation: Recorder, Sendable {
  package static let isListening = true
  package private(set) var steps: [DerivationStep] = []

  package init() {}

  /// Keeps the step behind those before it.
  package mutating func record(_ step: DerivationStep) {
    steps.append(step)
  }
}
