import CivilTime
import Marketplace
import Postgres

/// Jobs in the database: made once a key, leased by one worker at a time.
///
/// Functions that end or prolong a lease answer false when the worker has lost it.
package enum JobStore {
  /// The lease of a job: whose, and until when.
  package struct Lease: Sendable {
    package let worker: String
    package let now: Instant
    package let until: Instant

    package init(worker: String, now: Instant, until: Instant) {
      self.worker = worker
      self.now = now
      self.until = until
    }

    fileprivate var parameters: [Parameter] {
      [.text(worker), .timestamp(now.microseconds), .timestamp(until.microseconds)]
    }
  }

  /// Shows that a worker lives for as long as the session does; false when another has its name.
  package static func lockWorker(_ worker: String, in session: borrowing Session) throws -> Bool {
    try session.query(Query.Jobs.lockWorker, [.text(worker)])[0].bool(0)
  }

  /// Makes a job unless one of its key exists.
  package static func ensure(
    kind: String, key: String, site: Site, period: Period, dueAt: Instant,
    in session: borrowing Session
  ) throws {
    try session.query(
      Query.Jobs.ensureJob,
      [
        .text(kind), .text(key), .text(site.rawValue), .int32(period.yyyymm),
        .timestamp(dueAt.microseconds),
      ])
  }

  /// Takes the oldest due job of a site; nil when there is none.
  package static func leaseOldest(
    of site: Site, _ lease: Lease, in session: borrowing Session
  ) throws -> JobRecord? {
    try session.query(Query.Jobs.leaseOldestJob, lease.parameters + [.text(site.rawValue)])
      .first.map { JobRecord($0) }
  }

  /// Takes one job now, due or not; nil when it is done or another worker holds it.
  package static func leaseNamed(
    kind: String, key: String, _ lease: Lease, in session: borrowing Session
  ) throws -> JobRecord? {
    try session.query(
      Query.Jobs.leaseNamedJob, lease.parameters + [.text(kind), .text(key)]
    ).first.map { JobRecord($0) }
  }

  /// Prolongs a lease.
  package static func renew(
    _ job: Int64, by worker: String, until: Instant, in session: borrowing Session
  ) throws -> Bool {
    try session.query(
      Query.Jobs.renewLease, [.int64(job), .text(worker), .timestamp(until.microseconds)]
    ).affectedRows == 1
  }

  /// A step is done: the tries before it no longer count.
  package static func noteProgress(
    _ job: Int64, by worker: String, outcome: String, in session: borrowing Session
  ) throws -> Bool {
    try session.query(
      Query.Jobs.noteProgress, [.int64(job), .text(worker), .text(outcome)]
    ).affectedRows == 1
  }

  /// The job is done.
  package static func finish(
    _ job: Int64, by worker: String, at now: Instant, outcome: String,
    in session: borrowing Session
  ) throws -> Bool {
    try session.query(
      Query.Jobs.finishJob,
      [.int64(job), .text(worker), .timestamp(now.microseconds), .text(outcome)]
    ).affectedRows == 1
  }

  /// The job waits for somebody else until it is looked at again.
  package static func wait(
    _ job: Int64, by worker: String, lookAt: Instant, outcome: String,
    in session: borrowing Session
  ) throws -> Bool {
    try session.query(
      Query.Jobs.waitJob,
      [.int64(job), .text(worker), .timestamp(lookAt.microseconds), .text(outcome)]
    ).affectedRows == 1
  }

  /// A try failed.
  ///
  /// - Returns: `.due` when it is tried again, `.failed` when that was the last try, nil when the
  ///   lease was lost.
  package static func retry(
    _ job: Int64, by worker: String, at now: Instant, lookAt: Instant, outcome: String,
    in session: borrowing Session
  ) throws -> JobState? {
    try session.query(
      Query.Jobs.retryJob,
      [
        .int64(job), .text(worker), .timestamp(now.microseconds),
        .timestamp(lookAt.microseconds), .text(outcome),
      ]
    ).first.flatMap { JobState(rawValue: $0.text(0)) }
  }

  /// The job has failed; only a person starts it again.
  package static func fail(
    _ job: Int64, by worker: String, at now: Instant, outcome: String,
    in session: borrowing Session
  ) throws -> Bool {
    try session.query(
      Query.Jobs.failJob,
      [.int64(job), .text(worker), .timestamp(now.microseconds), .text(outcome)]
    ).affectedRows == 1
  }

  /// Gives a job back for another worker.
  package static func release(
    _ job: Int64, by worker: String, in session: borrowing Session
  ) throws -> Bool {
    try session.query(Query.Jobs.releaseJob, [.int64(job), .text(worker)]).affectedRows == 1
  }

  /// One job by its key.
  package static func find(
    kind: String, key: String, in session: borrowing Session
  ) throws -> JobRecord? {
    try session.query(Query.Jobs.findJob, [.text(kind), .text(key)]).first.map { JobRecord($0) }
  }

  /// Jobs of a site, the last due first; nil for all sites.
  package static func list(
    site: Site?, onlyOpen: Bool, in session: borrowing Session
  ) throws -> [JobRecord] {
    try session.query(
      Query.Jobs.listJobs, [.text(site?.rawValue ?? ""), .bool(onlyOpen)]
    ).map { JobRecord($0) }
  }

  /// When the next job of a site can be taken; nil when none is open.
  package static func nextLook(
    of site: Site, in session: borrowing Session
  ) throws -> Instant? {
    try session.query(Query.Jobs.findNextLook, [.text(site.rawValue)])[0]
      .optionalMicroseconds(0).map { Instant(microseconds: $0) }
  }

  /// How far a site is closed.
  package struct Progress: Sendable {
    /// The last sealed period; nil before the first.
    package let lastSealed: Period?
    /// The earliest period with a run that is not over.
    package let firstLive: Period?
    package let hasMerchants: Bool
  }

  /// How far a site is closed, and whether it has anything to close.
  package static func progress(
    of site: Site, in tx: borrowing Transaction
  ) throws -> Progress {
    let row = try tx.query(Query.Jobs.findMonthEnd, [.text(site.rawValue)])[0]
    return Progress(
      lastSealed: row.optionalInt32(0).flatMap { Period(yyyymm: $0) },
      firstLive: row.optionalInt32(1).flatMap { Period(yyyymm: $0) },
      hasMerchants: row.bool(2))
  }
}
