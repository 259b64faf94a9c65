import Amounts
import CivilTime

/// A column made ready for the line path: nothing in it is counted by reference.
struct ColumnPlan {
  /// The cases of `ColumnType` without what they carry.
  enum Kind: UInt8 {
    case key, keyOrEmpty, name, address, boolean, integer, bigint, rate, unitPrice, quantity
    case instant, date, firstOfMonth, country, currency, choice
  }

  let kind: Kind
  let rule: NumberRule
  let isNullable: Bool
  /// The most bytes of a text.
  let byteLimit: Int
  /// Where the words of a choice stand in `WordList`.
  let words: Range<Int>

  init(_ column: Column, _ list: inout WordList) {
    isNullable = column.isNullable
    byteLimit = column.type.byteLimit ?? .max
    var rule = NumberRule.any
    var words = 0..<0
    switch column.type {
    case .key: kind = .key
    case .keyOrEmpty: kind = .keyOrEmpty
    case .name: kind = .name
    case .address: kind = .address
    case .boolean: kind = .boolean
    case .integer(let numbers): (kind, rule) = (.integer, numbers)
    case .bigint(let numbers): (kind, rule) = (.bigint, numbers)
    case .rate(let numbers): (kind, rule) = (.rate, numbers)
    case .unitPrice(let numbers): (kind, rule) = (.unitPrice, numbers)
    case .quantity(let numbers): (kind, rule) = (.quantity, numbers)
    case .instant: kind = .instant
    case .date: kind = .date
    case .firstOfMonth: kind = .firstOfMonth
    case .country: kind = .country
    case .currency: kind = .currency
    case .choice(let known):
      kind = .choice
      words = list.add(known)
    }
    self.rule = rule
    self.words = words
  }
}

/// The words of all choices of a table, end to end.
struct WordList {
  private var bytes: [UInt8] = []
  private var ends: [Int] = [0]

  /// Where these words were put.
  mutating func add(_ words: [String]) -> Range<Int> {
    let first = ends.count - 1
    for word in words {
      bytes.append(contentsOf: word.utf8)
      ends.append(bytes.count)
    }
    return first..<ends.count - 1
  }

  /// Which of the words the bytes are, counted from the first of the range.
  @inline(__always)
  func index(of content: UnsafeRawBufferPointer, in range: Range<Int>) -> Int? {
    for word in range where ends[word + 1] - ends[word] == content.count {
      var place = ends[word]
      var isSame = true
      for byte in content {
        isSame = isSame && bytes[place] == byte
        place &+= 1
      }
      if isSame { return word - range.lowerBound }
    }
    return nil
  }
}

extension ColumnPlan {
  /// Reads a field that is not empty and appends it; or says why not and appends nothing.
  ///
  /// - Parameter value: The number, the instant or the place of the word, for rules between fields.
  @inline(__always)
  func append(
    _ content: UnsafeRawBufferPointer, _ list: borrowing WordList, to encoder: inout FieldEncoder,
    _ value: inout Int64
  ) -> FieldFlaw? {
    switch kind {
    case .key, .keyOrEmpty, .name, .address:
      guard content.count <= byteLimit else { return .tooLong }
      if let flaw = flaw(inText: content, mayBreakLines: kind == .address) { return flaw }
      encoder.append(text: content)
    case .boolean:
      guard let isTrue = boolean(content) else { return .notBoolean }
      encoder.append(isTrue)
    case .integer:
      guard let number = wholeNumber(content) else { return .notInteger }
      guard let small = Int32(exactly: number) else { return .outOfRange }
      if let flaw = rule.flaw(of: number) { return flaw }
      encoder.append(small)
    case .bigint:
      return appendAmount(content, to: &encoder, &value)
    case .rate: return append(content, wholeDigits: 3, decimals: 6, to: &encoder)
    case .unitPrice: return append(content, wholeDigits: 10, decimals: 10, to: &encoder)
    case .quantity: return append(content, wholeDigits: 12, decimals: 4, to: &encoder)
    case .instant:
      do throws(CivilTimeError) {
        value = try Instant(utf8: content).microseconds
      } catch { return .notInstant(error.flaw) }
      encoder.append(microseconds: value)
    case .date, .firstOfMonth:
      do throws(CivilTimeError) {
        let date = try CivilDate(utf8: content)
        guard kind == .date || date.day == 1 else { return .notFirstOfMonth }
        encoder.append(days: date.days)
      } catch { return .notDate(error.flaw) }
    case .country:
      guard content.count == 2, content.allSatisfy({ (0x41...0x5A).contains($0) }) else {
        return .notCountry
      }
      encoder.append(text: content)
    case .currency:
      guard Currency(ascii: content) != nil else { return .unknownCurrency }
      encoder.append(text: content)
    case .choice:
      guard let word = list.index(of: content, in: words) else { return .unknownWord }
      value = Int64(word)
      encoder.append(text: content)
    }
    return nil
  }

  private func appendAmount(
    _ content: UnsafeRawBufferPointer, to encoder: inout FieldEncoder, _ value: inout Int64
  ) -> FieldFlaw? {
    do throws(AmountError) {
      value = try scaledInteger(parsing: content, decimals: 0)
    } catch {
      return error == .overflow ? .outOfRange : .notInteger
    }
    if let flaw = rule.flaw(of: value) { return flaw }
    encoder.append(value)
    return nil
  }

  private func append(
    _ content: UnsafeRawBufferPointer, wholeDigits: Int, decimals: Int,
    to encoder: inout FieldEncoder
  ) -> FieldFlaw? {
    switch DecimalDigits.parse(content, wholeDigits: wholeDigits, decimals: decimals) {
    case .failure(.notDecimal): return .notDecimal
    case .failure(.tooManyDecimals): return .tooManyDecimals(decimals)
    case .failure(.outOfRange): return .outOfRange
    case .success(let decimal):
      if let flaw = rule.flaw(of: decimal) { return flaw }
      encoder.append(decimal)
      return nil
    }
  }
}

extension NumberRule {
  fileprivate func flaw(of number: Int64) -> FieldFlaw? {
    switch self {
    case .any: nil
    case .nonNegative: number < 0 ? .belowZero : nil
    case .positive: number <= 0 ? .notAboveZero : nil
    case .proportion: number < 0 || number > 1 ? .notProportion : nil
    }
  }

  fileprivate func flaw(of decimal: DecimalDigits) -> FieldFlaw? {
    let isBelowZero = decimal.isNegative && !decimal.isZero
    return switch self {
    case .any: nil
    case .nonNegative: isBelowZero ? .belowZero : nil
    case .positive: isBelowZero || decimal.isZero ? .notAboveZero : nil
    case .proportion: decimal.isProportion ? nil : .notProportion
    }
  }
}

extension CivilTimeError {
  fileprivate var flaw: TimeFlaw {
    switch self {
    case .notAnInstant(_, let flaw), .notADate(_, let flaw): flaw
    case .notAPeriod: .shape
    }
  }
}

/// `true` and `false`, and what PostgreSQL itself writes for them.
private func boolean(_ content: UnsafeRawBufferPointer) -> Bool? {
  if content.elementsEqual("true".utf8) || content.elementsEqual("t".utf8) { return true }
  if content.elementsEqual("false".utf8) || content.elementsEqual("f".utf8) { return false }
  return nil
}

private func wholeNumber(_ content: UnsafeRawBufferPointer) -> Int64? {
  do throws(AmountError) {
    return try scaledInteger(parsing: content, decimals: 0)
  } catch {
    // Too many digits for 64 bits are too many for 32 as well.
    return error == .overflow ? .max : nil
  }
}
