import Amounts

/// What follows from the lines, allowances and charges of a document. EN 16931-1, BG-22 and BG-23.
package struct InvoiceTotals: Hashable, Sendable {
  /// The tax of one category and rate. EN 16931-1, BG-23.
  package struct TaxShare: Hashable, Sendable {
    /// BT-118 and BT-119.
    package let treatment: TaxTreatment
    /// BT-116: lines, less allowances, plus charges.
    package fileprivate(set) var base: Money
    /// BT-117.
    package fileprivate(set) var tax: Money
  }

  /// BT-131 of each line.
  package let lineNets: [Money]
  /// BT-106.
  package private(set) var lines: Money
  /// BT-107.
  package private(set) var allowances: Money
  /// BT-108.
  package private(set) var charges: Money
  /// BT-109.
  package private(set) var net: Money
  /// BG-23, in the order in which the lines and then the allowances bring them up.
  package private(set) var taxes: [TaxShare] = []
  /// BT-110.
  package private(set) var tax: Money
  /// BT-111; none where the tax office takes the document's currency.
  package private(set) var taxInTaxCurrency: Money?
  /// BT-112.
  package private(set) var gross: Money
  /// BT-115.
  package private(set) var due: Money

  /// Adds a document up: BR-CO-10 to BR-CO-17, exactly.
  init(_ content: InvoiceContent) throws(AmountError) {
    let nothing = Money.zero(in: content.currency)
    var nets: [Money] = []
    nets.reserveCapacity(content.lines.count)
    for line in content.lines { nets.append(try line.net(in: content.currency)) }
    lineNets = nets
    (lines, allowances, charges, net, tax, gross, due) =
      (nothing, nothing, nothing, nothing, nothing, nothing, nothing)
    for (line, amount) in zip(content.lines, nets) {
      lines = try lines.adding(amount)
      try add(amount, line.tax, content.taxMethod)
    }
    for entry in content.allowancesAndCharges {
      switch entry.terms.kind {
      case .allowance: allowances = try allowances.adding(entry.terms.amount)
      case .charge: charges = try charges.adding(entry.terms.amount)
      }
      try add(try entry.terms.effect(), entry.tax, content.taxMethod)
    }
    net = try lines.subtracting(allowances).adding(charges)
    for index in taxes.indices {
      switch content.taxMethod {
      case .perCategory: taxes[index].tax = try taxes[index].base.times(taxes[index].treatment.rate)
      case .perLine: break
      }
      tax = try tax.adding(taxes[index].tax)
    }
    if let other = content.taxCurrency {
      taxInTaxCurrency = try Money(tax, at: other.rate, in: other.currency)
    }
    gross = try net.adding(tax)
    due = try gross.subtracting(content.prepaid ?? nothing).adding(content.rounding ?? nothing)
  }

  private mutating func add(
    _ amount: Money, _ treatment: TaxTreatment, _ method: TaxMethod
  ) throws(AmountError) {
    let nothing = Money.zero(in: amount.currency)
    let tax: Money
    switch method {
    case .perCategory: tax = nothing
    case .perLine: tax = try amount.times(treatment.rate)
    }
    if let index = taxes.firstIndex(where: { $0.treatment == treatment }) {
      taxes[index].base = try taxes[index].base.adding(amount)
      taxes[index].tax = try taxes[index].tax.adding(tax)
    } else {
      taxes.append(TaxShare(treatment: treatment, base: amount, tax: tax))
    }
  }
}
