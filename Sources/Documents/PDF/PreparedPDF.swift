import CivilTime
import Digests

/// Where a signature stands in a file.
struct SignaturePlace: Hashable {
  /// The room for a CMS, in bytes; in the file it takes two digits for each. One with a time stamp
  /// and two certificates takes 4.5 thousand.
  static let room = 8_192
  /// Brackets, three numbers of up to ten digits, as many as the table of places has, and `0`.
  static let byteRangeWidth = 2 + 1 + 3 * 11

  /// Where the value of `ByteRange` begins.
  let byteRange: Int
  /// The value of `Contents` with its angle brackets.
  let contents: Range<Int>
}

/// A PDF that lacks nothing but its signature. ISO 32000-1, 12.8.1.
///
/// It is one revision: the field of the signature is written with everything else, and the bytes
/// around the hole never change. So they are the same whenever the document is made again from its
/// data, while a signature of ECDSA is another one every time. To have the signed document again,
/// keep its CMS and put that in: ``embedding(_:)``.
package struct PreparedPDF: Hashable, Sendable {
  /// The file with zeros where the signature belongs.
  package let bytes: [UInt8]
  /// What it claims as the time of its signature.
  package let signedAt: Instant
  private let contents: Range<Int>

  init(_ unsigned: [UInt8], place: SignaturePlace, signedAt: Instant) {
    var bytes = unsigned
    let contents = place.contents
    let text =
      "[0 \(contents.lowerBound) \(contents.upperBound) \(bytes.count - contents.upperBound)"
    // Blanks keep the width, so that no place in the file moves.
    let blanks = SignaturePlace.byteRangeWidth - 1 - text.utf8.count
    precondition(blanks >= 0, "\(text) is wider than the space for it")
    let value = Array((text + String(repeating: " ", count: blanks) + "]").utf8)
    bytes.replaceSubrange(place.byteRange..<place.byteRange + value.count, with: value)
    self.bytes = bytes
    self.signedAt = signedAt
    self.contents = contents
  }

  /// What is signed: everything but the signature and its angle brackets.
  package var signedRanges: [Range<Int>] {
    [0..<contents.lowerBound, contents.upperBound..<bytes.count]
  }

  /// SHA-256 of what is signed.
  package var digest: SHA256Digest {
    var digest = SHA256()
    bytes.withUnsafeBytes { bytes in
      for range in signedRanges { digest.update(UnsafeRawBufferPointer(rebasing: bytes[range])) }
    }
    return digest.finish()
  }

  /// Signs the document as PAdES baseline B-B. ETSI EN 319 142-1, 6.
  ///
  /// - Returns: The CMS, which is to be kept, for ``embedding(_:)``.
  /// - Throws: `certificateNotValid` for the time of the signature.
  package func cms(by signer: DocumentSigner) throws(SignatureError) -> [UInt8] {
    try signer.cms(over: digest, at: signedAt)
  }

  /// The signed file.
  ///
  /// - Parameter cms: The signature of this document as DER, with or without a time stamp; whether
  ///   it is of this document is not checked.
  /// - Throws: `tooLarge`.
  package func embedding(_ cms: [UInt8]) throws(SignatureError) -> [UInt8] {
    try bytes.filling(contents, with: cms)
  }
}
