import CivilTime
import Digests
import Marketplace
import Postgres

/// A head or a signed original that a time stamp covers.
package struct StampedLeaf: Sendable, Equatable {
  /// The run whose head it is; nil for an original.
  package let headOf: Int32?
  /// The document whose original it is; nil for a head.
  package let invoiceID: String?
  /// The hash of the head, or SHA-256 of the file.
  package let digest: SHA256Digest
  /// The digest that is stored with the head or the file; nil where it is gone.
  package let stored: SHA256Digest?

  fileprivate init(_ row: Row, stored: [UInt8]?) {
    guard let digest = SHA256Digest(bytes: row.bytes(2)) else {
      preconditionFailure("a digest of \(row.bytes(2).count) bytes was stored")
    }
    headOf = row.optionalInt32(0)
    invoiceID = row.optionalText(1)
    self.digest = digest
    self.stored = stored.flatMap { SHA256Digest(bytes: $0) }
  }
}

/// A time stamp as it is kept.
package struct TimeStampRecord: Sendable {
  package let number: Int32
  package let runID: String
  package let site: String
  package let period: Period
  /// Of the tree over its leaves; what the authority signed.
  package let root: [UInt8]
  /// The TimeStampToken as DER. RFC 3161.
  package let token: [UInt8]
  /// The subject of the certificate that signed it. RFC 4514.
  package let authority: String
  /// As the authority says.
  package let stampedAt: Instant
  package let askedBy: String
  /// How many originals it covers.
  package let documents: Int64
  /// Whether it covers the head of the run, and so its statements.
  package let hasHead: Bool

  init(_ row: Row) {
    guard let period = Period(yyyymm: row.int32(3)) else {
      preconditionFailure("run \(row.text(1)) is of a month that is none")
    }
    number = row.int32(0)
    runID = row.text(1)
    site = row.text(2)
    self.period = period
    root = row.bytes(4)
    token = row.bytes(5)
    authority = row.text(6)
    stampedAt = Instant(microseconds: row.microseconds(7))
    askedBy = row.text(8)
    documents = row.int64(9)
    hasHead = row.int64(10) > 0
  }
}

/// Time stamps over heads and originals. Every function runs in the caller's transaction.
package enum TimeStampStore {
  /// Sealed runs of which something has no time stamp, oldest first; nil leaves a filter out.
  package static func unstampedRuns(
    site: Site? = nil, period: Period? = nil, in tx: borrowing Transaction
  ) throws -> [(number: Int32, id: String)] {
    try tx.query(
      Query.Stamps.listUnstampedRuns, [.text(site?.rawValue ?? ""), .int32(period?.yyyymm ?? 0)]
    ).map { ($0.int32(0), $0.text(1)) }
  }

  /// What a run has without a time stamp, in the order of a tree.
  package static func unstampedLeaves(
    of run: Int32, in tx: borrowing Transaction
  ) throws -> [StampedLeaf] {
    try tx.query(Query.Stamps.listUnstampedLeaves, [.int32(run)]).map {
      StampedLeaf($0, stored: $0.bytes(2))
    }
  }

  /// Keeps a time stamp and what it covers.
  ///
  /// - Returns: Whether all of that had none; otherwise the caller takes the whole back.
  package static func keep(
    _ stamp: TimeStamp, over leaves: [StampedLeaf], of run: Int32, by actor: String,
    at now: Instant, in tx: borrowing Transaction
  ) throws -> Bool {
    let number = try tx.query(
      Query.Stamps.insertTimeStamp,
      [
        .int32(run), .bytes(stamp.imprint.bytes), .bytes(stamp.bytes), .text(stamp.authority),
        .timestamp(stamp.time.microseconds), .text(actor), .timestamp(now.microseconds),
      ])[0].int32(0)
    let kept = try tx.query(
      Query.Stamps.insertTimeStampLeaves,
      [
        .int32(number), .int64Array(leaves.map { Int64($0.headOf ?? 0) }),
        .textArray(leaves.map { $0.invoiceID ?? "" }), .textArray(leaves.map(\.digest.hex)),
      ])
    return Int(kept.affectedRows) == leaves.count
  }

  /// Time stamps in the order in which they were kept; nil leaves a filter out.
  package static func list(
    site: Site? = nil, period: Period? = nil, invoice: String? = nil, run: Int32? = nil,
    in tx: borrowing Transaction
  ) throws -> [TimeStampRecord] {
    try tx.query(
      Query.Stamps.listTimeStamps,
      [
        .text(site?.rawValue ?? ""), .int32(period?.yyyymm ?? 0), .text(invoice ?? ""),
        .int32(run ?? 0),
      ]
    ).map { TimeStampRecord($0) }
  }

  /// What a time stamp covers, in the order of its tree.
  package static func leaves(
    of stamp: Int32, in tx: borrowing Transaction
  ) throws -> [StampedLeaf] {
    try tx.query(Query.Stamps.listTimeStampLeaves, [.int32(stamp)]).map {
      StampedLeaf($0, stored: $0.optionalBytes(3))
    }
  }
}
