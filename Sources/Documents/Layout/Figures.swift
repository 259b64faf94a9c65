import Amounts
import CivilTime

extension Rate {
  /// For people: `15.00 %`, with more decimals only where they are not zero.
  var percentText: String {
    let magnitude = millionths.magnitude
    var decimals = String(magnitude % 10_000)
    decimals = String(repeating: "0", count: 4 - decimals.utf8.count) + decimals
    while decimals.utf8.count > 2, decimals.last == "0" { decimals.removeLast() }
    let sign = millionths < 0 ? "\u{2212}" : ""
    return "\(sign)\(groupedDigits(Int(magnitude / 10_000))).\(decimals) %"
  }
}

extension Money {
  /// The grouped text without its sign, where words say the direction.
  var magnitudeText: String {
    String(groupedText.drop { !$0.isNumber })
  }
}

extension Period {
  /// `2026-10`.
  var dashedText: String {
    "\(text.prefix(4))-\(text.suffix(2))"
  }

  /// The first and the last day: `2026-10-01 – 2026-10-31`.
  var daysText: String {
    "\(firstDate.text) – \(next.firstDate.adding(days: -1).text)"
  }
}

extension Instant {
  /// `2026-11-03 10:00 (UTC+8)`.
  var minuteText: String {
    let reading = ClockReading(of: self)
    return "\(reading.date.text) \(reading.minuteText) (UTC+8)"
  }
}

/// A count for people: `84,210`.
func groupedDigits(_ count: Int) -> String {
  let digits = String(count.magnitude)
  var text = count < 0 ? "\u{2212}" : ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.utf8.count - index).isMultiple(of: 3) { text.append(",") }
    text.append(digit)
  }
  return text
}
