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
  ///
  /// - Returns: Whether there is more to ask for at once: a turn takes some signatures of a month only,
  ///   so that other work need not wait for all of them.
  @discardableResult
  package func turn() -> Bool {
    let now = workplace.now()
    guard state.withLock({ $0.notBefore <= now }) else { return false }
    do {
      let outcome = try StampRuns(workplace, by: MonthEnd.actor)(
        site: site, tries: 1, most: StampSignatures.batch)
      guard let outcome else { return false }
      for run in outcome.stamped { log.info("run_stamped", ["run": run]) }
      if outcome.signatures > 0 {
        log.info(
          "signatures_stamped", ["site": site.rawValue, "count": String(outcome.signatures)])
      }
      if let silence = outcome.silence { throw silence }
      state.withLock { $0 = State() }
      return outcome.hasMore
    } catch {
      let pause = state.withLock { state in
        state.pause = min(max(2 * state.pause, Self.pauses.lowerBound), Self.pauses.upperBound)
        state.notBefore = Instant(microseconds: now.microseconds + state.pause * 1_000_000)
        return state.pause
      }
      log.notice(
        "time_not_stamped",
        ["site": site.rawValue, "reason": reasonText(error), "again_in_s": String(pause)])
      return false
    }
  }
}
