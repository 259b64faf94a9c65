@preconcurrency import Dispatch
import CivilTime
import Marketplace
import Operations
import Synchronization

/// One site's jobs, one after another, on a thread of their own.
///
/// Its timer only wakes; what is due is asked of the database.
final class Lane: Sendable {
  private let site: Site
  private let worker: JobWorker
  private let runner: JobRunner
  private let stamps: StampTurns
  /// Of China alone.
  private let redLetters: RedLetterTurns?
  private let workplace: Workplace
  private let log: EventLog
  private let queue: DispatchQueue
  private let state: Shared

  /// Shared with the runner, which asks it whether to stop.
  private final class Shared: Sendable {
    let mutex: Mutex<State>

    init(_ state: State) { mutex = Mutex(state) }
  }

  private struct State {
    var interval: Duration
    var isEnabled: Bool
    var isStopping = false
    /// Only the newest wake counts: others were moved.
    var wakeNumber = 0
    /// The last failure to ask the database, so that a long outage is one line.
    var complaint: String?
  }

  init(
    _ site: Site, _ workplace: Workplace, workerName: String, settings: ServeSettings,
    log: EventLog, tally: Tally
  ) {
    self.site = site
    self.workplace = workplace
    self.log = log
    worker = JobWorker(workplace, name: workerName)
    stamps = StampTurns(workplace, of: site, log: log)
    redLetters = site == .cn ? RedLetterTurns(workplace, log: log) : nil
    queue = DispatchQueue(label: "settled.lane.\(site.rawValue)")
    let state = Shared(
      State(interval: settings.interval, isEnabled: settings.sites.contains(site)))
    self.state = state
    runner = JobRunner(
      worker, log: log, tally: tally, isStopping: { state.mutex.withLock { $0.isStopping } })
  }

  /// Looks for work now; later looks follow by themselves.
  func start() { schedule(after: .zero) }

  /// New settings count from the next look on.
  func change(to settings: ServeSettings) {
    state.mutex.withLock {
      $0.isEnabled = settings.sites.contains(site)
      $0.interval = settings.interval
    }
    schedule(after: .zero)
  }

  /// Claims nothing more. The job under way stops at its next step.
  ///
  /// - Parameter group: Left when the lane is idle for good.
  func drain(leaving group: DispatchGroup) {
    state.mutex.withLock { $0.isStopping = true }
    group.enter()
    queue.async {
      self.worker.close()
      group.leave()
    }
  }

  /// Stops the job under way in the middle of a step; what it has not committed is rolled back.
  func interrupt() { runner.interrupt() }

  private func schedule(after pause: Duration) {
    let number = state.mutex.withLock { state in
      state.wakeNumber += 1
      return state.wakeNumber
    }
    queue.asyncAfter(deadline: .now() + pause.dispatchInterval) { [weak self] in
      guard let self, self.state.mutex.withLock({ $0.wakeNumber == number && !$0.isStopping })
      else {
        return
      }
      self.work()
    }
  }

  /// Runs what is due, one job after another, and goes back to sleep.
  private func work() {
    let interval = state.mutex.withLock { $0.interval }
    var pause = interval
    do {
      repeat {
        while mayClaim, try runner.runNext(of: site, patience: interval) {}
      } while mayClaim && stamps.turn()
      if mayClaim { try redLetters?.turn() }
      if mayClaim, let wake = try worker.nextWake(of: site) {
        let microseconds = wake.microseconds - workplace.now().microseconds
        pause = min(pause, max(.milliseconds(50), .microseconds(microseconds)))
      }
      complain(nil)
    } catch {
      complain(error)
    }
    schedule(after: pause)
  }

  private var mayClaim: Bool { state.mutex.withLock { $0.isEnabled && !$0.isStopping } }

  /// One line when the database cannot be asked any more, and one when it can again.
  private func complain(_ error: (any Error)?) {
    let complaint = error.map(reasonText)
    let before = state.mutex.withLock { state in
      defer { state.complaint = complaint }
      return state.complaint
    }
    guard before != complaint else { return }
    if let complaint {
      log.error("jobs_not_reachable", ["site": site.rawValue, "reason": complaint])
    } else {
      log.notice("jobs_reachable", ["site": site.rawValue])
    }
  }
}

extension Duration {
  /// Microseconds for Dispatch.
  var dispatchInterval: DispatchTimeInterval {
    let (seconds, attoseconds) = components
    return .nanoseconds(Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000))
  }
}
