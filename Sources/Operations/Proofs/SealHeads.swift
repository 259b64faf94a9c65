import CivilTime
import Digests
import Marketplace
import Postgres
import Proofs
import Store

/// The signed heads that make a sealed run provable to others.
enum SealHeads {
  /// Signs the heads of a site's sealed runs that have none: the one that is being sealed, and before
  /// it those that were sealed before there were heads. A head says when it was signed.
  static func extend(
    _ site: Site, with key: SigningKey, by actor: String, at now: Instant,
    in tx: borrowing Transaction
  ) throws {
    let runs = try SealStore.runs(of: site, isUnsigned: true, at: now, in: tx)
    if runs.isEmpty { return }
    if try SealStore.note(key.verifying, from: now, in: tx) {
      try Trail.note("seal_key_counts", of: key.verifying.id.hex, by: actor, at: now, in: tx)
    }
    var previous = try SealStore.lastHead(of: site, in: tx)
    for run in runs {
      let statements = try SealStore.statements(of: run.number, in: tx)
      let tree = MerkleTree(of: statements)
      let runDigest = SHA256.digest(of: run.record.bytes)
      let values = [
        site.rawValue, run.record["chain_number"], run.record["run_id"], run.record["period"],
        previous?.hex, String(tree.count), tree.root.hex, runDigest.hex, run.record["sealed_at"],
        run.record["engine"], run.signedAt, key.verifying.id.hex,
      ]
      guard let head = Record(.head, values) else {
        preconditionFailure("a head of \(values.count) fields")
      }
      try SealStore.write(
        head, of: run.number, previous: previous, tree: tree, runDigest: runDigest,
        signature: key.signature(of: head.bytes), key: key.verifying, at: now, in: tx)
      try SealStore.keep(leaves: statements, of: run.number, in: tx)
      previous = SHA256.digest(of: head.bytes)
    }
  }
}
