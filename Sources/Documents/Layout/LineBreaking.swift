extension ShapedText {
  /// The part of the text whose first bytes lie in the range.
  func part(_ glyphRange: Range<Int>) -> ShapedText {
    if glyphRange == 0..<glyphs.count { return self }
    return ShapedText(glyphs: Array(glyphs[glyphRange]))
  }

  /// The ranges of glyphs that make the lines of a column that wide, spaces at their ends left out.
  ///
  /// A line breaks at spaces and beside Chinese characters, but closing marks stay with what they
  /// close and opening marks with what they open. A word wider than the column is broken anywhere.
  func lineRanges(width: Length, size: Length) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = 0
    var place = 0
    var used = 0
    var lastChance = 0
    let limit = width * 1000 / size
    if isWithin(limit) { return glyphs.isEmpty ? [] : [trimmed(0..<glyphs.count)] }
    while place < glyphs.count {
      if place > start, canBreak(before: place) { lastChance = place }
      used += Int(glyphs[place].advance)
      if used > limit, place > start, !isSpace(place) {
        let end = lastChance > start ? lastChance : place
        lines.append(trimmed(start..<end))
        start = end
        while start < glyphs.count, isSpace(start) { start += 1 }
        place = start
        lastChance = start
        used = 0
      } else {
        place += 1
      }
    }
    if start < glyphs.count { lines.append(trimmed(start..<glyphs.count)) }
    return lines
  }

  /// Whether no glyph ends beyond the limit, in thousandths of the size.
  private func isWithin(_ limit: Int) -> Bool {
    var used = 0
    for glyph in glyphs {
      used += Int(glyph.advance)
      if used > limit { return false }
    }
    return true
  }

  /// How many glyphs from the start fit the width.
  func prefixCount(width: Length, size: Length) -> Int {
    var used = 0
    for (index, glyph) in glyphs.enumerated() {
      used += Int(glyph.advance)
      if used * size > width * 1000 { return index }
    }
    return glyphs.count
  }

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var end = range.upperBound
    while end > range.lowerBound, isSpace(end - 1) { end -= 1 }
    return range.lowerBound..<end
  }

  private func isSpace(_ index: Int) -> Bool {
    glyphs[index].meaning.character == " "
  }

  private func canBreak(before index: Int) -> Bool {
    guard let next = glyphs[index].meaning.character,
      let previous = glyphs[index - 1].meaning.character
    else { return false }
    if previous == " " { return true }
    guard previous.isWideForm || next.isWideForm else { return false }
    return !Self.closing.contains(next) && !Self.opening.contains(previous)
  }

  private static let closing = Set("，。、；：！？）》」』】〕”’％,.;:!?)]}%".unicodeScalars)
  private static let opening = Set("（《「『【〔“‘([{¥￥$".unicodeScalars)
}
