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
    let hashes = draft.statements.map(\.contentHash)
    try DraftStore.deleteLines(of: draft.withheldNumbers, run: run, in: tx)
    try DraftStore.insertTerms(
      draft.run.catalogue, used: draft.usedTerms, fingerprints: draft.reading.fingerprints,
      run: run, in: tx)
    try DraftStore.insertWaivers(
      draft.waiverTotals, increments: draft.run.increments, catalogue: draft.run.catalogue,
      run: run, in: tx)
    try DraftStore.insertStatements(
      zip(draft.statements, hashes).map { statement, hash in
        DraftStore.Statement(
          number: statement.number, id: statement.id, partnerID: statement.partner.id,
          tab: statement.tab.code, totals: statement.totals, balance: statement.balance,
          contentHash: hash)
      }, run: run, site: site, period: period, in: tx)
    try DraftStore.insertPending(
      draft.pending, catalogue: draft.run.catalogue, run: run, in: tx)
    try DraftStore.insertExceptions(draft.exceptions, run: run, in: tx)
    try requireConservation()
    try DraftStore.finish(
      run: run, factsRead: draft.factsRead, lines: draft.lines, pending: draft.pending.total,
      rejected: draft.rejected, contentHash: contentHash(of: hashes), in: tx)
  }

  /// paid = merchant + csp + reseller + operator + taxes + platform, per currency. Rule 7.8.
  private func requireConservation() throws {
    var equations: [Currency: Conservation] = [:]
    for statement in draft.statements {
      let currency = statement.totals.currency
      var equation = equations[currency] ?? Conservation(currency: currency)
      equation.add(statement.totals.orders)
      equation.add(statement.totals.refunds)
      equations[currency] = equation
    }
    for equation in equations.values {
      precondition(
        equation.holds,
        "conservation fails in \(equation.currency.code): paid \(equation.paid), legs differ")
    }
  }

  /// What is approved and sealed: site, period, and every statement by its hash, in order of id.
  private func contentHash(of hashes: [SHA256Digest]) -> SHA256Digest {
    var canonical = CanonicalBytes()
    canonical.append(site.rawValue)
    canonical.append(period.text)
    for (statement, hash) in zip(draft.statements, hashes).sorted(by: { $0.0.id < $1.0.id }) {
      canonical.append(statement.id)
      canonical.append(hash.hex)
    }
    return canonical.digest
  }
}

extension Draft.Statement {
  /// Of everything the statement says: its figures and the set of its lines.
  fileprivate var contentHash: SHA256Digest {
    var canonical = CanonicalBytes()
    canonical.append(id)
    for figure in [
      balance.opening, balance.linesTotal, balance.adjustmentsTotal, balance.net,
      MinorUnits(totals.lineCount),
    ] {
      canonical.append(String(figure))
    }
    canonical.append(totals.digest.bytes)
    return canonical.digest
  }
}

/// Length-prefixed fields: two different lists of fields never have the same bytes.
struct CanonicalBytes {
  private var bytes: [UInt8] = []

  mutating func append(_ text: String) {
    append(Array(text.utf8))
  }

  mutating func append(_ field: [UInt8]) {
    bytes += Array("\(field.count):".utf8) + field
  }

  var digest: SHA256Digest { SHA256.digest(of: bytes) }
}
