/// JSON put together member by member, in the order given, so that the same data are the same
/// bytes. RFC 8259.
package struct JSONText {
  package private(set) var text = ""
  private var needsComma = false

  package init() {}

  /// Adds an object of the members that the closure writes.
  package mutating func object(_ members: (inout JSONText) -> Void) {
    separate()
    text += "{"
    needsComma = false
    members(&self)
    text += "}"
    needsComma = true
  }

  /// Adds an array of the elements that the closure writes.
  package mutating func array(_ elements: (inout JSONText) -> Void) {
    separate()
    text += "["
    needsComma = false
    elements(&self)
    text += "]"
    needsComma = true
  }

  /// Adds the name of a member; its value comes next.
  package mutating func name(_ name: String) {
    separate()
    text += Self.quoted(name) + ":"
    needsComma = false
  }

  /// Adds a text; null where there is none.
  package mutating func string(_ value: String?) {
    separate()
    text += value.map(Self.quoted) ?? "null"
    needsComma = true
  }

  /// Adds a whole number.
  package mutating func integer(_ value: Int64) {
    separate()
    text += String(value)
    needsComma = true
  }

  /// Adds a name and a text; null where there is none.
  package mutating func member(_ name: String, _ value: String?) {
    self.name(name)
    string(value)
  }

  private mutating func separate() {
    if needsComma { text += "," }
  }

  /// A text in quotes.
  package static func quoted(_ value: String) -> String {
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
