import Amounts
import Marketplace

/// The share model `floor_price`, legacy strict selection: the merchant earns a guaranteed unit
/// price, the reseller a part of what was paid above it. Rule 5.6.
package enum FloorPrice {
  /// Fractions of a minor unit in `floor_unit_price * q * d`: 10 decimals of the price, 4 of q.
  private static let scale: Int128 = 100_000_000_000_000

  /// `merchant = round(floor_unit_price * q * d * share)`, tax included.
  ///
  /// - Throws: `AmountError.overflow` when it does not fit.
  package static func merchant<R: Recorder>(
    _ sale: Sale, floor: UnitPrice, share: Rate, recorder: inout R
  ) throws(AmountError) -> Leg {
    let amount: MinorUnits
    if let whole = floorAmount(of: sale, floor),
      case let (product, overflow) = whole.multipliedReportingOverflow(
        by: Int128(share.millionths)), !overflow
    {
      amount = try rounded(product, over: scale * 1_000_000)
    } else {
      amount = try (exactFloor(of: sale, floor) * Exact(share)).rounded()
    }
    if R.isListening {
      recorder.record(
        DerivationStep(
          name: "merchant", rule: "5.6",
          formula: "\(floorText(of: sale, floor)) * \(share.decimalText)",
          exact: try exactFloor(of: sale, floor) * Exact(share), rounded: amount))
    }
    return Leg(amount: amount, rate: share)
  }

  /// `max(0, round((S - floor_unit_price*q*d) / (1+t) * (1+ts) * reseller_share))`.
  ///
  /// - Parameters:
  ///   - tax: t, of the product.
  ///   - serviceTax: ts, of the reseller's service.
  ///   - share: The reseller's proportion of the margin.
  ///   - recorder: Hears each step.
  /// - Throws: `AmountError.overflow` when it does not fit.
  package static func reseller<R: Recorder>(
    _ sale: Sale, floor: UnitPrice, tax: Rate, serviceTax: Rate, share: Rate,
    recorder: inout R
  ) throws(AmountError) -> Leg {
    let amount: MinorUnits
    if let quick = try quickMargin(
      of: sale, floor, tax: tax, serviceTax: serviceTax, share: share)
    {
      amount = quick
    } else {
      amount = try exactMargin(
        of: sale, floor, tax: tax, serviceTax: serviceTax, share: share
      ).rounded()
    }
    let earned = max(0, amount)
    if R.isListening {
      let exact = try exactMargin(
        of: sale, floor, tax: tax, serviceTax: serviceTax, share: share)
      recorder.record(
        DerivationStep(
          name: "reseller", rule: "5.6",
          formula: "max(0, (\(sale.text(sale.sales)) - \(floorText(of: sale, floor)))"
            + " / (1 + \(tax.decimalText)) * (1 + \(serviceTax.decimalText))"
            + " * \(share.decimalText))",
          exact: max(.zero, exact), rounded: earned))
    }
    return Leg(amount: earned, rate: share)
  }

  /// `floor_unit_price * q * d` in minor units times `scale`; nil beyond 128 bits.
  private static func floorAmount(of sale: Sale, _ floor: UnitPrice) -> Int128? {
    let units = Int128(sale.quantity).multipliedReportingOverflow(by: Int128(sale.duration))
    let (price, tooLarge) = floor.unscaled.multipliedReportingOverflow(
      by: Int128(sale.currency.minorUnitsPerMajor))
    let (amount, overflow) = units.partialValue.multipliedReportingOverflow(by: price)
    return units.overflow || tooLarge || overflow ? nil : amount
  }

  /// The reseller's part through 128 bits; nil where an intermediate does not fit.
  private static func quickMargin(
    of sale: Sale, _ floor: UnitPrice, tax: Rate, serviceTax: Rate, share: Rate
  ) throws(AmountError) -> MinorUnits? {
    guard let floorAmount = floorAmount(of: sale, floor) else { return nil }
    let (margin, tooLow) = (Int128(sale.sales) * scale).subtractingReportingOverflow(floorAmount)
    let factor = Int128(serviceTax.taxedMillionths) * Int128(share.millionths)
    let (whole, overflow) = margin.multipliedReportingOverflow(by: factor)
    if tooLow || overflow { return nil }
    return try rounded(whole, over: scale * Int128(tax.taxedMillionths) * 1_000_000)
  }

  private static func exactMargin(
    of sale: Sale, _ floor: UnitPrice, tax: Rate, serviceTax: Rate, share: Rate
  ) throws(AmountError) -> Exact {
    let margin = try Exact(sale.sales) - exactFloor(of: sale, floor)
    let taxes = try Exact(
      Int128(serviceTax.taxedMillionths), over: Int128(tax.taxedMillionths))
    return try margin * taxes * Exact(share)
  }

  private static func exactFloor(of sale: Sale, _ floor: UnitPrice) throws(AmountError) -> Exact {
    try Exact(unscaled: floor.unscaled, decimals: UnitPrice.decimals)
      * Exact(unscaled: Int128(sale.quantity), decimals: 4) * Exact(Int64(sale.duration))
      * Exact(sale.currency.minorUnitsPerMajor)
  }

  private static func floorText(of sale: Sale, _ floor: UnitPrice) -> String {
    "\(decimalText(floor.unscaled, decimals: UnitPrice.decimals))"
      + " * \(decimalText(sale.quantity, decimals: 4)) * \(sale.duration)"
  }
}
