import Digests

/// A PDF whose signature covers all of it, as it was handed out. ISO 32000-1, 12.8.1.
package struct SignedPDF: Sendable {
  /// The file.
  package let bytes: [UInt8]
  /// Its signature as DER.
  package let cms: [UInt8]
  /// The value of `Contents` with its angle brackets.
  private let contents: Range<Int>

  /// Finds the signature of a file; nil where there is none, or something of the file is not signed.
  package init?(_ bytes: [UInt8]) {
    for name in bytes.ranges(of: Array("/ByteRange".utf8)) {
      // A text that only looks like it does not lead to a signature.
      guard let contents = Self.contents(bytes[name.upperBound...], ofFileOf: bytes.count),
        bytes[contents.lowerBound] == UInt8(ascii: "<"),
        bytes[contents.upperBound - 1] == UInt8(ascii: ">"),
        let hole = [UInt8](
          hex: String(decoding: bytes[contents].dropFirst().dropLast(), as: UTF8.self)),
        let cms = Self.value(in: hole)
      else { continue }
      self.bytes = bytes
      self.contents = contents
      self.cms = cms
      return
    }
    return nil
  }

  /// What is signed: everything but the signature and its angle brackets.
  package var signedBytes: [UInt8] {
    Array(bytes[..<contents.lowerBound] + bytes[contents.upperBound...])
  }

  /// The file with another form of its signature, such as one with a time stamp.
  ///
  /// - Throws: `tooLarge`.
  package func embedding(_ cms: [UInt8]) throws(SignatureError) -> [UInt8] {
    try bytes.filling(contents, with: cms)
  }

  /// The place of the signature, from `[0 START END REST]`; nil unless that is the whole file.
  private static func contents(_ text: ArraySlice<UInt8>, ofFileOf count: Int) -> Range<Int>? {
    let text = text.prefix(SignaturePlace.byteRangeWidth + 1)
    guard let start = text.firstIndex(of: UInt8(ascii: "[")),
      let end = text.firstIndex(of: UInt8(ascii: "]")), start < end
    else { return nil }
    let numbers = text[start..<end].dropFirst().split(separator: UInt8(ascii: " "))
      .map { Int(String(decoding: $0, as: UTF8.self)) ?? -1 }
    guard numbers.count == 4, numbers[0] == 0, numbers[1] > 0, numbers[2] >= numbers[1] + 2,
      numbers[3] >= 0, numbers[2] <= count, numbers[3] == count - numbers[2]
    else { return nil }
    return numbers[1]..<numbers[2]
  }

  /// The DER value at the beginning of a hole that zeros fill up. X.690, 8.1.3.
  private static func value(in hole: [UInt8]) -> [UInt8]? {
    // A CMS has more than 255 bytes and fewer than 65,536.
    guard hole.count > 4, hole[0] == 0x30, hole[1] == 0x82 else { return nil }
    let count = 4 + (Int(hole[2]) << 8 | Int(hole[3]))
    guard count <= hole.count, hole.dropFirst(count).allSatisfy({ $0 == 0 }) else { return nil }
    return Array(hole.prefix(count))
  }
}

extension [UInt8] {
  /// The bytes of a file with a signature in its place.
  ///
  /// - Parameter contents: The value of `Contents` with its angle brackets.
  /// - Throws: `tooLarge`.
  func filling(_ contents: Range<Int>, with cms: [UInt8]) throws(SignatureError) -> [UInt8] {
    let room = (contents.count - 2) / 2
    guard cms.count <= room else { throw .tooLarge(bytes: cms.count, room: room) }
    var file = self
    let rest = [UInt8](repeating: UInt8(ascii: "0"), count: 2 * (room - cms.count))
    file.replaceSubrange(
      contents.lowerBound + 1..<contents.upperBound - 1, with: cms.hex.utf8 + rest)
    return file
  }
}
