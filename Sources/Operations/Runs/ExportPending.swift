import Amounts
import CivilTime
import Marketplace
import Postgres
import Settlement
import Store

/// One fact that is on no statement. Contract 3, `export pending`.
package struct PendingRow: Sendable, Equatable {
  package let sourceKind: SourceKind
  package let sourceID: String
  package let payeeID: String
  /// Nil where no product is concerned.
  package let productID: String?
  /// Nil of adjustments and incentives.
  package let customerID: String?
  package let currency: Currency
  /// At increment 0; nil where no amount can be computed.
  package let amountEstimate: MinorUnits?
  package let reasons: PendingReasons
  /// `ordered_at`, or `requested_at` of a refund.
  package let since: Instant
  /// The run day of the run that will take it, where time alone is missing.
  package let expectedOn: CivilDate?
}

/// `export pending`: every fact that a run of the period leaves unbilled, with all its reasons.
package struct ExportPending: Sendable {
  private let workplace: Workplace

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// Hands over adjustments, incentives and usage by their keys, then streams the rows by order line,
  /// each followed by its refunds.
  ///
  /// - Parameters:
  ///   - asOf: What was ordered and refunded up to then is listed; nil for now.
  package func callAsFunction(
    period: Period, site: Site, asOf: Instant? = nil, row: (PendingRow) throws -> Void
  ) throws {
    let session = try workplace.openCheckedSession()
    let asOf = asOf ?? workplace.now()
    try session.transaction(.repeatableRead) { (tx: borrowing Transaction) in
      let snapshot = try tx.exportSnapshot()
      let reading = try RunReading(
        workplace, site: site, period: period, asOf: asOf, runNumber: nil, shards: 1,
        snapshot: snapshot, in: tx)
      let draft = try judge(reading, snapshot: snapshot)
      // A period that is sealed may be listed again: what later runs billed is billed.
      var scope = FactScope(
        site: site, horizon: Instant(microseconds: asOf.microseconds + 1), start: .endOfTime)
      scope.hasOtherSites = reading.run.catalogue.partners.contains { $0.site != site }
      scope.isSorted = true
      var sink = PendingSink(
        run: reading.run, withheld: draft.withheldReasons,
        calendar: try SiteCalendar(of: site, in: tx))
      for line in reading.conditions.wholeLines { sink.take(line) }
      var walk = FactWalk(run: reading.run)
      for shard in 0..<reading.usage.shardCount {
        try reading.usage.forEach(shard) { try walk.handle($0, sink: &sink) }
      }
      // Usage comes in the order of its storage, which is no order.
      sink.rows.sort(by: PendingRow.precedes)
      for found in sink.rows { try row(found) }
      sink.rows.removeAll(keepingCapacity: true)
      _ = try scope.stream(in: tx) { fact in
        try walk.handle(&fact, sink: &sink)
        for found in sink.rows { try row(found) }
        sink.rows.removeAll(keepingCapacity: true)
      }
    }
  }

  /// Which statements the run would withhold: computed like a plan, written nowhere.
  private func judge(_ reading: RunReading, snapshot: SnapshotID) throws -> Draft {
    let stream = DraftStream(
      settings: workplace.database, cancelledBy: workplace.cancelSource, snapshot: snapshot,
      scopes: reading.scopes)
    return Draft(
      reading: reading,
      result: try stream.price(
        reading.run, runNumber: nil, conditions: reading.conditions, usage: reading.usage))
  }
}

extension PendingRow {
  /// Whether it is listed before another: by kind, by the key of the fact, by that of the payee. Texts
  /// by their bytes.
  fileprivate static func precedes(_ one: PendingRow, _ other: PendingRow) -> Bool {
    if one.sourceKind != other.sourceKind {
      return one.sourceKind.rawValue < other.sourceKind.rawValue
    }
    if !one.sourceID.utf8.elementsEqual(other.sourceID.utf8) {
      return one.sourceID.utf8.lexicographicallyPrecedes(other.sourceID.utf8)
    }
    return one.payeeID.utf8.lexicographicallyPrecedes(other.payeeID.utf8)
  }
}

/// Keeps what a row of the stream leaves unbilled: waiting facts, and ready ones whose statement is
/// not made.
private struct PendingSink: FactSink {
  let run: RunTerms
  let withheld: [Int32: PendingReasons]
  let calendar: SiteCalendar
  var rows: [PendingRow] = []

  mutating func ready(_ fact: borrowing WalkedFact, leg: Leg, price: borrowing Price) {
    let number = StatementLedger.number(account: fact.account, currency: fact.currency)
    guard let reasons = withheld[number] else { return }
    append(fact, reasons: reasons)
  }

  mutating func pending(_ fact: borrowing WalkedFact, reasons: PendingReasons) {
    append(fact, reasons: reasons)
  }

  /// An adjustment or incentive that waits, by itself or with its statement.
  mutating func take(_ line: WholeLine) {
    guard let account = run.catalogue.account(partner: line.partner, tab: line.tab) else { return }
    let number = StatementLedger.number(account: account, currency: line.currency)
    let reasons = line.reasons.isEmpty ? withheld[number] ?? [] : line.reasons
    if reasons.isEmpty { return }
    let partner = run.catalogue.partners[line.partner]
    rows.append(
      PendingRow(
        sourceKind: line.kind, sourceID: line.sourceID, payeeID: partner.id,
        productID: line.productID, customerID: nil, currency: line.currency,
        amountEstimate: line.amount, reasons: reasons, since: line.since,
        expectedOn: expected(reasons, partner: partner, period: line.period)))
  }

  // A rejected fact is an exception of the run, not a pending one.
  mutating func refused(_ fact: RefusedFact) {}

  private mutating func append(_ fact: borrowing WalkedFact, reasons: PendingReasons) {
    let partner = run.catalogue.partners[run.catalogue.accounts[fact.account].partner]
    let readyAt = fact.readyAt
    let natural: Period = fact.period ?? Period(containing: readyAt)
    rows.append(
      PendingRow(
        sourceKind: fact.kind, sourceID: fact.sourceID.text, payeeID: partner.id,
        productID: run.catalogue.productNames[fact.product].id,
        customerID: fact.customerID.text, currency: fact.currency,
        amountEstimate: fact.amount, reasons: reasons, since: fact.since,
        expectedOn: expected(reasons, partner: partner, period: natural)))
  }

  /// The run day of the run that will take it, where time alone is missing: of the quarter's last
  /// month for a quarterly provider. Contract 3, `pending`.
  private func expected(
    _ reasons: PendingReasons, partner: Partner, period natural: Period
  ) -> CivilDate? {
    guard reasons.isSubset(of: [.afterCutoff, .quarterOpen]) else { return nil }
    var period = max(natural, run.period)
    while reasons.contains(.quarterOpen) || partner.isQuarterly && isProvider(partner),
      !period.month.isMultiple(of: 3)
    {
      period = period.next
    }
    return calendar.runDate(of: period)
  }

  private func isProvider(_ partner: Partner) -> Bool { partner.kind.providerRole != nil }
}
