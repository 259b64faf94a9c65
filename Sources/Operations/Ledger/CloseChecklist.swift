import Amounts
import Banking
import Bookkeeping
import CivilTime
import Documents
import Marketplace
import Postgres
import Store

/// What must hold before a month of a site's books is closed: one line a check with its evidence,
/// or with each thing that keeps it from holding. All of it is computed from the database.
package struct CloseChecklist: Sendable {
  /// A check that holds, or one thing for which it does not.
  package struct Line: Sendable, Equatable {
    /// Stable, for scripts: of the check where it holds, `imports_complete`, else of the blocker.
    package let code: String
    /// Whether it is evidence; otherwise it keeps the month from being closed.
    package let isDone: Bool
    package let sentence: String
    /// Empty where there is nothing to do.
    package let remedy: String
  }

  /// Check after check; of one that does not hold its blockers.
  package private(set) var lines: [Line] = []

  /// What keeps the month from being closed; empty when it can be.
  package var blockers: [CloseBlocker] {
    lines.filter { !$0.isDone }.map {
      CloseBlocker(code: $0.code, sentence: $0.sentence, remedy: $0.remedy)
    }
  }

  init(of period: Period, site: Site, in tx: borrowing Transaction) throws {
    let runs = try RunStore.list(site: site, period: period, in: tx)
    let sealed = runs.filter { $0.state == .sealed }
    let moving = try PeriodStore.blockers(of: period, site: site, in: tx)
    let entries = try PeriodStore.list(site: site, period: period, in: tx).first?.entries ?? 0
    let sources = try ImportWaits.sources(in: tx)
    add(
      "imports_complete",
      sources.isEmpty
        ? "no import is on record, and none has left out a row"
        : "nothing is left out of \(counted(sources.count, "table"))",
      try ImportWaits(until: period, in: tx).blockers)
    for source in sources { add("imported", source, []) }
    add("runs_sealed", Self.sealing(sealed), moving.filter { $0.code.hasPrefix("run_") })
    let exceptions = try runs.filter { $0.state != .discarded }.map {
      ($0, try RunStore.exceptions(of: $0.number, in: tx))
    }
    add(
      "exceptions_none",
      exceptions.allSatisfy { $0.1.isEmpty }
        ? "there is none"
        : counted(exceptions.reduce(0) { $0 + $1.1.count }, "exception") + ", each acknowledged",
      Self.openExceptions(exceptions))
    add(
      "entries_posted", entries == 1 ? "1 entry" : "\(grouped(entries)) entries",
      try Self.unposted(of: period, site: site, in: tx))
    add(
      "invoices_issued",
      counted(
        try sealed.reduce(0) { try $0 + InvoiceStore.list(run: $1.number, in: tx).count },
        "document"),
      try sealed.flatMap { try Self.missingInvoices(of: $0, in: tx) })
    add(
      "bank_matched",
      "no payout waits for the bank, and nothing that it booked or answered is unexplained",
      try Self.unmatched(period, site, in: tx))
    let sums = try Self.sums(of: period, site, in: tx)
    add("balance_zero", Self.balance(sums), Self.unbalanced(sums))
    add(
      "books_sound", "every entry is as it was posted; accounts agree with statements and payouts",
      try Self.unsound(site, in: tx))
    add(
      "earlier_closed", "no month before it is open",
      moving.filter { $0.code == "earlier_not_closed" })
  }

  private mutating func add(_ check: String, _ evidence: String, _ blockers: [CloseBlocker]) {
    if blockers.isEmpty {
      lines.append(Line(code: check, isDone: true, sentence: evidence, remedy: ""))
    }
    lines += blockers.map {
      Line(code: $0.code, isDone: false, sentence: $0.sentence, remedy: $0.remedy)
    }
  }

  private static func sealing(_ sealed: [RunRecord]) -> String {
    sealed.map { run in
      run.id + (run.sealedBy.map { " by \($0)" } ?? "")
        + (run.sealedAt.map { " at \($0.secondText)" } ?? "") + ", \(counted(run.lines, "line"))"
    }.joined(separator: "; ")
  }

  private static func openExceptions(
    _ exceptions: [(run: RunRecord, all: [ExceptionRecord])]
  ) -> [CloseBlocker] {
    exceptions.compactMap { run, all in
      let open = all.filter { $0.acknowledgedBy == nil }
      if open.isEmpty { return nil }
      return CloseBlocker(
        code: "exceptions_open", sentence: "\(run.id) has \(MonthEnd.causes(of: open))",
        remedy: "see `settled exception list --run \(run.id) --open`")
    }
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

  /// What all balances come to together, and the debits of the month, by currency in minor units.
  private static func sums(
    of period: Period, _ site: Site, in tx: borrowing Transaction
  ) throws -> [(currency: Currency, total: Int128, debit: Int128)] {
    var sums: [Currency: (total: Int128, debit: Int128)] = [:]
    for balance in try LedgerStore.balances(of: period, site: site, isByPartner: false, in: tx) {
      sums[balance.currency, default: (0, 0)].total += Int128(balance.closing)
      sums[balance.currency, default: (0, 0)].debit += Int128(balance.debit)
    }
    return sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value.total, $0.value.debit) }
  }

  private static func balance(
    _ sums: [(currency: Currency, total: Int128, debit: Int128)]
  ) -> String {
    if sums.isEmpty { return "there is no entry yet" }
    return "debits less credits are 0; of the month, each: "
      + sums.map {
        "\($0.currency) \(Total(minorUnits: $0.debit, currency: $0.currency).groupedText)"
      }.joined(separator: ", ")
  }

  private static func unbalanced(
    _ sums: [(currency: Currency, total: Int128, debit: Int128)]
  ) -> [CloseBlocker] {
    sums.filter { $0.total != 0 }.map { sum in
      CloseBlocker(
        code: "not_balanced",
        sentence: "debits and credits of \(sum.currency) differ by \(sum.total) minor units",
        remedy: "see `settled ledger check`")
    }
  }

  /// Flaws of the books.
  private static func unsound(_ site: Site, in tx: borrowing Transaction) throws -> [CloseBlocker] {
    let flaws = try LedgerStore.flaws(of: site, in: tx)
    guard let flaw = flaws.first else { return [] }
    return [
      CloseBlocker(
        code: "books_unsound",
        sentence: "the books have \(counted(flaws.count, "flaw")): \(flaw.sentence)",
        remedy: "see `settled ledger check --site \(site.rawValue)`")
    ]
  }

  /// The checklist in columns.
  package var listing: Listing {
    let blockers = blockers.count
    return Listing(
      "checks", of: lines,
      [
        ListedColumn("state", .text) { .text($0.isDone ? "ok" : "open") },
        ListedColumn("code", .text) { .text($0.code) },
        ListedColumn("finding", .text) { .text($0.sentence) },
        ListedColumn("remedy", .text) { TableCell($0.remedy.isEmpty ? nil : $0.remedy) },
      ],
      summary: blockers == 0
        ? "nothing keeps the month from being closed" : counted(blockers, "blocker"))
  }
}
