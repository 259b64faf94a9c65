import Amounts
import Marketplace

/// The share model `floor_share`: the partner earns a proportion of the discounted list price,
/// whatever the deal. Rule 5.4.
package enum FloorShare {
  /// `ex = round((L*f*s - V*v) / (1+t))`: the partner's amount without tax.
  ///
  /// - Parameters:
  ///   - sale: L and V with the product's tax, minor units, not negative.
  ///   - share: s.
  ///   - floorDiscount: f.
  ///   - voucherPartnerShare: v where the terms name one; otherwise it is zero.
  ///   - tax: t.
  ///   - recorder: Hears each step.
  /// - Throws: `AmountError.overflow` when it does not fit.
  package static func exTax<R: Recorder>(
    _ sale: Sale, share: Rate, floorDiscount: Rate, voucherPartnerShare: Rate?, tax: Rate,
    recorder: inout R
  ) throws(AmountError) -> MinorUnits {
    let voucherShare = voucherPartnerShare ?? .zero
    // 64-bit amounts times two rates below a thousand fit into 128 bits.
    let whole =
      Int128(sale.list) * Int128(floorDiscount.millionths) * Int128(share.millionths)
      - Int128(sale.voucher) * Int128(voucherShare.millionths) * 1_000_000
    let parts = Int128(tax.taxedMillionths) * 1_000_000
    let exTax = try rounded(whole, over: parts)
    if R.isListening {
      recorder.record(
        DerivationStep(
          name: "ex tax", rule: "5.4",
          formula: "(\(sale.text(sale.list)) * \(floorDiscount.decimalText)"
            + " * \(share.decimalText)"
            + " - \(sale.text(sale.voucher)) * \(voucherShare.decimalText))"
            + " / (1 + \(tax.decimalText))",
          exact: try Exact(whole, over: parts), rounded: exTax))
    }
    return exTax
  }
}
