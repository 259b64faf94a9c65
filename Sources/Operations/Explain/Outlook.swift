import Amounts
import CivilTime
import Marketplace
import Postgres
import Settlement
import Store

/// What comes next at a site: the open period, the run that computed it, and the calendar.
struct Outlook {
  let site: Site
  /// The first period that is not sealed; before the first run, that of its draft or last month.
  let period: Period
  let now: Instant
  /// Runs that are not sealed, oldest period first.
  let live: [LiveRun]
  /// The run that says which statements are made: of the open period, else the last sealed one.
  let judging: LiveRun?
  private let calendar: SiteCalendar

  init(site: Site, now: Instant, in tx: borrowing Transaction) throws {
    self.site = site
    self.now = now
    live = try ExplainStore.liveRuns(of: site, in: tx)
    let sealed = try ExplainStore.lastSealedRun(of: site, in: tx)
    let open = sealed?.period.next ?? live.first?.period ?? Period(containing: now).previous
    period = open
    judging = live.last { $0.period == open } ?? sealed
    calendar = try SiteCalendar(of: site, in: tx)
  }

  /// As of when statement-level conditions are judged. Rule 7.5.
  var asOf: Instant { judging.map { $0.period == period ? $0.asOf : now } ?? now }

  /// The day on which the run of a period is due. Rule 8.3.
  func runDate(of period: Period) -> CivilDate { calendar.runDate(of: period) }

  /// Today's terms in the open period. What waits is priced at increment 0: contract 3, `pending`.
  func context(_ list: PriceList) -> PricingContext {
    PricingContext(
      list: list, period: period, increment: .zero, runID: nil, chainNumber: .max)
  }

  /// The earliest statement of a payee that a line can be on. What a statement or its terms wait for
  /// counts in the open period still, for its run can be planned anew. Rule 7.5.
  ///
  /// - Parameters:
  ///   - natural: Its natural period; nil while a gate is missing, which cannot open before now.
  ///   - causes: Why it is on none yet.
  func earliest(
    natural: Period?, partner: Partner, tab: Tab, currency: Currency, causes: PendingReasons
  ) -> Explanation.Earliest? {
    if causes.contains(.trial) { return nil }
    var period = max(natural ?? max(self.period, Period(containing: now)), self.period)
    if tab == .csp, partner.isQuarterly {
      while !period.month.isMultiple(of: 3) { period = period.next }
    }
    let id = "\(period.text)-\(partner.id)-\(tab.code)-\(currency.code)"
    return Explanation.Earliest(
      statementID: partner.site == site ? id : "\(id)-\(site.rawValue)", period: period,
      runOn: runDate(of: period), isCertain: causes.isSubset(of: [.afterCutoff, .quarterOpen]))
  }
}

extension PendingReasons {
  /// Whether one of the gates is missing, so that it opens now or later. Rules 3.3, 4.7 and 9.2.
  var hasMissingGate: Bool {
    !isDisjoint(
      with: [.unpaid, .notEffective, .supervisionOpen, .notRepaid, .incentiveFrozen, .trial])
  }
}
