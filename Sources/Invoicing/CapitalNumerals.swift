import Amounts

/// How an amount in capital numerals is written.
package enum CapitalForm: Hashable, Sendable {
  /// 人民币 before it and 元 within, as on bills, statements and vouchers.
  case bill
  /// Nothing before it and 圆 within, as in the data of a tax invoice.
  case taxInvoice
}

/// An amount in the numerals that cannot be altered by a stroke: 人民币壹佰元整.
///
/// The central bank's rules for bills, as documents follow them: a run of zeros inside is one 零;
/// 整 after 元 and after 角, never after 分; 零 before 分 where the 角 are zero; ten is 壹拾. A
/// negative amount begins with 负. 0.05 is 伍分 and nothing is 零元整.
///
/// - Parameter money: An amount of yuan with two decimals.
/// - Returns: The words, or nil for another currency: they are the form of that one only.
package func capitalNumerals(_ money: Money, _ form: CapitalForm = .bill) -> String? {
  guard money.currency.code == "CNY" else { return nil }
  let (prefix, unit) =
    switch form {
    case .bill: ("人民币", "元")
    case .taxInvoice: ("", "圆")
    }
  let magnitude = money.minorUnits.magnitude
  let yuan = magnitude / 100
  let jiao = Int(magnitude / 10 % 10)
  let fen = Int(magnitude % 10)
  var text = yuan > 0 ? wholeNumerals(yuan) + unit : ""
  if jiao > 0 {
    text += digits[jiao] + "角"
  } else if fen > 0, yuan > 0 {
    text += "零"
  }
  if fen > 0 {
    text += digits[fen] + "分"
  } else {
    text += magnitude == 0 ? "零\(unit)整" : "整"
  }
  return prefix + (money.minorUnits < 0 ? "负" : "") + text
}

private let digits = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"]

/// A whole number above zero: so many 亿, so many 万, and the rest, each read the same way.
private func wholeNumerals(_ value: UInt64) -> String {
  for (size, unit) in [(100_000_000, "亿"), (10_000, "万")] as [(UInt64, String)]
  where value >= size {
    let (count, rest) = value.quotientAndRemainder(dividingBy: size)
    let text = wholeNumerals(count) + unit
    guard rest > 0 else { return text }
    // Places are empty between the two, one or a whole group of four: one 零, however many.
    let isGap = rest < size / 10 || count.isMultiple(of: 10_000)
    return text + (isGap ? "零" : "") + wholeNumerals(rest)
  }
  return groupNumerals(Int(value))
}

/// Four digits, without zeros at either end.
private func groupNumerals(_ group: Int) -> String {
  let units = ["仟", "佰", "拾", ""]
  var text = ""
  var isZeroPending = false
  for (index, divisor) in [1000, 100, 10, 1].enumerated() {
    let digit = group / divisor % 10
    guard digit > 0 else {
      isZeroPending = !text.isEmpty
      continue
    }
    if isZeroPending { text += "零" }
    text += digits[digit] + units[index]
    isZeroPending = false
  }
  return text
}
