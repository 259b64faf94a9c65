import CCrypto
import CivilTime

/// The signature of a document as whoever has the document finds it, checked.
/// ETSI EN 319 142-1, 6.
package struct DocumentSignature: Sendable {
  /// The subject of the signer's certificate. RFC 4514.
  package let signer: String
  /// What says when the signature existed, which makes it B-T; nil of B-B.
  package let stamp: TimeStamp?

  /// Checks a signature and the time stamp within it.
  ///
  /// - Parameters:
  ///   - cms: The signature as DER.
  ///   - document: The bytes that it is said to be of.
  ///   - trustedPEM: Certificates of which one must be above the signer's and one above the
  ///     authority's; nil where those in the signature are taken as they are. The signer's must be valid
  ///     at the time of the stamp; without a stamp nobody knows when to look.
  /// - Throws: `signatureUnreadable`, `signatureWrong`, `certificatesUnreadable`, and what
  ///   ``TimeStamp`` throws; `timeStampMismatch` for a stamp of another signature.
  package init(
    cms: [UInt8], of document: [UInt8], trustedPEM: [UInt8]? = nil
  ) throws(SignatureError) {
    ERR_clear_error()
    defer { ERR_clear_error() }
    guard let message = SignedMessage(bytes: cms), let certificate = message.certificate else {
      throw .signatureUnreadable
    }
    var stamp: TimeStamp?
    if let token = message.timeStamp {
      let read = try TimeStamp(token: token, trustedPEM: trustedPEM)
      guard read.imprint == SHA256.digest(of: message.signatureValue) else {
        throw .timeStampMismatch(what: "signature")
      }
      stamp = read
    }
    let store = try trustStore(trustedPEM, or: certificate, at: stamp?.time)
    defer { X509_STORE_free(store) }
    // Certificates for documents need not be for mail, which libcrypto would ask of them.
    X509_VERIFY_PARAM_set_purpose(X509_STORE_get0_param(store), X509_PURPOSE_ANY)
    guard message.isSignature(of: document, trusting: store) else {
      throw .signatureWrong(reason: lastReason())
    }
    signer = Certificate.subject(of: certificate)
    self.stamp = stamp
  }

  /// The signature as it was before a time stamp was put into it; nil for what is no CMS signature.
  package static func withoutStamp(_ cms: [UInt8]) -> [UInt8]? {
    var rest = cms[...]
    // ContentInfo, content, SignedData, signerInfos, SignerInfo: each the last part of the one before.
    return DERElement(&rest)?.leavingOut(tag: 0xA1, depth: 4)?.bytes
  }
}

/// One value of DER. X.690, 8.1.
private struct DERElement {
  let tag: UInt8
  let content: [UInt8]

  /// Takes the first value off the bytes; nil where there is none of a definite length.
  init?(_ bytes: inout ArraySlice<UInt8>) {
    guard let tag = bytes.popFirst(), let first = bytes.popFirst() else { return nil }
    var count = Int(first)
    if first > 0x7F {
      guard (0x81...0x84).contains(first), bytes.count >= Int(first & 0x7F) else { return nil }
      count = 0
      for byte in bytes.prefix(Int(first & 0x7F)) { count = count << 8 | Int(byte) }
      bytes = bytes.dropFirst(Int(first & 0x7F))
    }
    guard count <= bytes.count else { return nil }
    self.tag = tag
    content = Array(bytes.prefix(count))
    bytes = bytes.dropFirst(count)
  }

  private init(tag: UInt8, content: [UInt8]) {
    self.tag = tag
    self.content = content
  }

  var bytes: [UInt8] {
    guard content.count > 0x7F else { return [tag, UInt8(content.count)] + content }
    let digits = withUnsafeBytes(of: content.count.bigEndian) { Array($0.drop { $0 == 0 }) }
    return [tag, 0x80 | UInt8(digits.count)] + digits + content
  }

  /// The same without the last part, so many last parts down, if that has the tag; nil where there are
  /// no parts.
  func leavingOut(tag: UInt8, depth: Int) -> DERElement? {
    var rest = content[...]
    var parts: [DERElement] = []
    while !rest.isEmpty {
      guard let part = DERElement(&rest) else { return nil }
      parts.append(part)
    }
    guard let last = parts.popLast() else { return nil }
    if depth > 0 {
      guard let shorter = last.leavingOut(tag: tag, depth: depth - 1) else { return nil }
      parts.append(shorter)
    } else if last.tag != tag {
      parts.append(last)
    }
    return DERElement(tag: self.tag, content: parts.flatMap(\.bytes))
  }
}
