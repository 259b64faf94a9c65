import Amounts
import Marketplace
import Settlement

/// Who bears an amount that the customer did not pay, minor units; together they bear all of it. The
/// difference of two amounts need not fit 64 bits.
package struct Bearers: Sendable, Equatable {
  package let merchant: Int128
  package let platform: Int128

  fileprivate init(of amount: Int128, at rate: Rate) {
    merchant = roundedSum(amount, times: rate)
    platform = amount - merchant
  }
}

/// The merchant's proportions of a discount and of a voucher. Rule 9.3.
package struct BearingRates: Sendable, Equatable {
  /// Of the discount: r or s; zero where the platform bears it all.
  package let discount: Rate
  /// Of the voucher: v.
  package let voucher: Rate

  package init(discount: Rate, voucher: Rate) {
    self.discount = discount
    self.voucher = voucher
  }

  /// The proportions under a share model. Rules 9.3, 5.1 to 5.6 and 10 (9.3).
  ///
  /// - Parameters:
  ///   - site: Of the run: cn has rule 5.1, the others 5.2.
  ///   - increment: What the line was billed at; only rule 5.1 has one.
  ///   - voucherPartnerShare: The `voucher_partner_share` of the terms; nil where they name none.
  package init(
    under model: ShareModel, site: Site, increment: Rate, voucherPartnerShare: Rate?
  ) throws(AmountError) {
    switch model {
    case .platformFee(let fee):
      switch site {
      case .cn:
        let share = try (try Rate.one - fee) + increment
        self.init(discount: share, voucher: voucherPartnerShare ?? share)
      case .intl, .eu:
        let share = try Rate.one - fee
        self.init(discount: share, voucher: share)
      }
    case .dealShare(let share):
      self.init(discount: share, voucher: voucherPartnerShare ?? share)
    case .floorShare:
      self.init(discount: .zero, voucher: voucherPartnerShare ?? .zero)
    case .floorPrice:
      self.init(discount: .zero, voucher: .zero)
    }
  }

  /// Who bears a discount of L - S, minor units, any sign. The platform has the rest.
  package func bearers(ofDiscount amount: Int128) -> Bearers {
    Bearers(of: amount, at: discount)
  }

  /// Who bears a voucher of V, minor units. The platform has the rest.
  package func bearers(ofVoucher amount: MinorUnits) -> Bearers {
    Bearers(of: Int128(amount), at: voucher)
  }
}
