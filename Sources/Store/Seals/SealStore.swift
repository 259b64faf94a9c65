import CivilTime
import Digests
import Marketplace
import Postgres
import Proofs

/// A sealed run as it goes into its head.
package struct RunToSign: Sendable {
  package let number: Int32
  package let record: Record
  /// The present instant, as it goes into the head.
  package let signedAt: String
}

/// The signed heads of sealed runs. Every function runs in the caller's transaction.
package enum SealStore {
  /// The sealed runs of a site, in the order of its chain.
  ///
  /// - Parameter isUnsigned: Only those that have no head.
  package static func runs(
    of site: Site, isUnsigned: Bool, at now: Instant, in tx: borrowing Transaction
  ) throws -> [RunToSign] {
    try tx.query(
      Query.Seals.listSealedRuns,
      [.text(site.rawValue), .timestamp(now.microseconds), .bool(isUnsigned)]
    ).map { row in
      let count = Record.Kind.run.names.count
      return RunToSign(
        number: row.int32(0), record: record(.run, row, from: 1), signedAt: row.text(1 + count))
    }
  }

  /// The records of a run's statements, in the order of the leaves.
  package static func statements(
    of run: Int32, in tx: borrowing Transaction
  ) throws -> [Record] {
    try tx.query(Query.Seals.listStatementRecords, [.int32(run)], within: .seconds(600)).map {
      record(.statement, $0, from: 0)
    }
  }

  /// The hash of the last head of a site's chain; nil before the first.
  package static func lastHead(
    of site: Site, in tx: borrowing Transaction
  ) throws -> SHA256Digest? {
    try tx.query(Query.Seals.findLastHead, [.text(site.rawValue)]).first.flatMap {
      SHA256Digest(bytes: $0.bytes(0))
    }
  }

  /// Notes a public key with the instant from which it counts.
  ///
  /// - Returns: Whether it is new.
  package static func note(
    _ key: VerifyingKey, from now: Instant, in tx: borrowing Transaction
  ) throws -> Bool {
    let noted = try tx.query(
      Query.Seals.insertKey,
      [.bytes(key.id.bytes), .bytes(key.bytes), .timestamp(now.microseconds)])
    return noted.affectedRows == 1
  }

  /// Writes the head of a sealed run.
  package static func write(
    _ head: Record, of run: Int32, previous: SHA256Digest?, tree: MerkleTree,
    runDigest: SHA256Digest, signature: [UInt8], key: VerifyingKey, at now: Instant,
    in tx: borrowing Transaction
  ) throws {
    let written = try tx.query(
      Query.Seals.insertHead,
      [
        .int32(run), previous.map { .bytes($0.bytes) } ?? .null, .int32(Int32(tree.count)),
        .bytes(tree.root.bytes), .bytes(runDigest.bytes), .timestamp(now.microseconds),
        .bytes(key.id.bytes), .bytes(SHA256.digest(of: head.bytes).bytes), .bytes(signature),
      ])
    precondition(written.affectedRows == 1, "run \(run) is not sealed and was signed")
  }

  /// Keeps the leaves of a run's tree.
  package static func keep(
    leaves statements: [Record], of run: Int32, in tx: borrowing Transaction
  ) throws {
    try tx.query(
      Query.Seals.insertLeaves,
      [
        .int32(run), .textArray(statements.map { $0["statement_id"] ?? "" }),
        .textArray(statements.map { MerkleTree.leafHash(of: $0.bytes).hex }),
      ], within: .seconds(120))
  }

  /// The leaves of a run's tree in their order; none for a run sealed before they were kept.
  package static func leaves(
    of run: Int32, in tx: borrowing Transaction
  ) throws -> [(statementID: String, hash: SHA256Digest)] {
    try tx.query(Query.Seals.listLeaves, [.int32(run)], within: .seconds(120)).map { row in
      guard let hash = SHA256Digest(bytes: row.bytes(1)) else {
        preconditionFailure("a leaf of \(row.bytes(1).count) bytes was stored")
      }
      return (row.text(0), hash)
    }
  }

  /// The head of a run with its signature, its key and its hash as stored; nil where it has none.
  package static func head(
    of run: Int32, in tx: borrowing Transaction
  ) throws -> (record: Record, signature: [UInt8], key: VerifyingKey, hash: [UInt8])? {
    try tx.query(Query.Seals.findHead, [.int32(run)]).first.map { row in
      let count = Record.Kind.head.names.count
      guard let key = VerifyingKey(bytes: row.bytes(count + 1)) else {
        preconditionFailure("a key of \(row.bytes(count + 1).count) bytes was stored")
      }
      return (record(.head, row, from: 0), row.bytes(count), key, row.bytes(count + 2))
    }
  }

  private static func record(_ kind: Record.Kind, _ row: Row, from column: Int) -> Record {
    let values = kind.names.indices.map { row.optionalText(column + $0) }
    guard let record = Record(kind, values) else {
      preconditionFailure("\(values.count) values of \(kind.rawValue)")
    }
    return record
  }
}
