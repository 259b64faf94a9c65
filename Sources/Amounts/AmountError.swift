/// Why an amount could not be read or calculated. Rule 2.1.
@usableFromInline
package enum AmountError: Error, Hashable, Sendable {
  /// The result does not fit: 19 digits of minor units, or 38 digits of an exact intermediate.
  case overflow
  /// Two amounts of different currencies were to be added or compared.
  case currencyMismatch(Currency, Currency)
  /// The text is not a plain decimal number.
  case malformed(String)
  /// The text is a number with more decimals than may be written.
  case tooManyDecimals(String, allowed: Int)
  /// The divisor, or the sum of the weights, is zero.
  case divisionByZero
  /// A weight of an allocation is below zero.
  case negativeWeight(Int64)
}

extension AmountError {
  /// The stable name of the case, for machines.
  package var code: String {
    switch self {
    case .overflow: "AMOUNT_OVERFLOW"
    case .currencyMismatch: "AMOUNT_CURRENCY_MISMATCH"
    case .malformed: "AMOUNT_MALFORMED"
    case .tooManyDecimals: "AMOUNT_TOO_MANY_DECIMALS"
    case .divisionByZero: "AMOUNT_DIVISION_BY_ZERO"
    case .negativeWeight: "AMOUNT_NEGATIVE_WEIGHT"
    }
  }

  /// What happened, in one sentence with the values.
  package var sentence: String {
    switch self {
    case .overflow:
      "The amount does not fit into 64 bits of minor units."
    case .currencyMismatch(let left, let right):
      "An amount in \(left) and one in \(right) cannot be combined."
    case .malformed(let text):
      "\"\(text)\" is not a decimal number."
    case .tooManyDecimals(let text, let allowed):
      "\"\(text)\" has more than \(allowed) decimals."
    case .divisionByZero:
      "A proportion of nothing was asked for: the divisor is zero."
    case .negativeWeight(let weight):
      "A weight of \(weight) cannot take a share of an amount."
    }
  }

  /// What the reader can do about it.
  package var remedy: String {
    switch self {
    case .overflow:
      "Check the amounts and rates of the fact; the limit is 9223372036854775807 minor units."
    case .currencyMismatch:
      "Keep one currency per fact and its terms."
    case .malformed:
      "Write digits with a point and at most one leading minus, like -1234.56."
    case .tooManyDecimals(_, let allowed):
      allowed == 0 ? "Write a whole number." : "Write at most \(allowed) decimals."
    case .divisionByZero:
      "Give at least one part that is greater than zero."
    case .negativeWeight:
      "Give weights of zero or more."
    }
  }
}
