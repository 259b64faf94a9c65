import Amounts
import CivilTime
import Digests
import Marketplace
import Postgres
import Settlement

/// Writes what a draft came to beside its lines. Every function runs in the caller's transaction.
package enum DraftStore {
  /// A statement to be written. Rule 7.
  package struct Statement: Sendable {
    package let number: Int32
    package let id: String
    package let partnerID: String
    package let tab: String
    package let role: Role
    package let totals: StatementTotals
    package let balance: StatementBalance
    package let contentHash: SHA256Digest

    package init(
      number: Int32, id: String, partnerID: String, tab: String, role: Role,
      totals: StatementTotals, balance: StatementBalance, contentHash: SHA256Digest
    ) {
      self.number = number
      self.id = id
      self.partnerID = partnerID
      self.tab = tab
      self.role = role
      self.totals = totals
      self.balance = balance
      self.contentHash = contentHash
    }
  }

  /// Takes the lines of statements that are not made out of the draft again. Rules 7.4 and 7.5.
  package static func deleteLines(
    of statements: [Int32], run: Int32, in tx: borrowing Transaction
  ) throws {
    if statements.isEmpty { return }
    try tx.query(
      Query.Runs.deleteWithheldLines, [.int32(run), .int64Array(statements.map(Int64.init))],
      within: .seconds(3600))
  }

  /// Keeps what each waiver came to. Rule 5.7.
  package static func insertWaivers(
    _ totals: WaiverTotals, increments: WaiverIncrements, catalogue: Catalogue, run: Int32,
    in tx: borrowing Transaction
  ) throws {
    let kept = totals.entries
    if kept.isEmpty { return }
    try tx.query(
      Query.Runs.insertWaivers,
      [
        .int32(run), .textArray(kept.map { catalogue.waivers[$0.waiver].productID }),
        .textArray(kept.map { catalogue.waivers[$0.waiver].policyID }),
        .textArray(kept.map(\.currency.code)),
        .int64Array(kept.map { Int64(clamping: $0.total) }),
        .int64Array(kept.map { increments[$0.waiver, $0.currency].millionths }),
      ])
  }

  /// Writes the statements that are made. Rules 7.1 to 7.7.
  package static func insertStatements(
    _ statements: [Statement], run: Int32, site: Site, period: Period,
    in tx: borrowing Transaction
  ) throws {
    func figures(_ sums: LineSums) throws -> [Int64] {
      try [
        Int128(sums.count), sums.sales, sums.voucher, sums.amount, sums.taxes, sums.platform,
        sums.csp, sums.reseller, sums.operator,
      ].map { value in
        guard let figure = Int64(exactly: value) else { throw AmountError.overflow }
        return figure
      }
    }
    try tx.query(
      Query.Runs.insertStatements,
      [
        .int32(run), .text(site.rawValue), .int32(period.yyyymm),
        .int64Array(statements.map { Int64($0.number) }), .textArray(statements.map(\.id)),
        .textArray(statements.map(\.partnerID)), .textArray(statements.map(\.tab)),
        .textArray(statements.map(\.totals.currency.code)),
        .int64Array(statements.map(\.balance.opening)),
        .int64Array(statements.map(\.balance.linesTotal)),
        .int64Array(statements.map(\.balance.adjustmentsTotal)),
        .int64Array(try statements.flatMap { try figures($0.totals.orders) }),
        .int64Array(try statements.flatMap { try figures($0.totals.refunds) }),
        .textArray(statements.map { $0.totals.digest.bytes.hex }),
        .textArray(statements.map(\.contentHash.hex)),
        .int64Array(statements.map { Int64($0.role.rawValue) }),
        .int64Array(statements.map { Int64($0.totals.adjustments.count) }),
        .int64Array(statements.map { Int64($0.totals.incentives.count) }),
        .int64Array(statements.map { Int64(clamping: $0.totals.incentives.amount) }),
      ])
  }

  /// Keeps how many facts wait for which reasons.
  package static func insertPending(
    _ pending: PendingCounts, catalogue: Catalogue, run: Int32, in tx: borrowing Transaction
  ) throws {
    // Several accounts never share a row: partner and tab name one account.
    let kept = pending.counts.map { ($0.key, $0.value) }
    if kept.isEmpty { return }
    let accounts = kept.map { catalogue.accounts[$0.0.account] }
    try tx.query(
      Query.Runs.insertPending,
      [
        .int32(run), .textArray(accounts.map { catalogue.partners[$0.partner].id }),
        .textArray(accounts.map(\.tab.code)), .textArray(kept.map(\.0.currency.code)),
        .int64Array(kept.map { Int64($0.0.reasons.rawValue) }),
        .int64Array(kept.map { Int64($0.1.facts) }),
        .int64Array(kept.map { Int64(clamping: $0.1.amount) }),
      ])
  }

  /// Keeps what a person must look at before the run is approved. Rule 9.5.
  package static func insertExceptions(
    _ exceptions: [RefusedFact], run: Int32, in tx: borrowing Transaction
  ) throws {
    if exceptions.isEmpty { return }
    try tx.query(
      Query.Runs.insertExceptions,
      [
        .int32(run), .textArray(exceptions.map(\.code)),
        .int64Array(exceptions.map { Int64($0.kind.rawValue) }),
        .textArray(exceptions.map(\.sourceID)), .textArray(exceptions.map { $0.partnerID ?? "" }),
        .textArray(exceptions.map(\.detail)), .textArray(exceptions.map(\.remedy)),
        .textArray(exceptions.map { $0.amount?.currency.code ?? "" }),
        .int64Array(exceptions.map { $0.amount?.minorUnits ?? 0 }),
      ])
  }

  /// Takes over what people said about the same exceptions of the previous draft of the same site
  /// and period, so that nobody acknowledges the same thing twice. Rule 9.5.
  ///
  /// The same is: code, source, detail and amount. What was called resolved and is found again stays
  /// open, with whom it was assigned to.
  ///
  /// - Returns: How many exceptions were answered or assigned before.
  @discardableResult
  package static func carryAcknowledgements(
    to run: Int32, in tx: borrowing Transaction
  ) throws -> Int {
    try tx.query(Query.Runs.carryAcknowledgements, [.int32(run)]).affectedRows
  }

  /// Turns the computed run into a draft; the database checks that every fact is accounted for.
  package static func finish(
    run: Int32, factsRead: Int, lines: Int, pending: Int, rejected: Int,
    contentHash: SHA256Digest, in tx: borrowing Transaction
  ) throws {
    try tx.query(
      Query.Runs.finishDraft,
      [
        .int32(run), .int64(Int64(factsRead)), .int64(Int64(lines)), .int64(Int64(pending)),
        .int64(Int64(rejected)), .bytes(contentHash.bytes),
      ])
  }
}
