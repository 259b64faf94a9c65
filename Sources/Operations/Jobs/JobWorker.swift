import CivilTime
import Marketplace
import Postgres
import Store

/// One worker of the job table: its name, and the connection that shows it is alive.
///
/// The session of the connection holds the lock of the worker's name. When the process dies the
/// server drops it at once, and its job is free before the lease is over.
package final class JobWorker: Sendable {
  /// How long a job is ours without a sign of life.
  static let leaseSeconds: Int64 = 60

  /// Unique in the database: host, process, and a number drawn at random.
  package let name: String
  let workplace: Workplace
  private let connection: Connection

  package init(_ workplace: Workplace, name: String) {
    self.workplace = workplace
    self.name = name
    var settings = workplace.database
    settings.connectTimeout = min(settings.connectTimeout, .seconds(10))
    settings.statementDeadline = .seconds(15)
    settings.lockTimeout = .seconds(10)
    connection = Connection(settings, label: "settled.worker")
  }

  /// The next job of the site that this worker may run now; nil when there is none.
  ///
  /// What the calendar wants is asked first, so that the job of a month exists when it is due.
  ///
  /// - Throws: `StoreError` when the schema is no longer this binary's: then nothing is taken.
  func next(of site: Site) throws -> JobRecord? {
    let now = workplace.now()
    return try perform { session in
      try Migrations.check(session)
      let calendar = try session.transaction { (tx: borrowing Transaction) in
        try MonthEndCalendar(of: site, at: now, in: tx)
      }
      if calendar.isDue {
        try Self.ensure(calendar.firstOpen, of: site, dueAt: calendar.firstOpenDueAt, in: session)
      }
      return try JobStore.leaseOldest(of: site, self.lease(at: now), in: session)
    }
  }

  /// Takes the month-end job of a period now, because a person asked; nil when it is done or another
  /// worker runs it.
  func take(_ period: Period, of site: Site, dueAt: Instant) throws -> JobRecord? {
    let now = workplace.now()
    return try perform { session in
      try Self.ensure(period, of: site, dueAt: dueAt, in: session)
      return try JobStore.leaseNamed(
        kind: Self.kind, key: Self.key(period, of: site), self.lease(at: now), in: session)
    }
  }

  /// When there may be something to do for a site: its next job, or the run day of its next month.
  package func nextWake(of site: Site) throws -> Instant? {
    let now = workplace.now()
    return try perform { session in
      let look = try JobStore.nextLook(of: site, in: session)
      let calendar = try session.transaction { (tx: borrowing Transaction) in
        try MonthEndCalendar(of: site, at: now, in: tx)
      }
      let run = calendar.hasMerchants ? calendar.firstOpenDueAt : nil
      return [look, run].compactMap(\.self).filter { $0 > now }.min()
    }
  }

  func renew(_ job: JobRecord) throws -> Bool {
    let until = lease(at: workplace.now()).until
    return try perform { session in
      try JobStore.renew(job.number, by: self.name, until: until, in: session)
    }
  }

  /// Does a piece of work on the worker's session, which holds the lock of its name.
  func perform<R: Sendable>(
    _ work: @Sendable (borrowing Session) throws -> R
  ) throws -> R {
    try connection.performAndWait { session in
      // Taken again each time: the session may be a new one after a loss, and it is cheap.
      guard try JobStore.lockWorker(self.name, in: session) else {
        throw Refusal(
          .busy, "worker_name_taken", "another session works under the name \(self.name)",
          remedy: "wait a minute; the server has not noticed that a connection is gone")
      }
      return try work(session)
    }
  }

  package func close() { connection.close() }

  private func lease(at now: Instant) -> JobStore.Lease {
    JobStore.Lease(
      worker: name, now: now,
      until: Instant(microseconds: now.microseconds + Self.leaseSeconds * 1_000_000))
  }

  static let kind = "month_end"

  static func key(_ period: Period, of site: Site) -> String {
    "\(site.rawValue)/\(period.text)"
  }

  private static func ensure(
    _ period: Period, of site: Site, dueAt: Instant, in session: borrowing Session
  ) throws {
    try JobStore.ensure(
      kind: kind, key: key(period, of: site), site: site, period: period, dueAt: dueAt, in: session)
  }
}
