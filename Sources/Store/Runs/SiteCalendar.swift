import CivilTime
import Marketplace
import Postgres

/// When the steps of a period are due at a site. Rules 1.3 and 8.3.
package struct SiteCalendar: Sendable {
  private let days: WorkingCalendar
  private let runDay: Int
  /// Working days from the run day to the end of the review.
  package let reviewDays: Int

  /// Reads the policy in force at the end of a period and the site's exceptions.
  ///
  /// - Throws: `StoreError.catalogue` when the site has no policy then.
  package init(of site: Site, for period: Period, in tx: borrowing Transaction) throws {
    var exceptions: [CivilDate: Bool] = [:]
    for row in try tx.query(Query.Catalogue.listCalendarDays, [.text(site.rawValue)]) {
      exceptions[CivilDate(days: row.days(0))] = row.bool(1)
    }
    days = WorkingCalendar(exceptions: exceptions)
    let first = period.next.firstDate
    let rows = try tx.query(
      Query.Catalogue.findCalendarPolicy, [.text(site.rawValue), .date(first.days)])
    guard let policy = rows.first else {
      throw StoreError.catalogue(
        place: "settlement.site_policy", detail: "site \(site.rawValue) has none on \(first.text)",
        remedy: "add a row with its run day and working days")
    }
    runDay = Int(policy.int32(0))
    reviewDays = Int(policy.int32(1))
  }

  /// The day on which a period's run is due: the run day of the next month, moved to a working day.
  package func runDate(of period: Period) -> CivilDate {
    days.onOrAfter(period.next.firstDate.adding(days: runDay - 1))
  }
}
