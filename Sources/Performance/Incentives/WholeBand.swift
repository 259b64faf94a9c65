import Amounts
import Settlement

/// The mode `whole`: the rate of the band that the basis falls in applies to all of it. Rule 9.2.
enum WholeBand {
  static func amount<R: Recorder>(
    of basis: MinorUnits, under policy: IncentivePolicy, recorder: inout R
  ) throws(AmountError) -> MinorUnits {
    let rate = policy.rate(at: basis)
    let amount = try rounded(basis, times: rate)
    if R.isListening {
      recorder.record(
        DerivationStep(
          name: "rate of the band on the whole basis", rule: "9.2",
          formula: "\(policy.text(basis)) * \(rate.decimalText)",
          exact: try Exact(basis) * Exact(rate), rounded: amount))
    }
    return amount
  }
}
