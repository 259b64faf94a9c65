import Digests
import Postgres
import Settlement

/// Digests the stored lines of a run again and compares them with what was planned. Rule 8.1.
package enum LineVerification {
  /// A statement whose stored lines are not the planned ones.
  package struct Difference: Sendable, Equatable {
    package let statementNumber: Int32
    package let statementID: String
    package let detail: String
  }

  /// Reads every line of a run: the proof an approval rests on.
  ///
  /// - Parameter planned: Number, id, line digest of each planned statement.
  /// - Returns: The differences by statement id; none when all lines are as planned.
  package static func differences(
    run: Int32, planned: [(number: Int32, id: String, digest: [UInt8])],
    in tx: borrowing Transaction
  ) throws -> [Difference] {
    try tx.query(Query.Runs.setRunScope, [.int32(run)])
    var found = try digests(of: Query.Runs.streamLinesForCheck, in: tx)
    var differences: [Difference] = []
    for statement in planned.sorted(by: { $0.id < $1.id }) {
      let digest = found.removeValue(forKey: statement.number) ?? LineSetDigest()
      if digest.bytes != statement.digest {
        differences.append(
          Difference(
            statementNumber: statement.number, statementID: statement.id,
            detail: "its lines are not those that were planned"))
      }
    }
    return differences
      + found.keys.sorted().map {
        Difference(statementNumber: $0, statementID: "", detail: "lines belong to no statement")
      }
  }

  /// Digests stored lines by the number of their statement.
  ///
  /// - Parameter stream: A stream with the columns of `runs/stream_lines_for_check`.
  static func digests(
    of stream: SQL, in tx: borrowing Transaction
  ) throws -> [Int32: LineSetDigest] {
    var found: [Int32: LineSetDigest] = [:]
    var sha = SHA256()
    try tx.copyOut(stream) { row in
      let statement = try row.nextInt32()
      found[statement, default: LineSetDigest()].add(try digest(&row, with: &sha))
    }
    return found
  }

  /// Digests a line from the fingerprints of its terms on, which stand before its content.
  static func digest(_ row: inout CopyRow, with sha: inout SHA256) throws -> LineSetDigest {
    let terms = try row.nextBytes()
    let payeeTerms = try row.nextBytes()
    sha.update(row.unreadBytes)
    if let terms { sha.update(terms) }
    if let payeeTerms { sha.update(payeeTerms) }
    return withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { bytes in
      sha.finish(into: bytes)
      return LineSetDigest(bytes: UnsafeRawBufferPointer(bytes))
    }
  }

  /// Compares counts and sums only: quick enough for the moment of sealing a large month.
  package static func firstSumDifference(
    run: Int32, in tx: borrowing Transaction
  ) throws -> Difference? {
    try tx.query(Query.Runs.findChangedStatement, [.int32(run)], within: .seconds(600)).first.map {
      Difference(
        statementNumber: $0.optionalInt32(0) ?? 0, statementID: $0.optionalText(1) ?? "",
        detail: "it was planned with \($0.optionalInt64(2) ?? 0) lines of "
          + "\($0.optionalText(4) ?? "0"), and has \($0.int64(3)) lines of \($0.text(5)) "
          + "minor units")
    }
  }
}
