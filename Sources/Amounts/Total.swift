/// A sum over many statements: up to 38 digits of minor units together with their currency.
///
/// What is stored and paid fits ``Money``; a total over all partners need not.
package struct Total: Hashable, Sendable {
  /// Minor units of any sign.
  package let minorUnits: Int128
  package let currency: Currency

  package init(minorUnits: Int128, currency: Currency) {
    self.minorUnits = minorUnits
    self.currency = currency
  }

  /// The amount in major units with exactly the digits of the currency, for machines:
  /// `-1234.56`, ASCII. Contract 3.
  package var decimalText: String {
    let digits = String(minorUnits.magnitude)
    let decimals = currency.exponent
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let fraction = decimals == 0 ? "" : ".\(padded.suffix(decimals))"
    return (minorUnits < 0 ? "-" : "") + padded.dropLast(decimals) + fraction
  }

  /// The amount for people: `1,234.56`, `−1,234.56` with a true minus (U+2212).
  package var groupedText: String {
    Money.grouped(decimalText)
  }
}
