import Amounts
import CivilTime
import Digests
import Marketplace
import Postgres
import Settlement
import Store

/// What a run reads from its snapshot before the facts: catalogue, conditions, balances, shards.
struct RunReading: Sendable {
  let run: RunTerms
  let scopes: [FactScope]
  /// What is decided before the facts are read.
  let conditions: DraftStream.Conditions
  /// Reasons for which an account gets no statement, by account index. Rules 7.5 and 7.6.
  let withheld: [PendingReasons]
  let fingerprints: Fingerprints
  /// Opening balances by "partner tab currency". Rule 7.3.
  let openings: [CatalogueReader.KeyedAmount]
  /// Minimums by "tab currency". Rule 7.4.
  let minimums: [String: MinorUnits]
  /// The usage the run rates, all that is open. Rule 4.
  let usage: UsageLines
  let incentives: IncentiveOutcome
  /// Completed refunds that name no order line.
  let lostRefunds: [RefusedFact]

  /// - Parameters:
  ///   - runNumber: Whose rated usage is stored; nil to store nothing.
  ///   - snapshot: What the transaction sees, exported.
  ///   - progress: Told how many usage records were read since the last time.
  init(
    _ workplace: Workplace, site: Site, period: Period, asOf: Instant, runNumber: Int32?,
    shards: Int, snapshot: SnapshotID, in tx: borrowing Transaction,
    progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) throws {
    let catalogue = try CatalogueReader.catalogue(of: site, in: tx)
    run = RunTerms(period: period, site: site, catalogue: catalogue)
    let partnerConditions = try CatalogueReader.conditions(asOf: asOf, cutoff: period.end, in: tx)
    withheld = catalogue.accounts.map { account in
      partnerConditions.reasons(
        for: catalogue.partners[account.partner], on: account.tab, in: period)
    }
    fingerprints = Fingerprints(of: catalogue)
    usage = try UsageStage(
      settings: workplace.database, cancelledBy: workplace.cancelSource, snapshot: snapshot,
      site: site, asOf: asOf, chainNumber: try RunStore.chain(of: site, in: tx).nextNumber,
      catalogue: catalogue, shards: shards, in: tx
    ).rate(runNumber: runNumber, progress: progress)
    let stage = try IncentiveStage(site: site, period: period, catalogue: catalogue, in: tx)
    incentives = try stage.lines(fresh: try stage.basis(of: usage), in: tx)
    conditions = DraftStream.Conditions(
      withheld: withheld, fingerprints: fingerprints,
      wholeLines: try Self.adjustments(of: site, period, asOf: asOf, catalogue, in: tx)
        + incentives.wholeLines, offers: try OfferBookReader.book(in: tx))
    openings = try CatalogueReader.openings(of: site, in: tx)
    minimums = try CatalogueReader.minimums(
      of: site, on: period.next.firstDate, in: tx)
    var scope = FactScope(site: site, horizon: period.end, start: period.start)
    scope.hasOtherSites = catalogue.partners.contains { $0.site != site }
    scope.marks = try FactMarks(before: scope.horizon, in: tx)
    scope.repayments = try Repayments.few(in: tx)
    scopes = try FactSource.shards(of: scope, count: shards, in: tx)
    lostRefunds = try FactSource.lostRefunds(before: period.end, in: tx)
  }

  /// Approved adjustments as lines of the run's own period. Rules 8.4 and 10 (8.4).
  private static func adjustments(
    of site: Site, _ period: Period, asOf: Instant, _ catalogue: Catalogue,
    in tx: borrowing Transaction
  ) throws -> [WholeLine] {
    try AdjustmentStore.approvedUnbilled(site, asOf: asOf, in: tx).compactMap { adjustment in
      // A partner that an adopter's view has lost is not settled with.
      guard let partner = catalogue.partner(id: adjustment.partnerID),
        let account = catalogue.account(partner: partner, tab: adjustment.tab)
      else { return nil }
      return WholeLine(
        kind: .adjustment, sourceID: adjustment.id, productID: adjustment.productID,
        partner: partner, tab: adjustment.tab, role: catalogue.role(ofAccount: account),
        currency: adjustment.amount.currency, amount: adjustment.amount.minorUnits,
        readyAt: adjustment.approvedAt, period: period, since: adjustment.writtenAt)
    }
  }
}
