import CHarfBuzz

/// A text cut into the parts that are set in one font, and the font's features for its words.
struct TextRuns {
  /// A part of the text, in bytes of its UTF-8.
  struct Run {
    let font: FontChoice
    let range: Range<Int>
  }

  let text: String
  let utf8: [UInt8]
  private(set) var runs: [Run] = []
  private(set) var features: [hb_feature_t]

  /// What lies between spaces and between Chinese and other characters.
  private struct Word {
    var range: Range<Int>
    var isWide: Bool
    /// Of words that are not wide; what is wide is always set in the usual font.
    var scalars: [Unicode.Scalar]
  }

  init(_ text: String, weight: FontWeight, shelf: FontShelf) {
    self.text = text
    utf8 = Array(text.utf8)
    // Ligatures would join what a reader copies apart.
    features = [Self.feature("liga", 0)]
    let usual = FontChoice(weight: weight)
    guard !utf8.allSatisfy({ $0 < 0x80 }) else {
      // Figures are not kerned, so that the same places stand under each other.
      let hasLetter = utf8.contains { Unicode.Scalar($0).isLetterOfWords }
      features += [Self.feature("kern", hasLetter ? 1 : 0), Self.feature("pwid", 1)]
      runs = [Run(font: usual, range: 0..<utf8.count)]
      return
    }
    let words = Self.words(of: text)
    // Quotes and dashes are a full em wide among Chinese characters and narrow in words of others.
    let isChinese = words.contains { $0.isWide }
    for word in words where !isChinese || word.scalars.contains(where: \.isLetterOfWords) {
      features.append(Self.feature("pwid", 1, in: word.range))
    }
    if !text.unicodeScalars.contains(where: { $0.isLetterOfWords || $0.isWideForm }) {
      features.append(Self.feature("kern", 0))
    }
    for word in words {
      append(word.range, Self.font(for: word, usual: usual, shelf: shelf))
    }
  }

  /// Whether a text is of printed ASCII characters without letters, which is set without kerning, so
  /// that the same places stand under each other.
  static func isFigure(_ text: String) -> Bool {
    text.utf8.allSatisfy { (0x20...0x7E).contains($0) && !Unicode.Scalar($0).isLetterOfWords }
  }

  func characters(in range: Range<Int>) -> String.UnicodeScalarView {
    String(decoding: utf8[range], as: UTF8.self).unicodeScalars
  }

  /// The character of those bytes where they are one; nil where they are several.
  func onlyCharacter(in range: Range<Int>) -> Unicode.Scalar? {
    func bits(_ offset: Int) -> UInt32 { UInt32(utf8[range.lowerBound + offset] & 0x3F) }
    let lead = UInt32(utf8[range.lowerBound])
    switch (range.count, lead) {
    case (1, ..<0x80): return Unicode.Scalar(lead)
    case (2, 0xC0..<0xE0): return Unicode.Scalar((lead & 0x1F) << 6 | bits(1))
    case (3, 0xE0..<0xF0): return Unicode.Scalar((lead & 0x0F) << 12 | bits(1) << 6 | bits(2))
    case (4, 0xF0...):
      return Unicode.Scalar((lead & 0x07) << 18 | bits(1) << 12 | bits(2) << 6 | bits(3))
    default: return nil
    }
  }

  /// A word is set in one font: the spare one if the usual one lacks a letter of it.
  private static func font(
    for word: Word, usual: FontChoice, shelf: FontShelf
  ) -> FontChoice {
    let spare = FontChoice(weight: usual.weight, isSpare: true)
    guard !word.isWide, let usualFile = shelf[usual], let spareFile = shelf[spare] else {
      return usual
    }
    let isComplete = word.scalars.allSatisfy { scalar in
      !scalar.isShown || !scalar.isCombiningMark && usualFile.hasGlyph(for: scalar)
    }
    guard !isComplete else { return usual }
    // Letters that run from right to left would need more than another font.
    let isHelped = word.scalars.allSatisfy { scalar in
      !scalar.isShown || !scalar.runsRightToLeft && spareFile.hasGlyph(for: scalar)
    }
    return isHelped ? spare : usual
  }

  private mutating func append(_ range: Range<Int>, _ font: FontChoice) {
    if let last = runs.last, last.font == font {
      runs[runs.count - 1] = Run(font: font, range: last.range.lowerBound..<range.upperBound)
    } else {
      runs.append(Run(font: font, range: range))
    }
  }

  private static func words(of text: String) -> [Word] {
    var words: [Word] = []
    var place = 0
    var isAfterSpace = false
    for scalar in text.unicodeScalars {
      let end = place + UTF8.width(scalar)
      let isWide = scalar.isWideForm
      if let last = words.last, last.isWide == isWide, !isAfterSpace {
        words[words.count - 1].range = last.range.lowerBound..<end
        if !isWide { words[words.count - 1].scalars.append(scalar) }
      } else {
        words.append(Word(range: place..<end, isWide: isWide, scalars: isWide ? [] : [scalar]))
      }
      isAfterSpace = scalar == " "
      place = end
    }
    return words
  }

  private static func feature(
    _ letters: String, _ value: UInt32, in range: Range<Int>? = nil
  ) -> hb_feature_t {
    hb_feature_t(
      tag: tag(letters), value: value, start: range.map { UInt32($0.lowerBound) } ?? 0,
      end: range.map { UInt32($0.upperBound) } ?? UInt32.max)
  }
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
  var isShown: Bool {
    switch value {
    // Nearly all text; looking its properties up takes longer than shaping it.
    case 0x20...0x7E, 0x3000...0x303F, 0x4E00...0x9FFF, 0xFF01...0xFF60: true
    default: !properties.isDefaultIgnorableCodePoint
    }
  }

  /// A letter of a script that writes words: Latin, Greek, Cyrillic.
  fileprivate var isLetterOfWords: Bool {
    switch value {
    case 0x41...0x5A, 0x61...0x7A: true
    case 0x80..<0x590: properties.isAlphabetic
    default: false
    }
  }

  /// A mark over the letter before it.
  fileprivate var isCombiningMark: Bool { (0x300...0x36F).contains(value) }

  fileprivate var runsRightToLeft: Bool {
    switch value {
    case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF:
      true
    default: false
    }
  }
}
