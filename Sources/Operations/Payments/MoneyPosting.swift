import Amounts
import Bookkeeping
import CivilTime
import Marketplace
import Postgres
import Store

/// Collects what banks did into entries of one site's journal, and posts them at once. An entry
/// belongs to the month of the booking, or to the first open one after it.
struct MoneyPosting {
  private let site: Site
  private let rules: PostingRules
  private let end: JournalEnd
  private let shut: Set<Period>
  private var entries: [JournalEntry] = []

  /// Waits until nobody else posts for the site.
  init(_ site: Site, at now: Instant, in tx: borrowing Transaction) throws {
    self.site = site
    end = try LedgerStore.lock(site, in: tx)
    rules = try LedgerStore.rules(in: tx)
    shut = Set(try PostJournal.shutPeriods(of: site, at: now, in: tx).map(\.period))
  }

  /// A payout left the bank, with what the bank took beyond it.
  mutating func paid(_ payout: PayoutRecord, on day: CivilDate, fee: MinorUnits) throws {
    try add(
      .payment, payout.endToEndID, on: day, payout,
      [(.payout, payout.amount.minorUnits), (.bankCharge, fee)])
  }

  /// A payout came back, less what was kept of it: it is owed again.
  mutating func returned(_ payout: PayoutRecord, on day: CivilDate, fee: MinorUnits) throws {
    try add(
      .paymentReturn, payout.endToEndID, on: day, payout,
      [(.payout, -payout.amount.minorUnits), (.bankCharge, fee)])
  }

  /// Something else happened at the bank.
  ///
  /// - Parameter amount: Signed: negative went out.
  mutating func moved(
    _ source: String, on day: CivilDate, _ component: Component, _ amount: Money
  ) throws {
    // A receipt is posted as it came in, a charge and a write-off as they went out.
    let sign: MinorUnits = component == .receipt ? 1 : -1
    try add(
      EntryHead(
        event: .bankEntry, source: source, period: month(of: day), partnerID: "", tab: "",
        currency: amount.currency), [(component, sign * amount.minorUnits)])
  }

  /// Posts what was collected.
  func post(by actor: String, at now: Instant, in tx: borrowing Transaction) throws {
    try PostJournal.append(entries, of: site, behind: end, by: actor, at: now, in: tx)
  }

  private mutating func add(
    _ event: JournalEvent, _ source: String, on day: CivilDate, _ payout: PayoutRecord,
    _ components: [(component: Component, amount: MinorUnits)]
  ) throws {
    try add(
      EntryHead(
        event: event, source: source, period: month(of: day), partnerID: payout.partnerID,
        tab: payout.tab, currency: payout.amount.currency), components)
  }

  private mutating func add(
    _ head: EntryHead, _ components: [(component: Component, amount: MinorUnits)]
  ) throws {
    do throws(BookkeepingError) {
      if let entry = try JournalEntry(head, components, by: rules) { entries.append(entry) }
    } catch {
      throw Refusal(notPosted: error)
    }
  }

  private func month(of day: CivilDate) -> Period {
    var period = Period(containing: day)
    while shut.contains(period) { period = period.next }
    return period
  }
}
