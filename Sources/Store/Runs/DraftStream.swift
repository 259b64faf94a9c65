import CivilTime
import Digests
import Marketplace
import Postgres
import Settlement

/// Streams the facts of a snapshot, shard beside shard. Each shard reads with one session and writes
/// with another, so that nothing waits for a whole month to be in memory.
package struct DraftStream: Sendable {
  private let settings: ConnectionSettings
  private let cancelSource: CancelSource?
  private let snapshot: SnapshotID
  private let scopes: [FactScope]
  /// Lines are handed to the writing session in portions of this many bytes.
  private static let handOverSize = 32768

  /// - Parameters:
  ///   - snapshot: What the session that exported it sees; it must stay open meanwhile.
  ///   - scopes: The shards; together they are the facts, and no two overlap.
  package init(
    settings: ConnectionSettings, cancelledBy cancelSource: CancelSource?,
    snapshot: SnapshotID, scopes: [FactScope]
  ) {
    self.settings = settings
    self.cancelSource = cancelSource
    self.snapshot = snapshot
    self.scopes = scopes
  }

  /// Sums what each waiver's lines paid, before anything is priced. Rule 5.7.
  package func survey(_ run: RunTerms) throws -> WaiverTotals {
    let parts = try eachShard { scope, transaction in
      var narrowed = scope
      narrowed.isTieredOnly = true
      var walk = FactWalk(run: run)
      var sink = WaiverSurvey(catalogue: run.catalogue)
      _ = try narrowed.stream(in: transaction) { row in try walk.handle(&row, sink: &sink) }
      return sink.totals
    }
    var totals = WaiverTotals(count: run.catalogue.waivers.count)
    for part in parts { totals.add(part) }
    return totals
  }

  /// Prices every fact and writes the lines of the ready ones into the run's partition.
  ///
  /// - Parameters:
  ///   - withheld: Reasons for which a partner gets no statement, by partner index. Rule 7.5.
  ///   - progress: Told now and then how many facts a shard has read since the last time.
  package func write(
    _ run: RunTerms, runNumber: Int32, withheld: [PendingReasons],
    fingerprints: [SHA256Digest], progress: @escaping @Sendable (Int) -> Void
  ) throws -> ShardOutcome {
    try merge(run) { scope, transaction in
      let writer = try Session(connecting: settings, cancelledBy: cancelSource)
      return try writer.transaction { (draft: borrowing Transaction) in
        try draft.copyIn(
          into: "settlement.line_\(runNumber)", columns: LineEncoder.columns
        ) { (lines: inout CopyWriter) in
          var sink = DraftSink(
            run: run, runNumber: runNumber, withheld: withheld, fingerprints: fingerprints)
          return try walk(run, scope, transaction, &sink, progress) { rows, count in
            try lines.rawRows(rows, count: count)
          }
        }
      }
    }
  }

  /// Prices every fact and writes nothing: what a draft would come to.
  package func total(
    _ run: RunTerms, withheld: [PendingReasons], fingerprints: [SHA256Digest]
  ) throws -> ShardOutcome {
    try merge(run) { scope, transaction in
      var sink = DraftSink(
        run: run, runNumber: 0, withheld: withheld, fingerprints: fingerprints)
      return try walk(run, scope, transaction, &sink, { _ in }) { _, _ in }
    }
  }

  /// Hands every fact of every shard to a sink, one shard after the other.
  package func walk<Sink: FactSink & ~Copyable>(_ run: RunTerms, into sink: inout Sink) throws {
    for scope in scopes {
      let session = try Session(connecting: settings, cancelledBy: cancelSource)
      try session.transaction(.repeatableRead, snapshot: snapshot) {
        (transaction: borrowing Transaction) in
        var walk = FactWalk(run: run)
        _ = try scope.stream(in: transaction) { row in try walk.handle(&row, sink: &sink) }
      }
    }
  }

  private func walk(
    _ run: RunTerms, _ scope: FactScope, _ transaction: borrowing Transaction,
    _ sink: inout DraftSink, _ progress: (Int) -> Void,
    write: (UnsafeRawBufferPointer, Int) throws -> Void
  ) throws -> ShardOutcome {
    func hand() throws {
      try write(sink.encoder.rows, sink.encoder.rowCount)
      sink.encoder.removeAll()
    }
    var walk = FactWalk(run: run)
    var told = 0
    _ = try scope.stream(in: transaction) { row in
      try walk.handle(&row, sink: &sink)
      if sink.encoder.rows.count >= Self.handOverSize { try hand() }
      if walk.factsRead - told >= 8192 {
        progress(walk.factsRead - told)
        told = walk.factsRead
      }
    }
    try hand()
    progress(walk.factsRead - told)
    sink.outcome.factsRead = walk.factsRead
    return sink.outcome
  }

  private func merge(
    _ run: RunTerms,
    _ work: @Sendable (FactScope, borrowing Transaction) throws -> ShardOutcome
  ) throws -> ShardOutcome {
    let parts = try eachShard(work)
    var outcome = ShardOutcome(catalogue: run.catalogue)
    for part in parts { outcome.add(part) }
    return outcome
  }

  /// Runs the work for every shard at once, each on the thread of its own connection.
  private func eachShard<R: Sendable>(
    _ work: @Sendable (FactScope, borrowing Transaction) throws -> R
  ) throws -> [R] {
    try scopes.mapAtOnce { scope in
      let session = try Session(connecting: settings, cancelledBy: cancelSource)
      return try session.transaction(.repeatableRead, snapshot: snapshot) {
        (transaction: borrowing Transaction) in try work(scope, transaction)
      }
    }
  }
}
