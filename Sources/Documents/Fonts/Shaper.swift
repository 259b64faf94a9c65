import CHarfBuzz

#if canImport(Glibc)
  import Glibc
#endif

/// A glyph where the shaper put it.
struct ShapedGlyph {
  let font: FontChoice
  /// The number in the whole font.
  let glyph: UInt32
  /// The character it stands for; a combining mark that was drawn with another has its own.
  let meaning: GlyphMeaning
  /// How far the next glyph stands, in thousandths of an em.
  let advance: Int32
  let xOffset: Int32
  let yOffset: Int32
}

/// What a glyph says when text is copied from the page: a character, or the number under which its
/// font file keeps several. Glyphs are many, so this is no more than a number.
struct GlyphMeaning: Hashable {
  private let code: UInt32

  init(_ character: Unicode.Scalar) {
    code = character.value
  }

  init(several number: Int) {
    // Beyond all characters.
    code = 0x11_0000 + UInt32(number)
  }

  /// Nil where it is several.
  var character: Unicode.Scalar? { Unicode.Scalar(code) }

  /// Of several characters.
  var number: Int { Int(code) - 0x11_0000 }
}

/// Text as glyphs, in thousandths of an em and without a size.
struct ShapedText {
  var glyphs: [ShapedGlyph]

  func width(atSize size: Length) -> Length {
    glyphs.reduce(0) { $0 + Int($1.advance) } * size / 1000
  }
}

/// Turns text into glyphs; one for each document at work, and then for another.
///
/// Labels come back on every page and in every document, and a table is measured before it is set,
/// so what was shaped is kept for a while. Keeping it changes no glyph.
///
/// Not locked: the shelf gives it to one document at a time, which uses it on one thread.
final class Shaper: @unchecked Sendable {
  private let buffer: OpaquePointer
  private let language = hb_language_from_string("zh-hans", -1)
  private var recent: [Key: ShapedText] = [:]
  /// What was kept before `recent` grew full, and is dropped when it does again.
  private var older: [Key: ShapedText] = [:]
  private var recentGlyphs = 0
  /// The glyphs of the characters of figures by their code, for each weight; empty before the first.
  private var figureGlyphs: [[ShapedGlyph?]] = FontWeight.allCases.map { _ in [] }

  /// Some 3 MB of glyphs; the texts of a statement of a thousand lines.
  private static let glyphLimit = 120_000

  /// Texts are the same where their bytes are: what Unicode holds equal may have other glyphs, and
  /// what one document shows must not depend on another.
  private struct Key: Hashable {
    let text: String
    let weight: FontWeight

    static func == (left: Key, right: Key) -> Bool {
      guard left.weight == right.weight else { return false }
      let isSame = left.text.utf8.withContiguousStorageIfAvailable { left in
        right.text.utf8.withContiguousStorageIfAvailable { right in
          guard left.count == right.count else { return false }
          guard let first = left.baseAddress, let second = right.baseAddress else { return true }
          return memcmp(first, second, left.count) == 0
        }
      }
      return isSame.flatMap(\.self) ?? left.text.utf8.elementsEqual(right.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(weight)
      text.utf8.withContiguousStorageIfAvailable { utf8 in
        hasher.combine(bytes: UnsafeRawBufferPointer(utf8))
      }
    }
  }

  init() {
    guard let buffer = hb_buffer_create() else {
      preconditionFailure("HarfBuzz has no memory for a buffer")
    }
    self.buffer = buffer
  }

  deinit {
    hb_buffer_destroy(buffer)
  }

  /// The glyphs of a text.
  ///
  /// - Throws: `characterMissing` for the first character that the font has no glyph for.
  func shaped(
    _ text: String, _ weight: FontWeight, in shelf: FontShelf
  ) throws(DocumentError) -> ShapedText {
    if TextRuns.isFigure(text) { return try figure(text, weight, in: shelf) }
    let key = Key(text: text, weight: weight)
    if let shaped = recent[key] { return shaped }
    var shaped = ShapedText(glyphs: [])
    if let known = older[key] {
      shaped = known
    } else {
      shaped = try shapedAnew(text, weight, in: shelf)
    }
    keep(shaped, as: key)
    return shaped
  }

  private func shapedAnew(
    _ text: String, _ weight: FontWeight, in shelf: FontShelf
  ) throws(DocumentError) -> ShapedText {
    var shaped = ShapedText(glyphs: [])
    let runs = TextRuns(text, weight: weight, shelf: shelf)
    for run in runs.runs { try append(run, of: runs, in: shelf, to: &shaped.glyphs) }
    return shaped
  }

  /// A text of digits and signs, one glyph beside the other: they are neither kerned nor joined, so
  /// each is shaped once. Most texts of a statement are such.
  private func figure(
    _ text: String, _ weight: FontWeight, in shelf: FontShelf
  ) throws(DocumentError) -> ShapedText {
    if figureGlyphs[weight.rawValue].isEmpty {
      for code in UInt8(0)..<0x80 {
        let character = String(Unicode.Scalar(code))
        let glyphs =
          TextRuns.isFigure(character)
          ? try shapedAnew(character, weight, in: shelf).glyphs : []
        figureGlyphs[weight.rawValue].append(glyphs.count == 1 ? glyphs[0] : nil)
      }
    }
    let known = figureGlyphs[weight.rawValue]
    var shaped = ShapedText(glyphs: [])
    shaped.glyphs.reserveCapacity(text.utf8.count)
    for code in text.utf8 {
      guard let glyph = known[Int(code)] else { return try shapedAnew(text, weight, in: shelf) }
      shaped.glyphs.append(glyph)
    }
    return shaped
  }

  private func keep(_ shaped: ShapedText, as key: Key) {
    // Nothing longer comes back.
    guard shaped.glyphs.count < 200 else { return }
    if recentGlyphs > Self.glyphLimit {
      swap(&older, &recent)
      recent.removeAll(keepingCapacity: true)
      recentGlyphs = 0
    }
    recent[key] = shaped
    recentGlyphs += shaped.glyphs.count
  }

  private func append(
    _ run: TextRuns.Run, of runs: TextRuns, in shelf: FontShelf, to glyphs: inout [ShapedGlyph]
  ) throws(DocumentError) {
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
    try collect(run, of: runs, file, into: &glyphs)
  }

  private func collect(
    _ run: TextRuns.Run, of runs: TextRuns, _ file: FontFile, into glyphs: inout [ShapedGlyph]
  ) throws(DocumentError) {
    var count: UInt32 = 0
    let firstInfo = hb_buffer_get_glyph_infos(buffer, &count)
    let infos = UnsafeBufferPointer(start: firstInfo, count: Int(count))
    let positions = UnsafeBufferPointer(
      start: hb_buffer_get_glyph_positions(buffer, nil), count: Int(count))
    glyphs.reserveCapacity(glyphs.count + infos.count)
    func add(_ index: Int, _ meaning: GlyphMeaning) {
      let position = positions[index]
      glyphs.append(
        ShapedGlyph(
          font: run.font, glyph: infos[index].codepoint, meaning: meaning,
          advance: position.x_advance, xOffset: position.x_offset, yOffset: position.y_offset))
    }
    var place = 0
    while place < infos.count {
      // Glyphs of the same cluster stand for the same characters.
      let start = infos[place].cluster
      var next = place + 1
      while next < infos.count, infos[next].cluster == start { next += 1 }
      let end = next < infos.count ? Int(infos[next].cluster) : run.range.upperBound
      let range = Int(start)..<end
      // Nearly always.
      if next - place == 1, infos[place].codepoint != 0,
        let character = runs.onlyCharacter(in: range), character.isShown
      {
        add(place, GlyphMeaning(character))
        place = next
        continue
      }
      let characters = runs.characters(in: range)
      let meanings = meanings(of: characters, glyphCount: next - place, in: file)
      for index in place..<next {
        guard infos[index].codepoint != 0 else {
          let missing = characters.first { !file.hasGlyph(for: $0) }
          throw .characterMissing(
            text: runs.text, character: missing ?? characters.first ?? "\u{FFFD}")
        }
        add(index, meanings[index - place])
      }
      place = next
    }
  }
}

/// What each glyph of a cluster says when it is copied: together all of the characters, once.
private func meanings(
  of characters: String.UnicodeScalarView, glyphCount: Int, in file: FontFile
) -> [GlyphMeaning] {
  let shown = characters.filter(\.isShown)
  if glyphCount == 1, shown.count == 1, let only = shown.first { return [GlyphMeaning(only)] }
  // A letter with its accent may be drawn as two glyphs, and is then copied as two characters.
  let parts = shown.flatMap(decomposed)
  if parts.count == glyphCount { return parts.map(GlyphMeaning.init) }
  let all = GlyphMeaning(several: file.number(of: Array(shown)))
  return [all] + Array(repeating: GlyphMeaning("\u{200B}"), count: glyphCount - 1)
}

private func decomposed(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
  var base: hb_codepoint_t = 0
  var mark: hb_codepoint_t = 0
  guard hb_unicode_decompose(hb_unicode_funcs_get_default(), scalar.value, &base, &mark) != 0,
    mark != 0, let first = Unicode.Scalar(base), let second = Unicode.Scalar(mark)
  else { return [scalar] }
  return decomposed(first) + [second]
}
