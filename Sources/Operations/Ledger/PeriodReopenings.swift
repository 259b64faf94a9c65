import Amounts
import CivilTime
import Documents
import Marketplace
import Postgres
import Store

/// `period reopen|approve|end|reopenings|differences`: the audited exception to a closed month. Two
/// people, a reason, an end; the month stays closed, and what changed in it is a report.
package struct PeriodReopenings: Sendable {
  private let workplace: Workplace
  private let actor: String

  /// - Parameter actor: Who acts; recorded in the trail. Of no use to the lists.
  package init(_ workplace: Workplace, by actor: String = "") {
    self.workplace = workplace
    self.actor = actor
  }

  /// Hours that a reopening lasts at most: 31 days.
  package static let longest = 31 * 24

  /// Asks for a closed month to take entries again, until a number of hours from now. It does once
  /// another person approves.
  ///
  /// - Parameter hours: 1 to ``longest``.
  /// - Returns: The number of the reopening.
  /// - Throws: `Refusal` `.usage` without a reason or for another time, `.conflict` for a month that
  ///   is not closed or that a reopening lasts of.
  package func request(
    _ period: Period, site: Site, hours: Int, reason: String
  ) throws -> Int32 {
    try Refusal.requireReason(reason)
    guard (1...Self.longest).contains(hours) else {
      throw Refusal(
        .usage, "end_not_possible", "a month is not reopened for \(hours) hours",
        remedy: "give 1 to \(Self.longest) hours")
    }
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    return try session.transaction { (tx: borrowing Transaction) in
      _ = try LedgerStore.lock(site, in: tx)
      let state = try PeriodStore.list(site: site, period: period, in: tx).first?.state ?? .open
      let name = "\(period.text) of site \(site.rawValue)"
      guard state == .closed else {
        throw Refusal(
          .conflict, "period_not_closed", "\(name) is \(state.rawValue)",
          remedy: state == .locked ? "unlock it: `settled period unlock`" : "it takes entries")
      }
      let ends = Instant(microseconds: now.microseconds + Int64(hours) * 3_600_000_000)
      try Self.endPast(period, site, at: now, in: tx)
      guard
        let number = try ReopeningStore.request(
          period, site: site, reason: reason, endsAt: ends, by: actor, at: now, in: tx)
      else {
        throw Refusal(
          .conflict, "reopening_lasts", "another reopening of \(name) is not ended",
          remedy: "see `settled period reopenings`")
      }
      try Trail.note(
        "period_reopening_requested", of: name, by: actor, at: now,
        detail: "\(number), until \(ends): \(reason)", in: tx)
      return number
    }
  }

  /// Signs a reopening: another person than who asked for it.
  ///
  /// - Throws: `Refusal` `.notFound`, `.notPermitted`, `.conflict` when it is signed, ended or past.
  package func approve(_ number: Int32) throws {
    try change(number, "period_reopened") { reopening, now, tx in
      if reopening.requestedBy == actor {
        throw Refusal(
          .notPermitted, "approver_is_author", "\(actor) asked for \(number) and cannot approve it",
          remedy: "ask another person to run `settled period approve \(number)`")
      }
      return try ReopeningStore.approve(number, by: actor, at: now, in: tx)
    }
  }

  /// Ends a reopening before its time.
  ///
  /// - Throws: `Refusal` `.notFound`, `.conflict` when it is ended.
  package func end(_ number: Int32) throws {
    try change(number, "period_reopening_ended") { _, now, tx in
      try ReopeningStore.end(number, by: actor, at: now, in: tx)
    }
  }

  private func change(
    _ number: Int32, _ action: String,
    _ body: (ReopeningRecord, Instant, borrowing Transaction) throws -> Bool
  ) throws {
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    try session.transaction { (tx: borrowing Transaction) in
      let reopening = try Self.find(number, in: tx)
      _ = try LedgerStore.lock(reopening.site, in: tx)
      guard try body(reopening, now, tx) else {
        throw Refusal(
          .conflict, "reopening_decided", "reopening \(number) is signed, ended or past",
          remedy: "see `settled period reopenings`")
      }
      try Trail.note(
        action, of: "\(reopening.period.text) of site \(reopening.site.rawValue)", by: actor,
        at: now, detail: "\(number)", in: tx)
    }
  }

  /// A reopening whose time is over makes room for the next.
  private static func endPast(
    _ period: Period, _ site: Site, at now: Instant, in tx: borrowing Transaction
  ) throws {
    for past in try ReopeningStore.list(site: site, period: period, in: tx)
    where past.endedAt == nil && past.endsAt <= now {
      _ = try ReopeningStore.end(past.number, by: "its end time", at: now, in: tx)
    }
  }

  /// Reopenings, newest first.
  ///
  /// - Parameter site: Nil for all.
  package func list(site: Site?) throws -> Listing {
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    let reopenings = try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try ReopeningStore.list(site: site, in: tx)
    }
    return Listing(
      "reopenings", of: reopenings,
      [
        ListedColumn("number", .integer) { .integer(Int64($0.number)) },
        ListedColumn("site", .text) { .text($0.site.rawValue) },
        ListedColumn("period", .text) { .text($0.period.text) },
        ListedColumn("state", .text) { .text($0.state(at: now)) },
        ListedColumn("ends_at", .instant) { .instant($0.endsAt) },
        ListedColumn("requested_by", .text) { .text($0.requestedBy) },
        ListedColumn("approved_by", .text) { TableCell($0.approvedBy) },
        ListedColumn("approved_at", .instant) { TableCell($0.approvedAt) },
        ListedColumn("ended_at", .instant) { TableCell($0.endedAt) },
        ListedColumn("reason", .text) { .text($0.reason) },
      ], summary: counted(reopenings.count, "reopening"))
  }

  /// What a reopening changed: each account before and after.
  ///
  /// - Throws: `Refusal` `.notFound`.
  package func differences(_ number: Int32) throws -> Listing {
    let session = try workplace.openCheckedSession()
    let balances = try session.transaction(.repeatableRead, readOnly: true) {
      (tx: borrowing Transaction) in
      _ = try Self.find(number, in: tx)
      return try ReopeningStore.differences(number, in: tx)
    }
    return Listing(
      "differences", of: balances,
      [
        ListedColumn("account", .text) { .text($0.account) },
        ListedColumn("name", .text) { .text($0.name) },
        ListedColumn("currency", .text) { .text($0.currency.code) },
        ListedColumn("before", .amount) { $0.money($0.before) },
        ListedColumn("after", .amount) { $0.money($0.after) },
        ListedColumn("difference", .amount) { $0.money($0.after - $0.before) },
        ListedColumn("entries", .integer) { .integer($0.entries) },
      ],
      summary: balances.isEmpty
        ? "nothing changed" : counted(balances.count, "account") + " changed")
  }

  private static func find(
    _ number: Int32, in tx: borrowing Transaction
  ) throws -> ReopeningRecord {
    if number > 0, let found = try ReopeningStore.list(number: number, in: tx).first {
      return found
    }
    throw Refusal(
      .notFound, "reopening_not_found", "there is no reopening \(number)",
      remedy: "see `settled period reopenings`")
  }
}

extension ReopeningRecord {
  fileprivate func state(at now: Instant) -> String {
    if isInForce(at: now) { return "in force" }
    return endedAt != nil || endsAt <= now ? "over" : "requested"
  }
}

extension ReopenedBalance {
  fileprivate func money(_ amount: MinorUnits) -> TableCell {
    .amount(Money(minorUnits: amount, currency: currency))
  }
}
