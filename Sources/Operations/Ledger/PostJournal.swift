import Amounts
import Bookkeeping
import CivilTime
import Marketplace
import Postgres
import Store

/// `ledger post`: puts into the books what is not there yet. Sealing and issuing invoices do it in
/// their own transactions; the command is for what was sealed before there were books.
package struct PostJournal: Sendable {
  private let workplace: Workplace
  private let actor: String

  package init(_ workplace: Workplace, by actor: String) {
    self.workplace = workplace
    self.actor = actor
  }

  /// Posts every sealed statement and issued invoice that has no entry; asked again, nothing.
  ///
  /// - Parameter site: Nil for all.
  /// - Returns: How many entries were made.
  /// - Throws: `Refusal` `.configuration` when a posting rule is missing.
  package func callAsFunction(site: Site?) throws -> Int {
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    var count = 0
    for site in site.map({ [$0] }) ?? Site.allCases {
      count += try session.transaction { (tx: borrowing Transaction) in
        try Self.post(site, by: actor, at: now, in: tx)
      }
    }
    return count
  }

  /// Posts in the caller's transaction, so that what is sealed is in the books or neither is.
  ///
  /// - Returns: How many entries were made.
  @discardableResult
  static func post(
    _ site: Site, by actor: String, at now: Instant, in tx: borrowing Transaction
  ) throws -> Int {
    let end = try LedgerStore.lock(site, in: tx)
    let rules = try LedgerStore.rules(in: tx)
    let statements = try LedgerStore.unpostedStatements(of: site, in: tx)
    let invoices = try LedgerStore.unpostedInvoices(of: site, in: tx)
    var entries: [JournalEntry] = []
    do throws(BookkeepingError) {
      for (head, figures) in statements {
        if let entry = try JournalEntry(head, figures.components, by: rules) {
          entries.append(entry)
        }
      }
      for (head, tax, feeCredited) in invoices {
        let components: [(Component, MinorUnits)] = [
          (.outputVAT, tax), (.feeCredited, feeCredited),
        ]
        if let entry = try JournalEntry(head, components, by: rules) { entries.append(entry) }
      }
    } catch {
      throw Refusal(notPosted: error)
    }
    return try append(entries, of: site, behind: end, by: actor, at: now, in: tx)
  }

  /// Appends entries of open months to a site's journal.
  ///
  /// - Parameter end: Where the journal stands; it is locked.
  /// - Returns: How many there are.
  /// - Throws: `Refusal` `.conflict` for a month that takes none.
  @discardableResult
  static func append(
    _ entries: [JournalEntry], of site: Site, behind end: JournalEnd, by actor: String,
    at now: Instant, in tx: borrowing Transaction
  ) throws -> Int {
    if entries.isEmpty { return 0 }
    try requireOpen(entries, of: site, at: now, in: tx)
    let last = try LedgerStore.append(entries, of: site, behind: end, by: actor, at: now, in: tx)
    try Trail.note(
      "entries_posted", of: "journal of \(site.rawValue)", by: actor, at: now,
      detail: "entries \(end.number + 1) to \(last.number)"
        + (last.hash.map { ", hash \($0.hex)" } ?? ""), in: tx)
    return entries.count
  }

  /// The months of a site that take no entries, newest first.
  static func shutPeriods(
    of site: Site, at now: Instant, in tx: borrowing Transaction
  ) throws -> [PeriodRecord] {
    let reopened = Set(
      try ReopeningStore.list(site: site, in: tx).filter { $0.isInForce(at: now) }.map(\.period))
    return try PeriodStore.list(site: site, in: tx).filter {
      $0.state == .locked || ($0.state == .closed && !reopened.contains($0.period))
    }
  }

  private static func requireOpen(
    _ entries: [JournalEntry], of site: Site, at now: Instant, in tx: borrowing Transaction
  ) throws {
    let periods = Set(entries.map(\.head.period))
    let shut = try shutPeriods(of: site, at: now, in: tx).last { periods.contains($0.period) }
    guard let shut else { return }
    throw Refusal(
      .conflict, "period_\(shut.state.rawValue)",
      "\(shut.period.text) of site \(site.rawValue) is \(shut.state.rawValue) and takes no entries",
      remedy: shut.state == .locked
        ? "unlock it: `settled period unlock --period \(shut.period.text) --site \(site.rawValue)`"
        : "correct it by an adjustment in the next month: `settled adjust add`")
  }
}

extension Refusal {
  /// Why something is not in the books.
  init(notPosted error: BookkeepingError) {
    self.init(.configuration, "not_posted", error.sentence, remedy: error.remedy)
  }
}
