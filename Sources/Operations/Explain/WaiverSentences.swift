import Amounts
import Marketplace
import Store

/// The monthly waiver behind a rate, in figures and one sentence. Rule 5.7.
enum WaiverSentences {
  /// X as a run summed it, its band, and the next one.
  static func view(
    _ waiver: Waiver, total: MinorUnits, increment: Rate, run: String, currency: Currency
  ) -> Explanation.WaiverView {
    let band = waiver.band(for: total)
    let next = waiver.bands.first { $0.fromAmount > total }
    let missing = next.map { $0.fromAmount &- total }
    func text(_ amount: MinorUnits) -> String { amount.decimalText(in: currency) }
    var sentence =
      "the lines that \(run) bills under \(waiver.policyID) come to X = \(text(total)) "
      + currency.code
    if let band {
      sentence +=
        ", in the band from \(text(band.fromAmount)): the fee is \(increment.decimalText) lower"
    } else {
      sentence += ", below the first band: the fee stays as it is"
    }
    if let next, let missing {
      sentence +=
        "; with \(text(missing)) more, from \(text(next.fromAmount)) on, it would be "
        + "\(next.increment.decimalText) lower"
    }
    return Explanation.WaiverView(
      policyID: waiver.policyID, runID: run, total: text(total),
      bandFrom: band.map { text($0.fromAmount) }, increment: increment.decimalText,
      nextBandFrom: next.map { text($0.fromAmount) }, missing: missing.map(text),
      sentence: sentence + ".")
  }

  /// Before a run has summed it.
  static func unknown(_ waiver: Waiver, increment: Rate) -> Explanation.WaiverView {
    Explanation.WaiverView(
      policyID: waiver.policyID, runID: nil, total: nil, bandFrom: nil,
      increment: increment.decimalText, nextBandFrom: nil, missing: nil,
      sentence: "no run has added up X under \(waiver.policyID) yet: here the fee is "
        + "\(increment.decimalText) lower.")
  }
}
