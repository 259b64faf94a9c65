import Amounts
import Marketplace

/// What one payee has of a fact.
package struct Leg: Sendable, Equatable {
  /// Minor units, tax included; positive is owed to the payee.
  package var amount: MinorUnits
  /// The amount without tax; nil where the share model has no split. Contract 3, `amount_ex_tax`.
  package var exTax: MinorUnits?
  /// The payee's proportion before the increment. Contract 3, `rate`.
  package var rate: Rate

  package init(amount: MinorUnits, exTax: MinorUnits? = nil, rate: Rate) {
    self.amount = amount
    self.exTax = exTax
    self.rate = rate
  }

  /// The tax in the amount; nil where the share model has no split. Contract 3, `tax_amount`.
  package var tax: MinorUnits? { exTax.map { amount &- $0 } }
}

/// How one fact's paid amount is divided; the platform has what is left. Rules 5 and 6.
package struct Price: Sendable, Equatable {
  /// S - V, or its reversal, minor units.
  package var paid: MinorUnits
  package var merchant: Leg
  /// What a customer service provider or reseller has; nil without one, or without its terms.
  package var provider: Leg?
  /// What the programme operator has; nil without one, or without a management fee. Rule 5.5.
  package var `operator`: Leg?
  /// Taxes outside the parties' legs. Rule 5.9.
  package var taxes: MinorUnits
  /// What the month's band added to the merchant's proportion. Rule 5.7.
  package var increment: Rate

  package init(
    paid: MinorUnits, merchant: Leg, provider: Leg? = nil, operator: Leg? = nil,
    taxes: MinorUnits = 0, increment: Rate = .zero
  ) {
    self.paid = paid
    self.merchant = merchant
    self.provider = provider
    self.operator = `operator`
    self.taxes = taxes
    self.increment = increment
  }

  /// The remainder: legs add up to what they divide by construction. Rules 2.3 and 5.9.
  ///
  /// - Throws: `AmountError.overflow` when it does not fit.
  package func platform() throws(AmountError) -> MinorUnits {
    var rest = Int128(paid)
    rest -= Int128(merchant.amount)
    rest -= Int128(provider?.amount ?? 0)
    rest -= Int128(`operator`?.amount ?? 0)
    rest -= Int128(taxes)
    guard let platform = MinorUnits(exactly: rest) else { throw .overflow }
    return platform
  }
}

/// What a share model divides: an order line, or a month's usage of one instance. Rule 5.
package struct Sale: Sendable {
  package let currency: Currency
  /// L, minor units.
  package let list: MinorUnits
  /// S, minor units.
  package let sales: MinorUnits
  /// V, minor units.
  package let voucher: MinorUnits
  /// What a provider's share is of: cash and credit, or what was paid for usage. Rule 5.8.
  package let cashConsumption: MinorUnits
  /// q, in ten-thousandths.
  package let quantity: Int64
  /// d.
  package let duration: Int32
  package let vat: MinorUnits
  package let customerWithholding: MinorUnits

  /// An order line.
  ///
  /// - Throws: `AmountError.overflow` where cash and credit together do not fit.
  package init(_ fact: OrderFact) throws(AmountError) {
    let (consumption, overflow) = fact.cash.addingReportingOverflow(fact.credit)
    if overflow { throw .overflow }
    currency = fact.currency
    list = fact.list
    sales = fact.sales
    voucher = fact.voucher
    cashConsumption = consumption
    quantity = fact.quantity
    duration = fact.duration
    vat = fact.vat
    customerWithholding = fact.customerWithholding
  }

  /// Usage: L = S, no voucher, d = 1. Rules 4.6 and 10 (5).
  package init(_ fact: UsageFact) {
    currency = fact.currency
    list = fact.amount
    sales = fact.amount
    voucher = 0
    cashConsumption = fact.amount
    quantity = fact.quantity
    duration = 1
    vat = 0
    customerWithholding = 0
  }

  /// S - V, minor units. Rule 5.
  ///
  /// - Throws: `AmountError.overflow` when the difference does not fit.
  package func paid() throws(AmountError) -> MinorUnits {
    let (paid, overflow) = sales.subtractingReportingOverflow(voucher)
    if overflow { throw .overflow }
    return paid
  }

  /// An amount in decimals of the currency, as formulas show it.
  func text(_ amount: MinorUnits) -> String {
    Money(minorUnits: amount, currency: currency).decimalText
  }
}
