import Amounts

/// What a sealed statement puts into the books, minor units, signed as on the statement.
package struct SealedFigures: Sendable, Equatable {
  /// Whether it is the merchant's: only that one says how what was paid was divided.
  package let isOfMerchant: Bool
  /// Whether its tab is general goods, of which the platform has a fee and no margin.
  package let isGeneral: Bool
  /// The payee's amounts of orders, usage and refunds.
  package var share: MinorUnits = 0
  /// What others have of the same orders; zero on statements of other payees.
  package var providers: MinorUnits = 0
  package var resellers: MinorUnits = 0
  package var operators: MinorUnits = 0
  package var taxes: MinorUnits = 0
  package var platform: MinorUnits = 0
  /// What the platform bears of the vouchers of its orders, less what refunds took back of it; the
  /// platform's part above is without it. Rule 9.3.
  package var vouchersBorne: MinorUnits = 0
  package var incentives: MinorUnits = 0
  /// Without those that pay fees which credit notes gave back.
  package var adjustments: MinorUnits = 0
  /// Adjustments that pay fees which credit notes gave back.
  package var feeCredits: MinorUnits = 0

  package init(isOfMerchant: Bool, isGeneral: Bool) {
    self.isOfMerchant = isOfMerchant
    self.isGeneral = isGeneral
  }

  /// The components of its entry. Together the shares of a merchant's statement are what customers
  /// paid, rule 7.8; what others have of it is accrued until it stands on their own statements. What
  /// vouchers cost the platform is added to its income and posted against it on an account of its own.
  package var components: [(component: Component, amount: MinorUnits)] {
    let shares: [(component: Component, amount: MinorUnits)] =
      isOfMerchant
      ? [
        (.merchantShare, share), (.providerShare, providers), (.resellerShare, resellers),
        (.operatorShare, operators), (.taxesWithheld, taxes),
        // Kept apart, so that no sum of the two can overflow: they meet on the account.
        (isGeneral ? .platformFee : .platformMargin, platform),
        (isGeneral ? .platformFee : .platformMargin, vouchersBorne),
        (.voucherBorne, vouchersBorne),
      ] : [(.payeeShare, share)]
    return shares + [
      (.incentive, incentives), (.adjustment, adjustments), (.feeCreditPaid, feeCredits),
    ]
  }
}
