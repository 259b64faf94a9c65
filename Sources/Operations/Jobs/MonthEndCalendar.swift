import CivilTime
import Marketplace
import Postgres
import Store

/// Which period of a site is to be closed next, and when. Rules 1.3 and 8.3.
package struct MonthEndCalendar: Sendable {
  package let site: Site
  /// The last sealed period; nil before the first.
  package let lastSealed: Period?
  /// The first period that is not sealed: closing goes on from here, month by month.
  package let firstOpen: Period
  /// The last period whose run day has come.
  package let lastDue: Period
  /// When the run of `firstOpen` is due: 00:00 UTC+8 of its run day.
  package let firstOpenDueAt: Instant
  /// Whether the site has a merchant; one without has nothing to close.
  package let hasMerchants: Bool
  private let calendar: SiteCalendar

  /// Whether a period is waiting to be closed by the calendar.
  package var isDue: Bool { hasMerchants && firstOpen <= lastDue }

  /// - Parameter asked: The period somebody wants closed. Where nothing is sealed and no run is open
  ///   it is the first one; nil for the last one due.
  /// - Throws: `StoreError.catalogue` when the site has no calendar.
  init(
    of site: Site, at now: Instant, asked: Period? = nil, in tx: borrowing Transaction
  ) throws {
    self.site = site
    let calendar = try SiteCalendar(of: site, in: tx)
    let progress = try JobStore.progress(of: site, in: tx)
    hasMerchants = progress.hasMerchants
    lastSealed = progress.lastSealed
    var due = Period(containing: now).previous
    while calendar.dueAt(due) > now { due = due.previous }
    lastDue = due
    if let sealed = progress.lastSealed {
      firstOpen = sealed.next
    } else {
      firstOpen = [asked ?? due, progress.firstLive].compactMap(\.self).min() ?? due
    }
    firstOpenDueAt = calendar.dueAt(firstOpen)
    self.calendar = calendar
  }

  /// When the run of a period is due: 00:00 UTC+8 of its run day. Rule 8.3.
  package func dueAt(_ period: Period) -> Instant { calendar.dueAt(period) }
}

extension SiteCalendar {
  fileprivate func dueAt(_ period: Period) -> Instant { runDate(of: period).startInstant }
}
