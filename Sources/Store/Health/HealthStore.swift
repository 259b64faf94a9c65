import CivilTime
import Marketplace
import Postgres
import Settlement

/// What `/metrics` shows, counted by the database.
package enum HealthStore {
  /// The figures of one moment.
  package struct Figures: Sendable {
    package let runs: [(state: String, count: Int64)]
    package let lastSealed: [(site: String, period: Int32)]
    package let jobs: [(state: String, count: Int64)]
    /// Since when the oldest job could be taken that nobody has taken; nil when there is none.
    package let oldestDue: Instant?
    /// Facts that wait, by reason; a fact with two reasons counts under both.
    package let pending: [(reason: String, facts: Int64)]
  }

  /// Counts everything once.
  package static func figures(in tx: borrowing Transaction) throws -> Figures {
    var jobs: [(String, Int64)] = []
    var oldestDue: Instant?
    for row in try tx.query(Query.Health.countJobs) {
      jobs.append((row.text(0), row.int64(1)))
      if row.text(0) == JobState.due.rawValue {
        oldestDue = Instant(microseconds: row.microseconds(2))
      }
    }
    var pending: [String: Int64] = [:]
    for row in try tx.query(Query.Health.countPending) {
      let reasons = PendingReasons(rawValue: row.int32(0))
      for (reason, code) in PendingReasons.codes where reasons.contains(reason) {
        pending[code, default: 0] += row.int64(1)
      }
    }
    return Figures(
      runs: try tx.query(Query.Health.countRuns).map { ($0.text(0), $0.int64(1)) },
      lastSealed: try tx.query(Query.Health.listLastSealed).map { ($0.text(0), $0.int32(1)) },
      jobs: jobs, oldestDue: oldestDue,
      pending: pending.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
  }
}
