import Digests

/// That a statement, figure by figure, was among those that one head signs; checked by its own
/// content alone.
package struct StatementProof: Sendable, Equatable {
  /// Why a proof is none.
  package enum Flaw: Sendable, Equatable {
    /// The statement, its place and its path do not lead to the root of the head.
    case notInTree
    /// Not the signature of the head by the key.
    case signatureWrong
    /// The head names another key than the one that is given with it.
    case keyIsAnother
    /// A field of the statement is not that of its head.
    case headOfAnotherRun(field: String)
    /// Not the key that the reader trusts.
    case keyNotTrusted
  }

  package let statement: Record
  /// The statement's place among the leaves, from 0.
  package let leafIndex: Int
  package let path: [SHA256Digest]
  package let head: Record
  /// Of the head's bytes, 64 bytes.
  package let signature: [UInt8]
  package let key: VerifyingKey

  package init(
    statement: Record, leafIndex: Int, path: [SHA256Digest], head: Record, signature: [UInt8],
    key: VerifyingKey
  ) {
    precondition(statement.kind == .statement && head.kind == .head, "records of other kinds")
    self.statement = statement
    self.leafIndex = leafIndex
    self.path = path
    self.head = head
    self.signature = signature
    self.key = key
  }

  /// The hash under which the next head names this one, and by which people compare heads.
  package var headHash: SHA256Digest { SHA256.digest(of: head.bytes) }

  /// What is wrong with it; empty where it proves what it says.
  ///
  /// - Parameter trusted: The id of the key that the reader has from elsewhere; nil to take the
  ///   proof's own.
  package func flaws(trusting trusted: SHA256Digest?) -> [Flaw] {
    var flaws: [Flaw] = []
    let root = head["tree_size"].flatMap { Int($0) }.flatMap { size in
      MerkleTree.root(
        ofLeaf: MerkleTree.leafHash(of: statement.bytes), at: leafIndex, among: size, path: path)
    }
    if root == nil || root?.hex != head["root"] { flaws.append(.notInTree) }
    for field in ["site", "period", "run_id"]
    where !Record.isSame(statement[field], head[field]) {
      flaws.append(.headOfAnotherRun(field: field))
    }
    if head["key_id"] != key.id.hex { flaws.append(.keyIsAnother) }
    if !key.accepts(signature, of: head.bytes) { flaws.append(.signatureWrong) }
    if let trusted, trusted != key.id { flaws.append(.keyNotTrusted) }
    return flaws
  }
}
