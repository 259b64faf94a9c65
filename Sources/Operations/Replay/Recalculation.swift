import Amounts
import CivilTime
import Digests
import Marketplace
import Postgres
import Settlement
import Store

/// What a sealed run is calculated again with: what it kept, and what the chain before it left.
struct SealedReading: Sendable {
  let record: RunRecord
  let statements: [StatementRecord]
  let run: RunTerms
  let scopes: [FactScope]
  let conditions: DraftStream.Conditions
  /// Opening balances by "partner tab currency". Rule 7.3.
  private let openings: [String: MinorUnits]

  /// - Parameters:
  ///   - rewritten: Runs before it that the scratch calculation has priced again.
  ///   - prices: Other prices for order lines that name an offer; nil for those that were paid.
  ///   - changing: Changes the terms that were kept, for another question than what was sealed.
  /// - Throws: `Refusal` when the run kept too little.
  init(
    of record: RunRecord, rewritten: [Int32] = [], scratch: ScratchCalculation? = nil,
    prices: OfferPrices? = nil, shards: Int, in tx: borrowing Transaction,
    changing: (inout KeptTerms) throws -> Void = { _ in }
  ) throws {
    self.record = record
    statements = try StatementStore.list(run: record.number, in: tx)
    guard var kept = try KeptTerms(of: record, statements: statements, in: tx) else {
      throw Refusal(
        .failed, "run_kept_too_little",
        "\(record.id) was computed by \(record.engine), which did not keep the terms it priced "
          + "with; it cannot be calculated again",
        remedy: "compare what is stored with `settled run diff \(record.id)`")
    }
    try changing(&kept)
    let catalogue = kept.catalogue(for: statements)
    run = RunTerms(period: record.period, site: record.site, catalogue: catalogue)
    let made = Set(statements.map { "\($0.partnerID) \($0.tab)" })
    conditions = DraftStream.Conditions(
      // Whatever kept a statement from being made then, its lines are not asked for.
      withheld: catalogue.accounts.map { account in
        let key = "\(catalogue.partners[account.partner].id) \(account.tab.code)"
        return made.contains(key) ? [] : .belowMinimum
      }, fingerprints: Fingerprints(of: catalogue),
      wholeLines: try ReplayStore.wholeLines(of: record, catalogue: catalogue, in: tx),
      prices: prices)
    openings = Dictionary(
      uniqueKeysWithValues: try ReplayStore.openings(
        of: record.site, before: record.chainNumber, in: tx
      ).map { ("\($0.partnerID) \($0.tab) \($0.currency)", $0.amount) })
    let earlier = try ReplayStore.earlierRuns(
      of: record.site, before: record.chainNumber, in: tx)
    var scope = FactScope(
      site: record.site, horizon: record.period.end, start: record.period.start)
    scope.sealed = SealedScope(
      run: record.number, earlier: earlier.filter { !rewritten.contains($0) },
      rewritten: rewritten, calculation: scratch?.number ?? 0)
    scopes = try FactSource.shards(of: scope, count: shards, in: tx)
  }

  /// What the chain before the run left on the key of a statement. Rule 7.3.
  func opening(of statement: StatementRecord) -> MinorUnits {
    openings["\(statement.partnerID) \(statement.tab) \(statement.currency.code)"] ?? 0
  }

  /// Streams the facts of the run through the core. Usage is rated again from its records, as of
  /// the run's instant, on top of what the runs before it had seen. Rules 4.3 and 4.5.
  ///
  /// - Parameter scratch: Takes the lines; nil to take the totals alone.
  func recalculated(
    at workplace: Workplace, into scratch: ScratchCalculation?, in tx: borrowing Transaction,
    progress: @escaping @Sendable (Int) -> Void
  ) throws -> Recalculation {
    let snapshot = try tx.exportSnapshot()
    var usage: UsageLines?
    if try ReplayStore.hasOpenUsage(record.number, in: tx) {
      usage = try UsageStage(
        settings: workplace.database, cancelledBy: workplace.cancelSource, snapshot: snapshot,
        site: record.site, asOf: record.asOf, chainNumber: record.chainNumber,
        catalogue: run.catalogue, shards: scopes.count, in: tx
      ).rate(
        runNumber: nil, only: try ReplayStore.billedUsage(by: record.number, in: tx),
        progress: progress)
    }
    let stream = DraftStream(
      settings: workplace.database, cancelledBy: workplace.cancelSource,
      snapshot: snapshot, scopes: scopes, table: scratch?.table)
    return Recalculation(
      self,
      try stream.price(
        run, runNumber: scratch == nil ? nil : record.number, conditions: conditions,
        usage: usage, progress: progress))
  }
}

/// The statements of a sealed run, calculated again.
struct Recalculation: Sendable {
  /// A sealed statement with what it comes to now; nil where a sum does not fit 64 bits.
  struct Entry: Sendable {
    let sealed: StatementRecord
    /// Its number in the calculation.
    let number: Int32
    let totals: StatementTotals
    let statement: Draft.Statement?
  }

  let reading: SealedReading
  /// In the order of the sealed statements: by id.
  let entries: [Entry]
  let waivers: WaiverTotals

  init(_ reading: SealedReading, _ result: DraftStream.Result) {
    let catalogue = result.run.catalogue
    let totals = Dictionary(
      uniqueKeysWithValues: result.outcome.ledger.statements.map { ($0.number, $0.totals) })
    entries = reading.statements.map { sealed in
      guard let tab = Tab(code: sealed.tab), let partner = catalogue.partner(id: sealed.partnerID),
        let account = catalogue.account(partner: partner, tab: tab)
      else { preconditionFailure("the catalogue has an account for every statement") }
      let number = StatementLedger.number(account: account, currency: sealed.currency)
      let found = totals[number] ?? StatementTotals(currency: sealed.currency)
      let balance =
        found.fits
        ? try? StatementBalance(
          opening: reading.opening(of: sealed), linesTotal: found.linesTotal,
          adjustmentsTotal: found.adjustments.amount) : nil
      let payee = catalogue.partners[partner]
      return Entry(
        sealed: sealed, number: number, totals: found,
        statement: balance.map { balance in
          Draft.Statement(
            number: number, id: result.run.statementID(of: payee, on: tab, sealed.currency),
            partner: payee, tab: tab, role: catalogue.role(ofAccount: account), totals: found,
            balance: balance)
        })
    }
    self.reading = reading
    waivers = result.waiverTotals
  }
}
