import CivilTime
import Foundation
import Marketplace
import Operations
import Postgres
import Store
import Synchronization
import TestKit

/// A site with one month, which everybody closes at once, round after round. Its clock stands where
/// the month is due, and runs ten times as fast as ours.
final class RacedSite: Sendable {
  let site: Site
  let run: String
  private let month: Period
  private let database: TestDatabase
  private let answers: Answers
  private let daemons: [(runner: JobRunner, worker: JobWorker)]
  private let clock: FastClock

  /// - Parameter run: The only one of the site, in review.
  init(
    _ site: Site, _ month: Period, run: String, in database: TestDatabase, _ answers: Answers
  ) {
    self.site = site
    self.month = month
    self.run = run
    self.database = database
    self.answers = answers
    let clock = FastClock(at: database.now)
    self.clock = clock
    let workplace = Workplace(database: database.settings, sealKey: .passing()) { clock.now }
    daemons = ["1", "2"].map { name in
      let worker = JobWorker(workplace, name: "\(site.rawValue) daemon \(name)")
      let log = EventLog(level: .notice, now: workplace.now) { answers.log($0) }
      return (JobRunner(worker, log: log, tally: Tally(), isStopping: { false }), worker)
    }
  }

  deinit {
    for daemon in daemons { daemon.worker.close() }
  }

  private var workplace: Workplace {
    let clock = clock
    return Workplace(database: database.settings, sealKey: .passing()) { clock.now }
  }

  /// One round: two daemons, cron and two people, until the month is closed and its job done.
  ///
  /// - Returns: Whether it was closed within half a minute.
  func race(_ generator: inout Generator, in session: borrowing Session) throws -> Bool {
    clock.restart()
    let round = Round()
    for daemon in daemons {
      round.enter("daemon", &generator, answers) { [site] _ in
        try daemon.runner.runNext(of: site, patience: .zero)
      }
    }
    round.enter("cron", &generator, answers) { [self] _ in
      let log = EventLog(level: .notice, now: workplace.now) { [answers] in answers.log($0) }
      _ = try RunMonthEnd(
        workplace, site: site, onlyIfDue: true, workerName: "\(site.rawValue) cron", log: log)()
      return false
    }
    for (person, isLocking) in [("chen", false), ("li", generator.once(in: 4))] {
      // Looks at the month through one session, and acts through others.
      let eyes = Connection(database.settings, label: "settled.tests.\(person)")
      round.enter(person, &generator, answers) { [self, site] step in
        if isLocking, step == 0 { try lockForAWhile(person) }
        return try act(person, on: eyes.performAndWait { try Stand(of: site, in: $0) })
      }
    }
    defer { round.end() }
    let deadline = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < deadline {
      let stand = try Stand(of: site, in: session)
      if stand.state == .sealed, stand.isInvoiced, stand.isClosed, stand.isJobDone { return true }
      usleep(4_000)
    }
    return false
  }

  private func lockForAWhile(_ person: String) throws {
    let periods = AccountingPeriods(workplace, by: person)
    try periods.set(.locked, of: month, site: site, reason: "looking at it")
    try periods.set(.open, of: month, site: site, reason: "looked at it")
  }

  /// One thing that a person does about the month, whoever else does it.
  ///
  /// - Returns: Whether there was anything to do.
  private func act(_ person: String, on stand: Stand) throws -> Bool {
    switch stand.state {
    case .computing, .discarded, .draft: return false
    case .inReview: try ReviewRun(workplace, by: person).approve(run)
    case .approved: _ = try SealRun(workplace, by: person)(run)
    case .sealed:
      if stand.isClosed { return false }
      if !stand.isInvoiced { _ = try IssueFeeInvoices(workplace, by: person)(of: run) }
      try AccountingPeriods(workplace, by: person).set(
        .closed, of: month, site: site, reason: "month-end")
    }
    return true
  }
}

/// A clock that begins anew with each round, and runs ten times as fast as ours.
private final class FastClock: Sendable {
  private let start: Instant
  private let began: Mutex<ContinuousClock.Instant>

  init(at start: Instant) {
    self.start = start
    began = Mutex(.now)
  }

  func restart() { began.withLock { $0 = .now } }

  var now: Instant {
    let (seconds, attoseconds) = (ContinuousClock.now - began.withLock { $0 }).components
    return Instant(
      microseconds: start.microseconds + seconds * 10_000_000 + attoseconds / 100_000_000_000)
  }
}

/// Everybody of one round, each on a thread: a queue would make some of them wait for others.
private final class Round: Sendable {
  private let isOver = Mutex(false)
  private let group = DispatchGroup()

  /// Lets somebody act, again and again, from a moment of chance on until the round is over.
  ///
  /// - Parameter step: Told how often it was called; returns whether there was anything to do.
  func enter(
    _ name: String, _ generator: inout Generator, _ answers: Answers,
    _ step: @escaping @Sendable (Int) throws -> Bool
  ) {
    let pause = UInt32.random(in: 0...6_000, using: &generator)
    group.enter()
    Thread.detachNewThread { [self] in
      defer { group.leave() }
      usleep(pause)
      var steps = 0
      while !isOver.withLock({ $0 }) {
        let isBusy = answers.told(name) { try step(steps) }
        steps += 1
        // Who must wait lets others work, more and more.
        if !isBusy { rest(for: min(8 + 8 * steps, 48)) }
      }
    }
  }

  /// At most so many milliseconds, and not beyond the end.
  private func rest(for milliseconds: Int) {
    for _ in 0..<milliseconds / 4 where !isOver.withLock({ $0 }) { usleep(4_000) }
  }

  func end() {
    isOver.withLock { $0 = true }
    group.wait()
  }
}

/// Where the month of a site stands.
struct Stand: Sendable {
  let state: RunState
  let isInvoiced: Bool
  let isClosed: Bool
  let isJobDone: Bool

  init(of site: Site, in session: borrowing Session) throws {
    let row = try session.query(Statements.stand, [.text(site.rawValue)])[0]
    guard let state = RunState(rawValue: row.text(0)) else {
      throw UnexpectedEnd(status: -1, said: "a run is \(row.text(0))")
    }
    self.state = state
    isInvoiced = row.bool(1)
    isClosed = row.bool(2)
    isJobDone = row.bool(3)
  }
}
