import CivilTime
import Marketplace
import Postgres

/// The states of a job.
package enum JobState: String, Sendable, CaseIterable {
  /// Nobody works on it; it can be taken from `lookAt` on.
  case due
  /// A worker holds its lease.
  case running
  /// It waits for somebody else, and is looked at again from `lookAt` on.
  case waiting
  /// Over, with success.
  case done
  /// Over, without: a person must act.
  case failed
}

/// A unit of background work as it is stored.
package struct JobRecord: Sendable {
  package let number: Int64
  /// What is done: `month_end`.
  package let kind: String
  /// To what: `cn/202610`. One job a kind and key.
  package let key: String
  package let site: Site
  package let period: Period
  /// When the calendar wants it done.
  package let dueAt: Instant
  /// Not taken before.
  package let lookAt: Instant
  package let state: JobState
  /// Failed tries since it last made progress; never above `maxTries`.
  package let tries: Int32
  package let maxTries: Int32
  /// How often a worker died over it since it last made progress.
  package let deaths: Int32
  /// Who runs it; nil unless running.
  package let worker: String?
  package let leasedUntil: Instant?
  package let startedAt: Instant?
  package let finishedAt: Instant?
  /// What the last try came to; nil before the first.
  package let outcome: String?

  init(_ row: Row) {
    func instant(_ column: Int) -> Instant? {
      row.optionalMicroseconds(column).map { Instant(microseconds: $0) }
    }
    guard let site = Site(rawValue: row.text(3)), let period = Period(yyyymm: row.int32(4)),
      let state = JobState(rawValue: row.text(7))
    else { preconditionFailure("job \(row.int64(0)) has a site, period or state nobody wrote") }
    number = row.int64(0)
    kind = row.text(1)
    key = row.text(2)
    self.site = site
    self.period = period
    dueAt = Instant(microseconds: row.microseconds(5))
    lookAt = Instant(microseconds: row.microseconds(6))
    self.state = state
    tries = row.int32(8)
    maxTries = row.int32(9)
    deaths = row.int32(10)
    worker = row.optionalText(11)
    leasedUntil = instant(12)
    startedAt = instant(13)
    finishedAt = instant(14)
    outcome = row.optionalText(15)
  }
}
