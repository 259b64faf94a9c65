import CivilTime
import Foundation
import Marketplace
import Metering
import Postgres
import Synchronization

/// Rates a run's usage: from records to open usage lines. Rule 4.
///
/// Nothing is sorted by the server. Records are streamed in the order of storage, shard beside
/// shard, and put aside on disk in partitions by instance; then each partition is rated in memory.
package struct UsageStage: Sendable {
  private let settings: ConnectionSettings
  private let cancelSource: CancelSource?
  private let snapshot: SnapshotID
  private let scope: UsageScope
  private let layout: UsageLayout
  private let plans: PriceShelf
  private let catalogue: Catalogue

  /// Looks at what is to be rated.
  ///
  /// - Parameters:
  ///   - snapshot: What the session that exported it sees; it must stay open meanwhile.
  ///   - tx: A transaction on that snapshot.
  ///   - chainNumber: The place in the site's chain of sealed runs that the run would take.
  ///   - shards: How many threads and sessions.
  ///   - partitions: Nil for as many as the size of the table wants.
  package init(
    settings: ConnectionSettings, cancelledBy cancelSource: CancelSource?, snapshot: SnapshotID,
    site: Site, asOf: Instant, chainNumber: Int32, catalogue: Catalogue, shards: Int,
    partitions: Int? = nil, in tx: borrowing Transaction
  ) throws {
    self.settings = settings
    self.cancelSource = cancelSource
    self.snapshot = snapshot
    self.catalogue = catalogue
    scope = try UsageScope(site: site, asOf: asOf, chainNumber: chainNumber, in: tx)
    layout = try UsageLayout(shards: shards, partitions: partitions, in: tx)
    plans = try PriceShelf(in: tx)
  }

  /// Rates what is new to the run and gathers every line that is not billed to every payee.
  ///
  /// - Parameters:
  ///   - runNumber: Whose parts, counters, open lines and abnormal records are written; nil to
  ///     write nothing.
  ///   - only: The lines that are wanted, by key: of a sealed run those that it billed. Nil for all.
  ///   - progress: Told now and then how many records were read since the last time.
  package func rate(
    runNumber: Int32?, only: ByteIndex? = nil,
    progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) throws -> UsageLines {
    let folder = FileManager.default.temporaryDirectory.path
    let file = try ChunkFile(in: folder)
    var entries = PartitionedEntries(file: file, partitions: layout.partitions)
    let readings = try Array(layout.shards.indices).mapAtOnce { shard in
      let reading = try readNew(shard, file)
      progress(reading.newRecords)
      return reading
    }
    for reading in readings { entries.add(reading.chunks) }
    let newRecords = readings.reduce(0) { $0 + $1.newRecords }
    let leastBegin = bounded(readings.map(\.leastBegin).min() ?? scope.asOf)
    if scope.lastRun != 0 {
      let carried = try Array(layout.shards.indices).mapAtOnce { shard in
        try readCarried(shard, since: leastBegin, hasNew: newRecords > 0, file)
      }
      for chunks in carried { entries.add(chunks) }
    } else {
      entries.add(try readRepayments(since: Period(containing: leastBegin), file))
    }
    let all = entries
    let rated = try Array(layout.shards.indices).mapAtOnce { shard in
      try rate(shard, of: all, runNumber, only, lines: try ChunkFile(in: folder))
    }
    return UsageLines(
      shards: rated.map(\.lines), newRecords: newRecords,
      abnormalCount: rated.reduce(0) { $0 + $1.abnormalCount },
      refusals: rated.flatMap(\.refusals).sorted { $0.sourceID < $1.sourceID })
  }

  /// What one shard has put aside.
  private struct Reading: Sendable {
    let chunks: [[ChunkFile.Chunk]]
    let newRecords: Int
    let leastBegin: Instant
  }

  /// What one shard has rated.
  private struct Rated: Sendable {
    let lines: LineFile
    let abnormalCount: Int
    let refusals: [RefusedFact]
  }

  private func readNew(_ shard: Int, _ file: ChunkFile) throws -> Reading {
    try inSnapshot { tx in
      var intake = UsageIntake(scope: scope, layout: layout, file: file)
      if shard == 0 { try intake.takeInstances(in: tx) }
      try intake.takeNewRecords(
        pages: layout.shards[shard], takesRefused: shard == 0, in: tx)
      let chunks = try intake.finish()
      return Reading(
        chunks: chunks, newRecords: intake.newRecords, leastBegin: intake.leastBegin)
    }
  }

  private func readCarried(
    _ shard: Int, since leastBegin: Instant, hasNew: Bool, _ file: ChunkFile
  ) throws -> [[ChunkFile.Chunk]] {
    try inSnapshot { tx in
      var intake = UsageIntake(scope: scope, layout: layout, file: file)
      if shard == 0 {
        let month = try intake.takeCarried(since: leastBegin, in: tx)
        try intake.takeRepayments(since: month, in: tx)
      }
      if hasNew {
        try intake.takeSeenRecords(pages: layout.shards[shard], since: leastBegin, in: tx)
      }
      return try intake.finish()
    }
  }

  private func readRepayments(
    since month: Period, _ file: ChunkFile
  ) throws -> [[ChunkFile.Chunk]] {
    try inSnapshot { tx in
      var intake = UsageIntake(scope: scope, layout: layout, file: file)
      try intake.takeRepayments(since: month, in: tx)
      return try intake.finish()
    }
  }

  private func rate(
    _ shard: Int, of entries: PartitionedEntries, _ runNumber: Int32?, _ only: ByteIndex?,
    lines: ChunkFile
  ) throws -> Rated {
    try inSnapshot { tx in
      var rater = UsageRater(
        scope: scope, catalogue: catalogue, plans: plans, runNumber: runNumber, only: only,
        lines: lines)
      for partition in stride(from: shard, to: layout.partitions, by: layout.shards.count) {
        try rater.rate(partition, of: entries, in: tx)
      }
      let lines = try rater.finish(in: tx)
      return Rated(
        lines: lines, abnormalCount: rater.abnormalCount, refusals: rater.refusals)
    }
  }

  private func inSnapshot<R>(
    _ body: (borrowing Transaction) throws -> R
  ) throws -> R {
    let session = try Session(connecting: settings, cancelledBy: cancelSource)
    return try session.transaction(.repeatableRead, snapshot: snapshot) {
      (tx: borrowing Transaction) in try body(tx)
    }
  }

  /// An instant that the server can cut months of, whatever records say.
  private func bounded(_ instant: Instant) -> Instant {
    max(min(instant, scope.asOf), Period(year: 1, month: 1).start)
  }
}
