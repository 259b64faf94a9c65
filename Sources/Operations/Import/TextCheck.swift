/// Looks for what may not stand in a text: bytes that are not UTF-8, control characters (C0, DEL,
/// C1), and characters that turn the direction of the text around them.
///
/// - Parameter mayBreakLines: Whether LF, CRLF and tab are text.
/// - Returns: The first flaw, or nil.
func flaw(inText bytes: UnsafeRawBufferPointer, mayBreakLines: Bool) -> FieldFlaw? {
  var place = 0
  while place < bytes.count {
    if place &+ 8 <= bytes.count, isPlain(bytes, at: place) {
      place &+= 8
      continue
    }
    let byte = bytes[place]
    if byte >= 0x20, byte < 0x7F {
      place &+= 1
      continue
    }
    if byte < 0x80 {
      let isLayout = byte == 0x09 || byte == 0x0A || byte == 0x0D
      guard mayBreakLines, isLayout else { return .controlCharacter(UInt32(byte)) }
      place &+= 1
      continue
    }
    guard let (scalar, count) = decodedScalar(bytes, at: place) else { return .notUTF8(at: place) }
    if scalar < 0xA0 { return .controlCharacter(scalar) }
    if (0x202A...0x202E).contains(scalar) || (0x2066...0x2069).contains(scalar) {
      return .directionCharacter(scalar)
    }
    place &+= count
  }
  return nil
}

/// Whether the eight bytes are printable ASCII.
@inline(__always)
private func isPlain(_ bytes: UnsafeRawBufferPointer, at place: Int) -> Bool {
  let ones: UInt64 = 0x0101_0101_0101_0101
  let highs: UInt64 = 0x8080_8080_8080_8080
  let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
  let below = word &- ones &* 0x20
  // 0x7F is the one byte of ASCII that carries into the top bit when one is added.
  let above = word &+ ones
  return (word | below | above) & highs == 0
}

/// The character of several bytes that begins here, and how many they are; nil where the bytes are
/// not UTF-8: cut short, longer than needed, a surrogate, or beyond U+10FFFF.
private func decodedScalar(
  _ bytes: UnsafeRawBufferPointer, at place: Int
) -> (scalar: UInt32, count: Int)? {
  let lead = UInt32(bytes[place])
  let count: Int
  var scalar: UInt32
  let least: UInt32
  switch lead {
  case 0xC2...0xDF: (count, scalar, least) = (2, lead & 0x1F, 0x80)
  case 0xE0...0xEF: (count, scalar, least) = (3, lead & 0x0F, 0x800)
  case 0xF0...0xF4: (count, scalar, least) = (4, lead & 0x07, 0x1_0000)
  default: return nil
  }
  guard place + count <= bytes.count else { return nil }
  for next in place + 1..<place + count {
    guard bytes[next] & 0xC0 == 0x80 else { return nil }
    scalar = scalar << 6 | UInt32(bytes[next] & 0x3F)
  }
  guard scalar >= least, scalar <= 0x10_FFFF, !(0xD800...0xDFFF).contains(scalar) else {
    return nil
  }
  return (scalar, count)
}
