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
    /// Other prices for order lines that name an offer; nil for those that were paid.
    let prices: OfferPrices?

    package init(
      withheld: [PendingReasons], fingerprints: Fingerprints, wholeLines: [WholeLine] = [],
      offers: OfferBook? = nil, prices: OfferPrices? = nil
    ) {
      self.withheld = withheld
      self.fingerprints = fingerprints
      self.wholeLines = wholeLines
      self.offers = offers
      self.prices = prices
    }
  }

  /// - Parameters:
  ///   - snapshot: What the session that exported it sees; it must stay open meanwhile.
  ///   - scopes: The shards; together they are the facts, and no two overlap. They know the same
  ///     repayments.
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
        try settler.settle(scope, in: tx, write: write)
      }
      return Reading(
        outcome: outcome, totals: WaiverTotals(count: run.catalogue.waivers.count), spool: nil)
    }
    var rows = try CopySpool(in: FileManager.default.temporaryDirectory.path)
    var survey = WaiverSurvey(catalogue: run.catalogue)
    var surveyor = FactWalk(run: run)
    let outcome = try settle(run, runNumber, conditions, progress) { settler, write in
      try settler.settle(
        scope, in: tx,
        aside: { line, product, row in
          guard run.catalogue.hasWaiver[product] else { return false }
          try surveyor.handle(line, of: product, sink: &survey)
          try rows.append(row)
          return true
        }, write: write)
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
      try settler.settle(&rows, write: write)
    }
  }

  /// Settles what the body hands over, writing the lines on a session of their own.
  private func settle(
    _ run: RunTerms, _ runNumber: Int32?, _ conditions: Conditions,
    _ progress: @escaping @Sendable (Int) -> Void,
    _ body: (inout ShardSettler, ShardSettler.Write) throws -> Void
  ) throws -> ShardOutcome {
    var settler = ShardSettler(
      run: run, runNumber: runNumber ?? 0, conditions: conditions,
      repayments: scopes.first?.repayments, progress: progress)
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
