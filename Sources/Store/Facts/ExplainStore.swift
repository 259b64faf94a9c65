import Amounts
import CivilTime
import Marketplace
import Postgres
import Settlement

/// Where a fact stands on a statement of a live or sealed run.
package struct BillingRecord: Sendable {
  package let runID: String
  package let runState: String
  package let runNumber: Int32
  package let period: Period
  package let statementID: String
  /// Its place on the statement, from 1. Rule 7.2.
  package let lineNumber: Int64
  package let amount: MinorUnits
  /// Millionths.
  package let rate: Int64
  /// Millionths.
  package let increment: Int64
  package let readyAt: Instant

  init(_ row: Row) {
    guard let period = Period(yyyymm: row.int32(2)) else {
      preconditionFailure("run \(row.text(0)) has the period \(row.int32(2))")
    }
    runID = row.text(0)
    runState = row.text(1)
    self.period = period
    statementID = row.text(4)
    lineNumber = row.int64(5)
    amount = row.int64(6)
    rate = Int64(row.int32(7))
    increment = Int64(row.int32(8))
    readyAt = Instant(microseconds: row.microseconds(9))
    runNumber = row.int32(11)
  }
}

/// Reads single facts for explanations. Every function runs in the caller's transaction.
package enum ExplainStore {
  /// The order line, and the refund if it is one, that a key names; nil when it names neither.
  package static func find(
    _ key: String, in tx: borrowing Transaction
  ) throws -> (orderLine: String, refund: String?)? {
    try tx.query(Query.Explain.findLineKey, [.text(key)]).first.map {
      ($0.text(0), $0.optionalText(1))
    }
  }

  /// The site whose runs settle an order line, nil where its product has no merchant.
  package static func site(
    of line: String, in tx: borrowing Transaction
  ) throws -> (site: Site?, productID: String, merchantID: String?)? {
    try tx.query(Query.Explain.findSiteOfLine, [.text(line)]).first.map {
      ($0.optionalText(0).flatMap { Site(rawValue: $0) }, $0.text(1), $0.optionalText(2))
    }
  }

  /// The lines of a fact on statements of live and sealed runs, by period.
  package static func billings(
    of kind: SourceKind, _ id: String, in tx: borrowing Transaction
  ) throws -> [BillingRecord] {
    try tx.query(
      Query.Explain.listBilledLines, [.int32(Int32(kind.rawValue)), .text(id)],
      within: .seconds(60)
    ).map { BillingRecord($0) }
  }

  /// The one order line of a scope with its completed refunds.
  package static func facts(
    in scope: FactScope, catalogue: Catalogue, in tx: borrowing Transaction
  ) throws -> (fact: OrderFact, product: Int, refunds: [(id: String, fact: RefundFact)])? {
    var found: (fact: OrderFact, product: Int, refunds: [(id: String, fact: RefundFact)])?
    _ = try scope.stream(in: tx) { row in
      let line = try OrderLineRow(&row)
      guard let product = catalogue.product(id: line.productID) else { return }
      let refunds = line.refunds.map { packed in
        PackedRefunds(packed).map { (id: $0.id.text, fact: $0.fact) }
      }
      found = (line.fact, product, refunds ?? [])
    }
    return found
  }

  /// What each waiver of a run came to. Rule 5.7.
  package static func waivers(
    of run: Int32, in tx: borrowing Transaction
  ) throws -> [(productID: String, policyID: String, currency: String, total: MinorUnits)] {
    try tx.query(Query.Runs.listWaivers, [.int32(run)]).map {
      ($0.text(0), $0.text(1), $0.text(2), $0.int64(3))
    }
  }
}
