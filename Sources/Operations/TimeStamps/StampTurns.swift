import CivilTime
import Marketplace
import Store
import Synchronization

/// When the daemon asks for the time stamps of a site: at once, and while nobody answers after 15, 30,
/// 60 seconds and so on, at most an hour. A process that begins anew asks at once.
package final class StampTurns: Sendable {
  private let workplace: Workplace
  private let site: Site
  private let log: EventLog
  private let state = Mutex(State())
  private static let pauses: ClosedRange<Int64> = 15...3_600

  private struct State {
    var pause: Int64 = 0
    var notBefore = Instant(microseconds: 0)
  }

  package init(_ workplace: Workplace, of site: Site, log: EventLog) {
    self.workplace = workplace
    self.site = site
    self.log = log
  }

  /// Asks once, if it is time to.
  package func turn() {
    let now = workplace.now()
    guard state.withLock({ $0.notBefore <= now }) else { return }
    do {
      guard let outcome = try StampRuns(workplace, by: MonthEnd.actor)(site: site, tries: 1)
      else { return }
      for run in outcome.stamped { log.info("run_stamped", ["run": run]) }
      if let silence = outcome.silence { throw silence }
      state.withLock { $0 = State() }
    } catch {
      let pause = state.withLock { state in
        state.pause = min(max(2 * state.pause, Self.pauses.lowerBound), Self.pauses.upperBound)
        state.notBefore = Instant(microseconds: now.microseconds + state.pause * 1_000_000)
        return state.pause
      }
      log.notice(
        "time_not_stamped",
        ["site": site.rawValue, "reason": reasonText(error), "again_in_s": String(pause)])
    }
  }
}
