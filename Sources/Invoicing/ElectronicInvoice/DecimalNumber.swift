import Amounts

/// A decimal number as a document states it: a quantity, a price or a rate of exchange. Any sign.
///
/// Unlike ``Exact`` it has a finite decimal form always, so that it can be written in full.
/// Trailing zeros mean nothing: 1.50 equals 1.5. EN 16931-1, 6.5.
package struct DecimalNumber: Hashable, Sendable {
  /// The digits: 1.5 has 15.
  package let unscaled: Int64
  /// How many of them stand after the point, 0 to 10, the last of them not a zero.
  package let decimals: Int

  /// As many decimals as unit prices have.
  package static let decimalsLimit = 10

  /// The digits with so many of them after the point, 0 to 10.
  package init(unscaled: Int64, decimals: Int) {
    precondition((0...Self.decimalsLimit).contains(decimals), "\(decimals) decimals")
    var (digits, places) = (unscaled, decimals)
    while places > 0, digits.isMultiple(of: 10) {
      digits /= 10
      places -= 1
    }
    self.unscaled = digits
    self.decimals = places
  }

  /// A whole number.
  package init(_ whole: Int64) {
    self.init(unscaled: whole, decimals: 0)
  }

  /// An amount in major units: the price of something that costs it.
  package init(_ amount: Money) {
    self.init(unscaled: amount.minorUnits, decimals: amount.currency.exponent)
  }

  /// Reads "1234.5" strictly, with at most ten decimals and 18 digits in all.
  package init(parsing text: some StringProtocol) throws(AmountError) {
    var digits: Int128 = try scaledInteger(parsing: text, decimals: Self.decimalsLimit)
    var places = Self.decimalsLimit
    while places > 0, digits.isMultiple(of: 10) {
      digits /= 10
      places -= 1
    }
    guard let short = Int64(exactly: digits) else { throw .overflow }
    self.init(unscaled: short, decimals: places)
  }

  /// The number in digits with a point, without trailing zeros: `-1234.5`.
  package var text: String { decimalText(unscaled, decimals: decimals) }

  /// The difference, refused beyond 64 bits of digits.
  package func subtracting(_ other: DecimalNumber) throws(AmountError) -> DecimalNumber {
    let places = max(decimals, other.decimals)
    let difference =
      Int128(unscaled) * powerOfTen(places - decimals)
      - Int128(other.unscaled) * powerOfTen(places - other.decimals)
    guard let short = Int64(exactly: difference) else { throw .overflow }
    return DecimalNumber(unscaled: short, decimals: places)
  }
}

extension DecimalNumber: CustomStringConvertible {
  /// The text.
  package var description: String { text }
}

extension Money {
  /// A quantity at a price for so many units, rounded once, half away from zero. EN 16931-1,
  /// BT-131: (BT-146 ÷ BT-149) × BT-129.
  ///
  /// - Parameters:
  ///   - quantity: Any sign.
  ///   - price: For the base quantity, major units.
  ///   - base: Above zero.
  package init(
    _ quantity: DecimalNumber, at price: DecimalNumber, per base: DecimalNumber,
    in currency: Currency
  ) throws(AmountError) {
    precondition(base.unscaled > 0, "a price per \(base)")
    try self.init(
      product: Int128(quantity.unscaled) * Int128(price.unscaled),
      decimals: quantity.decimals + price.decimals - base.decimals,
      over: Int128(base.unscaled), in: currency)
  }

  /// An amount at a rate of exchange, rounded once, half away from zero. EN 16931-1, BT-111.
  ///
  /// - Parameter rate: Major units of the new currency for one of the old; above zero.
  package init(
    _ amount: Money, at rate: DecimalNumber, in currency: Currency
  ) throws(AmountError) {
    try self.init(
      product: Int128(amount.minorUnits) * Int128(rate.unscaled),
      decimals: rate.decimals + amount.currency.exponent, over: 1, in: currency)
  }

  /// A product with so many of its digits after the point (before it, where below zero), divided.
  private init(
    product: Int128, decimals: Int, over divisor: Int128, in currency: Currency
  ) throws(AmountError) {
    let shift = currency.exponent - decimals
    let (above, tooLarge) = product.multipliedReportingOverflow(by: powerOfTen(max(shift, 0)))
    let (below, tooSmall) = divisor.multipliedReportingOverflow(by: powerOfTen(max(-shift, 0)))
    guard !tooLarge, !tooSmall else { throw .overflow }
    self.init(minorUnits: try rounded(above, over: below), currency: currency)
  }
}

/// Ten to a power of 0 to 24.
private func powerOfTen(_ exponent: Int) -> Int128 {
  var power: Int128 = 1
  for _ in 0..<exponent { power *= 10 }
  return power
}
