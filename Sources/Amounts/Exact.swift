/// An exact fraction in lowest terms, for what may not be rounded yet. Rule 2.2.
///
/// Terms have up to 38 digits; what does not fit is refused, never approximated. For the line path
/// there are the functions on plain integers; this is for the longer formulas and for explaining.
package struct Exact: Hashable, Sendable {
  /// Above the stroke; any sign.
  package let numerator: Int128
  /// Below the stroke; always positive, without a common divisor with the numerator.
  package let denominator: Int128

  /// A whole number.
  package init(_ value: Int64) {
    numerator = Int128(value)
    denominator = 1
  }

  /// A rate as the fraction it is.
  package init(_ rate: Rate) {
    let divisor = greatestCommonDivisor(UInt128(rate.millionths.magnitude), 1_000_000)
    numerator = Int128(rate.millionths) / Int128(divisor)
    denominator = 1_000_000 / Int128(divisor)
  }

  /// A fraction of any signs, brought to lowest terms; the denominator is not zero.
  package init(_ numerator: Int128, over denominator: Int128) throws(AmountError) {
    guard denominator != 0 else { throw .divisionByZero }
    let divisor = greatestCommonDivisor(numerator.magnitude, denominator.magnitude)
    let isNegative = (numerator < 0) != (denominator < 0)
    self.numerator = try signed(numerator.magnitude / divisor, isNegative: isNegative)
    self.denominator = try signed(denominator.magnitude / divisor, isNegative: false)
  }

  /// An integer with `decimals` of its digits after the point, as `numeric` fields come:
  /// 12345 with two is 123.45.
  package init(unscaled: Int128, decimals: Int) throws(AmountError) {
    precondition((0...38).contains(decimals), "\(decimals) decimals are not 0 to 38")
    var scale: Int128 = 1
    for _ in 0..<decimals {
      scale *= 10
    }
    try self.init(unscaled, over: scale)
  }

  /// Reads a decimal number with at most that many decimals: 10 for unit prices, 4 for quantities.
  package init(parsing text: some StringProtocol, decimals: Int) throws(AmountError) {
    try self.init(
      unscaled: try scaledInteger(parsing: text, decimals: decimals), decimals: decimals)
  }

  /// Nothing.
  package static let zero = Exact(0)
  /// One.
  package static let one = Exact(1)
}

extension Exact {
  /// The sum.
  package static func + (left: Exact, right: Exact) throws(AmountError) -> Exact {
    // The common divisor comes out first, so that equal scales do not grow.
    let divisor = Int128(
      greatestCommonDivisor(left.denominator.magnitude, right.denominator.magnitude))
    let leftFactor = right.denominator / divisor
    let rightFactor = left.denominator / divisor
    let (sum, overflow) = try product(left.numerator, leftFactor)
      .addingReportingOverflow(try product(right.numerator, rightFactor))
    guard !overflow else { throw .overflow }
    return try Exact(sum, over: try product(left.denominator, leftFactor))
  }

  /// The difference.
  package static func - (left: Exact, right: Exact) throws(AmountError) -> Exact {
    try left + (try right.negated())
  }

  /// The product.
  package static func * (left: Exact, right: Exact) throws(AmountError) -> Exact {
    // Crosswise reduction first: what cancels must not overflow.
    let first = try Exact(left.numerator, over: right.denominator)
    let second = try Exact(right.numerator, over: left.denominator)
    return try Exact(
      try product(first.numerator, second.numerator),
      over: try product(first.denominator, second.denominator))
  }

  /// The quotient; the divisor is not zero.
  package func divided(by other: Exact) throws(AmountError) -> Exact {
    guard other.numerator != 0 else { throw .divisionByZero }
    return try self * (try Exact(other.denominator, over: other.numerator))
  }

  /// The same with the other sign.
  package func negated() throws(AmountError) -> Exact {
    let (negated, overflow) = Int128(0).subtractingReportingOverflow(numerator)
    guard !overflow else { throw .overflow }
    return try Exact(negated, over: denominator)
  }

  /// The nearest whole number, half away from zero. Rule 2.2.
  package func rounded() throws(AmountError) -> Int64 {
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    let isHalfOrMore = remainder.magnitude >= denominator.magnitude - remainder.magnitude
    let step: Int128 = isHalfOrMore ? (numerator < 0 ? -1 : 1) : 0
    guard let whole = Int64(exactly: quotient) else { throw .overflow }
    let (sum, overflow) = whole.addingReportingOverflow(Int64(step))
    guard !overflow else { throw .overflow }
    return sum
  }
}

private func signed(_ magnitude: UInt128, isNegative: Bool) throws(AmountError) -> Int128 {
  if isNegative, magnitude == Int128.min.magnitude { return .min }
  guard let value = Int128(exactly: magnitude) else { throw .overflow }
  return isNegative ? -value : value
}

private func product(_ left: Int128, _ right: Int128) throws(AmountError) -> Int128 {
  let (product, overflow) = left.multipliedReportingOverflow(by: right)
  guard !overflow else { throw .overflow }
  return product
}

/// Euclid's; at least one term is not zero.
private func greatestCommonDivisor(_ left: UInt128, _ right: UInt128) -> UInt128 {
  var (larger, smaller) = (left, right)
  while smaller != 0 {
    (larger, smaller) = (smaller, larger % smaller)
  }
  return larger
}
