import Amounts

/// How one fact's paid amount is divided, minor units; the platform has what is left. Rule 5.9.
package struct Legs: Sendable, Equatable {
  /// S - V, or its reversal.
  package var paid: MinorUnits
  package var merchant: MinorUnits
  package var csp: MinorUnits = 0
  package var reseller: MinorUnits = 0
  package var `operator`: MinorUnits = 0
  package var taxes: MinorUnits

  package init(paid: MinorUnits, merchant: MinorUnits, taxes: MinorUnits) {
    self.paid = paid
    self.merchant = merchant
    self.taxes = taxes
  }

  /// The remainder: legs add up to what they divide by construction. Rules 2.3 and 5.9.
  ///
  /// - Throws: `AmountError.overflow` when it does not fit.
  package func platform() throws(AmountError) -> MinorUnits {
    var rest = Int128(paid)
    rest -= Int128(merchant)
    rest -= Int128(csp)
    rest -= Int128(reseller)
    rest -= Int128(`operator`)
    rest -= Int128(taxes)
    guard let platform = MinorUnits(exactly: rest) else { throw .overflow }
    return platform
  }
}

/// A priced fact: the legs and the proportions that made them. Rules 5 and 6.
package struct Price: Sendable, Equatable {
  package var legs: Legs
  /// The payee's proportion before the increment. Contract 3, `rate`.
  package var rate: Rate
  /// What the month's band added. Rule 5.7.
  package var increment: Rate

  package init(legs: Legs, rate: Rate, increment: Rate) {
    self.legs = legs
    self.rate = rate
    self.increment = increment
  }
}
