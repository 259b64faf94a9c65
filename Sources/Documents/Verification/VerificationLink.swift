import Foundation
import Invoicing

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

  /// Facts over the width of the page, and where there is a link, its code at their right. Returns
  /// where they end.
  mutating func facts(
    _ facts: [Fact], y: Length, beside link: VerificationLink?
  ) throws(DocumentError) -> Length {
    var width = Measures.contentWidth
    var bottom = y
    if let link {
      bottom = try code(of: link, y: y - 4_000)
      width -= Self.codeWidth
    }
    return max(bottom, try self.facts(facts, x: Measures.left, y: y, width: width))
  }

  /// A party on the left, facts of it on the right and, where there is a link, its code beside them.
  mutating func identity(
    of party: Party, _ heading: Wording, facts: [Fact], beside link: VerificationLink?
  ) throws(DocumentError) {
    let top = cursor + 6_000
    // What the code takes of the right column, the left one gives half of.
    let column = Measures.contentWidth / 2 - (link == nil ? 0 : Self.codeWidth / 2)
    var bottom = try self.party(
      party, heading: heading, x: Measures.left, y: top, width: column - 16_000)
    var width = Measures.contentWidth - column
    if let link {
      bottom = max(bottom, try code(of: link, y: top - 6_000))
      width -= Self.codeWidth
    }
    let right = try self.facts(facts, x: Measures.left + column, y: top, width: width)
    cursor = max(bottom, right) + 2_000
  }
}
