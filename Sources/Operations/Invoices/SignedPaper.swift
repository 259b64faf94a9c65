import Digests
import Documents
import Postgres
import Store

/// The signed file of a document as it is handed out.
enum SignedPaper {
  /// The signed original of a document, with the time stamp in its signature where there is one; nil
  /// where it is not signed.
  ///
  /// - Parameter asSigned: Without the time stamp, as it was handed out before.
  /// - Throws: `Refusal` `.verificationFailed` where it is not the file that was kept.
  static func file(
    of invoice: InvoiceRecord, asSigned: Bool = false, in tx: borrowing Transaction
  ) throws -> [UInt8]? {
    guard invoice.signed != nil,
      let (file, digest) = try InvoiceStore.original(of: invoice.id, in: tx)
    else { return nil }
    try check(file, digest, "signed original of \(invoice.id)")
    // What the record does not know of came after it: whoever lists levels hands out what is listed.
    guard !asSigned, invoice.signatureStampedAt != nil,
      let stamp = try SignatureStampStore.find(of: invoice.id, in: tx)
    else { return file }
    let stamped: [UInt8]
    do throws(SignatureError) {
      guard let original = SignedPDF(file) else { throw .signatureUnreadable }
      stamped = try original.embedding(TimeStamp(token: stamp.token).added(to: original.cms))
    } catch {
      throw Refusal(
        .verificationFailed, error.code, "\(invoice.id): \(error.sentence.withoutFullStop)",
        remedy: "restore settlement.signature_stamp from a backup; --as-signed leaves the stamp out"
      )
    }
    try check(stamped, stamp.digest, "signed original of \(invoice.id) with its time stamp")
    return stamped
  }

  private static func check(
    _ file: [UInt8], _ kept: SHA256Digest, _ name: String
  ) throws(Refusal) {
    let digest = SHA256.digest(of: file)
    guard digest == kept else {
      throw Refusal(
        .verificationFailed, "original_changed",
        "the \(name) is not the file that was kept: SHA-256 is \(digest.hex), not \(kept.hex)",
        remedy: "restore it from a backup; `settled audit verify` looks at everything else")
    }
  }
}
