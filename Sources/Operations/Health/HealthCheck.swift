@preconcurrency import Dispatch
import CivilTime
import Postgres
import Store
import Synchronization

/// Whether the daemon can work, and its figures: what `/readyz` and `/metrics` answer.
///
/// Questions go through one connection, one after another, and an answer serves everybody who asks
/// within a short time, so that probes never load the database.
package final class HealthCheck: Sendable {
  private let workplace: Workplace
  private let connection: Connection
  private let tally: Tally
  private let queue = DispatchQueue(label: "settled.health")
  private let alarm = DispatchQueue(label: "settled.health.alarm")
  private let state = Mutex(State())

  private struct State {
    var obstacles: Answer<[String]>?
    var figures: Answer<HealthStore.Figures?>?
  }

  /// What was answered when.
  private struct Answer<Value: Sendable>: Sendable {
    let value: Value
    let at = ContinuousClock.now

    func isFresh(within limit: Duration) -> Bool { ContinuousClock.now - at < limit }
  }

  /// How long the database has to answer.
  private static let patience: Duration = .seconds(1)

  package init(_ workplace: Workplace, tally: Tally) {
    self.workplace = workplace
    self.tally = tally
    var settings = workplace.database
    settings.connectTimeout = Self.patience
    settings.statementDeadline = Self.patience
    settings.lockTimeout = .milliseconds(500)
    connection = Connection(settings, label: "settled.health.postgres")
  }

  package func close() { connection.close() }

  /// Refuses a database that this binary cannot work with.
  ///
  /// - Returns: Why it cannot be reached now, one sentence; nil when it can. That may pass.
  /// - Throws: `StoreError`, or the server's refusal when only a person can mend it.
  package static func requireUsable(_ workplace: Workplace) throws -> String? {
    do {
      _ = try workplace.openCheckedSession()
      return nil
    } catch let error as PostgresError where error.class == .retry {
      return reasonText(error)
    }
  }

  /// Why the daemon cannot work; empty when it can. Answers within little more than a second, also
  /// when the database does not.
  package func obstacles() async -> [String] {
    await firstAnswer(["the database did not answer within 1 s"]) { self.askObstacles() }
  }

  /// The figures, at most 5 s old; nil when the database does not answer.
  package func figures() async -> Figures? {
    await firstAnswer(nil) { self.askFigures() }
      .map { Figures($0, now: self.workplace.now(), tally: self.tally) }
  }

  /// The answer of a question that is asked on our queue, or the other one when it comes too late.
  private func firstAnswer<Value: Sendable>(
    _ late: Value, _ ask: @escaping @Sendable () -> Value
  ) async -> Value {
    await withCheckedContinuation { continuation in
      let first = FirstAnswer(continuation)
      alarm.asyncAfter(deadline: .now() + .seconds(1)) { first.give(late) }
      queue.async { first.give(ask()) }
    }
  }

  private func askObstacles() -> [String] {
    if let known = state.withLock({ $0.obstacles }), known.isFresh(within: .seconds(1)) {
      return known.value
    }
    var reasons: [String] = []
    do {
      try connection.performAndWait { session in try Migrations.check(session) }
    } catch {
      reasons = [reason(of: error)]
    }
    state.withLock { [reasons] in $0.obstacles = Answer(value: reasons) }
    return reasons
  }

  private func askFigures() -> HealthStore.Figures? {
    if let known = state.withLock({ $0.figures }), known.isFresh(within: .seconds(5)) {
      return known.value
    }
    var figures: HealthStore.Figures?
    do {
      figures = try connection.performAndWait { session in
        try session.transaction(.repeatableRead, readOnly: true) { (tx: borrowing Transaction) in
          try HealthStore.figures(in: tx)
        }
      }
    } catch {
      _ = reason(of: error)
    }
    state.withLock { [figures] in $0.figures = Answer(value: figures) }
    return figures
  }

  /// A sentence for an operator: what the server says may name hosts and roles, so only its state
  /// leaves the process.
  private func reason(of error: any Error) -> String {
    switch error {
    case let error as StoreError: return error.sentence
    case let error as PostgresError:
      tally.count(error)
      return "the database refused or was lost (\(error.sqlState))"
    default: return "the check itself failed"
    }
  }
}

extension HealthCheck {
  /// What `/metrics` shows.
  package struct Figures: Sendable {
    package let runs: [(state: String, count: Int64)]
    /// The last sealed period of each site, as 202610.
    package let lastSealed: [(site: String, period: Int32)]
    package let jobs: [(state: String, count: Int64)]
    /// How long the oldest job that could be taken has waited for a worker; 0 when there is none.
    package let oldestDueSeconds: Int64
    /// Facts that wait, by reason, as the newest plan of each site counted them.
    package let pending: [(reason: String, facts: Int64)]
    /// Failures of the database since the start, by SQLSTATE class.
    package let databaseErrors: [(sqlStateClass: String, count: Int)]

    fileprivate init(_ stored: HealthStore.Figures, now: Instant, tally: Tally) {
      runs = Self.complete(stored.runs, RunState.allCases.map(\.rawValue))
      lastSealed = stored.lastSealed
      jobs = Self.complete(stored.jobs, JobState.allCases.map(\.rawValue))
      let waited = stored.oldestDue.map { now.microseconds - $0.microseconds } ?? 0
      oldestDueSeconds = max(0, waited / 1_000_000)
      pending = stored.pending
      databaseErrors = tally.errors
    }

    /// Every state with its count: a series that vanishes looks like a failure.
    private static func complete(
      _ counts: [(state: String, count: Int64)], _ states: [String]
    ) -> [(state: String, count: Int64)] {
      let known = Dictionary(uniqueKeysWithValues: counts.map { ($0.state, $0.count) })
      return states.map { ($0, known[$0] ?? 0) }
    }
  }
}
