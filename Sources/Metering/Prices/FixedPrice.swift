import Amounts

/// The price model `fixed`: every unit costs the same. Rule 4.5.
enum FixedPrice {
  /// `value x unit_price` of the first band, major units with 14 decimals. Rules 4.5 and 10 (4.5).
  ///
  /// - Parameters:
  ///   - value: What packages left of the record, ten-thousandths.
  ///   - formula: Gets `8 * 0.3`; nil where nobody listens.
  @inline(__always)
  static func price(
    _ value: Int64, _ bands: [PriceBand], formula: inout String?
  ) throws(AmountError) -> Int128 {
    let band = bands[0]
    formula?.append("\(quantityText(value)) * \(band.unitPrice.text)")
    return try band.unitPrice.times(value)
  }
}
