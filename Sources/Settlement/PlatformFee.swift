import Amounts
import Marketplace

/// The share model `platform_fee`: the platform keeps a proportion, the merchant has the rest.
package enum PlatformFee {
  /// Site cn: `merchant = round(S*r - V*v)`, r = 1 - fee + increment, v = the agreed part or r.
  /// Rule 5.1; there are no taxes of its own (5.9).
  ///
  /// - Parameters:
  ///   - fact: Sales and voucher in minor units, not negative.
  ///   - fee: The platform's proportion.
  ///   - voucherPartnerShare: `v` where the terms name one.
  ///   - increment: What the month's band adds (5.7), zero without one.
  ///   - recorder: Hears each step.
  /// - Throws: `AmountError.overflow` when a leg does not fit.
  package static func domestic<R: Recorder>(
    _ fact: OrderFact, fee: Rate, voucherPartnerShare: Rate?, increment: Rate,
    recorder: inout R
  ) throws(AmountError) -> Price {
    let rate = Rate(millionths: Rate.one.millionths - fee.millionths)
    let share = Rate(millionths: rate.millionths + increment.millionths)
    let voucherShare = voucherPartnerShare ?? share
    let merchant = try rounded(
      fact.sales, times: share, minus: fact.voucher, times: voucherShare)
    if R.isListening {
      let money = { (amount: MinorUnits) in Money(minorUnits: amount, currency: fact.currency) }
      recorder.record(
        DerivationStep(
          name: "merchant", rule: "5.1",
          formula: "\(money(fact.sales).decimalText) * \(share.decimalText)"
            + " - \(money(fact.voucher).decimalText) * \(voucherShare.decimalText)",
          exact: try (Exact(fact.sales) * Exact(share))
            - (Exact(fact.voucher) * Exact(voucherShare)),
          rounded: merchant))
    }
    return Price(
      legs: Legs(paid: try fact.paid(), merchant: merchant, taxes: 0),
      rate: rate, increment: increment)
  }

  /// Other sites: the fee is taken from the net, taxes on the gross are kept back. Rule 5.2;
  /// taxes as in 5.9: VAT, what the customer withheld, withholding and digital service tax.
  ///
  /// - Parameters:
  ///   - fact: S is the gross price, minor units.
  ///   - fee: The platform's proportion of the net.
  ///   - kept: The merchant's rates of withholding and digital service tax.
  ///   - recorder: Hears each step.
  /// - Throws: `AmountError.overflow` when a leg does not fit.
  package static func abroad<R: Recorder>(
    _ fact: OrderFact, fee: Rate, taxes kept: KeptTaxes, recorder: inout R
  ) throws(AmountError) -> Price {
    let rate = Rate(millionths: Rate.one.millionths - fee.millionths)
    let net = try total(try fact.paid(), -Int128(fact.vat) - Int128(fact.customerWithholding))
    let share = try rounded(net, times: rate)
    let withholding = try rounded(fact.sales, times: kept.withholding)
    let serviceTax = try rounded(fact.sales, times: kept.digitalService)
    let merchant = try total(share, -Int128(withholding) - Int128(serviceTax))
    let taxes = try total(
      fact.vat, Int128(fact.customerWithholding) + Int128(withholding) + Int128(serviceTax))
    if R.isListening {
      try record(
        fact, net: net, rate: rate, share: share, kept: kept, withholding: withholding,
        serviceTax: serviceTax, merchant: merchant, into: &recorder)
    }
    return Price(
      legs: Legs(paid: try fact.paid(), merchant: merchant, taxes: taxes),
      rate: rate, increment: .zero)
  }

  /// A sum that does not wrap.
  private static func total(_ amount: MinorUnits, _ rest: Int128) throws(AmountError) -> MinorUnits
  {
    guard let sum = MinorUnits(exactly: Int128(amount) + rest) else { throw .overflow }
    return sum
  }

  /// The steps of rule 5.2 in the order the rule takes them.
  private static func record<R: Recorder>(
    _ fact: OrderFact, net: MinorUnits, rate: Rate, share: MinorUnits, kept: KeptTaxes,
    withholding: MinorUnits, serviceTax: MinorUnits, merchant: MinorUnits,
    into recorder: inout R
  ) throws(AmountError) {
    let text = { (amount: MinorUnits) in
      Money(minorUnits: amount, currency: fact.currency).decimalText
    }
    func step(_ name: String, _ formula: String, _ exact: Exact, _ rounded: MinorUnits) {
      recorder.record(
        DerivationStep(name: name, rule: "5.2", formula: formula, exact: exact, rounded: rounded))
    }
    step(
      "net",
      "\(text(fact.sales)) - \(text(fact.voucher)) - \(text(fact.vat))"
        + " - \(text(fact.customerWithholding))", Exact(net), net)
    step(
      "share", "\(text(net)) * \(rate.decimalText)", try Exact(net) * Exact(rate), share)
    step(
      "withholding", "\(text(fact.sales)) * \(kept.withholding.decimalText)",
      try Exact(fact.sales) * Exact(kept.withholding), withholding)
    step(
      "digital service tax", "\(text(fact.sales)) * \(kept.digitalService.decimalText)",
      try Exact(fact.sales) * Exact(kept.digitalService), serviceTax)
    step(
      "merchant", "\(text(share)) - \(text(withholding)) - \(text(serviceTax))",
      Exact(merchant), merchant)
  }
}
