import Amounts
import CivilTime
import Digests
import Marketplace
import Postgres
import Settlement
import Store

/// Writes a computed draft in one transaction: statements, pending counts, exceptions, hash.
struct DraftWriter {
  let run: Int32
  let site: Site
  let period: Period
  let draft: Draft

  func write(in tx: borrowing Transaction) throws {
    let planned = draft.statements.map { PlannedStatement($0) }
    try DraftStore.deleteLines(of: draft.withheldNumbers, run: run, in: tx)
    try PricedWith(draft.run.catalogue, fingerprints: draft.reading.fingerprints, run: run).write(
      terms: draft.usedTerms, providerTerms: draft.usedProviderTerms, in: tx)
    try DraftStore.insertWaivers(
      draft.waiverTotals, increments: draft.run.increments, catalogue: draft.run.catalogue,
      run: run, in: tx)
    try draft.reading.incentives.write(run: run, in: tx)
    try DraftStore.insertStatements(
      zip(draft.statements, planned).map { statement, planned in
        DraftStore.Statement(
          number: statement.number, id: statement.id, partnerID: statement.partner.id,
          tab: statement.tab.code, role: statement.role, totals: statement.totals,
          balance: statement.balance,
          contentHash: planned.contentHash)
      }, run: run, site: site, period: period, in: tx)
    try DraftStore.insertPending(
      draft.pending, catalogue: draft.run.catalogue, run: run, in: tx)
    try DraftStore.insertExceptions(draft.exceptions, run: run, in: tx)
    try DraftStore.carryAcknowledgements(to: run, in: tx)
    try requireConservation()
    try DraftStore.finish(
      run: run, factsRead: draft.factsRead, lines: draft.lines, pending: draft.pending.total,
      rejected: draft.rejected,
      contentHash: PlannedStatement.runHash(of: planned, site: site, period: period), in: tx)
  }

  /// paid = merchant + csp + reseller + operator + taxes + platform, per currency. Rule 7.8.
  private func requireConservation() throws {
    var equations: [Currency: Conservation] = [:]
    for statement in draft.statements {
      let currency = statement.totals.currency
      var equation = equations[currency] ?? Conservation(currency: currency)
      equation.add(statement.totals, of: statement.role)
      equations[currency] = equation
    }
    for equation in equations.values {
      precondition(
        equation.holds,
        "conservation fails in \(equation.currency.code): paid \(equation.paid), legs differ")
    }
  }
}
