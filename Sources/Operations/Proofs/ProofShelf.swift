import Digests
import Postgres
import Proofs
import Store
import Synchronization

/// Proofs of statements, each run's tree made once.
final class ProofShelf: Sendable {
  private struct SealedTree: Sendable {
    let places: [String: Int]
    let statements: [Record]
    let tree: MerkleTree
    let head: Record
    let signature: [UInt8]
    let key: VerifyingKey
  }

  private let trees = Mutex<[Int32: SealedTree]>([:])

  /// The proof of a sealed statement; nil where its run has no head.
  ///
  /// - Throws: `Refusal` `.verificationFailed` when what is stored is not what was signed.
  func proof(
    of statement: StatementRecord, in tx: borrowing Transaction
  ) throws -> StatementProof? {
    guard let sealed = try tree(of: statement.runNumber, in: tx) else { return nil }
    guard let place = sealed.places[statement.id] else { throw Self.refusal(of: statement.id) }
    let proof = StatementProof(
      statement: sealed.statements[place], leafIndex: place, path: sealed.tree.path(ofLeaf: place),
      head: sealed.head, signature: sealed.signature, key: sealed.key)
    guard proof.flaws(trusting: nil).isEmpty else { throw Self.refusal(of: statement.id) }
    return proof
  }

  private func tree(of run: Int32, in tx: borrowing Transaction) throws -> SealedTree? {
    if let known = trees.withLock({ $0[run] }) { return known }
    guard let head = try SealStore.head(of: run, in: tx) else { return nil }
    let statements = try SealStore.statements(of: run, in: tx)
    var places: [String: Int] = [:]
    for (place, statement) in statements.enumerated() {
      if let id = statement["statement_id"] { places[id] = place }
    }
    let sealed = SealedTree(
      places: places, statements: statements, tree: MerkleTree(of: statements),
      head: head.record, signature: head.signature, key: head.key)
    trees.withLock { $0[run] = sealed }
    return sealed
  }

  private static func refusal(of statement: String) -> Refusal {
    Refusal(
      .verificationFailed, "seal_broken", "statement \(statement) is not what was signed",
      remedy: "somebody changed rows of a sealed run: compare it with a backup and with `settled"
        + " replay`")
  }
}
