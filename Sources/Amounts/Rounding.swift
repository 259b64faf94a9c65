// The calculations of the line path. Each takes the short way through 64 bits where the product
// fits and the exact one through 128 bits where it does not; both give the same result.

/// `amount × rate`, rounded half away from zero. Rule 2.2.
///
/// - Parameters:
///   - amount: Minor units, any sign.
///   - rate: Any sign.
/// - Throws: `AmountError.overflow` where the result does not fit.
@inlinable
package func rounded(_ amount: Int64, times rate: Rate) throws(AmountError) -> Int64 {
  let (product, overflow) = amount.multipliedReportingOverflow(by: rate.millionths)
  if !overflow { return roundedMillionths(product) }
  return try roundedMillionths(Int128(amount) * Int128(rate.millionths))
}

/// `a × r − b × v`, rounded once, half away from zero: the form of rules 5.1, 5.3 and 5.4.
///
/// - Parameters:
///   - a: Minor units, any sign, of which the rate `r` is taken.
///   - b: Minor units, any sign, of which the rate `v` is taken off.
/// - Throws: `AmountError.overflow` where the result does not fit.
@inlinable
package func rounded(
  _ a: Int64, times r: Rate, minus b: Int64, times v: Rate
) throws(AmountError) -> Int64 {
  let (first, firstOverflow) = a.multipliedReportingOverflow(by: r.millionths)
  let (second, secondOverflow) = b.multipliedReportingOverflow(by: v.millionths)
  let (difference, overflow) = first.subtractingReportingOverflow(second)
  if !(firstOverflow || secondOverflow || overflow) { return roundedMillionths(difference) }
  // Two products of 64-bit numbers and their difference always fit into 128 bits.
  return try roundedMillionths(
    Int128(a) * Int128(r.millionths) - Int128(b) * Int128(v.millionths))
}

/// `sum × rate`, rounded half away from zero, of an amount that need not fit 64 bits. Rule 2.2.
///
/// - Parameters:
///   - sum: Minor units, any sign; a sum or difference of a few amounts.
///   - rate: Any sign, of the tables: a few whole ones at most.
package func roundedSum(_ sum: Int128, times rate: Rate) -> Int128 {
  wholeMillionths(sum * Int128(rate.millionths))
}

/// `amount × numerator ÷ denominator`, rounded half away from zero: the proportion of rule 6.2.
///
/// - Parameters:
///   - amount: Minor units, any sign.
///   - numerator: Any sign.
///   - denominator: Any sign, not zero.
/// - Throws: `AmountError.divisionByZero`, or `.overflow` where the result does not fit.
@inlinable
package func rounded(
  _ amount: Int64, times numerator: Int64, over denominator: Int64
) throws(AmountError) -> Int64 {
  guard denominator != 0 else { throw .divisionByZero }
  let (product, overflow) = amount.multipliedReportingOverflow(by: numerator)
  // A quotient by -1 may overflow by itself, so only positive divisors go the short way.
  if !overflow, denominator > 0 {
    let (quotient, remainder) = product.quotientAndRemainder(dividingBy: denominator)
    guard remainder.magnitude >= denominator.magnitude - remainder.magnitude else {
      return quotient
    }
    // A remainder of half or more means a divisor of two or more, so one step cannot overflow.
    return remainder < 0 ? quotient &- 1 : quotient &+ 1
  }
  let exact = (Int128(amount) * Int128(numerator))
    .quotientAndRemainder(dividingBy: Int128(denominator))
  let isHalfOrMore =
    exact.remainder.magnitude >= UInt128(denominator.magnitude) - exact.remainder.magnitude
  let isNegative = ((amount < 0) != (numerator < 0)) != (denominator < 0)
  let step: Int128 = isHalfOrMore ? (isNegative ? -1 : 1) : 0
  guard let result = Int64(exactly: exact.quotient + step) else { throw .overflow }
  return result
}

/// `numerator ÷ denominator`, rounded half away from zero: the quotients of rules 5.3 to 5.6.
///
/// - Parameters:
///   - numerator: Any sign.
///   - denominator: Positive.
/// - Throws: `AmountError.overflow` where the result does not fit.
@inlinable
package func rounded(_ numerator: Int128, over denominator: Int128) throws(AmountError) -> Int64 {
  precondition(denominator > 0, "a quotient by \(denominator)")
  if let short = Int64(exactly: numerator), let divisor = Int64(exactly: denominator) {
    let (quotient, remainder) = short.quotientAndRemainder(dividingBy: divisor)
    guard remainder.magnitude >= divisor.magnitude - remainder.magnitude else { return quotient }
    return remainder < 0 ? quotient &- 1 : quotient &+ 1
  }
  let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
  let isHalfOrMore = remainder.magnitude >= denominator.magnitude - remainder.magnitude
  let step: Int128 = isHalfOrMore ? (numerator < 0 ? -1 : 1) : 0
  guard let result = Int64(exactly: quotient + step) else { throw .overflow }
  return result
}

@inlinable
func roundedMillionths(_ product: Int64) -> Int64 {
  let (quotient, remainder) = product.quotientAndRemainder(dividingBy: 1_000_000)
  if remainder >= 500_000 { return quotient &+ 1 }
  if remainder <= -500_000 { return quotient &- 1 }
  return quotient
}

@inlinable
func roundedMillionths(_ product: Int128) throws(AmountError) -> Int64 {
  guard let result = Int64(exactly: wholeMillionths(product)) else { throw .overflow }
  return result
}

@inlinable
func wholeMillionths(_ product: Int128) -> Int128 {
  let (quotient, remainder) = product.quotientAndRemainder(dividingBy: 1_000_000)
  return quotient + (remainder >= 500_000 ? 1 : remainder <= -500_000 ? -1 : 0)
}
