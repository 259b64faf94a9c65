import CivilTime
import Digests
import Dispatch
import Documents
import Marketplace
import Postgres
import Store
import Synchronization

/// Has the signatures of documents time-stamped, each by a stamp of its own within the signature, which
/// makes them PAdES baseline B-T. ETSI EN 319 142-1, 6.
///
/// The signed original stays as it is kept: the stamp is kept beside it and put in whenever the file is
/// handed out. What has none is found by its absence, so that work that was stopped goes on.
struct StampSignatures: Sendable {
  private let workplace: Workplace
  private let actor: String
  private let ask: StampAsking
  /// So many answers are lost at the most when the work is stopped.
  static let batch = 32
  /// An authority takes its time, most of which is on the way.
  private static let atOnce = 4

  /// What came of it.
  struct Outcome: Sendable {
    var count = 0
    var hasMore = false
    /// Why those after them got none; nil where the authority answered.
    var silence: Refusal?
  }

  /// A document and the stamp that it got, with the digest of the file that they make.
  private struct Stamped {
    let invoiceID: String
    let stamp: TimeStamp
    let digest: SHA256Digest
  }

  init(_ workplace: Workplace, by actor: String, asking ask: StampAsking) {
    self.workplace = workplace
    self.actor = actor
    self.ask = ask
  }

  /// Asks for the stamps that are missing, by number; nil leaves a filter out.
  ///
  /// - Parameter most: How many at the most; nil for all.
  /// - Throws: `Refusal` `.verificationFailed` for an answer that is no stamp of what was asked, or for
  ///   which documents have no room; those that had one before are kept.
  func callAsFunction(
    site: Site?, period: Period?, run: Int32?, most: Int?, over session: borrowing Session
  ) throws -> Outcome {
    var outcome = Outcome()
    while outcome.silence == nil, !workplace.cancelSource.isCancelled {
      if let most, outcome.count >= most {
        outcome.hasMore = true
        break
      }
      let batch = try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
        try SignatureStampStore.unstamped(
          site: site, period: period, run: run, most: Self.batch, in: tx)
      }
      if batch.isEmpty { break }
      let (stamped, failure) = stamp(batch)
      try keep(stamped, over: session)
      outcome.count += stamped.count
      if let failure {
        guard failure.kind == .stillWaiting else { throw failure }
        outcome.silence = failure
      }
    }
    return outcome
  }

  /// Asks for a batch, several at a time, until one is refused.
  private func stamp(
    _ batch: [(invoiceID: String, file: [UInt8])]
  ) -> (stamped: [Stamped], failure: Refusal?) {
    let next = Atomic(0)
    let outcome = Mutex((stamped: [Stamped](), failure: Refusal?.none))
    DispatchQueue.concurrentPerform(iterations: min(Self.atOnce, batch.count)) { _ in
      while outcome.withLock({ $0.failure == nil }), !workplace.cancelSource.isCancelled {
        let turn = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard turn < batch.count else { return }
        do throws(Refusal) {
          let stamped = try stamp(batch[turn].invoiceID, batch[turn].file)
          outcome.withLock { $0.stamped.append(stamped) }
        } catch {
          outcome.withLock { $0.failure = $0.failure ?? error }
        }
      }
    }
    return outcome.withLock { outcome in
      (outcome.stamped.sorted { $0.invoiceID < $1.invoiceID }, outcome.failure)
    }
  }

  private func stamp(_ invoice: String, _ file: [UInt8]) throws(Refusal) -> Stamped {
    func refusing<R>(_ work: () throws(SignatureError) -> R) throws(Refusal) -> R {
      do throws(SignatureError) {
        return try work()
      } catch {
        throw Refusal(
          .verificationFailed, error.code, "\(invoice): \(error.sentence.withoutFullStop)",
          remedy: error.remedy)
      }
    }
    guard let original = SignedPDF(file) else {
      throw Refusal(
        .verificationFailed, "original_changed",
        "the signed original of \(invoice) has no signature over the whole file",
        remedy: "restore it from a backup; `settled audit verify` looks at everything else")
    }
    let imprint = try refusing { () throws(SignatureError) in
      try TimeStampRequest(for: original.cms).imprint
    }
    let stamp = try ask(imprint)
    let whole = try refusing { () throws(SignatureError) in
      try original.embedding(stamp.added(to: original.cms))
    }
    return Stamped(invoiceID: invoice, stamp: stamp, digest: SHA256.digest(of: whole))
  }

  private func keep(_ stamped: [Stamped], over session: borrowing Session) throws {
    let now = workplace.now()
    try session.transaction { (tx: borrowing Transaction) in
      var kept: [Stamped] = []
      for each in stamped {
        let isKept = try SignatureStampStore.keep(
          each.stamp, of: each.invoiceID, digest: each.digest, by: actor, at: now, in: tx)
        if isKept { kept.append(each) }
      }
      guard let first = kept.first, let last = kept.last else { return }
      try Trail.note(
        "signatures_stamped", of: first.invoiceID, by: actor, at: now,
        detail:
          "\(counted(kept.count, "signature")) to \(last.invoiceID) by \(last.stamp.authority)",
        in: tx)
    }
  }
}
