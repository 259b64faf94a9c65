import Amounts
import CivilTime

/// The one place where the distance to a band becomes words.
extension NextBand {
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  /// `12,400.00 more by 31 October lifts the rate to 3 %`.
  package var sentence: String {
    let date = "\(until.day) \(Self.months[until.month - 1])"
    let noun =
      switch raised {
      case .incentive: "the rate"
      case .feeWaiver: "the increment"
      }
    return "\(missing.groupedText) more by \(date) lifts \(noun) to \(percent) %"
  }

  /// The same in Chinese: `10月31日前再增加 12,400.00，比例升至 3%`.
  package var chineseSentence: String {
    let noun =
      switch raised {
      case .incentive: "激励比例"
      case .feeWaiver: "减免比例"
      }
    return "\(until.month)月\(until.day)日前再增加 \(missing.groupedText)，\(noun)升至 \(percent)%"
  }

  /// The rate in hundredths without needless zeros: `3`, `2.5`.
  private var percent: String {
    var text = decimalText(rate.millionths, decimals: 4)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }
}
