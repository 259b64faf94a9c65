/// An XML message as it is written: one element a line, two spaces a level, UTF-8, `\n`.
struct MessageText {
  private(set) var bytes: [UInt8] = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8)
  private var open: [String] = []

  /// Begins an element that has others within; an attribute's value is escaped.
  mutating func element(
    _ name: String, _ attribute: (name: String, value: String)? = nil,
    within body: (inout MessageText) -> Void
  ) {
    indent()
    start(name, attribute)
    append("\n")
    open.append(name)
    body(&self)
    open.removeLast()
    indent()
    append("</\(name)>\n")
  }

  /// An element with text alone; nothing at all where there is no text.
  mutating func leaf(
    _ name: String, _ text: String?, _ attribute: (name: String, value: String)? = nil
  ) {
    guard let text, !text.isEmpty else { return }
    indent()
    start(name, attribute)
    escape(text)
    append("</\(name)>\n")
  }

  private mutating func start(_ name: String, _ attribute: (name: String, value: String)?) {
    append("<\(name)")
    if let attribute {
      append(" \(attribute.name)=\"")
      escape(attribute.value)
      append("\"")
    }
    append(">")
  }

  private mutating func indent() {
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * open.count))
  }

  private mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  private mutating func escape(_ text: String) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): append("&amp;")
      case UInt8(ascii: "<"): append("&lt;")
      case UInt8(ascii: ">"): append("&gt;")
      case UInt8(ascii: "\""): append("&quot;")
      default: bytes.append(byte)
      }
    }
  }
}
