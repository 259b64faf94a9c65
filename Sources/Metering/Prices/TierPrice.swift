import Amounts

/// The price model `tier`: the band that a record's value falls in prices all of it. Rule 4.5.
enum TierPrice {
  /// The whole value at the price of its band, major units with 14 decimals.
  ///
  /// - Parameters:
  ///   - value: What packages left of the single record, ten-thousandths.
  ///   - formula: Gets `8 * 0.2`; nil where nobody listens.
  @inline(__always)
  static func price(
    _ value: Int64, _ bands: [PriceBand], formula: inout String?
  ) throws(AmountError) -> Int128 {
    for band in bands {
      if let upTo = band.upTo, value > upTo { continue }
      formula?.append("\(quantityText(value)) * \(band.unitPrice.text)")
      return try band.unitPrice.times(value)
    }
    preconditionFailure("a plan ends in a band without a limit")
  }
}
