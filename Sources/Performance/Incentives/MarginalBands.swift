import Amounts
import Settlement

/// The mode `marginal`: each slice of the basis earns the rate of its own band. The slices are
/// added exactly and rounded once. Rules 9.2 and 10 (9.2).
enum MarginalBands {
  static func amount<R: Recorder>(
    of basis: MinorUnits, under policy: IncentivePolicy, recorder: inout R
  ) throws(AmountError) -> MinorUnits {
    var sum = Exact.zero
    var terms: [String] = []
    for (index, band) in policy.bands.enumerated() where band.fromAmount < basis {
      let next = policy.bands.dropFirst(index + 1).first?.fromAmount ?? basis
      let (slice, overflow) = min(basis, next).subtractingReportingOverflow(band.fromAmount)
      if overflow { throw .overflow }
      sum = try sum + Exact(slice) * Exact(band.rate)
      if R.isListening { terms.append("\(policy.text(slice)) * \(band.rate.decimalText)") }
    }
    let amount = try sum.rounded()
    if R.isListening {
      recorder.record(
        DerivationStep(
          name: "rates of the bands on their slices", rule: "9.2",
          formula: terms.isEmpty ? "0" : terms.joined(separator: " + "), exact: sum,
          rounded: amount))
    }
    return amount
  }
}
