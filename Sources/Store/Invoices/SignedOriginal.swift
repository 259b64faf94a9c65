import CivilTime
import Digests
import Postgres

/// What is known of the signed original of a document beside its file.
package struct SignedOriginal: Sendable {
  /// SHA-256 of the file, as the server computed it.
  package let digest: SHA256Digest
  /// The subject of the certificate. RFC 4514.
  package let signer: String
  /// Who had it signed.
  package let signedBy: String
  package let signedAt: Instant

  /// - Parameter column: Of the digest; the others follow in the order of the table.
  init?(_ row: Row, from column: Int) {
    guard let digest = row.optionalBytes(column).flatMap(SHA256Digest.init(bytes:)) else {
      return nil
    }
    self.digest = digest
    signer = row.text(column + 1)
    signedBy = row.text(column + 2)
    signedAt = Instant(microseconds: row.microseconds(column + 3))
  }
}

extension InvoiceStore {
  /// Keeps the signed original of a document, unless it has one.
  ///
  /// - Returns: Whether it was kept.
  package static func keep(
    original file: [UInt8], of id: String, signer: String, by actor: String, at now: Instant,
    in tx: borrowing Transaction
  ) throws -> Bool {
    try !tx.query(
      Query.Invoices.insertOriginal,
      [
        .text(id), .bytes(file), .text(signer), .text(actor), .timestamp(now.microseconds),
      ]
    ).isEmpty
  }

  /// The signed original of a document, and the digest that was kept with it; nil where there is
  /// none.
  package static func original(
    of id: String, in tx: borrowing Transaction
  ) throws -> (file: [UInt8], digest: SHA256Digest)? {
    try tx.query(Query.Invoices.findOriginal, [.text(id)]).first.flatMap { row in
      SHA256Digest(bytes: row.bytes(1)).map { (row.bytes(0), $0) }
    }
  }
}
