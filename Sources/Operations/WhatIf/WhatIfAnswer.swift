import Amounts
import CivilTime
import Marketplace
import Store

/// What a question about other terms came to.
package struct WhatIfAnswer: Sendable {
  /// A sealed month of a site, in one currency.
  package struct Month: Sendable {
    package let run: RunRecord
    package let currency: Currency
    /// What customers paid, less refunds.
    package let paid: Total
    /// What they would have paid, less refunds; another sum only where offers change.
    package let paidAfter: Total
    /// The platform's part as sealed.
    package let before: Total
    /// The platform's part under the other terms.
    package let after: Total
  }

  /// The order lines with an offer that a change is about, in one currency, over all months.
  /// Refunds are not taken off. Rule 9.3.
  package struct Offer: Sendable {
    /// What the lines come to at one of the two prices.
    package struct Cost: Sendable {
      /// L - S.
      package internal(set) var discount: Total
      /// The merchant's part of it.
      package internal(set) var merchant: Total

      /// The platform's part of it.
      package var platform: Total {
        Total(
          minorUnits: discount.minorUnits - merchant.minorUnits, currency: discount.currency)
      }
    }

    package let offerID: String
    package let currency: Currency
    package internal(set) var lines: Int64
    /// Lines among them that keep the price that was paid: their voucher would leave nothing to pay.
    package internal(set) var kept: Int64
    /// L.
    package internal(set) var list: Total
    package internal(set) var before: Cost
    package internal(set) var after: Cost
  }

  /// A partner in one currency, over all months: what its statements come to without their balances.
  package struct Payee: Sendable {
    package let partnerID: String
    package let name: String
    package let currency: Currency
    package let before: Total
    package let after: Total

    /// After less before.
    package var difference: Total {
      Total(minorUnits: after.minorUnits - before.minorUnits, currency: currency)
    }

    /// The difference as a proportion of what it was; nil where that was nothing, or hardly anything.
    package var proportion: Rate? {
      let base = before.minorUnits.magnitude
      let whole = difference.minorUnits.magnitude.multipliedReportingOverflow(by: 1_000_000)
      if base == 0 || whole.overflow { return nil }
      let millionths = (whole.partialValue + base / 2) / base
      // No more than the contract's rates have room for.
      guard millionths <= 999_999_999 else { return nil }
      return Rate(
        millionths: difference.minorUnits < 0 ? -Int64(millionths) : Int64(millionths))
    }
  }

  package let question: WhatIfQuestion
  package let months: [Month]
  /// Largest difference first.
  package let payees: [Payee]
  /// By key and currency; empty where no offer changes.
  package let offers: [Offer]
  /// Changes that touched no terms and no order line in any of the months.
  package let idle: [TermsChange]
  /// Months of the range that are not sealed, by site.
  package let unsealed: [String]
  /// Where its lines are, if they were kept.
  package let keptTable: String?
}
