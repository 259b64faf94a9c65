import Amounts
import Marketplace

/// What a programme operator takes out of joint operation, and the tax on both parts. Rule 5.5.
package enum ManagementFee {
  /// `fee_ex = round((S - V) / (1+t) * m)`: the operator's amount without tax.
  ///
  /// - Parameters:
  ///   - sale: S and V with the product's tax, minor units, not negative.
  ///   - fee: m.
  ///   - tax: t.
  ///   - recorder: Hears each step.
  /// - Throws: `AmountError.overflow` when it does not fit.
  package static func exTax<R: Recorder>(
    _ sale: Sale, fee: Rate, tax: Rate, recorder: inout R
  ) throws(AmountError) -> MinorUnits {
    let whole = Int128(try sale.paid()) * Int128(fee.millionths)
    let exTax = try rounded(whole, over: Int128(tax.taxedMillionths))
    if R.isListening {
      recorder.record(
        DerivationStep(
          name: "management fee ex tax", rule: "5.5",
          formula: "(\(sale.text(sale.sales)) - \(sale.text(sale.voucher)))"
            + " / (1 + \(tax.decimalText)) * \(fee.decimalText)",
          exact: try Exact(whole, over: Int128(tax.taxedMillionths)), rounded: exTax))
    }
    return exTax
  }

  /// `ex - fee_ex`: what is left to the merchant. Rule 5.5.
  static func deducted<R: Recorder>(
    _ fee: MinorUnits, from exTax: MinorUnits, of sale: Sale, recorder: inout R
  ) throws(AmountError) -> MinorUnits {
    let (rest, overflow) = exTax.subtractingReportingOverflow(fee)
    if overflow { throw .overflow }
    if R.isListening {
      recorder.record(
        DerivationStep(
          name: "ex tax less fee", rule: "5.5",
          formula: "\(sale.text(exTax)) - \(sale.text(fee))", exact: Exact(rest), rounded: rest))
    }
    return rest
  }

  /// `ex + round(ex * ti)`: an amount with the tax at which its payee invoices. Rule 5.5.
  static func withTax<R: Recorder>(
    _ exTax: MinorUnits, of sale: Sale, payee: String, invoiceTax: Rate, rate: Rate,
    recorder: inout R
  ) throws(AmountError) -> Leg {
    let tax = try rounded(exTax, times: invoiceTax)
    let (amount, overflow) = exTax.addingReportingOverflow(tax)
    if overflow { throw .overflow }
    if R.isListening {
      recorder.record(
        DerivationStep(
          name: "\(payee) tax", rule: "5.5",
          formula: "\(sale.text(exTax)) * \(invoiceTax.decimalText)",
          exact: try Exact(exTax) * Exact(invoiceTax), rounded: tax))
      recorder.record(
        DerivationStep(
          name: payee, rule: "5.5", formula: "\(sale.text(exTax)) + \(sale.text(tax))",
          exact: Exact(amount), rounded: amount))
    }
    return Leg(amount: amount, exTax: exTax, rate: rate)
  }
}
