import Amounts
import Marketplace
import Settlement

/// Who bears an amount that the customer did not pay, minor units; together they bear all of it.
package struct Bearers: Sendable, Equatable {
  package let merchant: MinorUnits
  package let platform: MinorUnits

  package init(merchant: MinorUnits, platform: MinorUnits) {
    self.merchant = merchant
    self.platform = platform
  }
}

/// The merchant's proportions of a discount and of a voucher. Rule 9.3.
package struct BearingRates: Sendable, Equatable {
  /// Of the discount: r or s; zero where the platform bears it all.
  package let discount: Rate
  /// Of the voucher: v.
  package let voucher: Rate

  package init(discount: Rate, voucher: Rate) {
    self.discount = discount
    self.voucher = voucher
  }

  /// The proportions under a share model. Rules 9.3, 5.1 to 5.6 and 10 (9.3).
  ///
  /// - Parameters:
  ///   - site: Of the run: cn has rule 5.1, the others 5.2.
  ///   - increment: What the line was billed at; only rule 5.1 has one.
  ///   - voucherPartnerShare: The `voucher_partner_share` of the terms; nil where they name none.
  package init(
    under model: ShareModel, site: Site, increment: Rate, voucherPartnerShare: Rate?
  ) throws(AmountError) {
    switch model {
    case .platformFee(let fee):
      switch site {
      case .cn:
        let share = try (try Rate.one - fee) + increment
        self.init(discount: share, voucher: voucherPartnerShare ?? share)
      case .intl, .eu:
        let share = try Rate.one - fee
        self.init(discount: share, voucher: share)
      }
    case .dealShare(let share):
      self.init(discount: share, voucher: voucherPartnerShare ?? share)
    case .floorShare:
      self.init(discount: .zero, voucher: voucherPartnerShare ?? .zero)
    case .floorPrice:
      self.init(discount: .zero, voucher: .zero)
    }
  }

  /// Who bears a discount of L - S, minor units, any sign. The platform has the rest.
  package func bearers<R: Recorder>(
    ofDiscount amount: MinorUnits, in currency: Currency, recorder: inout R
  ) throws(AmountError) -> Bearers {
    try split("discount", amount, discount, currency, &recorder)
  }

  /// Who bears a voucher of V, minor units. The platform has the rest.
  package func bearers<R: Recorder>(
    ofVoucher amount: MinorUnits, in currency: Currency, recorder: inout R
  ) throws(AmountError) -> Bearers {
    try split("voucher", amount, voucher, currency, &recorder)
  }

  private func split<R: Recorder>(
    _ name: String, _ amount: MinorUnits, _ rate: Rate, _ currency: Currency, _ recorder: inout R
  ) throws(AmountError) -> Bearers {
    let merchant = try rounded(amount, times: rate)
    let (platform, overflow) = amount.subtractingReportingOverflow(merchant)
    if overflow { throw .overflow }
    if R.isListening {
      let text = Money(minorUnits: amount, currency: currency).decimalText
      recorder.record(
        DerivationStep(
          name: "merchant's part of the \(name)", rule: "9.3",
          formula: "\(text) * \(rate.decimalText)", exact: try Exact(amount) * Exact(rate),
          rounded: merchant))
    }
    return Bearers(merchant: merchant, platform: platform)
  }
}
