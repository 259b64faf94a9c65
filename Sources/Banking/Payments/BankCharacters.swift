/// The characters a bank takes in names, addresses and remittance texts.
package enum BankCharacters: String, CaseIterable, Hashable, Sendable {
  /// `a-z A-Z 0-9 / - ? : ( ) . , ' +` and the space: what every bank of SEPA must take.
  case sepaLatin = "SEPA Latin"
  /// ASCII, Latin-1, Latin Extended-A, Ș ș Ț ț and €: western and central Europe.
  case extendedLatin = "extended Latin"
  /// Any letter, digit and sign of Unicode, Chinese included; no emoji.
  case unicode = "Unicode"

  /// What became of a text.
  enum Outcome: Hashable, Sendable {
    case carried(String)
    /// These have no place in the file, in the order of the text, each once.
    case refused([Unicode.Scalar])
  }

  /// The text as the file carries it: letters with marks become plain ones where the bank has
  /// only these, spaces are single and none stands at an end.
  ///
  /// Characters that nobody sees, that turn the direction of writing or that draw pictures are
  /// refused in every set: a name must read the same for everyone who approves it.
  func carry(_ text: String) -> Outcome {
    var carried = String.UnicodeScalarView()
    var refused: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars {
      guard let replacement = replacement(for: scalar, after: carried.last) else {
        if !refused.contains(scalar) { refused.append(scalar) }
        continue
      }
      for scalar in replacement {
        if scalar == " ", carried.last == nil || carried.last == " " { continue }
        carried.append(scalar)
      }
    }
    if carried.last == " " { carried.removeLast() }
    return refused.isEmpty ? .carried(String(carried)) : .refused(refused)
  }

  /// Whether the file can carry the character as it is.
  func contains(_ scalar: Unicode.Scalar) -> Bool {
    switch self {
    case .sepaLatin:
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "/", "-", "?", ":", "(", ")", ".", ",", "'", "+", " ":
        true
      default: false
      }
    case .extendedLatin:
      switch scalar.value {
      case 0x20...0x7E, 0xA1...0x17F, 0x218...0x21B, 0x20AC: Self.isPlain(scalar)
      default: false
      }
    case .unicode: Self.isPlain(scalar)
    }
  }

  private func replacement(
    for scalar: Unicode.Scalar, after last: Unicode.Scalar?
  ) -> String.UnicodeScalarView? {
    if contains(scalar) { return String(scalar).unicodeScalars }
    let category = scalar.properties.generalCategory
    if category == .spaceSeparator { return " ".unicodeScalars }
    guard Self.isPlain(scalar) else { return nil }
    // The mark of a letter that was written in two parts.
    if category == .nonspacingMark, last?.properties.isAlphabetic == true {
      return "".unicodeScalars
    }
    guard let plain = Transliteration.plain(scalar),
      plain.unicodeScalars.allSatisfy(contains)
    else { return nil }
    return plain.unicodeScalars
  }

  private static let unseen: Set<Unicode.GeneralCategory> = [
    .control, .format, .privateUse, .unassigned, .surrogate, .lineSeparator, .paragraphSeparator,
  ]
  private static let pictures: Set<Unicode.GeneralCategory> = [
    .otherSymbol, .modifierSymbol, .enclosingMark,
  ]

  /// Whether the character is seen as itself by everyone.
  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    let category = properties.generalCategory
    if unseen.contains(category) || properties.isDefaultIgnorableCodePoint { return false }
    if category == .spaceSeparator { return scalar == " " }
    guard pictures.contains(category) else { return true }
    return !properties.isEmojiPresentation && scalar.value < 0x1F000
      && !(properties.isEmoji && scalar.value >= 0x2600)
  }
}
