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

  /// Whether a period is waiting to be closed by the calendar.
  package var isDue: Bool { hasMerchants && firstOpen <= lastDue }

  /// - Parameter asked: The period somebody wants closed. Where nothing is sealed and no run is open
  ///   it is the first one; nil for the last one due.
  /// - Throws: `StoreError.catalogue` when the site has no calendar.
  init(
    of site: Site, at now: Instant, asked: Period? = nil, in tx: borrowing Transaction
  ) throws {
    self.site = site
    let progress = try JobStore.progress(of: site, in: tx)
    hasMerchants = progress.hasMerchants
    lastSealed = progress.lastSealed
    var due = Period(containing: now).previous
    while try Self.dueAt(due, of: site, in: tx) > now { due = due.previous }
    lastDue = due
    if let sealed = progress.lastSealed {
      firstOpen = sealed.next
    } else {
      firstOpen = [asked ?? due, progress.firstLive].compactMap(\.self).min() ?? due
    }
    firstOpenDueAt = try Self.dueAt(firstOpen, of: site, in: tx)
  }

  /// When the run of a period is due: 00:00 UTC+8 of its run day, moved to a working day. Rule 8.3.
  static func dueAt(
    _ period: Period, of site: Site, in tx: borrowing Transaction
  ) throws -> Instant {
    try SiteCalendar(of: site, for: period, in: tx).runDate(of: period).startInstant
  }
}
