import CHarfBuzz

/// A glyph where the shaper put it.
struct ShapedGlyph {
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
  let weight: FontWeight

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
    let shaped = ShapedText(glyphs: try glyphs(of: text, weight), weight: weight)
    // Labels and names come back on every page; the bound keeps a long list from piling up.
    if known.count < 2000, text.utf8.count < 80 { known[key] = shaped }
    return shaped
  }

  private func glyphs(
    of text: String, _ weight: FontWeight
  ) throws(DocumentError) -> [ShapedGlyph] {
    var text = text
    let hasWideCharacter = text.unicodeScalars.contains(where: \.isWideForm)
    let isFigure = text.utf8.allSatisfy { !isASCIILetter($0) } && !hasWideCharacter
    hb_buffer_clear_contents(buffer)
    hb_buffer_set_cluster_level(buffer, HB_BUFFER_CLUSTER_LEVEL_MONOTONE_CHARACTERS)
    hb_buffer_set_flags(buffer, HB_BUFFER_FLAG_REMOVE_DEFAULT_IGNORABLES)
    text.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) { bytes in
        let count = Int32(bytes.count)
        hb_buffer_add_utf8(buffer, bytes.baseAddress, count, 0, count)
      }
    }
    hb_buffer_set_direction(buffer, HB_DIRECTION_LTR)
    hb_buffer_set_script(buffer, HB_SCRIPT_HAN)
    hb_buffer_set_language(buffer, language)
    // Ligatures would join what a reader copies apart. Quotes and dashes are a full em wide among
    // Chinese characters and narrow in text that has none. Figures are not kerned, so that the
    // same places stand under each other.
    let features = [
      feature("liga", 0), feature("kern", isFigure ? 0 : 1),
      feature("pwid", hasWideCharacter ? 0 : 1),
    ]
    hb_shape(shelf[weight].shaping, buffer, features, UInt32(features.count))
    return try collected(text, weight)
  }

  private func collected(
    _ text: String, _ weight: FontWeight
  ) throws(DocumentError) -> [ShapedGlyph] {
    var count: UInt32 = 0
    let firstInfo = hb_buffer_get_glyph_infos(buffer, &count)
    let infos = UnsafeBufferPointer(start: firstInfo, count: Int(count))
    let positions = UnsafeBufferPointer(
      start: hb_buffer_get_glyph_positions(buffer, nil), count: Int(count))
    let utf8 = Array(text.utf8)
    var glyphs: [ShapedGlyph] = []
    glyphs.reserveCapacity(infos.count)
    var place = 0
    while place < infos.count {
      // Glyphs of the same cluster stand for the same characters.
      let start = infos[place].cluster
      let next = infos[place...].firstIndex { $0.cluster != start } ?? infos.count
      let end = next < infos.count ? Int(infos[next].cluster) : utf8.count
      let characters = String(decoding: utf8[Int(start)..<end], as: UTF8.self).unicodeScalars
      let meanings = meanings(of: characters, glyphCount: next - place)
      for index in place..<next {
        guard infos[index].codepoint != 0 else {
          let missing = characters.first { !shelf[weight].hasGlyph(for: $0) }
          throw .characterMissing(
            text: text, character: missing ?? characters.first ?? "\u{FFFD}")
        }
        let position = positions[index]
        glyphs.append(
          ShapedGlyph(
            glyph: infos[index].codepoint, meaning: meanings[index - place],
            advance: Int(position.x_advance), xOffset: Int(position.x_offset),
            yOffset: Int(position.y_offset)))
      }
      place = next
    }
    return glyphs
  }

  private func isASCIILetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private func feature(_ letters: StaticString, _ value: UInt32) -> hb_feature_t {
    hb_feature_t(tag: tag(letters), value: value, start: 0, end: UInt32.max)
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

extension Unicode.Scalar {
  /// Whether a line of Chinese may be broken beside it, and whether it fills a whole em.
  var isWideForm: Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      true
    default: false
    }
  }

  /// Not one of the characters that only steer the others.
  var isShown: Bool { !properties.isDefaultIgnorableCodePoint }
}
