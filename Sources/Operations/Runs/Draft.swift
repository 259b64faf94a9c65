import Amounts
import CivilTime
import Digests
import Marketplace
import Settlement
import Store

/// A computed run before it is written: which statements are made, and what stays pending.
struct Draft: Sendable {
  /// A statement that is made. Rule 7.
  struct Statement: Sendable {
    let number: Int32
    let id: String
    let partner: Partner
    let tab: Tab
    let role: Role
    let totals: StatementTotals
    let balance: StatementBalance
  }

  let reading: RunReading
  let run: RunTerms
  let waiverTotals: WaiverTotals
  let statements: [Statement]
  /// Numbers of statements that are not made although lines were written for them.
  let withheldNumbers: [Int32]
  /// Why statements that would have lines are not made, by statement number. Rules 7.4 and 7.5.
  let withheldReasons: [Int32: PendingReasons]
  let pending: PendingCounts
  let exceptions: [RefusedFact]
  let usedTerms: [Bool]
  let usedProviderTerms: [Bool]
  let factsRead: Int
  let lines: Int
  let rejected: Int
  let parked: [String]

  /// Decides about every statement that has lines or a balance. Rules 7.1 to 7.7.
  /// A partner whose sums do not fit is parked.
  init(reading: RunReading, result: DraftStream.Result) {
    self.reading = reading
    run = result.run
    waiverTotals = result.waiverTotals
    let outcome = result.outcome
    var decision = StatementDecision(reading: reading, run: run, outcome: outcome)
    decision.decideAll()
    statements = decision.made
    withheldNumbers = decision.withheldReasons.keys.sorted()
    withheldReasons = decision.withheldReasons
    pending = decision.pending
    exceptions = outcome.refusals + reading.lostRefunds + outcome.exceptions + decision.exceptions
    usedTerms = outcome.usedTerms
    usedProviderTerms = outcome.usedProviderTerms
    factsRead = outcome.factsRead + reading.lostRefunds.count
    lines = decision.made.reduce(0) { $0 + $1.totals.lineCount }
    rejected = outcome.rejected + reading.lostRefunds.count
    parked = decision.parked.sorted()
  }
}

/// Judges the totals of each key: made, or withheld with every reason that applies. Rules 7.3 to 7.7.
private struct StatementDecision {
  private let reading: RunReading
  private let run: RunTerms
  private let ledger: [(number: Int32, account: Int, totals: StatementTotals)]
  private let held: [(number: Int32, account: Int, totals: StatementTotals)]
  private var openings: [String: MinorUnits]
  var made: [Draft.Statement] = []
  var withheldReasons: [Int32: PendingReasons] = [:]
  var pending: PendingCounts
  var exceptions: [RefusedFact] = []
  var parked: Set<String>

  init(reading: RunReading, run: RunTerms, outcome: ShardOutcome) {
    self.reading = reading
    self.run = run
    pending = outcome.pending
    exceptions = reading.incentives.refusals
    parked = outcome.parked.union(exceptions.compactMap(\.partnerID))
    openings = Dictionary(
      uniqueKeysWithValues: reading.openings.map {
        ("\($0.partnerID) \($0.tab) \($0.currency)", $0.amount)
      })
    ledger = outcome.ledger.statements
    held = outcome.heldLedger.statements
  }

  mutating func decideAll() {
    let accounts = run.catalogue.accounts
    var entries = ledger + held
    // A balance without lines still makes a statement. Rule 7.7.
    var seen = Set(entries.map { "\($0.account) \($0.totals.currency.code)" })
    let accountIndex = Dictionary(
      uniqueKeysWithValues: accounts.enumerated().map {
        ("\(run.catalogue.partners[$1.partner].id) \($1.tab.code)", $0)
      })
    for opening in reading.openings {
      guard let account = accountIndex["\(opening.partnerID) \(opening.tab)"],
        let currency = Currency(code: opening.currency),
        seen.insert("\(account) \(currency.code)").inserted
      else { continue }
      entries.append(
        (
          StatementLedger.number(account: account, currency: currency), account,
          StatementTotals(currency: currency)
        ))
    }
    entries.sort { $0.number < $1.number }
    // First, so that no other statement of a partner is made before it is found to be parked.
    for entry in entries where balance(account: entry.account, totals: entry.totals) == nil {
      park(run.catalogue.partners[accounts[entry.account].partner], entry.totals.currency)
    }
    for entry in entries {
      decide(entry.number, account: entry.account, totals: entry.totals)
    }
  }

  /// The figures of a statement; nil where a sum does not fit. Rule 2.1.
  private func balance(account: Int, totals: StatementTotals) -> StatementBalance? {
    guard totals.fits else { return nil }
    let key = run.catalogue.accounts[account]
    let partner = run.catalogue.partners[key.partner]
    let opening = openings["\(partner.id) \(key.tab.code) \(totals.currency.code)"] ?? 0
    do {
      return try StatementBalance(
        opening: opening, linesTotal: totals.linesTotal,
        adjustmentsTotal: totals.adjustments.amount)
    } catch {
      return nil
    }
  }

  private mutating func decide(_ number: Int32, account: Int, totals: StatementTotals) {
    let key = run.catalogue.accounts[account]
    let partner = run.catalogue.partners[key.partner]
    var reasons = reading.withheld[account]
    if parked.contains(partner.id) { reasons.formUnion(.parked) }
    guard let balance = balance(account: account, totals: totals) else {
      withhold(number, account: account, totals: totals, reasons: reasons)
      return
    }
    let minimum = reading.minimums["\(key.tab.code) \(totals.currency.code)"]
    if let minimum, balance.net < minimum { reasons.formUnion(.belowMinimum) }
    guard reasons.isEmpty else {
      withhold(number, account: account, totals: totals, reasons: reasons)
      return
    }
    made.append(
      Draft.Statement(
        number: number,
        id: run.statementID(of: partner, on: key.tab, totals.currency), partner: partner,
        tab: key.tab,
        role: run.catalogue.role(ofAccount: account), totals: totals, balance: balance))
  }

  /// Leaves the lines of a statement unbilled with all its reasons. Rules 7.4 to 7.6.
  private mutating func withhold(
    _ number: Int32, account: Int, totals: StatementTotals, reasons: PendingReasons
  ) {
    guard totals.lineCount > 0 else { return }
    // Lines of a held partner were never written; deleting none is as good.
    withheldReasons[number, default: []].formUnion(reasons)
    pending.add(
      facts: totals.lineCount, amount: totals.linesTotal + totals.adjustments.amount,
      to: PendingCounts.Key(account: account, currency: totals.currency, reasons: reasons))
  }

  private mutating func park(_ partner: Partner, _ currency: Currency) {
    parked.insert(partner.id)
    exceptions.append(
      RefusedFact(
        code: "STATEMENT_OVERFLOW", kind: .order, sourceID: partner.id, partnerID: partner.id,
        facts: 0,
        detail: "the sums of partner \(partner.id) in \(currency.code) do not fit 64 bits",
        remedy: "correct the amounts of its facts"))
  }
}

extension RunTerms {
  /// A payee of another site has a statement of its own in the run. Rules 7.1 and 10 (7.1).
  func statementID(of partner: Partner, on tab: Tab, _ currency: Currency) -> String {
    let id = "\(period.text)-\(partner.id)-\(tab.code)-\(currency.code)"
    return partner.site == site ? id : "\(id)-\(site.rawValue)"
  }
}
