import CivilTime
import Postgres
import Synchronization

/// When the daemon tells which red-letter confirmations are overdue: at its first look of each day.
package final class RedLetterTurns: Sendable {
  private let workplace: Workplace
  private let log: EventLog
  private let lastDay = Mutex<CivilDate?>(nil)

  package init(_ workplace: Workplace, log: EventLog) {
    self.workplace = workplace
    self.log = log
  }

  /// Looks once a day of China's clock, and says what nobody has answered.
  ///
  /// - Throws: `PostgresError` where the database does not answer; the next turn looks again.
  package func turn() throws {
    let day = CivilDate(at: workplace.now())
    guard lastDay.withLock({ $0 != day }) else { return }
    let session = try workplace.openCheckedSession()
    let sentence = try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try RedLetters(workplace).overdue(in: tx)
    }
    if let sentence { log.notice("red_letters_overdue", ["reason": sentence]) }
    lastDay.withLock { $0 = day }
  }
}
