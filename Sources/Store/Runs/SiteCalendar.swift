import CivilTime
import Marketplace
import Postgres
import Settlement

/// When the steps of a period are due at a site. Rules 1.3 and 8.3.
package struct SiteCalendar: Sendable {
  private let days: WorkingCalendar
  private let policies: [Policy]

  private struct Policy {
    let validFrom: CivilDate
    let runDay: Int
    let countersignDays: Int
    let invoiceCheckDays: Int
    let paymentDays: Int
  }

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
      Policy(
        validFrom: CivilDate(days: $0.days(0)), runDay: Int($0.int32(1)),
        countersignDays: Int($0.int32(3)), invoiceCheckDays: Int($0.int32(4)),
        paymentDays: Int($0.int32(5)))
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
    return days.onOrAfter(first.adding(days: policy(on: first).runDay - 1))
  }

  /// The last day of a step that began on a day. Rule 8.3.
  package func dueDate(of stage: StatementState.Stage, begunOn start: CivilDate) -> CivilDate {
    let policy = policy(on: start)
    let count =
      switch stage {
      case .countersign: policy.countersignDays
      case .invoiceCheck: policy.invoiceCheckDays
      case .payment: policy.paymentDays
      }
    return days.adding(workingDays: count, to: start)
  }

  /// The first working day after a day.
  package func workingDay(after date: CivilDate) -> CivilDate {
    days.adding(workingDays: 1, to: date)
  }

  /// Whether banks and people work on a day. Rule 1.3.
  package func isWorking(_ date: CivilDate) -> Bool { days.isWorking(date) }

  private func policy(on date: CivilDate) -> Policy {
    policies.first { $0.validFrom <= date } ?? policies[policies.count - 1]
  }
}
