/// What is looked for in the bytes before any parser sees them.
///
/// No document type passes: entities that refer outside, or that grow, can only be declared in
/// one. UTF-8 alone passes, because in another encoding its letters would be other bytes.
enum BankFileGuard {
  /// The first finding, or nil where the parser may have the bytes.
  static func finding(in bytes: [UInt8], sizeLimit: Int) -> BankFileFinding? {
    guard bytes.count <= sizeLimit else {
      return BankFileFinding(
        line: 1, reason: "The file has \(bytes.count) bytes; the limit is \(sizeLimit).",
        remedy: "Ask the bank for one file a day, or for smaller ones.")
    }
    let isDeclaredOtherwise = declaredEncoding(bytes).map { !["utf-8", "us-ascii"].contains($0) }
    if isDeclaredOtherwise ?? false || bytes.contains(0)
      || !bytes.withUnsafeBufferPointer({ isUTF8($0) })
    {
      return BankFileFinding(
        line: 1, reason: "The file is not in UTF-8.",
        remedy: "Ask the bank for UTF-8, as ISO 20022 wants it, or convert it with iconv.")
    }
    for mark in ["<!DOCTYPE", "<!ENTITY"] {
      guard let place = place(of: Array(mark.utf8), in: bytes) else { continue }
      return BankFileFinding(
        line: 1 + bytes[..<place].count { $0 == UInt8(ascii: "\n") },
        reason: "The file declares a document type, which no file of a bank has.",
        remedy: "Take it for tampered with: ask the bank for the file again.")
    }
    return nil
  }

  private static func isUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    String(validating: bytes, as: UTF8.self) != nil
  }

  /// What the XML declaration calls the encoding, in small letters.
  private static func declaredEncoding(_ bytes: [UInt8]) -> String? {
    let start = String(decoding: bytes.prefix(200), as: UTF8.self)
    // A declaration that goes on and on could name an encoding out of sight.
    if start.contains("<?xml"), !start.contains("?>") { return "" }
    let pattern = /^\u{FEFF}?<\?xml\b[^>]*?\bencoding\s*=\s*["']([^"']*)["']/
    return start.firstMatch(of: pattern).map { $0.output.1.lowercased() }
  }

  /// Where the mark, which has no small letters, begins in any case of letters.
  private static func place(of mark: [UInt8], in bytes: [UInt8]) -> Int? {
    bytes.withUnsafeBufferPointer { bytes in
      guard bytes.count >= mark.count else { return nil }
      return (0...(bytes.count - mark.count)).first { start in
        guard bytes[start] == mark[0], bytes[start + 1] == mark[1] else { return false }
        return mark.indices.allSatisfy { offset in
          let byte = bytes[start + offset]
          let isSmall = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
          return (isSmall ? byte - 32 : byte) == mark[offset]
        }
      }
    }
  }
}
