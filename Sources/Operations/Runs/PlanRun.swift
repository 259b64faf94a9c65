import Amounts
import CivilTime
import Digests
import Foundation
import Marketplace
import Postgres
import Settlement
import Store

/// What is happening in a long piece of work; for a progress bar or a log line.
package enum Progress: Sendable, Equatable {
  /// A stage begins.
  case stage(String)
  /// So many more units of the stage are done.
  case advanced(Int)
}

/// What a plan came to.
package struct PlanOutcome: Sendable {
  package let run: RunRecord
  package let statements: Int
  package let conservation: [ConservationRecord]
  package let exceptions: [ExceptionRecord]
  package let pending: [PendingRecord]
  /// Keys of partners that are parked with their facts.
  package let parked: [String]

  /// Whether a person must look before it can be approved. Contract 4, exit code 3.
  package var needsReview: Bool {
    exceptions.contains { $0.acknowledgedBy == nil }
  }
}

/// `run plan`: recomputes the draft of a site and period from one snapshot. Rules 1.2 and 8.1.
package struct PlanRun: Sendable {
  private let workplace: Workplace
  private let site: Site
  private let period: Period
  /// Judged as of this instant; nil for now. Rule 1.2.
  private let asOf: Instant?
  private let actor: String
  private let shards: Int
  private let progress: @Sendable (Progress) -> Void
  /// Each shard keeps two server processes and one thread of ours busy.
  package static let defaultShards = max(1, ProcessInfo.processInfo.activeProcessorCount / 2)

  package init(
    _ workplace: Workplace, site: Site, period: Period, asOf: Instant? = nil, by actor: String,
    shards: Int = PlanRun.defaultShards, progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) {
    self.workplace = workplace
    self.site = site
    self.period = period
    self.asOf = asOf
    self.actor = actor
    self.shards = shards
    self.progress = progress
  }

  /// Computes the draft and replaces the previous one.
  ///
  /// - Throws: `Refusal` when the period is sealed or in review, or another process plans;
  ///   `PostgresError` and `StoreError` for the database.
  package func callAsFunction() throws -> PlanOutcome {
    let session = try workplace.openCheckedSession()
    guard try RunStore.lock(site, in: session) else {
      throw Refusal(
        .busy, "run_locked", "another process is planning or sealing for site \(site.rawValue)",
        remedy: "try again when it is done; `settled run list` shows it")
    }
    let now = workplace.now()
    let asOf = self.asOf ?? now
    progress(.stage("prepare"))
    let started = try session.transaction { (tx: borrowing Transaction) in
      try begin(asOf: asOf, now: now, in: tx)
    }
    do {
      let draft = try session.transaction(.repeatableRead, readOnly: true) {
        (tx: borrowing Transaction) in
        try compute(number: started.number, asOf: asOf, in: tx)
      }
      progress(.stage("write statements"))
      // The check looks at one instant, and a run that differs is never seen without its exception.
      let planned = try session.transaction(.repeatableRead) { (tx: borrowing Transaction) in
        try DraftWriter(run: started.number, site: site, period: period, draft: draft).write(in: tx)
        progress(.stage("calculate again"))
        try CheckRun(workplace).keepDifference(of: started.number, in: tx)
        try Trail.note("run_planned", of: started.id, by: actor, at: now, in: tx)
        return try outcome(of: started.id, parked: draft.parked, in: tx)
      }
      // A transaction that looks at one instant cannot see the end of the chain.
      try session.transaction { (tx: borrowing Transaction) in try Trail.link(in: tx) }
      return planned
    } catch {
      // A half-written draft would be found and dropped by the next plan; now is tidier.
      if session.isOpen {
        try? session.transaction { (tx: borrowing Transaction) in
          try RunStore.discard(started.number, reason: "the plan failed", in: tx)
        }
      }
      throw error
    }
  }

  /// Refuses what may not be planned, sets the previous draft aside, and begins a new one.
  private func begin(
    asOf: Instant, now: Instant, in tx: borrowing Transaction
  ) throws -> (number: Int32, id: String) {
    let chain = try RunStore.chain(of: site, in: tx)
    if let last = chain.lastPeriod, period <= last {
      throw Refusal(
        .conflict, "period_sealed",
        "site \(site.rawValue) is sealed up to \(last.text); \(period.text) cannot be planned",
        remedy: "plan \(last.next.text) or later; sealed months are corrected by adjustments")
    }
    try RunStore.dropKeptDrafts(of: site, in: tx)
    for live in try RunStore.liveRuns(of: site, in: period, in: tx) {
      switch live.state {
      case .computing: try RunStore.discard(live.number, reason: "the plan was cut off", in: tx)
      case .draft: try RunStore.replace(live.number, in: tx)
      case .inReview, .approved:
        throw Refusal(
          .conflict, "run_in_review", "\(live.id) is \(live.state.rawValue) and frozen",
          remedy: "seal it, or send it back with `settled run reject \(live.id) --reason TEXT`")
      case .sealed, .discarded:
        preconditionFailure("\(live.id) is listed as live and is \(live.state.rawValue)")
      }
    }
    return try RunStore.begin(
      site, period, asOf: asOf, chainNumber: chain.nextNumber, by: actor, at: now,
      engine: Workplace.engine, in: tx)
  }

  /// Streams the snapshot through the core into the run's partition.
  private func compute(
    number: Int32, asOf: Instant, in tx: borrowing Transaction
  ) throws -> Draft {
    let snapshot = try tx.exportSnapshot()
    let progress = self.progress
    progress(.stage("rate usage"))
    let reading = try RunReading(
      workplace, site: site, period: period, asOf: asOf, runNumber: number, shards: shards,
      snapshot: snapshot, in: tx
    ) { progress(.advanced($0)) }
    let stream = DraftStream(
      settings: workplace.database, cancelledBy: workplace.cancelSource, snapshot: snapshot,
      scopes: reading.scopes)
    progress(.stage("calculate"))
    let result = try stream.price(
      reading.run, runNumber: number, conditions: reading.conditions, usage: reading.usage
    ) { progress(.advanced($0)) }
    return Draft(reading: reading, result: result)
  }

  private func outcome(
    of id: String, parked: [String], in tx: borrowing Transaction
  ) throws -> PlanOutcome {
    guard let run = try RunStore.find(id, in: tx) else {
      preconditionFailure("\(id) was just written")
    }
    let conservation = try RunStore.conservation(of: run.number, in: tx)
    return PlanOutcome(
      run: run, statements: try StatementStore.count(run: run.number, in: tx),
      conservation: conservation, exceptions: try RunStore.exceptions(of: run.number, in: tx),
      pending: try RunStore.pending(of: run.number, in: tx), parked: parked)
  }
}
