import Digests
import Postgres
import Proofs
import Store

/// One sealed run, computed again from its rows.
struct RunAudit {
  let record: RunRecord
  let sealed: RunToSign
  private(set) var findings: [AuditFinding] = []

  init(record: RunRecord, sealed: RunToSign) {
    self.record = record
    self.sealed = sealed
  }

  /// - Returns: The hash of its head; nil where it has none.
  mutating func examine(
    after previous: SHA256Digest?, at number: Int, in tx: borrowing Transaction
  ) throws -> SHA256Digest? {
    if Int(record.chainNumber) != number {
      note(
        "chain_broken",
        "it is number \(record.chainNumber) of its site's chain where \(number) is expected")
    }
    let isContent = try examineContent(in: tx)
    guard let head = try SealStore.head(of: record.number, in: tx) else {
      note("head_missing", "it has no head; it gets one at the next seal of its site")
      return nil
    }
    let statements = try SealStore.statements(of: record.number, in: tx)
    let tree = MerkleTree(of: statements)
    try examineLeaves(of: statements, root: head.record["root"], in: tx)
    if head.record["root"] != tree.root.hex || head.record["tree_size"] != String(tree.count) {
      note(
        "root_differs",
        isContent
          ? "what is printed on one of its statements, or its root, is not what was signed"
          : "its statements are not those that were signed")
    }
    if head.record["run_digest"] != SHA256.digest(of: sealed.record.bytes).hex {
      note("run_differs", "the row of the run, or its digest, is not what was signed")
    }
    let hash = SHA256.digest(of: head.record.bytes)
    if head.hash != hash.bytes { note("head_differs", "its head is not the one that was hashed") }
    if head.record["previous_head"] != previous?.hex {
      note("chain_broken", "its head does not follow the head before")
    }
    if head.record["key_id"] != head.key.id.hex {
      note("key_differs", "its key is not the one that its head names")
    } else if !head.key.accepts(head.signature, of: head.record.bytes) {
      note("signature_wrong", "its signature is not its key's signature of its head")
    }
    return hash
  }

  /// Names the statements that are not what was signed, by the leaves that lead to the signed root.
  private mutating func examineLeaves(
    of statements: [Record], root: String?, in tx: borrowing Transaction
  ) throws {
    let leaves = try SealStore.leaves(of: record.number, in: tx)
    if leaves.isEmpty { return }
    guard MerkleTree(leafHashes: leaves.map(\.hash)).root.hex == root else {
      return note("leaves_differ", "its leaves do not lead to its root")
    }
    var signed = Dictionary(leaves.map { ($0.statementID, $0.hash) }, uniquingKeysWith: { $1 })
    let known = Set(findings.filter { $0.code == "statement_differs" }.map(\.statement))
    for statement in statements {
      let id = statement["statement_id"] ?? ""
      guard let hash = signed.removeValue(forKey: id) else {
        note("statement_added", "it was not there when its run was signed", id)
        continue
      }
      if hash != MerkleTree.leafHash(of: statement.bytes), !known.contains(id) {
        note("statement_differs", "what is stored or printed of it is not what was signed", id)
      }
    }
    for id in signed.keys.sorted() {
      note("statement_deleted", "it was there when its run was signed", id)
    }
  }

  /// Whether figures and lines are those of the content hash that was approved.
  private mutating func examineContent(in tx: borrowing Transaction) throws -> Bool {
    let before = findings.count
    let hashes = try StatementStore.list(run: record.number, in: tx).map { PlannedStatement($0) }
    for statement in hashes where statement.contentHash != statement.stored {
      note("statement_differs", "its figures are not those that were approved", statement.id)
    }
    let runHash = PlannedStatement.runHash(
      of: hashes, site: record.site, period: record.period)
    if findings.count == before, runHash != record.contentHash {
      note("statements_differ", "statements were added, removed or changed since the approval")
    }
    for difference in try LineVerification.differences(
      run: record.number, planned: hashes.map { ($0.number, $0.id, $0.lineDigest) }, in: tx)
    {
      note("lines_differ", difference.detail, difference.statementID)
    }
    return findings.count == before
  }

  private mutating func note(_ code: String, _ sentence: String, _ statement: String = "") {
    findings.append(
      AuditFinding(code: code, run: record.id, statement: statement, sentence: sentence))
  }
}
