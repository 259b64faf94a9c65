/// JSON put together member by member, in the order given, so that the same data are the same
/// bytes. RFC 8259.
struct JSONText {
  private(set) var text = ""
  private var needsComma = false

  mutating func object(_ members: (inout JSONText) -> Void) {
    separate()
    text += "{"
    needsComma = false
    members(&self)
    text += "}"
    needsComma = true
  }

  mutating func array(_ elements: (inout JSONText) -> Void) {
    separate()
    text += "["
    needsComma = false
    elements(&self)
    text += "]"
    needsComma = true
  }

  mutating func name(_ name: String) {
    separate()
    text += Self.quoted(name) + ":"
    needsComma = false
  }

  mutating func string(_ value: String?) {
    separate()
    text += value.map(Self.quoted) ?? "null"
    needsComma = true
  }

  mutating func integer(_ value: Int64) {
    separate()
    text += String(value)
    needsComma = true
  }

  mutating func cell(_ cell: TableCell) {
    switch cell {
    case .empty: string(nil)
    case .integer(let value): integer(value)
    // Amounts and rates are strings: a binary fraction would not keep their digits.
    case .text, .amount, .rate, .quantity, .instant, .date: string(cell.plainText)
    }
  }

  mutating func member(_ name: String, _ value: String?) {
    self.name(name)
    string(value)
  }

  private mutating func separate() {
    if needsComma { text += "," }
  }

  static func quoted(_ value: String) -> String {
    // Most text needs no escape: control characters, the quote, the backslash, delete.
    if value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C && $0 != 0x7F }) {
      return "\"" + value + "\""
    }
    var quoted = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case "\u{00}"..."\u{1F}", "\u{7F}":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
