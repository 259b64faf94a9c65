import CivilTime
import Foundation
import Operations
import Postgres
import Store

/// Compares the two calculators on a generated month that holds every model and kind of fact, all
/// facts and no sample, and measures the second one.
///
/// The month before is settled and sealed first, so that refunds of billed lines, late usage and
/// differences of incentives are there, too.
struct CheckBenchmark {
  let settings: ConnectionSettings
  private let sealKey = SealKeySource.passing()
  private static let month = Marketplace.period

  private func workplace(on day: CivilDate) -> Workplace {
    let now = day.startInstant
    return Workplace(database: settings, sealKey: sealKey) { now }
  }

  /// Fills an emptied database, drafts, and compares.
  ///
  /// - Parameter orderLines: How many; a fifth as many usage records are added.
  /// - Returns: How many differences were found.
  func run(_ orderLines: Int) throws -> Int {
    let session = try Session(connecting: settings)
    try session.query(Query.Benchmark.dropSettlement)
    try session.query(Query.Benchmark.dropMarketplace)
    try Migrations.apply(to: session, now: Self.month.end) { _ in }
    say("filling \(orderLines) order lines and \(orderLines / 5) usage records")
    try Marketplace(orderLines: orderLines).fill(session)
    try UsageMonth(records: orderLines / 5).add(session)
    for widening in [
      Query.Benchmark.widenParties, Query.Benchmark.widenOrders, Query.Benchmark.widenRefunds,
      Query.Benchmark.widenUsage, Query.Benchmark.widenAdjustments,
      Query.Benchmark.analyzeOrderLines, Query.Benchmark.analyzeRefunds,
      Query.Benchmark.analyzeUsage,
    ] {
      try session.query(widening, within: .seconds(3600))
    }
    var differences = 0
    var drafts: [String] = []
    for isAbroad in [false, true] {
      let before = try compare(isAbroad: isAbroad, Self.month.previous, orderLines)
      differences += before.differences
      drafts.append(before.id)
    }
    for id in drafts { try seal(id, Self.month.previous) }
    for isAbroad in [false, true] {
      let draft = try compare(isAbroad: isAbroad, Self.month, orderLines)
      try seal(draft.id, Self.month)
      differences += draft.differences + (try check(draft.id, orderLines, "sealed"))
    }
    return differences
  }

  /// Plans a month of one of the two sites, and checks the draft.
  private func compare(
    isAbroad: Bool, _ period: Period, _ orderLines: Int
  ) throws -> (id: String, differences: Int) {
    let plan = try PlanRun(
      workplace(on: period.next.firstDate.adding(days: 2)), site: isAbroad ? .intl : .cn,
      period: period, by: "settler")()
    let found = try check(plan.run.id, orderLines, "draft")
    try describe(plan.run.number)
    return (plan.run.id, found)
  }

  private func seal(_ id: String, _ period: Period) throws {
    let workplace = workplace(on: period.next.firstDate.adding(days: 2))
    let review = ReviewRun(workplace, by: "settler")
    // Some sales under strict selection lie below the floor price, some refunds exceed.
    _ = try review.acknowledge(id, reason: "generated facts")
    try review.submit(id)
    try ReviewRun(workplace, by: "approver").approve(id)
    _ = try SealRun(workplace, by: "approver")(id)
  }

  /// Checks all facts of a run, and prints what it took and found.
  private func check(_ id: String, _ orderLines: Int, _ state: String) throws -> Int {
    let session = try Session(connecting: settings)
    let meter = Meter(backend: session.backendID)
    var outcome: CheckOutcome?
    let steps = try meter.measureStages { begin in
      outcome = try CheckRun(
        workplace(on: Self.month.next.firstDate), wholeUpTo: .max,
        progress: { if case .stage(let name) = $0 { begin(name) } })(id)
    }
    guard let outcome else { return 0 }
    var whole = Meter.Reading(wall: 0, client: 0, server: 0)
    for (name, reading) in steps {
      whole = whole + reading
      if reading.wall >= 0.1 { line(orderLines, name, reading) }
    }
    line(
      orderLines,
      "check \(id) \(state): \(outcome.lines) lines, \(outcome.differences.count) differences",
      whole)
    for difference in outcome.differences.prefix(20) { print(difference) }
    return outcome.differences.count
  }

  /// Prints what kinds of lines a run holds, by payee and share model.
  private func describe(_ run: Int32) throws {
    let session = try Session(connecting: settings)
    for row in try session.query(Query.Benchmark.countLinesByModel, [.int32(run)]) {
      print("| | \(row.text(0)) for \(row.text(1)), \(row.text(2)): \(row.int64(3)) | | | | | |")
    }
  }

  private func say(_ words: String) {
    FileHandle.standardError.write(Data("\(words)\n".utf8))
  }
}
