import Amounts
import Marketplace

/// The share model `deal_share`: the partner earns a proportion of the deal price. Rule 5.3.
package enum DealShare {
  /// `ex = round((S*s - V*v) / (1+t))`: the partner's amount without tax.
  ///
  /// - Parameters:
  ///   - sale: S and V with the product's tax, minor units, not negative.
  ///   - share: s.
  ///   - voucherPartnerShare: v where the terms name one; otherwise it is s.
  ///   - tax: t.
  ///   - recorder: Hears each step.
  /// - Throws: `AmountError.overflow` when it does not fit.
  package static func exTax<R: Recorder>(
    _ sale: Sale, share: Rate, voucherPartnerShare: Rate?, tax: Rate, recorder: inout R
  ) throws(AmountError) -> MinorUnits {
    let voucherShare = voucherPartnerShare ?? share
    // Two products of 64-bit numbers and their difference always fit into 128 bits.
    let whole =
      Int128(sale.sales) * Int128(share.millionths)
      - Int128(sale.voucher) * Int128(voucherShare.millionths)
    let exTax = try rounded(whole, over: Int128(tax.taxedMillionths))
    if R.isListening {
      recorder.record(
        DerivationStep(
          name: "ex tax", rule: "5.3",
          formula: "(\(sale.text(sale.sales)) * \(share.decimalText)"
            + " - \(sale.text(sale.voucher)) * \(voucherShare.decimalText))"
            + " / (1 + \(tax.decimalText))",
          exact: try Exact(whole, over: Int128(tax.taxedMillionths)), rounded: exTax))
    }
    return exTax
  }
}

extension Rate {
  /// One plus the rate, in millionths.
  var taxedMillionths: Int64 { Rate.one.millionths + millionths }
}
