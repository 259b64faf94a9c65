import CivilTime
import Marketplace
import Postgres

/// What is asked of the facts beside the stream of order lines.
package enum FactSource {
  /// Splits a scope into shards of about the same size; a view cannot be split.
  package static func shards(
    of scope: FactScope, count: Int, in tx: borrowing Transaction
  ) throws -> [FactScope] {
    let row = try tx.query(Query.Facts.describeOrderLines)[0]
    return scope.shards(count, isTable: row.bool(0), pages: row.int64(1))
  }

  /// The months in which order lines of a site were paid, first to last; empty without facts.
  package static func months(of site: Site, in tx: borrowing Transaction) throws -> [Period] {
    let row = try tx.query(Query.Facts.findSpan, [.text(site.rawValue)])[0]
    guard let first = row.optionalMicroseconds(0), let last = row.optionalMicroseconds(1) else {
      return []
    }
    return Period(containing: Instant(microseconds: first))
      .months(to: Period(containing: Instant(microseconds: last)))
  }

  /// Completed refunds that name no order line: no run can settle them.
  package static func lostRefunds(
    before horizon: Instant, in tx: borrowing Transaction
  ) throws -> [RefusedFact] {
    let isTable = try tx.query(Query.Facts.describeOrderLines)[0].bool(0)
    try tx.query(Query.Facts.preferKeys, [.bool(isTable)])
    let lost = try tx.query(
      isTable ? Query.Facts.listLostRefunds : Query.Facts.listLostRefundsOfView,
      [.timestamp(horizon.microseconds)])
    try tx.query(Query.Facts.preferKeys, [.bool(false)])
    return lost.map { row in
      RefusedFact(
        code: "REFUND_OF_UNKNOWN_LINE", kind: .refund, sourceID: row.text(0), partnerID: nil,
        facts: 1,
        detail: "refund \(row.text(0)) names order line \(row.text(1)), which does not exist",
        remedy: "import the order line, or correct the refund's line_id")
    }
  }
}
