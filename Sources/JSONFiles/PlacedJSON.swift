/// A value of a JSON file and the line it begins on, so that a finding can say where.
package struct PlacedJSON {
  /// What the value is.
  package enum Content {
    case object([Member])
    case array([PlacedJSON])
    case text(String)
    /// As it is written.
    case number(String)
    case boolean(Bool)
    case null
  }

  /// A name and its value.
  package struct Member {
    package let name: String
    package let line: Int
    package let value: PlacedJSON
  }

  /// Why a file is no JSON.
  package struct Flaw: Error {
    package let line: Int
    package let reason: String
  }

  package let line: Int
  package let content: Content

  /// Reads a whole file (RFC 8259), strictly.
  package init(parsing text: String) throws(Flaw) {
    var scan = JSONScan(text)
    self = try scan.whole()
  }

  fileprivate init(line: Int, content: Content) {
    self.line = line
    self.content = content
  }
}

/// One pass over the bytes of a JSON file.
private struct JSONScan {
  private let bytes: [UInt8]
  private var place = 0
  private var line = 1
  private var depth = 0

  /// No file of this project nests deeper; a hostile one must not exhaust the stack.
  private static let depthLimit = 16

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  mutating func whole() throws(PlacedJSON.Flaw) -> PlacedJSON {
    let value = try self.value()
    skipSpace()
    guard place == bytes.count else { throw flaw("something follows the end of the object") }
    return value
  }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private func flaw(_ reason: String) -> PlacedJSON.Flaw {
    PlacedJSON.Flaw(line: line, reason: reason)
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || (0x09...0x0D).contains(byte) {
      if byte == 0x0A { line += 1 }
      place += 1
    }
  }

  private mutating func value() throws(PlacedJSON.Flaw) -> PlacedJSON {
    skipSpace()
    let start = line
    guard let byte = next else { throw flaw("the file ends where a value is expected") }
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthLimit else { throw flaw("values are nested too deeply") }
    let content: PlacedJSON.Content =
      switch byte {
      case UInt8(ascii: "{"): .object(try members())
      case UInt8(ascii: "["): .array(try elements())
      case UInt8(ascii: "\""): .text(try string())
      default: try word()
      }
    return PlacedJSON(line: start, content: content)
  }

  private mutating func members() throws(PlacedJSON.Flaw) -> [PlacedJSON.Member] {
    var members: [PlacedJSON.Member] = []
    try list(until: UInt8(ascii: "}")) { scan throws(PlacedJSON.Flaw) in
      guard scan.next == UInt8(ascii: "\"") else {
        throw scan.flaw("the name of a field is expected, in quotes")
      }
      let start = scan.line
      let name = try scan.string()
      scan.skipSpace()
      guard scan.next == UInt8(ascii: ":") else { throw scan.flaw("a colon is missing") }
      scan.place += 1
      members.append(PlacedJSON.Member(name: name, line: start, value: try scan.value()))
    }
    return members
  }

  private mutating func elements() throws(PlacedJSON.Flaw) -> [PlacedJSON] {
    var elements: [PlacedJSON] = []
    try list(until: UInt8(ascii: "]")) { scan throws(PlacedJSON.Flaw) in
      elements.append(try scan.value())
    }
    return elements
  }

  private mutating func list(
    until end: UInt8, _ element: (inout JSONScan) throws(PlacedJSON.Flaw) -> Void
  ) throws(PlacedJSON.Flaw) {
    place += 1
    skipSpace()
    if next == end {
      place += 1
      return
    }
    while true {
      skipSpace()
      try element(&self)
      skipSpace()
      guard let byte = next, byte == end || byte == UInt8(ascii: ",") else {
        throw flaw("a comma or the end is expected after a value")
      }
      place += 1
      if byte == end { return }
    }
  }

  private mutating func word() throws(PlacedJSON.Flaw) -> PlacedJSON.Content {
    let start = place
    while let byte = next, !Array(" \t\r\n,]}:\"[{".utf8).contains(byte) { place += 1 }
    let text = String(decoding: bytes[start..<place], as: UTF8.self)
    switch text {
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case "null": return .null
    default:
      guard text.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/) != nil else {
        throw flaw("\"\(text.prefix(40))\" is no value")
      }
      return .number(text)
    }
  }

  private mutating func string() throws(PlacedJSON.Flaw) -> String {
    place += 1
    var text: [UInt8] = []
    while let byte = next {
      place += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): text += Array(String(try escaped()).utf8)
      case 0..<0x20: throw flaw("a text ends with its line; a closing quote is missing")
      default: text.append(byte)
      }
    }
    throw flaw("the file ends within a text; a closing quote is missing")
  }

  private mutating func escaped() throws(PlacedJSON.Flaw) -> Unicode.Scalar {
    guard let byte = next else { throw flaw("the file ends within a text") }
    place += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let digits = String(decoding: bytes[place..<min(place + 4, bytes.count)], as: UTF8.self)
      guard digits.utf8.count == 4, let code = UInt32(digits, radix: 16),
        let scalar = Unicode.Scalar(code)
      else { throw flaw("\\u\(digits) is no character; write it as itself, in UTF-8") }
      place += 4
      return scalar
    default: throw flaw("a backslash stands before what it cannot escape")
    }
  }
}
