/// Minor units and millionths written out by the means of these tests alone.
struct Digits {
  let decimals: Int

  /// For machines: `-1234.50`.
  func plain(_ units: Int64) -> String {
    (units < 0 ? "-" : "") + unsigned(units, isGrouped: false)
  }

  /// For people: `−1,234.50`, with the minus that is asked for.
  func grouped(_ units: Int64, minus: String = "\u{2212}") -> String {
    (units < 0 ? minus : "") + unsigned(units, isGrouped: true)
  }

  /// As a number has it that a spreadsheet keeps: `-1234.5`.
  func number(_ units: Int64) -> String { Self.withoutZeros(plain(units)) }

  /// A proportion for machines: `0.850000`.
  static func rate(_ millionths: Int64) -> String { Digits(decimals: 6).plain(millionths) }

  /// A proportion for a spreadsheet: `0.85`.
  static func rateNumber(_ millionths: Int64) -> String { withoutZeros(rate(millionths)) }

  /// A proportion for people, its sign of percent left out: `85.00`, and more decimals only where
  /// they are not zero.
  static func percent(_ millionths: Int64) -> String {
    var text = Digits(decimals: 4).plain(millionths)
    for _ in 0..<2 where text.hasSuffix("0") { text.removeLast() }
    return text
  }

  /// A count: `12,000`.
  static func count(_ value: Int) -> String { Digits(decimals: 0).grouped(Int64(value)) }

  /// Fen that capital numerals come to: 壹万零伍拾元零叁分 are 1,005,003. Other characters are passed
  /// over.
  static func fen(ofCapitals text: some StringProtocol) -> Int64 {
    let ones = Array("零壹贰叁肆伍陆柒捌玖")
    var (whole, part, one, fen): (Int64, Int64, Int64, Int64) = (0, 0, 0, 0)
    func take(_ unit: Int64) -> Int64 {
      defer { one = 0 }
      return one * unit
    }
    for character in text {
      if let digit = ones.firstIndex(of: character) { one = Int64(digit) }
      switch character {
      case "拾": part += take(10)
      case "佰": part += take(100)
      case "仟": part += take(1_000)
      case "万": (whole, part) = (whole + (part + take(1)) * 10_000, 0)
      case "亿": (whole, part) = ((whole + part + take(1)) * 100_000_000, 0)
      case "元": (whole, part) = (whole + part + take(1), 0)
      case "角": fen += take(10)
      case "分": fen += take(1)
      default: break
      }
    }
    return whole * 100 + fen
  }

  private func unsigned(_ units: Int64, isGrouped: Bool) -> String {
    var digits = Array(String(units.magnitude))
    while digits.count <= decimals { digits.insert("0", at: 0) }
    var text = ""
    for (place, digit) in digits.enumerated() {
      let left = digits.count - decimals - place
      if left == 0 { text += "." }
      if isGrouped, place > 0, left > 0, left % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  private static func withoutZeros(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text == "-0" ? "0" : text
  }
}
