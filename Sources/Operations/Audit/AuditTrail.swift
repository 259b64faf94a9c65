import CivilTime
import Digests
import Documents
import Postgres
import Store

/// `audit list`, and its part of `audit verify`: who did what, chained by hash.
package struct AuditTrail: Sendable {
  private let workplace: Workplace

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// Events, newest first; nil leaves a filter out.
  package func list(
    subject: String?, actor: String?, action: String?, since: Instant?, limit: Int
  ) throws -> Listing {
    guard limit > 0 else {
      throw Refusal(
        .usage, "limit_not_possible", "a list of \(limit) events", remedy: "give 1 or more")
    }
    let session = try workplace.openCheckedSession()
    let events = try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try Trail.list(
        subject: subject, actor: actor, action: action, since: since, limit: limit, in: tx)
    }
    return Listing(
      "events", of: events,
      [
        ListedColumn("event", .integer) { .integer($0.number) },
        ListedColumn("happened_at", .instant) { .instant($0.happenedAt) },
        ListedColumn("actor", .text) { .text($0.actor) },
        ListedColumn("action", .text) { .text($0.action) },
        ListedColumn("subject", .text) { .text($0.subject) },
        ListedColumn("before", .text) { TableCell($0.before.isEmpty ? nil : $0.before) },
        ListedColumn("after", .text) { TableCell($0.after.isEmpty ? nil : $0.after) },
        ListedColumn("detail", .text) { TableCell($0.detail.isEmpty ? nil : $0.detail) },
        ListedColumn("origin", .text) { TableCell($0.origin.isEmpty ? nil : $0.origin) },
        ListedColumn("hash", .text) { TableCell($0.hash?.hex) },
      ],
      summary: counted(events.count, "event")
        + (events.count == limit ? ", and perhaps older ones" : ""))
  }

  /// What is wrong with the trail.
  ///
  /// - Parameter outside: A hash that was kept elsewhere, which must be in the chain.
  static func flaws(
    outside: SHA256Digest?, in tx: borrowing Transaction
  ) throws -> [AuditFinding] {
    try Trail.flaws(head: outside, in: tx).map { flaw in
      AuditFinding(
        code: flaw.event == 0 ? "trail_unknown" : "event_changed", run: "", statement: "",
        sentence: flaw.event == 0 ? flaw.sentence : "event \(flaw.event) \(flaw.sentence)")
    }
  }
}
