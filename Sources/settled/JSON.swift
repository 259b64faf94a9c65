import Foundation

/// A value to be written as JSON (RFC 8259), members in the order given.
///
/// There is no case for a fraction: amounts and rates are strings, so that no reader rounds them.
enum JSON: Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case string(String)
  case array([JSON])
  case object([(String, JSON)])

  /// Text, or null.
  static func optional(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }

  /// The text, one member a line.
  var text: String { written(indent: "") }

  private func written(indent: String) -> String {
    switch self {
    case .null: return "null"
    case .bool(let value): return value ? "true" : "false"
    case .integer(let value): return String(value)
    case .string(let value): return Self.quoted(value)
    case .array(let values):
      return Self.enclosed("[", values.map { $0.written(indent: indent + "  ") }, "]", indent)
    case .object(let members):
      let lines = members.map { name, value in
        Self.quoted(name) + ": " + value.written(indent: indent + "  ")
      }
      return Self.enclosed("{", lines, "}", indent)
    }
  }

  private static func enclosed(
    _ open: String, _ lines: [String], _ close: String, _ indent: String
  ) -> String {
    if lines.isEmpty { return open + close }
    let inner = lines.map { "\n\(indent)  \($0)" }.joined(separator: ",")
    return "\(open)\(inner)\n\(indent)\(close)"
  }

  private static func quoted(_ value: String) -> String {
    var quoted = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case "\u{00}"..."\u{1F}", "\u{7F}"..."\u{9F}":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
