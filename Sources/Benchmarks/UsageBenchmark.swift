import CivilTime
import Foundation
import Operations
import Postgres
import Store

/// Measures the rating of a month's usage against a bare scan of its records that groups by instance
/// and month, in alternating rounds.
struct UsageBenchmark {
  let settings: ConnectionSettings
  let rounds: Int

  /// Fills an emptied database and measures.
  ///
  /// - Parameter records: How many usage records.
  func run(_ records: Int) throws {
    let session = try Session(connecting: settings)
    try session.query(Query.Benchmark.dropSettlement)
    try session.query(Query.Benchmark.dropMarketplace)
    try Migrations.apply(to: session, now: UsageMonth.period.end) { _ in }
    FileHandle.standardError.write(Data("filling \(records) usage records\n".utf8))
    try UsageMonth(records: records).fill(session)
    let meter = Meter(backend: session.backendID)
    // The first reading after a fill marks every row as committed; no round shall pay for that.
    try session.query(Query.Benchmark.sumUsage, within: .seconds(3600))
    var bare: [Meter.Reading] = []
    var rated: [Meter.Reading] = []
    var peak = 0.0
    var lines = 0
    for _ in 0..<rounds {
      bare.append(
        try meter.measure { try session.query(Query.Benchmark.sumUsage, within: .seconds(3600)) })
      Meter.resetPeakMemory()
      rated.append(try meter.measure { lines = try rate() })
      peak = max(peak, Meter.peakMemory())
    }
    let scan = median(bare)
    let stage = median(rated)
    let ratio = (stage.client + stage.server) / (scan.client + scan.server)
    line(records, "bare GROUP BY scan", scan, ratio: nil, peak: nil)
    line(records, "rating (\(lines) lines)", stage, ratio: ratio, peak: peak)
    print("\(number(Double(records) / stage.wall, 0)) records/s")
  }

  /// Rates as the run of the month would, and gives the run up again.
  private func rate() throws -> Int {
    let session = try Session(connecting: settings)
    let asOf = UsageMonth.period.next.end
    let run = try session.transaction { (tx: borrowing Transaction) in
      try RunStore.begin(
        .cn, UsageMonth.period, asOf: asOf, chainNumber: 1, by: "settler", at: asOf,
        engine: "benchmark", in: tx)
    }
    let count = try session.transaction(.repeatableRead) { (tx: borrowing Transaction) in
      let stage = try UsageStage(
        settings: settings, cancelledBy: nil, snapshot: try tx.exportSnapshot(), site: .cn,
        asOf: asOf, chainNumber: 1, catalogue: try CatalogueReader.catalogue(of: .cn, in: tx),
        shards: 2, in: tx)
      let lines = try stage.rate(runNumber: run.number)
      var count = 0
      for shard in 0..<lines.shardCount { try lines.forEach(shard) { _ in count += 1 } }
      return count
    }
    try session.transaction { (tx: borrowing Transaction) in
      try RunStore.discard(run.number, reason: "measured", in: tx)
    }
    return count
  }
}
