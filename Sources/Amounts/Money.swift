/// An integer of minor units of a currency. Rule 2.1.
@usableFromInline
package typealias MinorUnits = Int64

/// An amount: minor units together with their currency, any sign. Rule 2.1.
///
/// On a statement a positive amount is owed to the partner.
@usableFromInline
package struct Money: Hashable, Sendable {
  /// The amount in the smallest counted unit: fen, cent, yen.
  @usableFromInline
  package let minorUnits: MinorUnits
  /// What is counted.
  @usableFromInline
  package let currency: Currency

  /// So many minor units of a currency.
  @inlinable
  package init(minorUnits: MinorUnits, currency: Currency) {
    self.minorUnits = minorUnits
    self.currency = currency
  }

  /// Nothing, in that currency.
  @inlinable
  package static func zero(in currency: Currency) -> Money {
    Money(minorUnits: 0, currency: currency)
  }

  /// Reads an amount in major units, like "-1234.56", strictly: no plus, no space, no exponent,
  /// no grouping, and no more decimals than the currency has. Fewer may be written.
  package init(parsing text: some StringProtocol, in currency: Currency) throws(AmountError) {
    self.init(
      minorUnits: try scaledInteger(parsing: text, decimals: currency.exponent),
      currency: currency)
  }

  /// Reads the same from UTF-8 bytes.
  package init(
    parsing utf8: UnsafeRawBufferPointer, in currency: Currency
  ) throws(AmountError) {
    self.init(
      minorUnits: try scaledInteger(parsing: utf8, decimals: currency.exponent),
      currency: currency)
  }
}

extension Money {
  /// The sum; refused between currencies and beyond 64 bits.
  @inlinable
  package func adding(_ other: Money) throws(AmountError) -> Money {
    guard currency == other.currency else { throw .currencyMismatch(currency, other.currency) }
    let (sum, overflow) = minorUnits.addingReportingOverflow(other.minorUnits)
    guard !overflow else { throw .overflow }
    return Money(minorUnits: sum, currency: currency)
  }

  /// The difference; refused between currencies and beyond 64 bits.
  @inlinable
  package func subtracting(_ other: Money) throws(AmountError) -> Money {
    guard currency == other.currency else { throw .currencyMismatch(currency, other.currency) }
    let (difference, overflow) = minorUnits.subtractingReportingOverflow(other.minorUnits)
    guard !overflow else { throw .overflow }
    return Money(minorUnits: difference, currency: currency)
  }

  /// The same amount with the other sign; the smallest amount has none.
  @inlinable
  package func negated() throws(AmountError) -> Money {
    try Money.zero(in: currency).subtracting(self)
  }

  /// The share at a rate, rounded once, half away from zero. Rule 2.2.
  @inlinable
  package func times(_ rate: Rate) throws(AmountError) -> Money {
    Money(minorUnits: try rounded(minorUnits, times: rate), currency: currency)
  }

  /// Splits the amount in proportion to weights; the parts add up to the whole.
  package func allocated(by weights: [Int64]) throws(AmountError) -> [Money] {
    let parts = try Amounts.allocated(minorUnits, by: weights)
    return parts.map { Money(minorUnits: $0, currency: currency) }
  }
}

extension Money {
  /// The amount in major units with exactly the digits of the currency, for machines:
  /// `-1234.56`, ASCII. Contract 3.
  package var decimalText: String {
    Amounts.decimalText(minorUnits, decimals: currency.exponent)
  }

  /// The amount for people: `1,234.56`, `−1,234.56` with a true minus (U+2212).
  package var groupedText: String { Money.grouped(decimalText) }

  /// Groups the digits of a decimal text by thousands.
  static func grouped(_ plain: String) -> String {
    let digits = plain.utf8.drop { $0 == UInt8(ascii: "-") }
    let whole = digits.prefix { $0 != UInt8(ascii: ".") }.count
    var text = Array((plain.utf8.first == UInt8(ascii: "-") ? "\u{2212}" : "").utf8)
    text.reserveCapacity(plain.utf8.count * 4 / 3 + 4)
    for (index, digit) in digits.enumerated() {
      if index > 0, index < whole, (whole - index).isMultiple(of: 3) {
        text.append(UInt8(ascii: ","))
      }
      text.append(digit)
    }
    return String(decoding: text, as: UTF8.self)
  }
}

extension Money: CustomStringConvertible {
  /// The amount and its currency: `-1234.56 CNY`.
  @usableFromInline
  package var description: String { "\(decimalText) \(currency)" }
}
