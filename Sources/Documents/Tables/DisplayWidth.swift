/// How many columns of a terminal a text takes.
///
/// A Chinese character and an emoji take two, a combining mark none. What a terminal would obey
/// instead of showing must be taken out before: `terminalSafe`.
package func displayWidth(_ text: String) -> Int {
  // Plain ASCII has one column for each byte, and most text is plain.
  if text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) { return text.utf8.count }
  return text.reduce(0) { $0 + displayWidth($1) }
}

/// The width of what a person takes for one character, however many code points it has.
func displayWidth(_ character: Character) -> Int {
  var width = 0
  for scalar in character.unicodeScalars {
    // A picture is asked for: two columns, whatever the character alone would take.
    if scalar == "\u{FE0F}", width > 0 { return 2 }
    if scalar.takesNoColumn { continue }
    let isWide = scalar.isWideForm || scalar.properties.isEmojiPresentation
    width = max(width, isWide ? 2 : 1)
  }
  return width
}

/// The text without what could steer a terminal: control characters and changes of direction
/// become a visible mark.
func terminalSafe(_ text: String) -> String {
  if text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) { return text }
  guard text.unicodeScalars.contains(where: \.steersTerminal) else { return text }
  let scalars = text.unicodeScalars.map { $0.steersTerminal ? "\u{FFFD}" : $0 }
  return String(String.UnicodeScalarView(scalars))
}

/// The text in at most that many columns; what is cut is told by an ellipsis.
func shortened(_ text: String, toColumns limit: Int) -> String {
  guard displayWidth(text) > limit else { return text }
  var kept = ""
  var used = 1
  for character in text {
    used += displayWidth(character)
    if used > limit { break }
    kept.append(character)
  }
  return kept + "…"
}

extension Unicode.Scalar {
  fileprivate var takesNoColumn: Bool {
    let empty: [Unicode.GeneralCategory] = [.nonspacingMark, .enclosingMark, .format, .control]
    return empty.contains(properties.generalCategory) || properties.isDefaultIgnorableCodePoint
  }

  fileprivate var steersTerminal: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
