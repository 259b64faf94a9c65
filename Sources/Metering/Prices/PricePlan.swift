import Amounts
import CivilTime
import Marketplace

/// How units are priced. Contract 1, `price_plan.model`; rule 4.5.
package enum PriceModel: UInt8, CaseIterable, Sendable {
  case fixed, step, tier

  /// The model of a contract word; nil for any other text.
  package init?(code: String) {
    switch code {
    case "fixed": self = .fixed
    case "step": self = .step
    case "tier": self = .tier
    default: return nil
    }
  }
}

/// Over what steps cumulate. Contract 1, `price_plan.accumulate`; rule 4.5.
package enum Accumulation: UInt8, CaseIterable, Sendable {
  case record, day, month

  /// The cycle of a contract word; nil for any other text.
  package init?(code: String) {
    switch code {
    case "record": self = .record
    case "day": self = .day
    case "month": self = .month
    default: return nil
    }
  }
}

/// One band of a price plan. Contract 1, `price_band`.
package struct PriceBand: Sendable, Equatable {
  /// Inclusive upper limit, ten-thousandths; nil without one. The last band has none, whatever it
  /// says. Rules 4.5 and 10 (4.5).
  package let upTo: Int64?
  package let unitPrice: UnitPrice

  package init(upTo: Int64?, unitPrice: UnitPrice) {
    self.upTo = upTo
    self.unitPrice = unitPrice
  }
}

/// What an instance's units cost. Contract 1, `price_plan`; rule 4.5.
package struct PricePlan: Sendable {
  package let model: PriceModel
  package let accumulation: Accumulation
  package let currency: Currency
  /// Ascending by `band`; at least one.
  package let bands: [PriceBand]

  /// - Parameter bands: Ascending by `band`.
  /// - Returns: Nil without a band: nothing can be priced.
  package init?(
    model: PriceModel, accumulation: Accumulation, currency: Currency, bands: [PriceBand]
  ) {
    guard let last = bands.last else { return nil }
    self.model = model
    self.accumulation = accumulation
    self.currency = currency
    self.bands = bands.dropLast() + [PriceBand(upTo: nil, unitPrice: last.unitPrice)]
  }
}

/// Decimals of a quantity: ten-thousandths.
package let quantityDecimals = 4
/// Decimals of a rated sum in major units: those of a quantity and those of a unit price.
package let ratedDecimals = quantityDecimals + UnitPrice.decimals

extension UnitPrice {
  /// `quantity × price`, exact, in major units with 14 decimals.
  ///
  /// - Parameter quantity: Ten-thousandths.
  /// - Throws: `AmountError.overflow` beyond 38 digits.
  @inline(__always)
  func times(_ quantity: Int64) throws(AmountError) -> Int128 {
    if let short = Int64(exactly: unscaled) {
      // Two factors of 64 bits always fit.
      let (high, low) = quantity.multipliedFullWidth(by: short)
      return Int128(truncatingIfNeeded: high) &<< 64 | Int128(truncatingIfNeeded: low)
    }
    let (product, overflow) = unscaled.multipliedReportingOverflow(by: Int128(quantity))
    guard !overflow else { throw .overflow }
    return product
  }

  /// The price without trailing zeros: `0.3`.
  var text: String { decimalText(unscaled, decimals: Self.decimals) }
}

/// A quantity without trailing zeros: `8`, `0.5`.
func quantityText(_ quantity: Int64) -> String {
  decimalText(Int128(quantity), decimals: quantityDecimals)
}
