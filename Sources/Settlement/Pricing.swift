import Amounts
import Marketplace

/// Everything a sale is priced under. Rules 5.1 to 5.8.
package struct Pricing: Sendable {
  /// A provider or reseller with its terms.
  package struct Provider: Sendable {
    package let role: Role
    package let terms: ProviderTerms
    package let taxes: PartnerTaxes

    package init(role: Role, terms: ProviderTerms, taxes: PartnerTaxes) {
      self.role = role
      self.terms = terms
      self.taxes = taxes
    }
  }

  /// The site of the run: rule 5.1 in cn, 5.2 elsewhere.
  package let site: Site
  package let terms: Terms
  /// t, of the product.
  package let tax: Rate
  package let merchant: PartnerTaxes
  /// Nil without a provider, or while it has no terms.
  package let provider: Provider?
  /// Nil without a programme operator.
  package let `operator`: PartnerTaxes?
  /// What the month's band adds. Rule 5.7.
  package let increment: Rate

  package init(
    site: Site, terms: Terms, tax: Rate, merchant: PartnerTaxes, provider: Provider?,
    operator: PartnerTaxes?, increment: Rate
  ) {
    self.site = site
    self.terms = terms
    self.tax = tax
    self.merchant = merchant
    self.provider = provider
    self.operator = `operator`
    self.increment = increment
  }

  /// Divides a sale between its parties; what is left is the platform's. Rules 5.1 to 5.9.
  ///
  /// - Throws: `AmountError.overflow` when a leg does not fit.
  package func price<R: Recorder>(
    _ sale: Sale, recorder: inout R
  ) throws(AmountError) -> Price {
    var price: Price
    switch terms.model {
    case .platformFee(let fee):
      price = try platformFee(sale, fee: fee, recorder: &recorder)
    case .dealShare(let share):
      let exTax = try DealShare.exTax(
        sale, share: share, voucherPartnerShare: terms.voucherPartnerShare, tax: tax,
        recorder: &recorder)
      price = try jointOperation(sale, exTax: exTax, share: share, recorder: &recorder)
    case .floorShare(let share, let floorDiscount):
      let exTax = try FloorShare.exTax(
        sale, share: share, floorDiscount: floorDiscount,
        voucherPartnerShare: terms.voucherPartnerShare, tax: tax, recorder: &recorder)
      price = try jointOperation(sale, exTax: exTax, share: share, recorder: &recorder)
    case .floorPrice(let share, let floor):
      price = Price(
        paid: try sale.paid(),
        merchant: try FloorPrice.merchant(sale, floor: floor, share: share, recorder: &recorder))
    }
    if let provider {
      price.provider = try leg(of: provider, sale, recorder: &recorder)
    }
    return price
  }

  private func platformFee<R: Recorder>(
    _ sale: Sale, fee: Rate, recorder: inout R
  ) throws(AmountError) -> Price {
    switch site {
    case .cn:
      let merchant = try PlatformFee.domestic(
        sale, fee: fee, voucherPartnerShare: terms.voucherPartnerShare, increment: increment,
        recorder: &recorder)
      return Price(paid: try sale.paid(), merchant: merchant, increment: increment)
    case .intl, .eu:
      let (leg, taxes) = try PlatformFee.abroad(
        sale, fee: fee, taxes: merchant, recorder: &recorder)
      return Price(paid: try sale.paid(), merchant: leg, taxes: taxes)
    }
  }

  /// The merchant's part with tax, less what the programme operator takes. Rule 5.5.
  private func jointOperation<R: Recorder>(
    _ sale: Sale, exTax: MinorUnits, share: Rate, recorder: inout R
  ) throws(AmountError) -> Price {
    var rest = exTax
    var operatorLeg: Leg?
    if let `operator`, let fee = terms.managementFee {
      let feeExTax = try ManagementFee.exTax(sale, fee: fee, tax: tax, recorder: &recorder)
      rest = try ManagementFee.deducted(feeExTax, from: exTax, of: sale, recorder: &recorder)
      operatorLeg = try ManagementFee.withTax(
        feeExTax, of: sale, payee: "operator", invoiceTax: `operator`.invoice ?? tax, rate: fee,
        recorder: &recorder)
    }
    let leg = try ManagementFee.withTax(
      rest, of: sale, payee: "merchant", invoiceTax: merchant.invoice ?? tax, rate: share,
      recorder: &recorder)
    return Price(paid: try sale.paid(), merchant: leg, operator: operatorLeg)
  }

  private func leg<R: Recorder>(
    of provider: Provider, _ sale: Sale, recorder: inout R
  ) throws(AmountError) -> Leg {
    switch (provider.role, terms.model) {
    case (.reseller, .floorPrice(_, let floor)):
      try FloorPrice.reseller(
        sale, floor: floor, tax: tax,
        serviceTax: provider.terms.serviceTax ?? provider.taxes.invoice ?? tax,
        share: provider.terms.share, recorder: &recorder)
    case (.merchant, _), (.csp, _), (.operator, _), (.reseller, .platformFee),
      (.reseller, .dealShare), (.reseller, .floorShare):
      try ProviderShare.leg(
        sale, share: provider.terms.share, role: provider.role, recorder: &recorder)
    }
  }
}
