import Amounts

/// The price model `step`: each slice of what has cumulated costs what its band says. Rule 4.5.
enum StepPrice {
  /// The price of the slices from what had cumulated to what has now, major units with 14 decimals.
  ///
  /// - Parameters:
  ///   - value: What packages left of the record, ten-thousandths.
  ///   - cumulated: What the instance had used in the cycle before, ten-thousandths.
  ///   - formula: Gets `3 * 0.3 + 5 * 0.2`; nil where nobody listens.
  /// - Throws: `AmountError.overflow` beyond 38 digits.
  @inline(__always)
  static func price(
    _ value: Int64, from cumulated: Int64, _ bands: [PriceBand], formula: inout String?
  ) throws(AmountError) -> Int128 {
    var left = value
    var position = cumulated
    var sum: Int128 = 0
    var isFirst = true
    for band in bands {
      let slice: Int64
      if let upTo = band.upTo {
        if position >= upTo { continue }
        slice = min(left, upTo - position)
      } else {
        slice = left
      }
      let (total, overflow) = sum.addingReportingOverflow(try band.unitPrice.times(slice))
      guard !overflow else { throw .overflow }
      sum = total
      formula?.append(
        (isFirst ? "" : " + ") + "\(quantityText(slice)) * \(band.unitPrice.text)")
      isFirst = false
      left -= slice
      if left == 0 { break }
      position += slice
    }
    return sum
  }
}
