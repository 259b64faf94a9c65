import Foundation

/// Where a document can be checked by whoever holds it, as its pages print it.
///
/// `ADDRESS/v/NUMBER?k=KEY`; the key is the beginning of the record's digest, so that only who has
/// seen the document is told what it says.
package struct VerificationLink: Hashable, Sendable {
  /// What is printed, ASCII.
  package let text: String

  /// How many hexadecimal digits of the digest the key has.
  package static let keyLength = 12

  /// - Parameters:
  ///   - address: Of the page, without a slash at the end.
  ///   - number: Of the document, any characters.
  ///   - dataHash: SHA-256 of its record, 64 hexadecimal digits.
  package init(address: String, number: String, dataHash: String) {
    let encoded = number.addingPercentEncoding(withAllowedCharacters: Self.unreserved) ?? ""
    text = "\(address)/v/\(encoded)?k=\(dataHash.prefix(Self.keyLength))"
  }

  /// What a path holds as it is. RFC 3986, 2.3.
  private static let unreserved = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}

extension Composer {
  /// What a code takes of the width at the right of what stands beside it.
  static let codeWidth = Measures.millimetres(26)

  /// Draws the code of a link at the right edge.
  ///
  /// - Parameter y: Where its modules begin.
  /// - Returns: Where its words end; `y` where the link is too long for a code that paper can bear,
  ///   and stands in the notes alone.
  mutating func code(of link: VerificationLink, y: Length) throws(DocumentError) -> Length {
    let code: QRCode
    do throws(DocumentError) {
      code = try QRCode(link.text)
    } catch .codeUnreadable {
      return y
    }
    return try qrCode(code, x: Measures.contentRight - Measures.millimetres(22), y: y)
  }
}
