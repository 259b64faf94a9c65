/// The tables of contract section 1.
package enum MarketplaceTables {
  /// All 23, each after those it refers to.
  package static let inLoadOrder: [Table] = [
    calendarDay, agreement, partner, customer, product,
    tierPolicy, productTerms, cspTerms,
    offer, offerCustomer, offerItem, voucher,
    orderLine, supervision, repayment, refund,
    pricePlan, priceBand, instance, usagePackage, usageRecord,
    incentivePolicy, incentiveBand,
  ]

  /// The table of that name, or nil where the contract has none.
  package static func named(_ name: some StringProtocol) -> Table? {
    inLoadOrder.first { $0.name == name }
  }
}

/// Words that several tables share.
enum Words {
  static let site = ColumnType.choice(["cn", "intl", "eu"])
  static let chargingMode = ColumnType.choice(["period", "one_off", "usage", "package"])
}
