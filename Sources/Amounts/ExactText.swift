extension Exact: Comparable {
  /// Whether the first is the smaller value.
  package static func < (left: Exact, right: Exact) -> Bool {
    let first = left.numerator.multipliedFullWidth(by: right.denominator)
    let second = right.numerator.multipliedFullWidth(by: left.denominator)
    return first.high == second.high ? first.low < second.low : first.high < second.high
  }
}

extension Exact: CustomStringConvertible {
  /// The exact value: a decimal number where one exists (`-12.5`), else the fraction (`1/3`).
  package var text: String {
    var rest = denominator.magnitude
    while rest.isMultiple(of: 2) { rest /= 2 }
    while rest.isMultiple(of: 5) { rest /= 5 }
    guard rest == 1, denominator.magnitude <= UInt128.max / 10 else {
      return "\(numerator)/\(denominator)"
    }
    var (whole, remainder) = numerator.magnitude
      .quotientAndRemainder(dividingBy: denominator.magnitude)
    var text = numerator < 0 ? "-\(whole)" : "\(whole)"
    if remainder != 0 { text.append(".") }
    while remainder != 0 {
      (whole, remainder) = (remainder * 10).quotientAndRemainder(dividingBy: denominator.magnitude)
      text.append("\(whole)")
    }
    return text
  }

  /// The exact value.
  package var description: String { text }
}

/// A scaled integer of up to 38 digits as a decimal number, without trailing zeros: 12500 with four
/// decimals is `1.25`.
package func decimalText(_ value: Int128, decimals: Int) -> String {
  var digits = String(value.magnitude)
  if digits.count <= decimals {
    digits = String(repeating: "0", count: decimals + 1 - digits.count) + digits
  }
  let whole = digits.dropLast(decimals)
  var fraction = digits.suffix(decimals)
  while fraction.last == "0" { fraction.removeLast() }
  return (value < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
}
