import Amounts
import Marketplace

/// What a customer service provider or distributor earns, and a reseller of anything but strict
/// selection. Rule 5.8.
package enum ProviderShare {
  /// `csp = round((cash_amount + credit_amount) * share)`; of usage, of what was paid.
  ///
  /// - Parameters:
  ///   - sale: Vouchers and cash coupons earn nothing.
  ///   - share: The provider's proportion.
  ///   - role: `csp` or `reseller`; names the step.
  ///   - recorder: Hears each step.
  /// - Throws: `AmountError.overflow` when it does not fit.
  package static func leg<R: Recorder>(
    _ sale: Sale, share: Rate, role: Role, recorder: inout R
  ) throws(AmountError) -> Leg {
    let amount = try rounded(sale.cashConsumption, times: share)
    if R.isListening {
      recorder.record(
        DerivationStep(
          name: role.code, rule: "5.8",
          formula: "\(sale.text(sale.cashConsumption)) * \(share.decimalText)",
          exact: try Exact(sale.cashConsumption) * Exact(share), rounded: amount))
    }
    return Leg(amount: amount, rate: share)
  }
}
