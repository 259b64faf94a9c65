import CivilTime
import Digests
import Marketplace
import Postgres

/// The time stamp of a document's signature as it is kept.
package struct SignatureStamp: Sendable {
  /// The TimeStampToken as DER. RFC 3161.
  package let token: [UInt8]
  /// SHA-256 of the signed original with the token in its signature.
  package let digest: SHA256Digest
  /// The subject of the certificate that signed it. RFC 4514.
  package let authority: String
  /// As the authority says.
  package let stampedAt: Instant

  init(_ row: Row) {
    guard let digest = SHA256Digest(bytes: row.bytes(1)) else {
      preconditionFailure("a digest of \(row.bytes(1).count) bytes was stored")
    }
    token = row.bytes(0)
    self.digest = digest
    authority = row.text(2)
    stampedAt = Instant(microseconds: row.microseconds(3))
  }
}

/// Time stamps within the signatures of documents. Every function runs in the caller's transaction.
package enum SignatureStampStore {
  /// Signed originals whose signature has no time stamp, by number; nil leaves a filter out.
  ///
  /// - Parameter most: No more than so many, above 0.
  package static func unstamped(
    site: Site? = nil, period: Period? = nil, run: Int32? = nil, most: Int,
    in tx: borrowing Transaction
  ) throws -> [(invoiceID: String, file: [UInt8])] {
    try tx.query(
      Query.Stamps.listUnstampedSignatures,
      [
        .text(site?.rawValue ?? ""), .int32(period?.yyyymm ?? 0), .int32(run ?? 0),
        .int32(Int32(clamping: most)),
      ]
    ).map { ($0.text(0), $0.bytes(1)) }
  }

  /// How many signed originals have none.
  package static func unstampedCount(in tx: borrowing Transaction) throws -> Int {
    Int(try tx.query(Query.Stamps.countUnstampedSignatures)[0].int64(0))
  }

  /// Keeps the time stamp of an original's signature, unless it has one.
  ///
  /// - Parameter digest: SHA-256 of the original with the token in its signature.
  /// - Returns: Whether it was kept.
  package static func keep(
    _ stamp: TimeStamp, of invoice: String, digest: SHA256Digest, by actor: String,
    at now: Instant, in tx: borrowing Transaction
  ) throws -> Bool {
    try !tx.query(
      Query.Stamps.insertSignatureStamp,
      [
        .text(invoice), .bytes(stamp.bytes), .bytes(digest.bytes), .text(stamp.authority),
        .timestamp(stamp.time.microseconds), .text(actor), .timestamp(now.microseconds),
      ]
    ).isEmpty
  }

  /// The time stamp of a document's signature; nil where it has none.
  package static func find(
    of invoice: String, in tx: borrowing Transaction
  ) throws -> SignatureStamp? {
    try tx.query(Query.Stamps.findSignatureStamp, [.text(invoice)]).first.map {
      SignatureStamp($0)
    }
  }

  /// The documents of a run whose signatures have a time stamp, by number.
  package static func stamped(of run: Int32, in tx: borrowing Transaction) throws -> [String] {
    try tx.query(Query.Stamps.listStampedSignatures, [.int32(run)]).map { $0.text(0) }
  }
}
