import CHarfBuzz
import Synchronization

/// One face of a font file, mapped into memory and never changed.
///
/// Safe to use from several threads at once: HarfBuzz's faces and fonts are immutable after
/// `hb_font_make_immutable`, the tables are only read, and what is kept of them is under a lock.
final class FontFile: @unchecked Sendable {
  let postScriptName: String
  /// Left, bottom, right, top in thousandths of an em.
  let boundingBox: [Int]
  /// The outlines of a CFF font; a TrueType font has none of this kind and is subset whole.
  let outlines: CompactFont?
  let face: OpaquePointer
  let shaping: OpaquePointer
  let path: String
  private let table: OpaquePointer
  /// Whether no printable character of ASCII is missing.
  private let hasPlainLatin: Bool
  /// Outlines that documents needed before; a few hundred bytes for each glyph ever shown.
  private let flattened = Mutex<[Int: FlatOutline]>([:])
  /// What glyphs say that stand for several characters.
  private let severals = Mutex<Severals>(Severals())

  private struct Severals {
    var all: [[Unicode.Scalar]] = []
    var numbers: [[Unicode.Scalar]: Int] = [:]
  }

  /// Opens the face of that family, "Noto Sans CJK SC"; a collection has ten and numbers them
  /// as it likes.
  init(path: String, family: String) throws(DocumentError) {
    guard let file = hb_blob_create_from_file_or_fail(path) else {
      throw .fontUnusable(path: path, reason: "it cannot be read")
    }
    defer { hb_blob_destroy(file) }
    guard let face = Self.face(in: file, family: family) else {
      throw .fontUnusable(path: path, reason: "it has no face \"\(family)\"")
    }
    let table = hb_face_reference_table(face, tag("CFF "))
    guard let table, let font = hb_font_create(face) else {
      preconditionFailure("HarfBuzz made no font of \(path)")
    }
    // All measures are thousandths of an em, whatever units the file has.
    hb_font_set_scale(font, 1000, 1000)
    hb_font_make_immutable(font)
    do throws(DocumentError) {
      boundingBox = try Self.boundingBox(of: face, path: path)
      outlines = try Self.outlines(table, unitsPerEm: hb_face_get_upem(face), path: path)
    } catch {
      hb_font_destroy(font)
      hb_blob_destroy(table)
      hb_face_destroy(face)
      throw error
    }
    postScriptName = Self.name(HB_OT_NAME_ID_POSTSCRIPT_NAME, of: face)
    self.path = path
    self.face = face
    self.table = table
    shaping = font
    hasPlainLatin = (0x20...0x7E).allSatisfy { Self.hasGlyph(for: $0, in: font) }
  }

  deinit {
    hb_font_destroy(shaping)
    hb_blob_destroy(table)
    hb_face_destroy(face)
  }

  private static func outlines(
    _ table: OpaquePointer, unitsPerEm: UInt32, path: String
  ) throws(DocumentError) -> CompactFont? {
    var length: UInt32 = 0
    let data = hb_blob_get_data(table, &length)
    guard length > 0 else { return nil }
    guard unitsPerEm == 1000 else {
      throw .fontUnusable(path: path, reason: "its em has not 1000 units")
    }
    return try CompactFont(
      FontBytes(base: UnsafeRawBufferPointer(start: data, count: Int(length)), path: path))
  }

  /// How wide a glyph is by itself, in thousandths of an em.
  func advance(ofGlyph glyph: UInt32) -> Int {
    Int(hb_font_get_glyph_h_advance(shaping, glyph))
  }

  /// Whether the character has a glyph of its own.
  func hasGlyph(for character: Unicode.Scalar) -> Bool {
    if hasPlainLatin, (0x20...0x7E).contains(character.value) { return true }
    return Self.hasGlyph(for: character.value, in: shaping)
  }

  private static func hasGlyph(for character: UInt32, in shaping: OpaquePointer) -> Bool {
    var glyph: hb_codepoint_t = 0
    return hb_font_get_nominal_glyph(shaping, character, &glyph) != 0
  }

  /// The number of several characters that one glyph stands for, the same for the same.
  func number(of several: [Unicode.Scalar]) -> Int {
    severals.withLock { known in
      if let number = known.numbers[several] { return number }
      known.numbers[several] = known.all.count
      known.all.append(several)
      return known.all.count - 1
    }
  }

  /// The characters of a meaning.
  func characters(of meaning: GlyphMeaning) -> [Unicode.Scalar] {
    if let character = meaning.character { return [character] }
    return severals.withLock { $0.all[meaning.number] }
  }

  /// The outlines of glyphs of a CFF font, in the same order.
  func outlines(
    ofGlyphs glyphs: [Int], in outlines: CompactFont
  ) throws(DocumentError) -> [FlatOutline] {
    let known = flattened.withLock { known in glyphs.map { known[$0] } }
    var made: [Int: FlatOutline] = [:]
    var all: [FlatOutline] = []
    all.reserveCapacity(glyphs.count)
    for (glyph, outline) in zip(glyphs, known) {
      if let outline {
        all.append(outline)
      } else {
        let outline = try OutlineFlattening.outline(ofGlyph: glyph, in: outlines)
        made[glyph] = outline
        all.append(outline)
      }
    }
    if !made.isEmpty { flattened.withLock { $0.merge(made) { first, _ in first } } }
    return all
  }

  private static func face(in file: OpaquePointer, family: String) -> OpaquePointer? {
    for index in 0..<hb_face_count(file) {
      guard let face = hb_face_create(file, index) else { continue }
      if name(HB_OT_NAME_ID_FONT_FAMILY, of: face) == family { return face }
      hb_face_destroy(face)
    }
    return nil
  }

  private static func name(_ id: Int, of face: OpaquePointer) -> String {
    var size: UInt32 = 128
    let language = hb_language_from_string("en", -1)
    let text = [CChar](unsafeUninitializedCapacity: 128) { buffer, count in
      hb_ot_name_get_utf8(face, hb_ot_name_id_t(id), language, &size, buffer.baseAddress)
      count = Int(size)
    }
    return String(decoding: text.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func boundingBox(
    of face: OpaquePointer, path: String
  ) throws(DocumentError) -> [Int] {
    let head = hb_face_reference_table(face, tag("head"))
    defer { hb_blob_destroy(head) }
    var length: UInt32 = 0
    let data = hb_blob_get_data(head, &length)
    let bytes = FontBytes(
      base: UnsafeRawBufferPointer(start: data, count: Int(length)), path: path)
    var box: [Int] = []
    for place in [36, 38, 40, 42] {
      let units = Int(Int16(truncatingIfNeeded: try bytes.integer(place, size: 2)))
      box.append(units * 1000 / Int(hb_face_get_upem(face)))
    }
    return box
  }
}

/// Four letters as OpenType writes them.
func tag(_ letters: String) -> hb_tag_t {
  letters.utf8.reduce(0) { $0 << 8 | hb_tag_t($1) }
}
