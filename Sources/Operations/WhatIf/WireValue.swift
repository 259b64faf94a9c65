import Foundation

/// A JSON document as it came over the wire.
enum WireValue: Decodable, Equatable {
  case null
  case bool(Bool)
  case text(String)
  case number(Decimal)
  case list([WireValue])
  case object([String: WireValue])

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let number = try? value.decode(Decimal.self) {
      self = .number(number)
    } else if let list = try? value.decode([WireValue].self) {
      self = .list(list)
    } else {
      self = .object(try value.decode([String: WireValue].self))
    }
  }

  /// Plain decimals, of a number or a text; nil of anything else.
  var decimalText: String? {
    switch self {
    case .text(let text): text
    case .number(let number): number.description
    case .null, .bool, .list, .object: nil
    }
  }
}
