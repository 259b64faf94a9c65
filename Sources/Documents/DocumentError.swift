/// Why a document could not be made. Nothing has been written when it is thrown.
package enum DocumentError: Error, Hashable, Sendable {
  /// None of these files is there.
  case fontMissing(searched: [String])
  /// The font file is there and cannot be used.
  case fontUnusable(path: String, reason: String)
  /// The font has no shape for a character of a text that must be shown.
  case characterMissing(text: String, character: Unicode.Scalar)
  /// A text that must be shown whole has no room on the page.
  case textTooLong(text: String)
  /// The parts of a document do not add up, or do not belong together.
  case inconsistent(document: String, reason: String)
  /// A table was given a row that does not fit its columns.
  case rowMismatch(table: String, reason: String)
  /// The text needs a QR code with modules too small to be read from paper, or is empty.
  case codeUnreadable(text: String)
  /// The file cannot be put into an archive.
  case archiveEntry(name: String, reason: String)
  /// The place where the document was to go did not take it.
  case writingFailed(target: String, reason: String)
}

extension DocumentError {
  /// The stable name of the case, for machines.
  package var code: String {
    switch self {
    case .fontMissing: "DOCUMENT_FONT_MISSING"
    case .fontUnusable: "DOCUMENT_FONT_UNUSABLE"
    case .characterMissing: "DOCUMENT_CHARACTER_MISSING"
    case .textTooLong: "DOCUMENT_TEXT_TOO_LONG"
    case .inconsistent: "DOCUMENT_INCONSISTENT"
    case .rowMismatch: "DOCUMENT_ROW_MISMATCH"
    case .codeUnreadable: "DOCUMENT_CODE_UNREADABLE"
    case .archiveEntry: "DOCUMENT_ARCHIVE_ENTRY"
    case .writingFailed: "DOCUMENT_WRITING_FAILED"
    }
  }

  /// What happened, in one sentence with the values.
  package var sentence: String {
    switch self {
    case .fontMissing(let searched):
      "The font for PDF files is in none of: \(searched.joined(separator: ", "))."
    case .fontUnusable(let path, let reason):
      "The font \(path) cannot be used: \(reason)."
    case .characterMissing(let text, let character):
      "The font has no shape for \(codePoint(character)) in \"\(shown(text))\"."
    case .textTooLong(let text):
      "\"\(shown(text))\" of \(text.unicodeScalars.count) characters does not fit the page."
    case .inconsistent(let document, let reason):
      "The document \(document) contradicts itself: \(reason)."
    case .rowMismatch(let table, let reason):
      "A row does not fit the table \(table): \(reason)."
    case .codeUnreadable(let text):
      "\"\(shown(text))\" of \(text.utf8.count) bytes makes no QR code that paper can carry."
    case .archiveEntry(let name, let reason):
      "\"\(shown(name))\" cannot be put into the archive: \(reason)."
    case .writingFailed(let target, let reason):
      "\(target) could not be written: \(reason)."
    }
  }

  /// What the reader can do about it.
  package var remedy: String {
    switch self {
    case .fontMissing:
      "Install it: apt-get install fonts-noto-cjk"
    case .fontUnusable:
      "Install it anew: apt-get install --reinstall fonts-noto-cjk"
    case .characterMissing:
      "Give a spelling in Latin or Chinese characters where the name is kept, then try again."
    case .textTooLong:
      "Give a shorter one where it is kept, then try again."
    case .inconsistent:
      "Report it: the figures of a document are computed, and this is a defect."
    case .rowMismatch:
      "Report it: the columns and the rows of a table are written together."
    case .codeUnreadable:
      "Give an address of 1 to 287 bytes."
    case .archiveEntry:
      "Give another name, or make another archive."
    case .writingFailed:
      "Check the folder, its permissions and the free space, then try again."
    }
  }

  private func codePoint(_ character: Unicode.Scalar) -> String {
    let digits = String(character.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// The text as a message may quote it: without control characters, and cut where it is long.
  private func shown(_ text: String) -> String {
    let limit = 60
    var quoted = ""
    for scalar in text.unicodeScalars.prefix(limit) {
      quoted.unicodeScalars.append(scalar.properties.generalCategory == .control ? "␀" : scalar)
    }
    return text.unicodeScalars.count > limit ? quoted + "…" : quoted
  }
}
