/// One thing that is wrong with a file, where it is, and what to do about it. Contract 2.
package struct Finding: Hashable, Sendable {
  /// The name of the file, without its folder.
  package let file: String
  /// The line on which the field begins, from 1.
  package let line: Int
  /// The name of the column; nil where the whole row or file is meant.
  package let columnName: String?
  /// Which field of the row it is in the file, from 1; nil where the whole row or file is meant.
  package let columnNumber: Int?
  /// What is wrong, with the values, as half a sentence.
  package let reason: String
  /// What to write instead, as half a sentence.
  package let remedy: String

  /// A finding; the reason and the remedy are half sentences without a full stop.
  package init(
    file: String, line: Int, columnName: String? = nil, columnNumber: Int? = nil, reason: String,
    remedy: String
  ) {
    self.file = file
    self.line = line
    self.columnName = columnName
    self.columnNumber = columnNumber
    self.reason = reason
    self.remedy = remedy
  }

  /// The finding on one line:
  /// `order_line.csv:17: paid_at: "2026-13-01" is not an instant; write it like ...`.
  package var text: String {
    let place = columnName ?? columnNumber.map { "column \($0)" }
    return "\(file):\(line): \(place.map { "\($0): " } ?? "")\(reason); \(remedy)"
  }
}

extension Finding: CustomStringConvertible {
  /// The finding on one line.
  package var description: String { text }
}

/// A file that cannot be opened or read at all.
package struct UnreadableFile: Error, Hashable, Sendable {
  /// The name of the file, without its folder.
  package let file: String
  /// What the operating system says.
  package let reason: String

  /// A file and the system's words about it.
  package init(file: String, reason: String) {
    self.file = file
    self.reason = reason
  }

  /// The stable name, for machines.
  package var code: String { "FILE_UNREADABLE" }
  /// What happened, in one sentence.
  package var sentence: String { "\(file) cannot be read: \(reason)." }
  /// What the reader can do about it.
  package var remedy: String { "Check the name of the file and who may read it." }
}

/// The bytes of a field as a message may quote them: what is long is cut, what a terminal would
/// act on is spelled out.
func quoted(_ bytes: UnsafeRawBufferPointer) -> String {
  var limit = min(60, bytes.count)
  // A character is shown whole or not at all.
  while limit > 0, limit < bytes.count, bytes[limit] & 0xC0 == 0x80 { limit -= 1 }
  var text = "\""
  for scalar in String(decoding: bytes.prefix(limit), as: UTF8.self).unicodeScalars {
    if isHostile(scalar) {
      text.append("\\u{\(String(scalar.value, radix: 16, uppercase: true))}")
    } else {
      text.unicodeScalars.append(scalar)
    }
  }
  return text + (bytes.count > limit ? "…\"" : "\"")
}

/// Whether the character steers a terminal or the direction of the text around it.
func isHostile(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x00...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: true
  default: false
  }
}
