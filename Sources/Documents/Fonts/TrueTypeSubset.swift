import CHarfBuzz

/// The glyphs of one document out of a TrueType font.
///
/// The spare font is small, so HarfBuzz may cut it anew for every document that needs it.
struct TrueTypeSubset {
  /// Glyph numbers of the whole font, in the order of the CIDs from 1.
  let glyphs: [Int]
  let font: FontFile

  func program() throws(DocumentError) -> FontProgram {
    guard let input = hb_subset_input_create_or_fail() else { throw refused }
    defer { hb_subset_input_destroy(input) }
    let wanted = hb_subset_input_glyph_set(input)
    for glyph in [0] + glyphs { hb_set_add(wanted, hb_codepoint_t(glyph)) }
    let dropped = hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG)
    // What only text that is still to be shaped needs.
    for table in ["GSUB", "GPOS", "GDEF", "kern", "name", "post", "OS/2", "cmap", "gasp", "FFTM"] {
      hb_set_add(dropped, tag(table))
    }
    hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING.rawValue)
    guard let plan = hb_subset_plan_create_or_fail(font.face, input) else { throw refused }
    defer { hb_subset_plan_destroy(plan) }
    guard let subset = hb_subset_plan_execute_or_fail(plan) else { throw refused }
    defer { hb_face_destroy(subset) }
    let blob = hb_face_reference_blob(subset)
    defer { hb_blob_destroy(blob) }
    var length: UInt32 = 0
    let data = hb_blob_get_data(blob, &length)
    let bytes = [UInt8](UnsafeRawBufferPointer(start: data, count: Int(length)))
    return .trueType(bytes, glyphNumbers: glyphNumbers(plan))
  }

  private func glyphNumbers(_ plan: OpaquePointer) -> [UInt8] {
    let mapping = hb_subset_plan_old_to_new_glyph_mapping(plan)
    var numbers = ByteWriter()
    numbers.bigEndian16(0)
    for glyph in glyphs {
      numbers.bigEndian16(Int(hb_map_get(mapping, hb_codepoint_t(glyph))))
    }
    return numbers.bytes
  }

  private var refused: DocumentError {
    .fontUnusable(path: font.path, reason: "no part of it could be taken out")
  }
}
