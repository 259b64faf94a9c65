/// Evaluates the printed text of a formula: decimals, + - * /, brackets, round(), max(), min().
///
/// It shares nothing with the product, so that what is printed is checked and not what was meant.
package struct Arithmetic {
  /// A text that is no formula, or a value beyond 38 digits.
  package struct Flaw: Error, CustomStringConvertible {
    package let description: String
  }

  /// An exact fraction in lowest terms; the denominator is positive.
  package struct Fraction: Equatable, Sendable {
    package let top: Int128
    package let bottom: Int128

    package init(_ top: Int128, _ bottom: Int128 = 1) throws {
      guard bottom != 0 else { throw Flaw(description: "division by zero") }
      var (a, b) = (top.magnitude, bottom.magnitude)
      while b != 0 { (a, b) = (b, a % b) }
      let divisor = Int128(max(a, 1))
      let sign: Int128 = bottom < 0 ? -1 : 1
      self.top = sign * top / divisor
      self.bottom = sign * bottom / divisor
    }

    func plus(_ other: Fraction) throws -> Fraction {
      try Fraction(
        sum(product(top, other.bottom), product(other.top, bottom)), product(bottom, other.bottom))
    }

    func times(_ other: Fraction) throws -> Fraction {
      let left = try Fraction(top, other.bottom)
      let right = try Fraction(other.top, bottom)
      return try Fraction(product(left.top, right.top), product(left.bottom, right.bottom))
    }

    func over(_ other: Fraction) throws -> Fraction {
      try times(Fraction(other.bottom, other.top))
    }

    var negated: Fraction { get throws { try Fraction(-top, bottom) } }

    func isLess(than other: Fraction) throws -> Bool {
      try product(top, other.bottom) < product(other.top, bottom)
    }

    /// Half away from zero, to so many decimals.
    package func rounded(to decimals: Int) throws -> Fraction {
      var scale: Int128 = 1
      for _ in 0..<decimals { scale *= 10 }
      let scaled = try product(top, scale)
      let (whole, rest) = scaled.quotientAndRemainder(dividingBy: bottom)
      let isHalf = try product(Int128(rest.magnitude), 2) >= bottom
      return try Fraction(whole + (isHalf ? (scaled < 0 ? -1 : 1) : 0), scale)
    }

    private func product(_ left: Int128, _ right: Int128) throws -> Int128 {
      let (product, overflow) = left.multipliedReportingOverflow(by: right)
      if overflow { throw Flaw(description: "\(left) * \(right) does not fit") }
      return product
    }

    private func sum(_ left: Int128, _ right: Int128) throws -> Int128 {
      let (sum, overflow) = left.addingReportingOverflow(right)
      if overflow { throw Flaw(description: "\(left) + \(right) does not fit") }
      return sum
    }
  }

  private let text: [Character]
  private var place = 0
  /// What `round` rounds to.
  private let decimals: Int

  /// The value of a formula.
  ///
  /// - Parameter decimals: Of the currency: what `round` rounds to.
  package static func value(of formula: String, decimals: Int) throws -> Fraction {
    var arithmetic = Arithmetic(
      text: formula.filter { $0 != " " }.map { $0 }, decimals: decimals)
    let value = try arithmetic.sum()
    guard arithmetic.place == arithmetic.text.count else {
      throw Flaw(description: "\(formula) goes on after character \(arithmetic.place)")
    }
    return value
  }

  private init(text: [Character], decimals: Int) {
    self.text = text
    self.decimals = decimals
  }

  private mutating func sum() throws -> Fraction {
    var value = try product()
    while true {
      if take("+") {
        value = try value.plus(product())
      } else if take("-") {
        value = try value.plus(product().negated)
      } else {
        return value
      }
    }
  }

  private mutating func product() throws -> Fraction {
    var value = try factor()
    while true {
      if take("*") {
        value = try value.times(factor())
      } else if take("/") {
        value = try value.over(factor())
      } else {
        return value
      }
    }
  }

  private mutating func factor() throws -> Fraction {
    if take("-") { return try factor().negated }
    if take("(") { return try arguments(1)[0] }
    if takeWord("round(") { return try arguments(1)[0].rounded(to: decimals) }
    if takeWord("max(") {
      let pair = try arguments(2)
      return try pair[0].isLess(than: pair[1]) ? pair[1] : pair[0]
    }
    if takeWord("min(") {
      let pair = try arguments(2)
      return try pair[0].isLess(than: pair[1]) ? pair[0] : pair[1]
    }
    return try number()
  }

  /// So many sums up to the closing bracket.
  private mutating func arguments(_ count: Int) throws -> [Fraction] {
    var values = [try sum()]
    while take(",") { values.append(try sum()) }
    guard take(")"), values.count == count else {
      throw Flaw(description: "\(count) arguments are wanted in \(String(text))")
    }
    return values
  }

  private mutating func number() throws -> Fraction {
    var digits: Int128 = 0
    var scale: Int128 = 1
    var isFraction = false
    var count = 0
    while place < text.count, text[place].isNumber || text[place] == "." {
      if let digit = text[place].wholeNumberValue {
        digits = digits * 10 + Int128(digit)
        if isFraction { scale *= 10 }
        count += 1
      } else {
        isFraction = true
      }
      place += 1
    }
    guard count > 0 else {
      throw Flaw(description: "a number is wanted at character \(place) of \(String(text))")
    }
    return try Fraction(digits, scale)
  }

  private mutating func take(_ character: Character) -> Bool {
    guard place < text.count, text[place] == character else { return false }
    place += 1
    return true
  }

  private mutating func takeWord(_ word: String) -> Bool {
    guard text[place...].starts(with: word) else { return false }
    place += word.count
    return true
  }
}
