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

  /// What keeps a month from being closed; empty when it can be.
  package func blockers(of period: Period, site: Site) throws -> [CloseBlocker] {
    let session = try workplace.openCheckedSession()
    return try session.transaction(.repeatableRead, readOnly: true) {
      (tx: borrowing Transaction) in try Self.blockers(of: period, site: site, in: tx)
    }
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
        let blockers = try Self.blockers(of: period, site: site, in: tx)
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

  private static func blockers(
    of period: Period, site: Site, in tx: borrowing Transaction
  ) throws -> [CloseBlocker] {
    let runs = try RunStore.list(site: site, period: period, in: tx).filter { $0.state == .sealed }
    return try PeriodStore.blockers(of: period, site: site, in: tx)
      + unposted(of: period, site: site, in: tx)
      + runs.flatMap { try missingInvoices(of: $0, in: tx) }
      + unmatched(period, site, in: tx)
      + unsound(period, site, in: tx)
  }

  /// What banks booked or answered up to the end of the month and nothing explains, and payouts
  /// that they were to execute by then and have not answered.
  private static func unmatched(
    _ period: Period, _ site: Site, in tx: borrowing Transaction
  ) throws -> [CloseBlocker] {
    let lastDay = period.next.firstDate.adding(days: -1)
    var blockers = try PayoutStore.unanswered(site, until: lastDay, in: tx).map { batch in
      CloseBlocker(
        code: "payouts_unanswered",
        sentence: batch.answered == 0
          ? "the bank has not said what became of \(counted(batch.payouts, "payout")) of "
            + batch.batchID
          : "the bank has not booked \(counted(batch.payouts, "payout")) of \(batch.batchID), and "
            + "refused none of them; it has answered \(batch.answered)",
        remedy: "import its statement: `settled payout import-bank`")
    }
    let movements = try BankEntryStore.unexplained(site: site, until: lastDay, in: tx)
    if !movements.isEmpty {
      blockers.append(
        CloseBlocker(
          code: "bank_unexplained",
          sentence: "\(counted(movements.count, "movement")) at the bank: "
            + UnexplainedMoney.sum(of: movements),
          remedy: "match or explain them: `settled payout unmatched`"))
    }
    return try blockers + unjudged(site, until: lastDay, in: tx)
  }

  /// What banks answered up to the end of the month and fits nothing, by cause. Where it names
  /// nothing of ours it keeps every site's month from being closed, for it may be of any.
  private static func unjudged(
    _ site: Site, until lastDay: CivilDate, in tx: borrowing Transaction
  ) throws -> [CloseBlocker] {
    let open = try PaymentAnswerStore.open(site: site, in: tx).filter {
      CivilDate(at: $0.answeredAt) <= lastDay
    }
    return Dictionary(grouping: open, by: \.verdict).values.sorted { $0[0].number < $1[0].number }
      .map { answers in
        guard let cause = AnswerCause(rawValue: answers[0].verdict) else {
          preconditionFailure("\(answers[0].id) is open as \(answers[0].verdict)")
        }
        let ids = answers.prefix(3).map(\.id).joined(separator: ", ")
        return CloseBlocker(
          code: "bank_answers_unjudged",
          sentence: "\(counted(answers.count, "answer")) of the bank, \(ids)"
            + (answers.count > 3 ? " and more" : "") + ": \(cause.sentence.withoutFullStop)",
          remedy: "finance judges: \(cause.remedy.withoutFullStop); then "
            + "`settled payout explain \(answers[0].id) --kind noted`")
      }
  }

  private static func unposted(
    of period: Period, site: Site, in tx: borrowing Transaction
  ) throws -> [CloseBlocker] {
    let count = try LedgerStore.unpostedStatements(of: site, in: tx).count { statement in
      statement.head.period == period
        && statement.figures.components.contains { $0.amount != 0 }
    }
    if count == 0 { return [] }
    return [
      CloseBlocker(
        code: "not_posted", sentence: "\(count) statements of the month are not in the books",
        remedy: "post them: `settled ledger post`")
    ]
  }

  /// The invoices of a run are issued together, or none of them.
  private static func missingInvoices(
    of run: RunRecord, in tx: borrowing Transaction
  ) throws -> [CloseBlocker] {
    let fees = try InvoiceStore.fees(of: run.number, in: tx)
    if try fees.isEmpty || !InvoiceStore.list(run: run.number, in: tx).isEmpty { return [] }
    return [
      CloseBlocker(
        code: "invoice_missing",
        sentence: "\(fees.count) fee invoices of the month are not issued",
        remedy: "issue them: `settled invoice issue \(run.id)`")
    ]
  }

  /// A trial balance that is not zero, and flaws of the journal.
  private static func unsound(
    _ period: Period, _ site: Site, in tx: borrowing Transaction
  ) throws -> [CloseBlocker] {
    var sums: [Currency: Int128] = [:]
    for balance in try LedgerStore.balances(of: period, site: site, isByPartner: false, in: tx) {
      sums[balance.currency, default: 0] += Int128(balance.closing)
    }
    var blockers = sums.filter { $0.value != 0 }.sorted { $0.key < $1.key }.map { sum in
      CloseBlocker(
        code: "not_balanced",
        sentence: "debits and credits of \(sum.key) differ by \(sum.value) minor units",
        remedy: "see `settled ledger check`")
    }
    let flaws = try LedgerStore.flaws(of: site, in: tx)
    if let flaw = flaws.first {
      blockers.append(
        CloseBlocker(
          code: "books_unsound",
          sentence: "the books have \(counted(flaws.count, "flaw")): \(flaw.sentence)",
          remedy: "see `settled ledger check --site \(site.rawValue)`"))
    }
    return blockers
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

  /// Blockers in columns.
  package static func listing(_ blockers: [CloseBlocker]) -> Listing {
    Listing(
      "blockers", of: blockers,
      [
        ListedColumn("code", .text) { .text($0.code) },
        ListedColumn("finding", .text) { .text($0.sentence) },
        ListedColumn("remedy", .text) { .text($0.remedy) },
      ],
      summary: blockers.isEmpty
        ? "nothing keeps the month from being closed" : counted(blockers.count, "blocker"))
  }
}
