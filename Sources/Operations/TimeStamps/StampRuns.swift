import CivilTime
import Digests
import Marketplace
import Postgres
import Proofs
import Store

/// Has the time stamped of what was sealed and signed: one stamp for each run, over its head and the
/// signed originals of its documents, and then one within each signature. RFC 3161.
///
/// Nothing waits for it: a month is closed, and its documents are signed and handed out, whether the
/// authority answers or not. What has no stamp is found by its absence.
package struct StampRuns: Sendable {
  private let workplace: Workplace
  private let actor: String
  private let firstPause: Duration

  /// What came of it.
  package struct Outcome: Sendable {
    /// The runs that got a stamp.
    package var stamped: [String] = []
    /// How many documents got one in their signature.
    package var signatures = 0
    /// Whether others have none because no more were to be asked for.
    package var hasMore = false
    /// Why those after them got none; nil where nothing of the kind happened.
    package var silence: Refusal?
  }

  /// - Parameter firstPause: Before the second try; each further pause is twice as long.
  package init(_ workplace: Workplace, by actor: String, firstPause: Duration = .seconds(1)) {
    self.workplace = workplace
    self.actor = actor
    self.firstPause = firstPause
  }

  /// Asks for the stamps that are missing, run by run.
  ///
  /// - Parameters:
  ///   - site: Nil for all.
  ///   - period: Nil for all months.
  ///   - run: This one alone, by number.
  ///   - tries: How often an authority is asked that does not answer, above 0.
  ///   - most: Of how many signatures at the most; nil for all.
  /// - Returns: Nil where nobody is named who stamps.
  /// - Throws: `Refusal` `.verificationFailed` for an answer that is no stamp of what was asked,
  ///   `.configuration` where the source is unusable, `.cancelled`.
  package func callAsFunction(
    site: Site? = nil, period: Period? = nil, run: Int32? = nil, tries: Int,
    most: Int? = nil
  ) throws -> Outcome? {
    guard let authority = try workplace.timeStamps.authority() else { return nil }
    let ask = StampAsking(
      authority: authority, tries: tries, firstPause: firstPause,
      cancelSource: workplace.cancelSource)
    let session = try workplace.openCheckedSession()
    let runs = try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try TimeStampStore.unstampedRuns(site: site, period: period, in: tx)
    }
    var outcome = Outcome()
    for (number, id) in runs where run == nil || run == number {
      let leaves = try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
        try TimeStampStore.unstampedLeaves(of: number, in: tx)
      }
      if leaves.isEmpty { continue }
      let stamp: TimeStamp
      do throws(Refusal) {
        stamp = try ask(leaves.tree.root)
      } catch {
        guard error.kind == .stillWaiting else { throw error }
        outcome.silence = error
        return outcome
      }
      if try keep(stamp, over: leaves, of: number, id, over: session) {
        outcome.stamped.append(id)
      }
    }
    let signatures = try StampSignatures(workplace, by: actor, asking: ask)(
      site: site, period: period, run: run, most: most, over: session)
    outcome.signatures = signatures.count
    outcome.hasMore = signatures.hasMore
    outcome.silence = signatures.silence
    return outcome
  }

  /// - Returns: False where somebody else had something of it stamped meanwhile; the rest is asked
  ///   for the next time.
  private func keep(
    _ stamp: TimeStamp, over leaves: [StampedLeaf], of run: Int32, _ id: String,
    over session: borrowing Session
  ) throws -> Bool {
    struct Overtaken: Error {}
    let now = workplace.now()
    do {
      try session.transaction { (tx: borrowing Transaction) in
        guard
          try TimeStampStore.keep(stamp, over: leaves, of: run, by: actor, at: now, in: tx)
        else { throw Overtaken() }
        try Trail.note(
          "run_stamped", of: id, by: actor, at: now,
          detail: "\(stamp.time.text()) by \(stamp.authority), over \(leaves.words)", in: tx)
      }
      return true
    } catch is Overtaken {
      return false
    }
  }
}

extension [StampedLeaf] {
  /// The tree whose root is stamped. RFC 6962; each leaf is the 32 bytes of a digest.
  var tree: MerkleTree {
    MerkleTree(leafHashes: map { MerkleTree.leafHash(of: $0.digest.bytes) })
  }

  /// `the head and 2 originals`.
  fileprivate var words: String {
    let originals = count { $0.invoiceID != nil }
    let rest = originals == 0 ? nil : counted(originals, "original")
    return [contains { $0.headOf != nil } ? "the head" : nil, rest].compactMap(\.self)
      .joined(separator: " and ")
  }
}
