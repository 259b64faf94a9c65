import Amounts
import CivilTime
import Marketplace
import Postgres
import Settlement

/// What a key that a person typed may name.
package enum NamedKind: String, Sendable {
  case statement, order, refund, adjustment, instance, incentive
}

/// A run as far as a single fact asks.
package struct LiveRun: Sendable {
  package let number: Int32
  package let id: String
  package let state: RunState
  package let period: Period
  package let asOf: Instant
  /// The place in the site's chain of sealed runs that it has or takes.
  package let chainNumber: Int32
  /// How many lines it would bill.
  package let lines: Int64

  init(_ row: Row) {
    guard let state = RunState(rawValue: row.text(2)), let period = Period(yyyymm: row.int32(3))
    else { preconditionFailure("run \(row.text(1)) has a state or period nobody wrote") }
    number = row.int32(0)
    id = row.text(1)
    self.state = state
    self.period = period
    asOf = Instant(microseconds: row.microseconds(4))
    chainNumber = row.int32(5)
    lines = row.int64(6)
  }

  /// Whether its lines have their indexes: those of a run in review or approved. Rule 8.1.
  package var isFrozen: Bool { state != .draft }
}

/// Reads single facts for explanations, each through an index. Every function runs in the caller's
/// transaction.
package enum ExplainStore {
  /// What a key names, the likeliest first; empty when it names nothing.
  package static func named(_ key: String, in tx: borrowing Transaction) throws -> [NamedKind] {
    try tx.query(Query.Explain.listNamed, [.text(key)]).compactMap {
      NamedKind(rawValue: $0.text(0))
    }
  }

  /// An order line with what its gates look at; nil when there is none.
  ///
  /// - Throws: `StoreError.catalogue` for a row that no run can read.
  package static func order(
    _ id: String, in tx: borrowing Transaction
  ) throws -> ExplainedOrder? {
    guard let row = try tx.query(Query.Explain.findOrderLine, [.text(id)]).first else {
      return nil
    }
    return try ExplainedOrder(row)
  }

  /// Every refund of an order line: the completed ones in the order of rule 6.1, then the others.
  package static func refunds(
    of line: String, in tx: borrowing Transaction
  ) throws -> [ExplainedRefund] {
    try tx.query(Query.Explain.listRefunds, [.text(line)]).map { ExplainedRefund($0) }
  }

  /// The order line that a refund gives back on; nil when there is no such refund.
  package static func orderLine(
    ofRefund id: String, in tx: borrowing Transaction
  ) throws -> String? {
    try tx.query(Query.Explain.findRefund, [.text(id)]).first?.text(0)
  }

  /// The runs of a site that are neither sealed nor given up, oldest period first.
  package static func liveRuns(
    of site: Site, in tx: borrowing Transaction
  ) throws -> [LiveRun] {
    try tx.query(Query.Explain.listLiveRuns, [.text(site.rawValue)]).map { LiveRun($0) }
  }

  /// The lines of facts on statements: of sealed runs, and of live runs where they can be found
  /// without reading a whole month.
  ///
  /// - Parameters:
  ///   - facts: Their ids, by kind: one question for all, because planning one over the months of
  ///     a chain takes longer than answering it.
  ///   - live: The site's live runs; of a draft beyond ``draftLineLimit`` nothing is looked up, for
  ///     its lines have no index until it goes into review.
  /// - Returns: In the order of `facts`, those of one kind by period and run.
  package static func lines(
    of facts: [(kind: SourceKind, ids: [String])], live: [LiveRun], in tx: borrowing Transaction
  ) throws -> [PlacedLine] {
    let key: [Parameter] = [
      .int64Array(facts.map { Int64($0.kind.rawValue) }), .textArray(facts.flatMap(\.ids)),
    ]
    var lines = try tx.query(Query.Explain.listSealedLines, key).map { PlacedLine($0) }
    for run in live where run.isFrozen || run.lines <= draftLineLimit {
      lines += try tx.query(Query.Explain.listDraftLines, key + [.int32(run.number)])
        .map { PlacedLine($0) }
    }
    return facts.flatMap { fact in
      lines.filter { $0.kind == fact.kind && fact.ids.contains($0.sourceID) }
    }
  }

  /// A draft with more lines is not searched for one of them.
  package static let draftLineLimit: Int64 = 100_000

  /// The number of a line on its statement, from 1. Rule 7.2.
  package static func number(of line: PlacedLine, in tx: borrowing Transaction) throws -> Int64 {
    try tx.query(
      Query.Explain.countLinesBefore,
      [
        .int32(line.runNumber), .int32(line.statementNumber), .int32(line.naturalPeriod.yyyymm),
        .timestamp(line.readyAt.microseconds), .int32(Int32(line.kind.rawValue)),
        .text(line.sourceID), .bool(line.runState == .sealed),
      ])[0].int64(0) + 1
  }

  /// The fact and the payee's role on a numbered line of a statement; nil when there is none.
  package static func fact(
    on statement: StatementRecord, line number: Int64, in tx: borrowing Transaction
  ) throws -> (kind: SourceKind, id: String, role: Role)? {
    let query =
      statement.sealedAt == nil
      ? Query.Explain.findNumberedDraftLine : Query.Explain.findNumberedSealedLine
    let row = try tx.query(
      query, [.int32(statement.runNumber), .int32(statement.number), .int64(number - 1)]
    ).first
    guard let row else { return nil }
    guard let kind = SourceKind(rawValue: row.int16(0)), let role = Role(rawValue: row.int16(2))
    else { preconditionFailure("line \(row.text(1)) has values nobody wrote") }
    return (kind, row.text(1), role)
  }

  /// What the waiver of a product came to in a run; nil where the run has none. Rule 5.7.
  package static func waiver(
    run: Int32, product: String, policy: String, currency: Currency, in tx: borrowing Transaction
  ) throws -> (total: MinorUnits, increment: Rate)? {
    try tx.query(
      Query.Explain.findWaiver,
      [.int32(run), .text(product), .text(policy), .text(currency.code)]
    ).first.map { ($0.int64(0), Rate(millionths: $0.int64(1))) }
  }
}
