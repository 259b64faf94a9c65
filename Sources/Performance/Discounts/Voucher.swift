import Amounts
import CivilTime
import Marketplace

/// Which selling mode a voucher is for. Contract 1, `voucher.category`.
package enum VoucherCategory: String, Sendable, CaseIterable {
  case general, joint

  /// The tab of the products it is for.
  package var tab: Tab {
    switch self {
    case .general: .general
    case .joint: .joint
    }
  }
}

/// How a product is charged. Contract 1, `product.charging_mode`.
package enum ChargingMode: String, Sendable, CaseIterable {
  case period
  case oneOff = "one_off"
  case usage, package
}

/// What the check of a voucher asks of a product.
package struct VoucherProduct: Sendable, Equatable {
  package let tab: Tab
  package let charging: ChargingMode

  package init(tab: Tab, charging: ChargingMode) {
    self.tab = tab
    self.charging = charging
  }
}

/// A voucher of a merchant, and its check. Contract 1, `voucher`; rule 9.4.
package struct Voucher: Sendable {
  package let category: VoucherCategory
  /// The only mode it is for; nil for any but usage.
  package let charging: ChargingMode?
  /// Minor units of the currency.
  package let threshold: MinorUnits
  package let currency: Currency
  package let validFrom: Instant
  package let validTo: Instant

  package init(
    category: VoucherCategory, charging: ChargingMode?, threshold: MinorUnits,
    currency: Currency, validFrom: Instant, validTo: Instant
  ) {
    self.category = category
    self.charging = charging
    self.threshold = threshold
    self.currency = currency
    self.validFrom = validFrom
    self.validTo = validTo
  }

  /// What the use of the voucher breaks; empty where nothing. Rules 9.4 and 10 (9.4).
  ///
  /// Sales in another currency do not reach a threshold.
  ///
  /// - Parameter product: Nil where it is not known, which is outside of every scope.
  package func findings(for use: OfferUse, product: VoucherProduct?) -> OfferFindings {
    var findings: OfferFindings = []
    if !isFor(product) { findings.formUnion(.voucherScope) }
    if threshold > 0, use.currency != currency || use.voucherSales < threshold {
      findings.formUnion(.voucherThreshold)
    }
    if use.orderedAt < validFrom || use.orderedAt >= validTo {
      findings.formUnion(.voucherValidity)
    }
    return findings
  }

  /// Whether category and charging mode fit; never on pay-per-use.
  private func isFor(_ product: VoucherProduct?) -> Bool {
    guard let product, product.tab == category.tab else { return false }
    switch product.charging {
    case .usage: return false
    case .period, .oneOff, .package: return charging == nil || charging == product.charging
    }
  }
}
