import Amounts
import Marketplace
import Performance
import Settlement
import TestKit
import Testing

struct BearerTests {
  private func bearers(
    _ model: ShareModel, _ site: Site = .cn, increment: Int64 = 0, voucherShare: Int64? = nil,
    discount: Int128, voucher: Int64
  ) throws -> [Int128] {
    let rates = try BearingRates(
      under: model, site: site, increment: Rate(millionths: increment),
      voucherPartnerShare: voucherShare.map { Rate(millionths: $0) })
    let borne = rates.bearers(ofDiscount: discount)
    let given = rates.bearers(ofVoucher: voucher)
    return [borne.merchant, borne.platform, given.merchant, given.platform]
  }

  @Test("platform_fee on site cn: the merchant bears r with the increment, of vouchers v or r")
  func domestic() throws {
    let fee = ShareModel.platformFee(fee: Rate(millionths: 50_000))
    // r = 0.95 + 0.01: 96.00 of 100.00, 48.00 of 50.00.
    #expect(
      try bearers(fee, increment: 10_000, discount: 10_000, voucher: 5_000)
        == [9_600, 400, 4_800, 200])
    #expect(
      try bearers(fee, voucherShare: 500_000, discount: 10_000, voucher: 5_001)
        == [9_500, 500, 2_501, 2_500])
  }

  @Test("platform_fee elsewhere: v is 1 - fee whatever the terms say")
  func abroad() throws {
    let fee = ShareModel.platformFee(fee: Rate(millionths: 150_000))
    #expect(
      try bearers(fee, .intl, voucherShare: 500_000, discount: 10_000, voucher: 5_000)
        == [8_500, 1_500, 4_250, 750])
  }

  @Test("deal_share: the merchant bears s, of vouchers v or s")
  func dealShare() throws {
    let share = ShareModel.dealShare(share: Rate(millionths: 700_000))
    #expect(
      try bearers(share, discount: 10_000, voucher: 5_000) == [7_000, 3_000, 3_500, 1_500])
    #expect(
      try bearers(share, voucherShare: 0, discount: -10_001, voucher: 5_000)
        == [-7_001, -3_000, 0, 5_000])
  }

  @Test("floor_share and floor_price: the platform bears the discount")
  func floors() throws {
    let share = ShareModel.floorShare(
      share: Rate(millionths: 800_000), floorDiscount: Rate(millionths: 600_000))
    #expect(try bearers(share, discount: 10_000, voucher: 5_000) == [0, 10_000, 0, 5_000])
    #expect(
      try bearers(share, voucherShare: 400_000, discount: 10_000, voucher: 5_000)
        == [0, 10_000, 2_000, 3_000])
    let price = ShareModel.floorPrice(
      share: Rate(millionths: 800_000), floor: UnitPrice(unscaled: 1))
    #expect(
      try bearers(price, voucherShare: 400_000, discount: 10_000, voucher: 5_000)
        == [0, 10_000, 0, 5_000])
  }

  @Test("a discount that does not fit 64 bits is borne to the last digit")
  func large() throws {
    let fee = ShareModel.platformFee(fee: Rate(millionths: 50_000))
    // 95 % is -17,100,000,000,000,000,000.95 minor units, which rounds away from zero.
    #expect(
      try bearers(fee, discount: -18_000_000_000_000_000_001, voucher: 0)
        == [-17_100_000_000_000_000_001, -900_000_000_000_000_000, 0, 0])
  }

  @Test("a discount and a voucher are borne whole, under every model and at any rate")
  func borneWhole() throws {
    var generator = Generator(seed: 9_3)
    func rate() -> Rate { Rate(millionths: generator.integer(in: 0...1_000_000)) }
    for round in 0..<10_000 {
      let model =
        [
          .platformFee(fee: rate()), .dealShare(share: rate()),
          .floorShare(share: rate(), floorDiscount: rate()),
          .floorPrice(share: rate(), floor: UnitPrice(unscaled: 1)),
        ][round % 4] as ShareModel
      let discount = generator.integer(in: -9_999_999_999...9_999_999_999)
      let voucher = generator.integer(in: 0...9_999_999_999)
      let borne = try bearers(
        model, round % 8 < 4 ? .cn : .intl, increment: generator.integer(in: 0...50_000),
        voucherShare: generator.once(in: 2) ? rate().millionths : nil, discount: Int128(discount),
        voucher: voucher)
      #expect(borne[0] + borne[1] == Int128(discount), "seed 93, round \(round)")
      #expect(borne[2] + borne[3] == Int128(voucher), "seed 93, round \(round)")
    }
  }
}
