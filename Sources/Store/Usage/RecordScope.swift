import CivilTime
import Marketplace
import Metering
import Postgres

/// What a run asks of usage: the site, what it sees, and what was sealed before it. Rules 1.2, 4.3.
struct UsageScope: Sendable {
  let site: Site
  /// What was received up to then takes part.
  let asOf: Instant
  /// The place in the site's chain of sealed runs that the run would take.
  let chainNumber: Int32
  /// The sealed runs below it.
  let chain: SealedChain
  /// The number of the last of them; 0 before the first.
  let lastRun: Int32
  /// Whether the last of them left records of some instances unrated.
  let hasRefused: Bool

  /// Reads what was sealed before.
  init(
    site: Site, asOf: Instant, chainNumber: Int32, in tx: borrowing Transaction
  ) throws(PostgresError) {
    let rows = try tx.query(
      Query.Usage.listSealedRuns, [.text(site.rawValue), .int32(chainNumber)])
    let runs = rows.map { row in
      guard let period = Period(yyyymm: row.int32(2)) else {
        preconditionFailure("run \(row.int32(0)) is of no month")
      }
      return SealedRun(
        chainNumber: row.int32(1), period: period, asOf: Instant(microseconds: row.microseconds(3)))
    }
    self.site = site
    self.asOf = asOf
    self.chainNumber = chainNumber
    chain = SealedChain(runs)
    lastRun = rows.last?.int32(0) ?? 0
    hasRefused = rows.last.map { $0.int64(4) > 0 } ?? false
  }

  /// Hands the scope to a transaction whose streams read it.
  ///
  /// - Parameters:
  ///   - leastBegin: The least `begin_time` among the records that are new to the run.
  ///   - pages: Those of one shard; nil for all.
  func apply(
    leastBegin: Instant, pages: Range<Int64>?, in tx: borrowing Transaction
  ) throws(PostgresError) {
    try tx.query(
      Query.UsageRecords.setScope,
      [
        .timestamp(asOf.microseconds), .timestamp((chain.seenUpTo ?? asOf).microseconds),
        .timestamp(leastBegin.microseconds), .int32(lastRun),
        .text("(\(pages?.lowerBound ?? 0),0)"), .text("(\(pages?.upperBound ?? 0),0)"),
        .text(site.rawValue), .int32(chainNumber),
      ])
  }
}

/// How the records are shared out among shards and partitions.
struct UsageLayout: Sendable {
  /// The pages of each shard; nil where records are a view, which cannot be split.
  let shards: [Range<Int64>?]
  let partitions: Int

  /// A partition holds about this much of the table: what is put aside of it is somewhat less.
  private static let partitionSize: Int64 = 4 << 20
  private static let mostPartitions: Int64 = 2048
  /// Where nobody knows how many records there are.
  private static let partitionsOfView = 256

  /// - Parameters:
  ///   - shards: At least one.
  ///   - partitions: Nil for as many as the size of the table wants.
  init(
    shards count: Int, partitions: Int?, in tx: borrowing Transaction
  ) throws(PostgresError) {
    let row = try tx.query(Query.UsageRecords.describeUsageRecords)[0]
    let pages = row.int64(1)
    guard row.bool(0) else {
      shards = [nil]
      self.partitions = partitions ?? Self.partitionsOfView
      return
    }
    let wanted = pages * row.int64(2) / Self.partitionSize + 1
    self.partitions = partitions ?? Int(min(wanted, Self.mostPartitions))
    guard count > 1, pages >= Int64(count) else {
      shards = [nil]
      return
    }
    let bounds = (0...count).map { pages * Int64($0) / Int64(count) }
    // The last shard reads to the end of what the snapshot sees, pages added meanwhile included.
    shards = (0..<count).map { shard in
      bounds[shard]..<(shard == count - 1 ? Int64(UInt32.max) - 1 : bounds[shard + 1])
    }
  }
}
