import CivilTime
import Digests
import Foundation
import Marketplace
import Performance
import Postgres
import Settlement
import Synchronization

/// Streams the facts of a snapshot, shard beside shard. Each shard reads with one session and writes
/// with another, so that nothing waits for a whole month to be in memory.
///
/// Lines under a monthly waiver have no price before the month's total is known. Their rows are put
/// aside on disk while the total is taken, and priced when all shards have read. Rule 5.7.
package struct DraftStream: Sendable {
  private let settings: ConnectionSettings
  private let cancelSource: CancelSource?
  private let snapshot: SnapshotID
  private let scopes: [FactScope]
  /// Where lines go; nil for the run's own partition.
  private let table: String?

  /// What all shards together have come to.
  package struct Result: Sendable {
    package var outcome: ShardOutcome
    /// X of each waiver. Rule 5.7.
    package var waiverTotals: WaiverTotals
    /// The run with the increments its waivers earned.
    package var run: RunTerms
  }

  /// What is decided before the facts are read.
  package struct Conditions: Sendable {
    /// Reasons for which an account gets no statement, by account index. Rules 7.5 and 7.6.
    let withheld: [PendingReasons]
    let fingerprints: Fingerprints
    /// Adjustments and incentives. Rules 8.4 and 9.2.
    package let wholeLines: [WholeLine]
    /// What order lines that name an offer or voucher are checked against. Rule 9.4.
    package let offers: OfferBook?

    package init(
      withheld: [PendingReasons], fingerprints: Fingerprints, wholeLines: [WholeLine] = [],
      offers: OfferBook? = nil
    ) {
      self.withheld = withheld
      self.fingerprints = fingerprints
      self.wholeLines = wholeLines
      self.offers = offers
    }
  }

  /// - Parameters:
  ///   - snapshot: What the session that exported it sees; it must stay open meanwhile.
  ///   - scopes: The shards; together they are the facts, and no two overlap.
  ///   - table: Where lines go that are not the run's own; nil for its partition.
  package init(
    settings: ConnectionSettings, cancelledBy cancelSource: CancelSource?,
    snapshot: SnapshotID, scopes: [FactScope], table: String? = nil
  ) {
    self.table = table
    self.settings = settings
    self.cancelSource = cancelSource
    self.snapshot = snapshot
    self.scopes = scopes
  }

  /// Prices every fact.
  ///
  /// - Parameters:
  ///   - runNumber: Whose partition takes the lines; nil to write nothing and only take the totals.
  ///   - usage: The open usage lines; nil where there are none.
  ///   - progress: Told now and then how many facts a shard has settled since the last time.
  package func price(
    _ run: RunTerms, runNumber: Int32?, conditions: Conditions, usage: UsageLines? = nil,
    progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) throws -> Result {
    let readings = try scopes.mapAtOnce { scope in
      let session = try Session(connecting: settings, cancelledBy: cancelSource)
      return try session.transaction(.repeatableRead, snapshot: snapshot) {
        (tx: borrowing Transaction) in
        try read(scope, in: tx, run, runNumber, conditions, progress)
      }
    }
    var result = Result(
      outcome: ShardOutcome(catalogue: run.catalogue),
      waiverTotals: WaiverTotals(count: run.catalogue.waivers.count), run: run)
    for reading in readings {
      result.outcome.add(reading.outcome)
      result.waiverTotals.add(reading.totals)
    }
    if let usage { try survey(usage, run, into: &result.waiverTotals) }
    result.run.increments = WaiverIncrements(
      of: result.waiverTotals, waivers: run.catalogue.waivers)
    let priced = result.run
    if !conditions.wholeLines.isEmpty {
      result.outcome.add(
        try settle(priced, runNumber, conditions, progress) { settler, _ in
          for line in conditions.wholeLines { settler.take(line) }
        })
    }
    if let usage {
      let lines = try Array(0..<usage.shardCount).mapAtOnce { shard in
        try settle(priced, runNumber, conditions, progress) { settler, write in
          try usage.forEach(shard) { try settler.settle($0, write: write) }
        }
      }
      for outcome in lines { result.outcome.add(outcome) }
      result.outcome.refuse(usage.refusals)
    }
    let replays = try readings.compactMap(\.spool).mapAtOnce { spool in
      try replay(spool, priced, runNumber, conditions, progress)
    }
    for outcome in replays { result.outcome.add(outcome) }
    return result
  }

  /// Adds the usage of products with a monthly waiver to its totals. Rule 5.7.
  private func survey(
    _ usage: UsageLines, _ run: RunTerms, into totals: inout WaiverTotals
  ) throws {
    guard !run.catalogue.waivers.isEmpty else { return }
    var survey = WaiverSurvey(catalogue: run.catalogue)
    var surveyor = FactWalk(run: run)
    for shard in 0..<usage.shardCount {
      try usage.forEach(shard) { row in
        if run.catalogue.hasWaiver[row.product] { try surveyor.handle(row, sink: &survey) }
      }
    }
    totals.add(survey.totals)
  }

  /// A shard after its first pass: rows that wait for the month's total are in the spool.
  private struct Reading: Sendable {
    let outcome: ShardOutcome
    let totals: WaiverTotals
    let spool: Spool?
  }

  /// Lets a spool go from the shard that fills it to the one that empties it.
  private final class Spool: Sendable {
    let rows: Mutex<CopySpool?>

    init(_ spool: consuming sending CopySpool) {
      rows = Mutex(spool)
    }
  }

  private func read(
    _ scope: FactScope, in tx: borrowing Transaction, _ run: RunTerms, _ runNumber: Int32?,
    _ conditions: Conditions, _ progress: @escaping @Sendable (Int) -> Void
  ) throws -> Reading {
    guard !run.catalogue.waivers.isEmpty else {
      let outcome = try settle(run, runNumber, conditions, progress) { settler, write in
        _ = try scope.stream(in: tx) { row in try settler.settle(&row, write: write) }
      }
      return Reading(
        outcome: outcome, totals: WaiverTotals(count: run.catalogue.waivers.count), spool: nil)
    }
    var rows = try CopySpool(in: FileManager.default.temporaryDirectory.path)
    var survey = WaiverSurvey(catalogue: run.catalogue)
    var surveyor = FactWalk(run: run)
    let outcome = try settle(run, runNumber, conditions, progress) { settler, write in
      _ = try scope.stream(in: tx) { row in
        guard let found = try settler.read(&row) else { return }
        if run.catalogue.hasWaiver[found.product] {
          try surveyor.handle(found, sink: &survey)
          try rows.append(row)
        } else {
          try settler.settle(found, write: write)
        }
      }
    }
    return Reading(outcome: outcome, totals: survey.totals, spool: Spool(rows))
  }

  private func replay(
    _ spool: Spool, _ run: RunTerms, _ runNumber: Int32?, _ conditions: Conditions,
    _ progress: @escaping @Sendable (Int) -> Void
  ) throws -> ShardOutcome {
    guard var rows = spool.rows.withLock({ $0.take() }) else {
      preconditionFailure("a spool is replayed once")
    }
    return try settle(run, runNumber, conditions, progress) { settler, write in
      try rows.replay { row in try settler.settle(&row, write: write) }
    }
  }

  /// Settles what the body hands over, writing the lines on a session of their own.
  private func settle(
    _ run: RunTerms, _ runNumber: Int32?, _ conditions: Conditions,
    _ progress: @escaping @Sendable (Int) -> Void,
    _ body: (inout ShardSettler, ShardSettler.Write) throws -> Void
  ) throws -> ShardOutcome {
    var settler = ShardSettler(
      run: run, runNumber: runNumber ?? 0, conditions: conditions, progress: progress)
    guard let runNumber else {
      try body(&settler) { _, _ in }
      return try settler.finish { _, _ in }
    }
    let writer = try Session(connecting: settings, cancelledBy: cancelSource)
    return try writer.transaction { (draft: borrowing Transaction) in
      try draft.copyIn(
        into: table ?? "settlement.line_\(runNumber)", columns: LineEncoder.columns
      ) { (lines: inout CopyWriter) in
        try body(&settler) { try lines.rawRows($0, count: $1) }
        return try settler.finish { try lines.rawRows($0, count: $1) }
      }
    }
  }
}

/// Settles one shard's rows and hands their lines over in portions.
private struct ShardSettler: ~Copyable {
  /// Takes over encoded lines: their bytes and their number.
  typealias Write = (UnsafeRawBufferPointer, Int) throws -> Void

  private var sink: DraftSink
  private var walk: FactWalk
  private var told = 0
  private let progress: @Sendable (Int) -> Void
  /// Lines are handed over in portions of this many bytes.
  private static let portion = 32768

  init(
    run: RunTerms, runNumber: Int32, conditions: DraftStream.Conditions,
    progress: @escaping @Sendable (Int) -> Void
  ) {
    sink = DraftSink(
      run: run, runNumber: runNumber, withheld: conditions.withheld,
      fingerprints: conditions.fingerprints, offers: conditions.offers)
    walk = FactWalk(run: run)
    self.progress = progress
  }

  /// Reads a row; nil when it is refused.
  mutating func read(_ row: inout CopyRow) throws -> FactWalk.Found? {
    try walk.read(&row, sink: &sink)
  }

  /// Reads and settles a row.
  mutating func settle(_ row: inout CopyRow, write: Write) throws {
    if let found = try read(&row) { try settle(found, write: write) }
  }

  /// Settles a row that was read.
  mutating func settle(_ found: FactWalk.Found, write: Write) throws {
    try walk.handle(found, sink: &sink)
    if sink.encoder.rows.count >= Self.portion { try handOver(to: write) }
    if walk.factsRead - told >= 8192 { tell() }
  }

  /// Settles a usage line.
  mutating func settle(_ usage: UsageRow, write: Write) throws {
    try walk.handle(usage, sink: &sink)
    if sink.encoder.rows.count >= Self.portion { try handOver(to: write) }
    if walk.factsRead - told >= 8192 { tell() }
  }

  /// Takes an adjustment or incentive.
  mutating func take(_ line: WholeLine) {
    guard let account = walk.run.catalogue.account(partner: line.partner, tab: line.tab) else {
      preconditionFailure("\(line.sourceID) has no account: the catalogue lists all there are")
    }
    sink.take(line, account: account)
  }

  /// Hands over what is left.
  mutating func finish(write: Write) throws -> ShardOutcome {
    try handOver(to: write)
    tell()
    sink.outcome.factsRead += walk.factsRead
    return sink.outcome
  }

  private mutating func handOver(to write: Write) throws {
    try write(sink.encoder.rows, sink.encoder.rowCount)
    sink.encoder.removeAll()
  }

  private mutating func tell() {
    progress(walk.factsRead - told)
    told = walk.factsRead
  }
}
