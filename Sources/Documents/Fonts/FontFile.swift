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
  let outlines: CompactFont
  let shaping: OpaquePointer
  private let table: OpaquePointer
  /// Outlines that documents needed before; a few hundred bytes for each glyph ever shown.
  private let flattened = Mutex<[Int: [UInt8]]>([:])

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
    defer { hb_face_destroy(face) }
    guard hb_face_get_upem(face) == 1000 else {
      throw .fontUnusable(path: path, reason: "its em has not 1000 units")
    }
    postScriptName = Self.name(HB_OT_NAME_ID_POSTSCRIPT_NAME, of: face)
    boundingBox = try Self.boundingBox(of: face, path: path)
    let table = hb_face_reference_table(face, tag("CFF "))
    do throws(DocumentError) {
      var length: UInt32 = 0
      let data = hb_blob_get_data(table, &length)
      let bytes = FontBytes(
        base: UnsafeRawBufferPointer(start: data, count: Int(length)), path: path)
      guard bytes.count > 4 else { throw bytes.damaged("it is not there") }
      outlines = try CompactFont(bytes)
    } catch {
      hb_blob_destroy(table)
      throw error
    }
    guard let table, let font = hb_font_create(face) else {
      preconditionFailure("HarfBuzz made no font of \(path)")
    }
    hb_font_make_immutable(font)
    self.table = table
    shaping = font
  }

  deinit {
    hb_font_destroy(shaping)
    hb_blob_destroy(table)
  }

  /// How wide a glyph is by itself, in thousandths of an em.
  func advance(ofGlyph glyph: UInt32) -> Int {
    Int(hb_font_get_glyph_h_advance(shaping, glyph))
  }

  /// Whether the character has a glyph of its own.
  func hasGlyph(for character: Unicode.Scalar) -> Bool {
    var glyph: hb_codepoint_t = 0
    return hb_font_get_nominal_glyph(shaping, character.value, &glyph) != 0
  }

  /// The outline of a glyph, calling no routines.
  func outline(ofGlyph glyph: Int) throws(DocumentError) -> [UInt8] {
    if let known = flattened.withLock({ $0[glyph] }) { return known }
    let outline = try OutlineFlattening.outline(ofGlyph: glyph, in: outlines)
    flattened.withLock { $0[glyph] = outline }
    return outline
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
      box.append(Int(Int16(truncatingIfNeeded: try bytes.integer(place, size: 2))))
    }
    return box
  }
}

/// Four letters as OpenType writes them.
func tag(_ letters: StaticString) -> hb_tag_t {
  letters.withUTF8Buffer { bytes in
    bytes.reduce(0) { $0 << 8 | hb_tag_t($1) }
  }
}
