import Digests
import Postgres
import Settlement

/// Tells the lines that a sealed statement has lost from those of facts that came in after its seal: the
/// digest of a statement is the sum of the digests of its lines, so that what is missing of the sum is
/// the sum of the lines that are gone.
enum LostLines {
  /// A line that a statement could have lost.
  private struct Candidate {
    let kind: SourceKind
    let sourceID: String
    let digest: LineSetDigest
  }

  /// Takes the lines of later facts out of what a check has derived for a run that lacks lines.
  ///
  /// Where digests prove nothing, because a line was changed as well or too many facts came in, the sums
  /// of the statement decide.
  static func settle(_ run: Int32, in tx: borrowing Transaction, within limit: Duration) throws {
    let lacks = try tx.query(Query.Check.listLacks, [.int32(run)], within: limit)
    if lacks.isEmpty { return }
    try tx.query(Query.Runs.setRunScope, [.int32(run)])
    let held = try LineVerification.digests(of: Query.Runs.streamLinesForCheck, in: tx)
    let candidates = try absentLines(in: tx)
    var proven: [Int32] = []
    var lost: [Candidate] = []
    for lack in lacks {
      let statement = lack.int32(0)
      var gone = lack.bytes(1).withUnsafeBytes { LineSetDigest(bytes: $0) }
      if let there = held[statement] { gone.subtract(there) }
      let absent = candidates[statement] ?? []
      guard let found = gone.terms(Int(lack.int64(2)), of: absent.map(\.digest)) else { continue }
      proven.append(statement)
      lost += found.map { absent[$0] }
    }
    try tx.query(
      Query.Check.deleteLaterLines,
      [
        .int64Array(proven.map(Int64.init)), .int64Array(lost.map { Int64($0.kind.rawValue) }),
        .textArray(lost.map(\.sourceID)),
      ], within: limit)
  }

  private static func absentLines(in tx: borrowing Transaction) throws -> [Int32: [Candidate]] {
    var found: [Int32: [Candidate]] = [:]
    var sha = SHA256()
    try tx.copyOut(Query.Check.streamAbsentLines) { row in
      let statement = try row.nextInt32()
      guard let kind = SourceKind(rawValue: try row.nextInt16()) else {
        preconditionFailure("a check derived a line of a kind nobody wrote")
      }
      let sourceID = try row.nextText() ?? ""
      let digest = try LineVerification.digest(&row, with: &sha)
      found[statement, default: []].append(
        Candidate(kind: kind, sourceID: sourceID, digest: digest))
    }
    return found
  }
}
