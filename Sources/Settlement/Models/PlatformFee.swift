import Amounts
import Marketplace

/// The share model `platform_fee`: the platform keeps a proportion, the merchant has the rest.
package enum PlatformFee {
  /// Site cn: `merchant = round(S*r - V*v)`, r = 1 - fee + increment, v = the agreed part or r.
  /// Rule 5.1; there are no taxes of its own (5.9).
  ///
  /// - Parameters:
  ///   - sale: Sales and voucher in minor units, not negative.
  ///   - fee: The platform's proportion.
  ///   - voucherPartnerShare: `v` where the terms name one.
  ///   - increment: What the month's band adds (5.7), zero without one.
  ///   - recorder: Hears each step.
  /// - Throws: `AmountError.overflow` when the leg does not fit.
  package static func domestic<R: Recorder>(
    _ sale: Sale, fee: Rate, voucherPartnerShare: Rate?, increment: Rate, recorder: inout R
  ) throws(AmountError) -> Leg {
    let rate = Rate(millionths: Rate.one.millionths - fee.millionths)
    let share = Rate(millionths: rate.millionths + increment.millionths)
    let voucherShare = voucherPartnerShare ?? share
    let merchant = try rounded(
      sale.sales, times: share, minus: sale.voucher, times: voucherShare)
    if R.isListening {
      recorder.record(
        DerivationStep(
          name: "merchant", rule: "5.1",
          formula: "\(sale.text(sale.sales)) * \(share.decimalText)"
            + " - \(sale.text(sale.voucher)) * \(voucherShare.decimalText)",
          exact: try (Exact(sale.sales) * Exact(share))
            - (Exact(sale.voucher) * Exact(voucherShare)),
          rounded: merchant))
    }
    return Leg(amount: merchant, rate: rate)
  }

  /// Other sites: the fee is taken from the net, taxes on the gross are kept back. Rule 5.2;
  /// taxes as in 5.9: VAT, what the customer withheld, withholding and digital service tax.
  ///
  /// - Parameters:
  ///   - sale: S is the gross price, minor units.
  ///   - fee: The platform's proportion of the net.
  ///   - kept: The merchant's rates of withholding and digital service tax.
  ///   - recorder: Hears each step.
  /// - Throws: `AmountError.overflow` when a leg does not fit.
  package static func abroad<R: Recorder>(
    _ sale: Sale, fee: Rate, taxes kept: PartnerTaxes, recorder: inout R
  ) throws(AmountError) -> (merchant: Leg, taxes: MinorUnits) {
    let rate = Rate(millionths: Rate.one.millionths - fee.millionths)
    let net = try total(try sale.paid(), -Int128(sale.vat) - Int128(sale.customerWithholding))
    let share = try rounded(net, times: rate)
    let withholding = try rounded(sale.sales, times: kept.withholding)
    let serviceTax = try rounded(sale.sales, times: kept.digitalService)
    let merchant = try total(share, -Int128(withholding) - Int128(serviceTax))
    let taxes = try total(
      sale.vat, Int128(sale.customerWithholding) + Int128(withholding) + Int128(serviceTax))
    if R.isListening {
      let text = sale.text
      func step(_ name: String, _ formula: String, _ exact: Exact, _ rounded: MinorUnits) {
        recorder.record(
          DerivationStep(
            name: name, rule: "5.2", formula: formula, exact: exact, rounded: rounded))
      }
      step(
        "net",
        "\(text(sale.sales)) - \(text(sale.voucher)) - \(text(sale.vat))"
          + " - \(text(sale.customerWithholding))", Exact(net), net)
      step(
        "share", "\(text(net)) * \(rate.decimalText)", try Exact(net) * Exact(rate), share)
      step(
        "withholding", "\(text(sale.sales)) * \(kept.withholding.decimalText)",
        try Exact(sale.sales) * Exact(kept.withholding), withholding)
      step(
        "digital service tax", "\(text(sale.sales)) * \(kept.digitalService.decimalText)",
        try Exact(sale.sales) * Exact(kept.digitalService), serviceTax)
      step(
        "merchant", "\(text(share)) - \(text(withholding)) - \(text(serviceTax))",
        Exact(merchant), merchant)
    }
    return (Leg(amount: merchant, rate: rate), taxes)
  }

  /// A sum that does not wrap.
  private static func total(_ amount: MinorUnits, _ rest: Int128) throws(AmountError) -> MinorUnits
  {
    guard let sum = MinorUnits(exactly: Int128(amount) + rest) else { throw .overflow }
    return sum
  }
}
