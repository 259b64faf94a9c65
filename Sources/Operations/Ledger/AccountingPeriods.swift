import Amounts
import Banking
import Bookkeeping
import CivilTime
import Documents
import Marketplace
import Postgres
import Store

/// `period list|check|lock|unlock|close`: the months of the books.
package struct AccountingPeriods: Sendable {
  private let workplace: Workplace
  private let actor: String

  package init(_ workplace: Workplace, by actor: String) {
    self.workplace = workplace
    self.actor = actor
  }

  /// Months that have a run, an entry or a state, newest first.
  ///
  /// - Parameter site: Nil for all.
  package func list(site: Site?) throws -> [PeriodRecord] {
    let session = try workplace.openCheckedSession()
    return try session.transaction(.repeatableRead, readOnly: true) {
      (tx: borrowing Transaction) in try PeriodStore.list(site: site, in: tx)
    }
  }

  /// One month.
  ///
  /// - Throws: `Refusal` `.notFound` when it has no run, no entry and no state.
  package func show(_ period: Period, site: Site) throws -> PeriodRecord {
    if let record = try list(site: site).first(where: { $0.period == period }) { return record }
    throw Refusal(
      .notFound, "period_not_found",
      "\(period.text) of site \(site.rawValue) has no run and no entry",
      remedy: "see `settled period list --site \(site.rawValue)`")
  }

  /// What must hold before a month is closed, with the evidence, and what keeps it from being closed.
  package func checklist(of period: Period, site: Site) throws -> CloseChecklist {
    let session = try workplace.openCheckedSession()
    return try session.transaction(.repeatableRead, readOnly: true) {
      (tx: borrowing Transaction) in try CloseChecklist(of: period, site: site, in: tx)
    }
  }

  /// What keeps a month from being closed; empty when it can be.
  package func blockers(of period: Period, site: Site) throws -> [CloseBlocker] {
    try checklist(of: period, site: site).blockers
  }

  /// Gives a month a state: locks it, unlocks it, or closes it for good. What it is already, it
  /// stays, and nothing is written.
  ///
  /// - Throws: `Refusal` `.conflict` for a month that is closed or has blockers, `.usage` without a
  ///   reason.
  package func set(
    _ state: PeriodState, of period: Period, site: Site, reason: String
  ) throws {
    try Refusal.requireReason(reason)
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    try session.transaction { (tx: borrowing Transaction) in
      // Nobody posts until this is decided.
      _ = try LedgerStore.lock(site, in: tx)
      let before = try PeriodStore.list(site: site, period: period, in: tx).first?.state ?? .open
      if before == state { return }
      let name = "\(period.text) of site \(site.rawValue)"
      if before == .closed {
        throw Refusal(
          .conflict, "period_closed", "\(name) is closed and stays closed",
          remedy: "correct it by an adjustment in the next month: `settled adjust add`")
      }
      if state == .closed {
        let blockers = try CloseChecklist(of: period, site: site, in: tx).blockers
        if let first = blockers.first {
          throw Refusal(
            .conflict, "period_blocked",
            "\(name) cannot be closed: \(blockers.map(\.sentence).joined(separator: "; "))",
            remedy: first.remedy)
        }
      }
      try PeriodStore.set(
        state, of: period, site: site, by: actor, at: now, reason: reason, in: tx)
      try Trail.note(
        "period_\(state.rawValue)", of: name, by: actor, at: now, detail: reason,
        change: (before.rawValue, state.rawValue), in: tx)
    }
  }

  /// Months in columns.
  package static func listing(_ periods: [PeriodRecord]) -> Listing {
    Listing(
      "periods", of: periods,
      [
        ListedColumn("site", .text) { .text($0.site.rawValue) },
        ListedColumn("period", .text) { .text($0.period.text) },
        ListedColumn("state", .text) { .text($0.state.rawValue) },
        ListedColumn("entries", .integer) { .integer($0.entries) },
        ListedColumn("changed_by", .text) { TableCell($0.changedBy) },
        ListedColumn("changed_at", .instant) { TableCell($0.changedAt) },
        ListedColumn("reason", .text) { TableCell($0.reason) },
      ], summary: counted(periods.count, "month"))
  }
}
