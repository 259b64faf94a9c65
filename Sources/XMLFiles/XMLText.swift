/// XML put together element by element, in the order given, so that the same data are the same
/// bytes: one element a line, two spaces a level, UTF-8, `\n`. XML 1.0.
///
/// What is written must be characters that XML can carry; whoever takes text from outside checks
/// it there. A control character that arrives here is a defect of ours and stops the process.
package struct XMLText {
  /// An attribute as it is written: its value unescaped.
  package typealias Attribute = (name: StaticString, value: String)

  /// The file so far, the declaration included.
  package private(set) var bytes: [UInt8]
  private var depth = 0

  /// An empty file with its declaration.
  ///
  /// - Parameter capacity: How many bytes are expected; saves copying, limits nothing.
  package init(capacity: Int = 4096) {
    bytes = []
    bytes.reserveCapacity(capacity)
    append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
  }

  /// Writes an element that has others within.
  package mutating func element(
    _ name: StaticString, _ attributes: [Attribute] = [], within body: (inout XMLText) -> Void
  ) {
    open(name)
    for attribute in attributes { write(attribute) }
    append(">\n")
    depth += 1
    body(&self)
    depth -= 1
    indent()
    close(name)
  }

  /// Writes an element with text alone; nothing at all where there is no text.
  package mutating func leaf(_ name: StaticString, _ text: String?, _ attribute: Attribute? = nil) {
    guard let text, !text.isEmpty else { return }
    open(name)
    if let attribute { write(attribute) }
    close(name, after: text)
  }

  /// The same with any number of attributes.
  package mutating func leaf(_ name: StaticString, _ text: String?, attributes: [Attribute]) {
    guard let text, !text.isEmpty else { return }
    open(name)
    for attribute in attributes { write(attribute) }
    close(name, after: text)
  }

  private mutating func open(_ name: StaticString) {
    indent()
    bytes.append(UInt8(ascii: "<"))
    append(name)
  }

  private mutating func close(_ name: StaticString, after text: String) {
    bytes.append(UInt8(ascii: ">"))
    escape(text, isAttribute: false)
    close(name)
  }

  private mutating func write(_ attribute: Attribute) {
    append(" ")
    append(attribute.name)
    append("=\"")
    escape(attribute.value, isAttribute: true)
    append("\"")
  }

  private mutating func close(_ name: StaticString) {
    append("</")
    append(name)
    append(">\n")
  }

  private mutating func indent() {
    let spaces: StaticString = "                                "
    var left = 2 * depth
    while left > 0 {
      let count = min(left, spaces.utf8CodeUnitCount)
      bytes.append(contentsOf: UnsafeBufferPointer(start: spaces.utf8Start, count: count))
      left -= count
    }
  }

  private mutating func append(_ text: StaticString) {
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private mutating func escape(_ text: String, isAttribute: Bool) {
    var copy = text
    copy.withUTF8 { utf8 in
      // Most text needs no escape and is copied whole.
      guard utf8.contains(where: Self.isSpecial) else {
        bytes.append(contentsOf: utf8)
        return
      }
      for byte in utf8 {
        if Self.isSpecial(byte) {
          escape(byte, isAttribute: isAttribute)
        } else {
          bytes.append(byte)
        }
      }
    }
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "&") || byte == UInt8(ascii: "<")
      || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "\"")
  }

  private mutating func escape(_ byte: UInt8, isAttribute: Bool) {
    switch byte {
    case UInt8(ascii: "&"): append("&amp;")
    case UInt8(ascii: "<"): append("&lt;")
    case UInt8(ascii: ">"): append("&gt;")
    case UInt8(ascii: "\""): append("&quot;")
    // A reader turns these into spaces within an attribute, and a return into a line feed anywhere.
    case UInt8(ascii: "\t") where isAttribute: append("&#9;")
    case UInt8(ascii: "\n") where isAttribute: append("&#10;")
    case UInt8(ascii: "\r"): append("&#13;")
    case UInt8(ascii: "\t"), UInt8(ascii: "\n"): bytes.append(byte)
    default: preconditionFailure("XML 1.0 cannot carry the byte \(byte)")
    }
  }
}
