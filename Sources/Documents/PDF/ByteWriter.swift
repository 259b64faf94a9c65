/// Bytes being put together: PDF syntax, and the big-endian numbers of fonts and profiles.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func text(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  mutating func byte(_ byte: UInt8) {
    bytes.append(byte)
  }

  mutating func append(_ more: some Sequence<UInt8>) {
    bytes.append(contentsOf: more)
  }

  /// The same byte so many times.
  mutating func fill(_ byte: UInt8, count: Int) {
    bytes.append(contentsOf: [UInt8](repeating: byte, count: count))
  }

  mutating func bigEndian16(_ value: Int) {
    bytes.append(UInt8(truncatingIfNeeded: value >> 8))
    bytes.append(UInt8(truncatingIfNeeded: value))
  }

  mutating func bigEndian32(_ value: Int) {
    bigEndian16(value >> 16)
    bigEndian16(value)
  }

  /// A whole number in decimal digits.
  mutating func integer(_ value: Int) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    let magnitude = value.magnitude
    var unit: UInt = 1
    while magnitude / unit >= 10 { unit *= 10 }
    while unit > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(magnitude / unit % 10))
      unit /= 10
    }
  }

  /// A length in points, without the zeros that say nothing: 12,500 is `12.5`.
  mutating func length(_ length: Length) {
    let magnitude = length.magnitude
    if length < 0 { bytes.append(UInt8(ascii: "-")) }
    integer(Int(magnitude / 1000))
    let thousandths = Int(magnitude % 1000)
    guard thousandths > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    bytes.append(UInt8(ascii: "0") + UInt8(thousandths / 100))
    guard thousandths % 100 > 0 else { return }
    bytes.append(UInt8(ascii: "0") + UInt8(thousandths / 10 % 10))
    guard thousandths % 10 > 0 else { return }
    bytes.append(UInt8(ascii: "0") + UInt8(thousandths % 10))
  }

  /// Four hexadecimal digits.
  mutating func hex16(_ value: UInt16) {
    func digit(_ shift: UInt16) -> UInt8 {
      let digit = UInt8(value >> shift & 15)
      return digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10
    }
    bytes.append(digit(12))
    bytes.append(digit(8))
    bytes.append(digit(4))
    bytes.append(digit(0))
  }

  /// Two bytes inside the parentheses of a PDF string. ISO 32000-1, 7.3.4.2: a parenthesis, a
  /// backslash and the end of a line would be read as something else.
  mutating func stringCode(_ value: UInt16) {
    stringByte(UInt8(value >> 8))
    stringByte(UInt8(value & 0xFF))
  }

  private mutating func stringByte(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "\\"):
      bytes.append(UInt8(ascii: "\\"))
      bytes.append(byte)
    case 0x0D:
      bytes.append(UInt8(ascii: "\\"))
      bytes.append(UInt8(ascii: "r"))
    default: bytes.append(byte)
    }
  }

  /// Text as a PDF string that can hold any character: UTF-16 in hexadecimal digits.
  mutating func pdfString(_ text: String) {
    self.text("<FEFF")
    for unit in text.utf16 { hex16(unit) }
    byte(UInt8(ascii: ">"))
  }
}

/// A length on the page in thousandths of a point, so that layout is exact and the same everywhere.
typealias Length = Int
