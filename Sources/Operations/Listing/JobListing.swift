import Documents
import Marketplace
import Store

extension Jobs {
  /// Jobs in columns, the last due first; nil for all sites.
  package func listing(site: Site?, onlyOpen: Bool) throws -> Listing {
    let jobs = try list(site: site, onlyOpen: onlyOpen)
    return Listing(
      "jobs", of: jobs,
      [
        ListedColumn("job", .integer) { .integer($0.number) },
        ListedColumn("kind", .text) { .text($0.kind) },
        ListedColumn("site", .text) { .text($0.site.rawValue) },
        ListedColumn("period", .text) { .text($0.period.text) },
        ListedColumn("state", .text) { .text($0.state.rawValue) },
        ListedColumn("due_at", .instant) { .instant($0.dueAt) },
        ListedColumn("tries", .integer) { .integer(Int64($0.tries)) },
        ListedColumn("started_at", .instant) { TableCell($0.startedAt) },
        ListedColumn("finished_at", .instant) { TableCell($0.finishedAt) },
        ListedColumn("worker", .text) { TableCell($0.worker) },
        ListedColumn("outcome", .text) { TableCell($0.outcome) },
      ], summary: counted(jobs.count, "job"))
  }

  /// What each site closes next, in columns.
  package func nextListing() throws -> Listing {
    let calendars = try next()
    let due = calendars.count { $0.isDue }
    return Listing(
      "next", of: calendars,
      [
        ListedColumn("site", .text) { .text($0.site.rawValue) },
        ListedColumn("sealed_up_to", .text) { TableCell($0.lastSealed?.text) },
        ListedColumn("next_period", .text) { .text($0.firstOpen.text) },
        ListedColumn("due_at", .instant) { .instant($0.firstOpenDueAt) },
        ListedColumn("is_due", .text) { .text($0.isDue ? "yes" : "no") },
      ], summary: "\(counted(calendars.count, "site")) with merchants, \(grouped(due)) due")
  }
}
