/// The number that a Chinese taxpayer is known by, 纳税人识别号.
///
/// Since 2015 it is the unified social credit code: 18 characters, the last a check character
/// (GB 32100-2015). Numbers of the time before, of 15, 17 and 20 characters, still occur and have
/// no check; some early codes of 18 do not satisfy theirs. Both are accepted, and the finding says
/// what a person should look at.
package struct ChineseTaxNumber: Hashable, Sendable {
  /// What there is to say about a text that should be a tax number.
  package enum Finding: Hashable, Sendable {
    /// 18 characters, and the last one is right.
    case wellFormed
    /// 18 characters, and the last one should be another. Accepted with a warning.
    case checkCharacterDiffers(expected: Character)
    /// 15, 17 or 20 characters, from before 2015; nothing in it can be checked. Accepted with a
    /// warning.
    case oldForm
    /// No tax number. Refused.
    case malformed(ChineseTaxNumberFlaw)
  }

  /// As it was given.
  package let text: String

  /// Takes the text as it stands: capital letters, no spaces.
  ///
  /// - Throws: The flaw, where the finding is `malformed`.
  package init(parsing text: some StringProtocol) throws(ChineseTaxNumberFlaw) {
    self.text = String(text)
    if case .malformed(let flaw) = Self.finding(of: self.text) { throw flaw }
  }

  /// What there is to say about this number; never `malformed`.
  package var finding: Finding { Self.finding(of: text) }

  /// Whether a person should look at the number before an invoice bears it.
  package var needsLook: Bool { finding != .wellFormed }

  /// What there is to say about a text. GB 32100-2015, 4 and 5.
  package static func finding(of text: String) -> Finding {
    let characters = Array(text)
    switch characters.count {
    case 18: return findingOfCreditCode(characters)
    // The place where it was registered in six digits, then the old number of the organisation.
    case 15: return findingOfOldForm(characters, digits: 6)
    case 17, 20: return findingOfOldForm(characters, digits: 0)
    default: return .malformed(.length(characters.count))
    }
  }

  /// The character that the first 17 of a code call for: their values, weighted by the powers of
  /// three modulo 31, are made up to a multiple of 31. GB 32100-2015, 5.
  ///
  /// - Returns: Nil where they are not 17 characters of the code's alphabet.
  package static func checkCharacter(of characters: some Collection<Character>) -> Character? {
    guard characters.count == 17 else { return nil }
    var sum = 0
    var weight = 1
    for character in characters {
      guard let value = alphabet.firstIndex(of: character) else { return nil }
      sum += value * weight
      weight = weight * 3 % 31
    }
    return alphabet[(31 - sum % 31) % 31]
  }

  /// Digits and letters without I, O, S, V and Z, which are taken for others by hand.
  private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")

  private static func findingOfCreditCode(_ characters: [Character]) -> Finding {
    for (index, character) in characters.enumerated() {
      // The third to the eighth are the region where it was registered, in digits.
      let allowed = (2...7).contains(index) ? alphabet[..<10] : alphabet[...]
      guard allowed.contains(character) else {
        return .malformed(.character(character, place: index + 1))
      }
    }
    guard let expected = checkCharacter(of: characters[..<17]) else {
      preconditionFailure("17 characters of the alphabet have no check character")
    }
    return expected == characters[17] ? .wellFormed : .checkCharacterDiffers(expected: expected)
  }

  private static func findingOfOldForm(_ characters: [Character], digits: Int) -> Finding {
    for (index, character) in characters.enumerated() {
      let isFitting = ("0"..."9").contains(character) || ("A"..."Z").contains(character)
      guard isFitting, index >= digits || character.isWholeNumber else {
        return .malformed(.character(character, place: index + 1))
      }
    }
    return .oldForm
  }
}

extension ChineseTaxNumber: CustomStringConvertible {
  /// The number.
  package var description: String { text }
}

/// Why a text is no Chinese tax number.
package enum ChineseTaxNumberFlaw: Error, Hashable, Sendable {
  /// It has not 15, 17, 18 or 20 characters.
  case length(Int)
  /// This character cannot stand there; places count from 1.
  case character(Character, place: Int)
}

extension ChineseTaxNumberFlaw {
  /// The stable name of the case, for machines.
  package var code: String {
    switch self {
    case .length: "TAX_NUMBER_LENGTH"
    case .character: "TAX_NUMBER_CHARACTER"
    }
  }

  /// What is wrong, in one sentence with the values.
  package var sentence: String {
    switch self {
    case .length(let count):
      "A Chinese tax number has 18 characters, in old forms 15, 17 or 20, and this has \(count)."
    case .character(let character, let place):
      "\"\(character)\" cannot be character \(place) of a Chinese tax number."
    }
  }

  /// What the reader can do about it.
  package var remedy: String {
    "Copy the number from the business licence, in capital letters and without spaces."
  }
}
