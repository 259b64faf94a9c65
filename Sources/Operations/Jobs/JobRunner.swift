import CivilTime
import Marketplace
import Postgres
import Store
import Synchronization

/// Runs one leased job: renews its lease while it lasts, and writes down what came of it.
package final class JobRunner: Sendable {
  private let worker: JobWorker
  private let log: EventLog
  private let tally: Tally
  private let progress: @Sendable (Progress) -> Void
  private let isStopping: @Sendable () -> Bool
  /// Stops the job under way.
  private let current = Mutex<CancelSource?>(nil)
  /// Workers that may die over a job, one after another, before it counts as a failure.
  private static let deathLimit = 100

  package init(
    _ worker: JobWorker, log: EventLog, tally: Tally,
    progress: @escaping @Sendable (Progress) -> Void = { _ in },
    isStopping: @escaping @Sendable () -> Bool
  ) {
    self.worker = worker
    self.log = log
    self.tally = tally
    self.progress = progress
    self.isStopping = isStopping
  }

  /// Runs the oldest due job of a site; false when there was none.
  ///
  /// - Parameter patience: How soon a job is looked at again that waits for a person.
  /// - Throws: `PostgresError` and `StoreError` when the jobs cannot be asked for.
  package func runNext(of site: Site, patience: Duration) throws -> Bool {
    do {
      guard let job = try worker.next(of: site) else { return false }
      let cancelSource = CancelSource()
      current.withLock { $0 = cancelSource }
      run(job, isAskedByPerson: false, patience: patience, cancelledBy: cancelSource)
      current.withLock { $0 = nil }
      return true
    } catch let error as PostgresError {
      tally.count(error)
      throw error
    }
  }

  /// Stops the job under way in the middle of a step; what is not committed is rolled back.
  package func interrupt() {
    current.withLock { $0 }?.cancel()
  }

  /// Runs a leased job once.
  @discardableResult
  func run(
    _ job: JobRecord, isAskedByPerson: Bool, patience: Duration = .seconds(15),
    cancelledBy cancelSource: CancelSource
  ) -> JobEnd {
    log.info(
      "job_started",
      [
        "job": job.key, "kind": job.kind, "worker": worker.name,
        "tries": String(job.tries), "deaths": String(job.deaths),
      ])
    let heart = Heart(worker: worker, job: job, log: log, cancelSource: cancelSource)
    heart.start()
    let end = outcome(of: job, isAskedByPerson: isAskedByPerson, cancelledBy: cancelSource)
    heart.stop()
    let told = heart.hasLost ? JobEnd.lost : conclude(job, end, patience: patience)
    record(job, told)
    return told
  }

  private func outcome(
    of job: JobRecord, isAskedByPerson: Bool, cancelledBy cancelSource: CancelSource
  ) -> JobEnd {
    guard job.deaths <= Self.deathLimit else {
      return .failed(
        Refusal(
          .failed, "workers_died", "\(job.deaths) workers died over job \(job.key)",
          remedy: "look for crashes in the log, then `settled job run month-end`"), isOver: true)
    }
    let month = MonthEnd(
      workplace: worker.workplace.cancelled(by: cancelSource), site: job.site, period: job.period,
      dueAt: job.dueAt, isAskedByPerson: isAskedByPerson, progress: progress,
      stepDone: { try self.noteStep($0, of: job) }, isStopping: isStopping)
    do {
      return JobEnd(try month(), of: job)
    } catch let refusal as Refusal where refusal.kind == .busy {
      return .waiting(refusal)
    } catch {
      if isStopping(), (error as? PostgresError)?.class == .cancelled { return .released }
      return .failed(error, isOver: !error.mayPass)
    }
  }

  private func noteStep(_ step: String, of job: JobRecord) throws {
    let isOurs = try worker.perform { session in
      try JobStore.noteProgress(job.number, by: self.worker.name, outcome: step, in: session)
    }
    log.info("job_advanced", ["job": job.key, "step": step])
    if !isOurs { throw LostLease() }
  }

  /// Writes the end of a try into the job's row.
  private func conclude(_ job: JobRecord, _ end: JobEnd, patience: Duration) -> JobEnd {
    do {
      return try worker.perform { session in
        try self.write(end, of: job, patience: patience, in: session)
      }
    } catch {
      // The lease stays; this worker or the next one finds the job and goes on.
      if let error = error as? PostgresError { tally.count(error) }
      log.error("job_outcome_not_written", ["job": job.key, "reason": reasonText(error)])
      return end
    }
  }

  private func write(
    _ end: JobEnd, of job: JobRecord, patience: Duration, in session: borrowing Session
  ) throws -> JobEnd {
    let now = worker.workplace.now()
    let isOurs: Bool
    switch end {
    case .done(let sentence):
      isOurs = try JobStore.finish(
        job.number, by: worker.name, at: now, outcome: sentence, in: session)
    case .waiting(let refusal):
      let pause = refusal.kind == .busy ? min(patience, .seconds(3)) : patience
      isOurs = try JobStore.wait(
        job.number, by: worker.name, lookAt: now.after(pause), outcome: refusal.waitingOutcome,
        in: session)
    case .released:
      isOurs = try JobStore.release(job.number, by: worker.name, in: session)
    case .failed(let error, isOver: true):
      isOurs = try JobStore.fail(
        job.number, by: worker.name, at: now, outcome: reasonText(error), in: session)
    case .failed(let error, isOver: false):
      let state = try JobStore.retry(
        job.number, by: worker.name, at: now, lookAt: now.after(backoff(job.tries)),
        outcome: reasonText(error), in: session)
      if state == .failed { return .failed(error, isOver: true) }
      isOurs = state != nil
    case .lost:
      isOurs = false
    }
    return isOurs ? end : .lost
  }

  /// 1, 2, 4, … seconds, at most 5 minutes, and up to half as much again by chance, so that workers
  /// that failed together do not meet again.
  private func backoff(_ tries: Int32) -> Duration {
    let seconds = min(300, 1 << Int(min(tries, 9)))
    return .milliseconds(seconds * 1000 + Int.random(in: 0...(seconds * 500)))
  }

  private func record(_ job: JobRecord, _ end: JobEnd) {
    switch end {
    case .done(let sentence):
      log.info("job_done", ["job": job.key, "outcome": sentence])
    case .waiting(let refusal):
      log.info(
        "job_waiting",
        [
          "job": job.key, "for": refusal.code, "outcome": refusal.sentence, "next": refusal.remedy,
        ])
    case .released:
      log.info("job_released", ["job": job.key])
    case .lost:
      log.notice("job_lost", ["job": job.key, "worker": worker.name])
    case .failed(let error, let isOver):
      if let error = error as? PostgresError { tally.count(error) }
      let facts: KeyValuePairs = ["job": job.key, "reason": reasonText(error)]
      if isOver { log.error("job_failed", facts) } else { log.notice("job_try_failed", facts) }
    }
  }
}

/// The job's row says that it is another worker's.
private struct LostLease: Error {}

extension Error {
  /// Whether the same work may succeed by itself later.
  fileprivate var mayPass: Bool {
    switch self {
    case let error as PostgresError:
      switch error.class {
      // Every step looks first at what the database holds, so an unknown outcome is looked up.
      case .retry, .outcomeUnknown, .cancelled: true
      case .giveUp, .askOperator: false
      }
    case let error as StoreError:
      switch error {
      // A schema that is being moved on; a worker takes no job until it is right again.
      case .notMigrated, .behind, .migrationChanged, .newerSchema, .unsafeSetting: true
      case .catalogue: false
      }
    // A person or process was faster between looking and acting.
    case let refusal as Refusal: refusal.kind == .conflict
    default: false
    }
  }
}

/// One sentence for the log and the job's row, whatever kind of error it is.
package func reasonText(_ error: any Error) -> String {
  switch error {
  case let refusal as Refusal: "\(refusal.code): \(refusal.sentence)"
  case let error as StoreError: "\(error.code): \(error.sentence)"
  default: "\(error)"
  }
}

extension Instant {
  /// This much later.
  fileprivate func after(_ pause: Duration) -> Instant {
    let (seconds, attoseconds) = pause.components
    return Instant(
      microseconds: microseconds + seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
  }
}
