/// The glyphs of one face that one document shows, numbered as they appear.
///
/// Each pair of glyph and meaning has its own number (CID), so that two characters that look alike
/// are still told apart when the text is copied.
struct DocumentFont {
  private let file: FontFile
  private let weight: FontWeight
  /// By glyph, the number of its first meaning; zero where it has none yet. In blocks of 256, because
  /// a document shows few of very many.
  private var firstNumbers: [UInt16] = []
  /// Where each block begins; below zero where no glyph of it is shown.
  private var blockStarts = [Int](repeating: -1, count: 256)
  /// Of glyphs that mean something else as well.
  private var otherNumbers: [Use: UInt16] = [:]
  private var uses: [Use] = []
  private var widths: [Int] = []

  private struct Use: Hashable {
    let glyph: UInt32
    let meaning: GlyphMeaning
  }

  init(_ file: FontFile, weight: FontWeight) {
    self.file = file
    self.weight = weight
  }

  var isEmpty: Bool { uses.isEmpty }

  /// The CID of a glyph, and how wide it is by itself.
  mutating func number(of shaped: ShapedGlyph) -> (cid: UInt16, width: Int) {
    let use = Use(glyph: shaped.glyph, meaning: shaped.meaning)
    let place = firstPlace(ofGlyph: Int(shaped.glyph))
    let first = Int(firstNumbers[place])
    if first > 0, uses[first - 1] == use { return (UInt16(first), widths[first - 1]) }
    if first > 0, let number = otherNumbers[use] { return (number, widths[Int(number) - 1]) }
    precondition(uses.count < 65_000, "a document shows more than 65,000 different characters")
    uses.append(use)
    widths.append(file.advance(ofGlyph: shaped.glyph))
    let number = UInt16(uses.count)
    if first == 0 { firstNumbers[place] = number } else { otherNumbers[use] = number }
    return (number, widths[uses.count - 1])
  }

  /// Where the first number of a glyph stands. Glyphs have numbers of two bytes.
  private mutating func firstPlace(ofGlyph glyph: Int) -> Int {
    let block = glyph >> 8
    if blockStarts[block] < 0 {
      blockStarts[block] = firstNumbers.count
      firstNumbers.append(contentsOf: [UInt16](repeating: 0, count: 256))
    }
    return blockStarts[block] + glyph & 255
  }

  fileprivate var subsetName: String {
    // Six letters that differ where the glyphs differ. ISO 32000-1, 9.6.4.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for use in uses { hash = (hash ^ UInt64(use.glyph)) &* 0x100_0000_01B3 }
    var letters = ""
    for _ in 0..<6 {
      letters.unicodeScalars.append(Unicode.Scalar(UInt8(ascii: "A") + UInt8(hash % 26)))
      hash /= 26
    }
    return "\(letters)+\(file.postScriptName)"
  }

  /// The font file to embed, and how the entries of the font name it.
  fileprivate func program() throws(DocumentError) -> FontProgram {
    let glyphs = uses.map { Int($0.glyph) }
    guard let outlines = file.outlines else {
      return try TrueTypeSubset(glyphs: glyphs, font: file).program()
    }
    let subset = CompactFontSubset(
      name: subsetName, glyphs: [0] + glyphs, font: file, outlines: outlines)
    return .compact(try subset.bytes())
  }

  fileprivate var widthList: String {
    var list = ByteWriter()
    list.text("[1[")
    for (index, width) in widths.enumerated() {
      if index > 0 { list.byte(UInt8(ascii: " ")) }
      list.integer(width)
    }
    list.text("]]")
    return String(decoding: list.bytes, as: UTF8.self)
  }

  fileprivate var descriptorEntries: String {
    let box = file.boundingBox.map(String.init).joined(separator: " ")
    // Measures of the face in thousandths of an em; the stem is that of its straight strokes.
    let stem =
      switch weight {
      case .regular: 80
      case .bold: 140
      }
    return "/Flags 4/FontBBox[\(box)]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 733"
      + "/StemV \(stem)"
  }

  /// Which characters each CID stands for. ISO 32000-1, 9.10.3.
  fileprivate var characterMap: [UInt8] {
    var map = ByteWriter()
    map.text(
      """
      /CIDInit/ProcSet findresource begin 12 dict begin begincmap
      /CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def
      /CMapName/Adobe-Identity-UCS def/CMapType 2 def
      1 begincodespacerange<0000><FFFF>endcodespacerange

      """)
    // A block holds at most a hundred characters.
    for start in stride(from: 0, to: uses.count, by: 100) {
      let block = uses[start..<min(start + 100, uses.count)]
      map.text("\(block.count) beginbfchar\n")
      for (offset, use) in block.enumerated() {
        map.text("<")
        map.hex16(UInt16(start + offset + 1))
        map.text("><")
        for character in file.characters(of: use.meaning) {
          for unit in UTF16.encode(character) ?? .init() { map.hex16(unit) }
        }
        map.text(">\n")
      }
      map.text("endbfchar\n")
    }
    map.text("endcmap CMapName currentdict/CMap defineresource pop end end")
    return map.bytes
  }
}

/// A font file with the glyphs of one document.
enum FontProgram {
  case compact([UInt8])
  /// With a table that gives the glyph number of each CID, two bytes each.
  case trueType([UInt8], glyphNumbers: [UInt8])
}

extension PDFFile {
  /// Embeds the font with the glyphs used so far.
  mutating func write(_ font: DocumentFont) throws(DocumentError) -> PDFReference {
    let name = font.subsetName
    let program: PDFReference
    let fileEntry: String
    let descendantEntries: String
    switch try font.program() {
    case .compact(let bytes):
      // Outlines hardly repeat: compressing them takes a quarter of an invoice's time for a
      // twentieth of its size.
      program = writePlainStream(bytes, entries: "/Subtype/CIDFontType0C")
      fileEntry = "/FontFile3"
      descendantEntries = "/Subtype/CIDFontType0/BaseFont/\(name)"
    case .trueType(let bytes, let glyphNumbers):
      program = writeStream(bytes, entries: "/Length1 \(bytes.count)")
      fileEntry = "/FontFile2"
      let numbers = writeStream(glyphNumbers)
      descendantEntries =
        "/Subtype/CIDFontType2/BaseFont/\(name)/CIDToGIDMap \(numbers.text)"
    }
    let descriptor = write(
      "<</Type/FontDescriptor/FontName/\(name)\(font.descriptorEntries)"
        + "\(fileEntry) \(program.text)>>")
    let descendant = write(
      "<</Type/Font\(descendantEntries)"
        + "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        + "/FontDescriptor \(descriptor.text)/W\(font.widthList)>>")
    let map = writeStream(font.characterMap)
    return write(
      "<</Type/Font/Subtype/Type0/BaseFont/\(name)/Encoding/Identity-H"
        + "/DescendantFonts[\(descendant.text)]/ToUnicode \(map.text)>>")
  }
}
