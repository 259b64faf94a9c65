import CHarfBuzz

/// A glyph where the shaper put it.
struct ShapedGlyph {
  let font: FontChoice
  /// The number in the whole font.
  let glyph: UInt32
  /// The character it stands for; a combining mark that was drawn with another has its own.
  let meaning: GlyphMeaning
  /// How far the next glyph stands, in thousandths of an em.
  let advance: Int
  let xOffset: Int
  let yOffset: Int
}

/// What a glyph says when text is copied from the page.
enum GlyphMeaning: Hashable {
  case character(Unicode.Scalar)
  case several(String)
}

/// Text as glyphs, in thousandths of an em and without a size.
struct ShapedText {
  var glyphs: [ShapedGlyph]

  func width(atSize size: Length) -> Length {
    glyphs.reduce(0) { $0 + $1.advance } * size / 1000
  }
}

/// Turns text into glyphs; one for each thread at work.
struct Shaper: ~Copyable {
  private let shelf: FontShelf
  private let buffer: OpaquePointer
  private let language = hb_language_from_string("zh-hans", -1)
  private var known: [Key: ShapedText] = [:]

  private struct Key: Hashable {
    let text: String
    let weight: FontWeight
  }

  init(shelf: FontShelf) {
    guard let buffer = hb_buffer_create() else {
      preconditionFailure("HarfBuzz has no memory for a buffer")
    }
    self.shelf = shelf
    self.buffer = buffer
  }

  deinit {
    hb_buffer_destroy(buffer)
  }

  /// The glyphs of a text.
  ///
  /// - Throws: `characterMissing` for the first character that the font has no glyph for.
  mutating func shaped(_ text: String, _ weight: FontWeight) throws(DocumentError) -> ShapedText {
    let key = Key(text: text, weight: weight)
    if let shaped = known[key] { return shaped }
    var shaped = ShapedText(glyphs: [])
    let runs = TextRuns(text, weight: weight, shelf: shelf)
    for run in runs.runs { shaped.glyphs += try glyphs(of: run, in: runs) }
    // Labels and names come back on every page; the bound keeps a long list from piling up.
    if known.count < 2000, text.utf8.count < 80 { known[key] = shaped }
    return shaped
  }

  private func glyphs(
    of run: TextRuns.Run, in runs: TextRuns
  ) throws(DocumentError) -> [ShapedGlyph] {
    guard let file = shelf[run.font] else {
      preconditionFailure("a run is set in a font that is not there")
    }
    hb_buffer_clear_contents(buffer)
    hb_buffer_set_cluster_level(buffer, HB_BUFFER_CLUSTER_LEVEL_MONOTONE_CHARACTERS)
    hb_buffer_set_flags(buffer, HB_BUFFER_FLAG_REMOVE_DEFAULT_IGNORABLES)
    runs.utf8.withUnsafeBytes { utf8 in
      hb_buffer_add_utf8(
        buffer, utf8.assumingMemoryBound(to: CChar.self).baseAddress, Int32(utf8.count),
        UInt32(run.range.lowerBound), Int32(run.range.count))
    }
    hb_buffer_set_direction(buffer, HB_DIRECTION_LTR)
    hb_buffer_set_script(buffer, run.font.isSpare ? HB_SCRIPT_LATIN : HB_SCRIPT_HAN)
    hb_buffer_set_language(buffer, language)
    let features = runs.features
    hb_shape(file.shaping, buffer, features, UInt32(features.count))
    return try collected(run, in: runs, file)
  }

  private func collected(
    _ run: TextRuns.Run, in runs: TextRuns, _ file: FontFile
  ) throws(DocumentError) -> [ShapedGlyph] {
    var count: UInt32 = 0
    let firstInfo = hb_buffer_get_glyph_infos(buffer, &count)
    let infos = UnsafeBufferPointer(start: firstInfo, count: Int(count))
    let positions = UnsafeBufferPointer(
      start: hb_buffer_get_glyph_positions(buffer, nil), count: Int(count))
    var glyphs: [ShapedGlyph] = []
    glyphs.reserveCapacity(infos.count)
    var place = 0
    while place < infos.count {
      // Glyphs of the same cluster stand for the same characters.
      let start = infos[place].cluster
      let next = infos[place...].firstIndex { $0.cluster != start } ?? infos.count
      let end = next < infos.count ? Int(infos[next].cluster) : run.range.upperBound
      let characters = runs.characters(in: Int(start)..<end)
      let meanings = meanings(of: characters, glyphCount: next - place)
      for index in place..<next {
        guard infos[index].codepoint != 0 else {
          let missing = characters.first { !file.hasGlyph(for: $0) }
          throw .characterMissing(
            text: runs.text, character: missing ?? characters.first ?? "\u{FFFD}")
        }
        let position = positions[index]
        glyphs.append(
          ShapedGlyph(
            font: run.font, glyph: infos[index].codepoint, meaning: meanings[index - place],
            advance: Int(position.x_advance), xOffset: Int(position.x_offset),
            yOffset: Int(position.y_offset)))
      }
      place = next
    }
    return glyphs
  }
}

/// What each glyph of a cluster says when it is copied: together all of the characters, once.
private func meanings(
  of characters: String.UnicodeScalarView, glyphCount: Int
) -> [GlyphMeaning] {
  let shown = characters.filter(\.isShown)
  if glyphCount == 1, shown.count == 1, let only = shown.first { return [.character(only)] }
  // A letter with its accent may be drawn as two glyphs, and is then copied as two characters.
  let parts = shown.flatMap(decomposed)
  if parts.count == glyphCount { return parts.map(GlyphMeaning.character) }
  let all = GlyphMeaning.several(String(String.UnicodeScalarView(shown)))
  return [all] + Array(repeating: .character("\u{200B}"), count: glyphCount - 1)
}

private func decomposed(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
  var base: hb_codepoint_t = 0
  var mark: hb_codepoint_t = 0
  guard hb_unicode_decompose(hb_unicode_funcs_get_default(), scalar.value, &base, &mark) != 0,
    mark != 0, let first = Unicode.Scalar(base), let second = Unicode.Scalar(mark)
  else { return [scalar] }
  return decomposed(first) + [second]
}
