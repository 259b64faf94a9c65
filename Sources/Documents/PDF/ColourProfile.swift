/// The ICC profile that says what our red, green and blue are.
///
/// PDF/A wants one in every file (ISO 19005-3, 6.2.3). This one is version 2 with the primaries of
/// sRGB (IEC 61966-2-1, adapted to D50) and a plain gamma of 2.2, which is as near to sRGB as a
/// printed statement needs, and so small that it does not show in the size of a file.
enum ColourProfile {
  static let bytes: [UInt8] = {
    let description = textDescription("sRGB primaries, gamma 2.2")
    let tags: [(name: String, data: [UInt8])] = [
      ("desc", description),
      ("cprt", copyright("No copyright, use freely")),
      ("wtpt", tristimulus(0xF6D6, 0x10000, 0xD32D)),
      ("rXYZ", tristimulus(0x6FA2, 0x38F5, 0x0390)),
      ("gXYZ", tristimulus(0x6299, 0xB785, 0x18DA)),
      ("bXYZ", tristimulus(0x24A0, 0x0F84, 0xB6CF)),
      ("rTRC", gamma), ("gTRC", gamma), ("bTRC", gamma),
    ]
    var table = ByteWriter()
    var data = ByteWriter()
    let dataStart = 128 + 4 + 12 * tags.count
    table.bigEndian32(tags.count)
    for tag in tags {
      table.text(tag.name)
      table.bigEndian32(dataStart + data.bytes.count)
      table.bigEndian32(tag.data.count)
      data.append(tag.data)
      while data.bytes.count % 4 != 0 { data.byte(0) }
    }
    var profile = header(size: dataStart + data.bytes.count)
    profile.append(table.bytes)
    profile.append(data.bytes)
    return profile.bytes
  }()

  /// The same as every file has it.
  static let compressed = Deflater().compressed(bytes)

  private static func header(size: Int) -> ByteWriter {
    var header = ByteWriter()
    header.bigEndian32(size)
    header.bigEndian32(0)
    header.bigEndian32(0x0210_0000)
    header.text("mntrRGB XYZ ")
    // The day of the profile, year to second; it never changes.
    for part in [2026, 1, 1, 0, 0, 0] { header.bigEndian16(part) }
    header.text("acsp")
    for _ in 0..<7 { header.bigEndian32(0) }
    // The white of the connection space, D50.
    for part in [0xF6D6, 0x10000, 0xD32D] { header.bigEndian32(part) }
    while header.bytes.count < 128 { header.byte(0) }
    return header
  }

  private static func textDescription(_ text: String) -> [UInt8] {
    var tag = ByteWriter()
    tag.text("desc")
    tag.bigEndian32(0)
    tag.bigEndian32(text.utf8.count + 1)
    tag.text(text)
    tag.byte(0)
    // No Unicode and no Macintosh name: two empty parts of fixed size.
    tag.append([UInt8](repeating: 0, count: 8 + 3 + 67))
    return tag.bytes
  }

  private static func copyright(_ text: String) -> [UInt8] {
    var tag = ByteWriter()
    tag.text("text")
    tag.bigEndian32(0)
    tag.text(text)
    tag.byte(0)
    return tag.bytes
  }

  private static func tristimulus(_ x: Int, _ y: Int, _ z: Int) -> [UInt8] {
    var tag = ByteWriter()
    tag.text("XYZ ")
    for part in [0, x, y, z] { tag.bigEndian32(part) }
    return tag.bytes
  }

  /// One number: 2.2 in 256ths.
  private static var gamma: [UInt8] {
    var tag = ByteWriter()
    tag.text("curv")
    tag.bigEndian32(0)
    tag.bigEndian32(1)
    tag.bigEndian16(0x0233)
    return tag.bytes
  }
}
