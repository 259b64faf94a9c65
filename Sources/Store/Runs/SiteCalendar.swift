import CivilTime
import Marketplace
import Postgres

/// When the steps of a period are due at a site. Rules 1.3 and 8.3.
package struct SiteCalendar: Sendable {
  private let days: WorkingCalendar
  private let policies: [(validFrom: CivilDate, runDay: Int)]

  /// Reads the policies of a site and its exceptions to Monday to Friday.
  ///
  /// - Throws: `StoreError.catalogue` when the site has no policy.
  package init(of site: Site, in tx: borrowing Transaction) throws {
    var exceptions: [CivilDate: Bool] = [:]
    for row in try tx.query(Query.Catalogue.listCalendarDays, [.text(site.rawValue)]) {
      exceptions[CivilDate(days: row.days(0))] = row.bool(1)
    }
    days = WorkingCalendar(exceptions: exceptions)
    policies = try tx.query(Query.Catalogue.listCalendarPolicies, [.text(site.rawValue)]).map {
      (CivilDate(days: $0.days(0)), Int($0.int32(1)))
    }
    if policies.isEmpty {
      throw StoreError.catalogue(
        place: "settlement.site_policy", detail: "site \(site.rawValue) has no calendar",
        remedy: "add a row with its run day and working days")
    }
  }

  /// The day on which a period's run is due: the run day of the next month, moved to a working day.
  /// A period before the first policy follows the first.
  package func runDate(of period: Period) -> CivilDate {
    let first = period.next.firstDate
    let policy = policies.first { $0.validFrom <= first } ?? policies[policies.count - 1]
    return days.onOrAfter(first.adding(days: policy.runDay - 1))
  }
}
