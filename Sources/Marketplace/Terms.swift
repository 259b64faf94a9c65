import Amounts
import CivilTime

/// A jurisdiction with its own calendar, currency, tax and policies. Contract 1, `partner.site`.
package enum Site: String, CaseIterable, Sendable {
  case cn, intl, eu
}

/// Who sells and who invoices; also the tab of the statement a merchant's line stands on (rule 7.1).
package enum Tab: UInt8, CaseIterable, Sendable {
  case general, joint, selected, platform, csp, `operator`

  /// The word of the contract, as stored and exported.
  package var code: String {
    switch self {
    case .general: "general"
    case .joint: "joint"
    case .selected: "selected"
    case .platform: "platform"
    case .csp: "csp"
    case .operator: "operator"
    }
  }

  /// The tab of a contract word; nil for any other text.
  package init?(code: String) {
    guard let tab = Tab.allCases.first(where: { $0.code == code }) else { return nil }
    self = tab
  }
}

/// What a payee is to a fact. Rule 3.1; contract 3, `role`.
package enum Role: Int16, CaseIterable, Sendable {
  case merchant, csp, reseller, `operator`

  /// The word of the contract.
  package var code: String {
    switch self {
    case .merchant: "merchant"
    case .csp: "csp"
    case .reseller: "reseller"
    case .operator: "operator"
    }
  }
}

/// How a product's money is divided, with what the division needs. Rules 5.1 to 5.6.
package enum ShareModel: Sendable, Hashable {
  /// The platform keeps a proportion of the sale. Rules 5.1 (site cn) and 5.2 (other sites).
  case platformFee(fee: Rate)
  /// The partner earns a proportion of the deal price. Rule 5.3.
  case dealShare(share: Rate)
  /// The partner earns a proportion of the discounted list price. Rule 5.4.
  case floorShare(share: Rate, floorDiscount: Rate)
  /// The partner earns a guaranteed unit price. Rule 5.6.
  case floorPrice(share: Rate, floor: UnitPrice)

  /// The word of the contract.
  package var code: String {
    switch self {
    case .platformFee: "platform_fee"
    case .dealShare: "deal_share"
    case .floorShare: "floor_share"
    case .floorPrice: "floor_price"
    }
  }
}

/// One dated version of a product's terms. Contract 1, `product_terms`; rule 3.2.
///
/// Plain numbers: the line path copies it. Its key is `Catalogue.termsIDs`.
package struct Terms: Sendable {
  /// In force from this instant on.
  package let validFrom: Instant
  /// In force before this instant; nil for ever.
  package let validTo: Instant?
  /// How the money is divided.
  package let model: ShareModel
  /// The partner's part of a voucher, `v` of section 5; nil where the model's own rule decides.
  package let voucherPartnerShare: Rate?
  /// The operator's proportion of the sales revenue, `m` of rule 5.5; nil where none is due.
  package let managementFee: Rate?
  /// Where the totals of the product's monthly waiver are kept (rule 5.7); nil without a waiver.
  ///
  /// Only terms whose fee is the policy's base fee have one: others neither count nor gain.
  package let waiver: Int?

  package init(
    validFrom: Instant, validTo: Instant?, model: ShareModel,
    voucherPartnerShare: Rate?, managementFee: Rate? = nil, waiver: Int?
  ) {
    self.validFrom = validFrom
    self.validTo = validTo
    self.model = model
    self.voucherPartnerShare = voucherPartnerShare
    self.managementFee = managementFee
    self.waiver = waiver
  }

  /// Whether the terms are in force at an instant: `valid_from <= t < valid_to`. Rule 3.2.
  package func areInForce(at instant: Instant) -> Bool {
    guard validFrom <= instant else { return false }
    guard let validTo else { return true }
    return instant < validTo
  }
}

/// A price of one unit with 10 decimals of the major unit, as the contract's columns have it.
package struct UnitPrice: Sendable, Hashable {
  /// The price times 10 to the power of 10.
  package let unscaled: Int128
  /// Digits after the point.
  package static let decimals = 10

  package init(unscaled: Int128) {
    self.unscaled = unscaled
  }
}

/// One dated version of what a provider or reseller earns. Contract 1, `csp_terms`; rule 5.8.
///
/// Plain numbers: the line path copies it. Its key is `Catalogue.providerTermsIDs`.
package struct ProviderTerms: Sendable {
  /// In force from this instant on.
  package let validFrom: Instant
  /// In force before this instant; nil for ever.
  package let validTo: Instant?
  /// The provider's proportion.
  package let share: Rate
  /// The rate at which a reseller's margin is taxed again, `ts` of rule 5.6; nil: its own.
  package let serviceTax: Rate?

  package init(validFrom: Instant, validTo: Instant?, share: Rate, serviceTax: Rate?) {
    self.validFrom = validFrom
    self.validTo = validTo
    self.share = share
    self.serviceTax = serviceTax
  }

  /// Whether the terms are in force at an instant: `valid_from <= t < valid_to`. Rule 3.2.
  package func areInForce(at instant: Instant) -> Bool {
    guard validFrom <= instant else { return false }
    guard let validTo else { return true }
    return instant < validTo
  }
}

/// One band of a monthly fee waiver. Contract 1, `tier_policy`; rule 5.7.
package struct TierBand: Sendable, Equatable {
  /// Inclusive lower limit of the month's total, minor units.
  package let fromAmount: MinorUnits
  /// What is added to the partner's proportion.
  package let increment: Rate

  package init(fromAmount: MinorUnits, increment: Rate) {
    self.fromAmount = fromAmount
    self.increment = increment
  }
}

/// The waiver of one product under one policy: its totals are kept per currency. Rule 5.7.
package struct Waiver: Sendable {
  package let productID: String
  package let policyID: String
  /// Ascending by `fromAmount`.
  package let bands: [TierBand]

  package init(productID: String, policyID: String, bands: [TierBand]) {
    self.productID = productID
    self.policyID = policyID
    self.bands = bands
  }

  /// The band a total falls in; nil below the first.
  package func band(for total: MinorUnits) -> TierBand? {
    bands.last { $0.fromAmount <= total }
  }
}
