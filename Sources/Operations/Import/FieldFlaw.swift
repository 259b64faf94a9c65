import CivilTime

/// Why a field cannot be taken. Trivial, so that looking for flaws costs nothing.
enum FieldFlaw: Hashable {
  case empty
  case notBoolean
  case notInteger
  case notDecimal
  case tooManyDecimals(Int)
  case outOfRange
  case belowZero
  case notAboveZero
  case notProportion
  case notInstant(TimeFlaw)
  case notDate(TimeFlaw)
  case notFirstOfMonth
  case notCountry
  case unknownCurrency
  case unknownWord
  case tooLong
  case notUTF8(at: Int)
  case controlCharacter(UInt32)
  case directionCharacter(UInt32)
}

extension Column {
  /// What is wrong with the field, as half a sentence with its content.
  func reason(_ flaw: FieldFlaw, _ content: UnsafeRawBufferPointer) -> String {
    let shown = quoted(content)
    switch flaw {
    case .empty: return "is empty"
    case .notBoolean: return "\(shown) is neither true nor false"
    case .notInteger: return "\(shown) is not a whole number"
    case .notDecimal: return "\(shown) is not a decimal number"
    case .tooManyDecimals(let allowed): return "\(shown) has more than \(allowed) decimals"
    case .outOfRange: return "\(shown) does not fit into \(type.postgresType)"
    case .belowZero: return "\(shown) is below zero"
    case .notAboveZero: return "\(shown) is not above zero"
    case .notProportion: return "\(shown) is not between 0 and 1"
    case .notInstant(let time): return "\(shown) is not an instant: \(time.reason)"
    case .notDate(let time): return "\(shown) is not a day: \(time.reason)"
    case .notFirstOfMonth: return "\(shown) is not the 1st of a month"
    case .notCountry: return "\(shown) is not a country code"
    case .unknownCurrency: return "\(shown) is not a currency of ISO 4217 with a minor unit"
    case .unknownWord: return "\(shown) is not known here"
    case .tooLong:
      return "\(shown) has \(content.count) bytes, the limit is \(type.byteLimit ?? 0)"
    case .notUTF8(let place): return "\(shown) is not UTF-8 at byte \(place + 1)"
    case .controlCharacter(let code):
      let name = code == 0 ? "a NUL byte" : "the control character \(codePoint(code))"
      return "\(shown) contains \(name)"
    case .directionCharacter(let code):
      return "\(shown) contains \(codePoint(code)), which turns the direction of the text"
    }
  }

  /// What to write instead, as half a sentence.
  func remedy(_ flaw: FieldFlaw) -> String {
    switch flaw {
    case .empty: "every row needs \(article) here"
    case .notBoolean: "write true or false"
    case .notInteger: "write \(article), digits only, like 1485 or -1485"
    case .notDecimal: "write \(article), digits and a point, like 0.15"
    case .tooManyDecimals(let allowed): "write at most \(allowed) decimals"
    case .outOfRange: "write a number within the limits of the column"
    case .belowZero: "write zero or a number above it"
    case .notAboveZero: "write a number above zero"
    case .notProportion: "write a proportion, 0.15 for 15 %"
    case .notInstant: "write it like 2026-10-31T08:00:00+08:00"
    case .notDate: "write it like 2026-10-31"
    case .notFirstOfMonth: "write it like 2026-10-01"
    case .notCountry: "write two capital letters like CN"
    case .unknownCurrency: "write three capital letters like CNY"
    case .unknownWord: "write \(article)"
    case .tooLong: "shorten it"
    case .notUTF8: "save the file as UTF-8"
    case .controlCharacter, .directionCharacter: "take the character out"
    }
  }

  /// What stands in a good field, with its article.
  private var article: String {
    switch type {
    case .key, .keyOrEmpty: "an identifier"
    case .name, .address: "a text"
    case .boolean: "true or false"
    case .integer, .bigint: "a whole number"
    case .rate, .unitPrice, .quantity: "a number"
    case .instant: "an instant"
    case .date, .firstOfMonth: "a day"
    case .country: "a country code"
    case .currency: "a currency code"
    case .choice(let words):
      words.dropLast().joined(separator: ", ") + (words.count > 1 ? " or " : "")
        + (words.last ?? "")
    }
  }
}

private func codePoint(_ code: UInt32) -> String {
  let digits = String(code, radix: 16, uppercase: true)
  return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}

extension CSVFlaw {
  /// What is wrong, as half a sentence.
  var reason: String {
    switch self {
    case .unterminatedQuote: "the quote that opens this field is never closed"
    case .quoteInBareField: "a quote stands inside a field that does not begin with one"
    case .textAfterQuote: "something stands between the closing quote and the next comma"
    case .bareCarriageReturn: "the line ends with a carriage return alone"
    case .recordTooLong: "the row has more than \(CSVReader.recordLimit) bytes"
    }
  }

  /// What to write instead, as half a sentence.
  var remedy: String {
    switch self {
    case .unterminatedQuote:
      "close it, and double every quote inside; the rest of the file was not read"
    case .quoteInBareField, .textAfterQuote:
      "put the whole field in quotes and double every quote inside"
    case .bareCarriageReturn: "end lines with LF or CRLF"
    case .recordTooLong: "shorten it; the rest of the file was not read"
    }
  }
}
