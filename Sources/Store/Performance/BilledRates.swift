import Amounts
import Marketplace
import Performance
import Settlement

extension BearingRates {
  /// The proportions under the model and rate that a merchant's line was billed at. Rule 9.3.
  ///
  /// - Parameters:
  ///   - code: The share model as the terms name it.
  ///   - rate: The merchant's, before the increment; under a fee one less the fee.
  ///   - voucherPartnerShare: The `voucher_partner_share` of the terms; nil where they name none.
  /// - Returns: Nil for a share model that is not known.
  init?(
    billedBy code: String, site: Site, rate: Rate, increment: Rate, voucherPartnerShare: Rate?
  ) throws(AmountError) {
    let model: ShareModel? =
      switch code {
      case "platform_fee": .platformFee(fee: try Rate.one - rate)
      case "deal_share": .dealShare(share: rate)
      case "floor_share": .floorShare(share: rate, floorDiscount: .one)
      case "floor_price": .floorPrice(share: rate, floor: UnitPrice(unscaled: 0))
      default: nil
      }
    guard let model else { return nil }
    try self.init(
      under: model, site: site, increment: increment, voucherPartnerShare: voucherPartnerShare)
  }
}
