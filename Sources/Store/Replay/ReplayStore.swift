import Amounts
import CivilTime
import Digests
import Marketplace
import Postgres
import Settlement

/// Reads what a sealed run had before it, and what it billed beside orders. Every function runs in
/// the caller's transaction.
package enum ReplayStore {
  /// The sealed runs of a site before a place in its chain, in the order they were sealed.
  package static func earlierRuns(
    of site: Site, before chainNumber: Int32, in tx: borrowing Transaction
  ) throws -> [Int32] {
    try tx.query(Query.Replay.listEarlierRuns, [.text(site.rawValue), .int32(chainNumber)])
      .map { $0.int32(0) }
  }

  /// What the statements before a place in a site's chain left. Rule 7.3.
  package static func openings(
    of site: Site, before chainNumber: Int32, in tx: borrowing Transaction
  ) throws -> [CatalogueReader.KeyedAmount] {
    try tx.query(Query.Replay.listEarlierOpenings, [.text(site.rawValue), .int32(chainNumber)])
      .map {
        CatalogueReader.KeyedAmount(
          partnerID: $0.text(0), tab: $0.text(1), currency: $0.text(2), amount: $0.int64(3))
      }
  }

  /// The adjustments and incentives on a run's statements. Rules 8.4 and 9.2.
  package static func wholeLines(
    of run: RunRecord, catalogue: Catalogue, in tx: borrowing Transaction
  ) throws -> [WholeLine] {
    var lines: [WholeLine] = []
    for row in try tx.query(Query.Replay.listBilledAdjustments, [.int32(run.number)]) {
      guard let partner = catalogue.partner(id: row.text(2)), let tab = Tab(code: row.text(3)),
        let account = catalogue.account(partner: partner, tab: tab),
        let currency = Currency(code: row.text(4))
      else { continue }
      let approvedAt = Instant(microseconds: row.microseconds(6))
      // Its natural period is that of the run that takes it. Rule 10 (8.4).
      lines.append(
        WholeLine(
          kind: .adjustment, sourceID: row.text(0), productID: row.optionalText(1),
          partner: partner, tab: tab, role: catalogue.role(ofAccount: account),
          currency: currency, amount: row.int64(5), readyAt: approvedAt, period: run.period,
          since: approvedAt))
    }
    var periods: [String: [String: Period]] = [:]
    for row in try tx.query(Query.Replay.listIncentivePeriods, [.int32(run.number)]) {
      periods[row.text(1), default: [:]][row.text(0)] = Period(yyyymm: row.int32(2))
    }
    for row in try tx.query(Query.Replay.listBilledIncentives, [.int32(run.number)]) {
      guard let partner = catalogue.partner(id: row.text(2)),
        catalogue.account(partner: partner, tab: .csp) != nil,
        let currency = Currency(code: row.text(3))
      else { continue }
      let readyAt = Instant(microseconds: row.microseconds(5))
      let month = Period(containing: readyAt)
      // The end of a cycle counts as before the cut-off of its last month. Rule 10 (9.2).
      lines.append(
        WholeLine(
          kind: .incentive, sourceID: row.text(0), productID: row.optionalText(1),
          partner: partner, tab: .csp, role: .csp, currency: currency, amount: row.int64(4),
          readyAt: readyAt,
          period: periods[row.text(0)]?[row.text(2)]
            ?? (readyAt == month.start ? month.previous : month), since: readyAt))
    }
    return lines
  }

  /// The usage lines of which a sealed run billed something, by key: others may be ready by what came to
  /// be known since, and were not then.
  package static func billedUsage(by run: Int32, in tx: borrowing Transaction) throws -> ByteIndex {
    ByteIndex(keys: try tx.query(Query.Replay.listBilledUsage, [.int32(run)]).map { $0.text(0) })
  }

  /// Whether a run found usage lines that were open.
  package static func hasOpenUsage(_ run: Int32, in tx: borrowing Transaction) throws -> Bool {
    try tx.query(Query.Replay.findOpenUsage, [.int32(run)])[0].bool(0)
  }

  /// Digests the stored lines of a sealed run, by the number of their statement.
  package static func digests(
    of run: Int32, in tx: borrowing Transaction
  ) throws -> [Int32: LineSetDigest] {
    try tx.query(Query.Runs.setRunScope, [.int32(run)])
    return try LineVerification.digests(of: Query.Runs.streamLinesForCheck, in: tx)
  }
}

/// A place to write lines that belong to no run; dropped at the end unless it is kept.
package struct ScratchCalculation: Sendable {
  package let number: Int32
  /// Where its lines go.
  package var table: String { "scratch.line_\(number)" }

  /// Begins a calculation, and drops those whose process is gone. The session must stay open.
  package init(
    title: String, isKept: Bool, at now: Instant, in session: borrowing Session
  ) throws {
    let stale = try session.query(Query.Replay.listStaleCalculations).map { $0.int32(0) }
    for number in stale
    where try session.query(Query.Replay.lockCalculation, [.int32(number)])[0].bool(0) {
      try session.query(Query.Replay.dropCalculation, [.int32(number)])
    }
    number = try session.transaction { (tx: borrowing Transaction) in
      let number = try tx.query(
        Query.Replay.insertCalculation,
        [.text(title), .timestamp(now.microseconds), .bool(isKept)])[0].int32(0)
      try tx.query(Query.Replay.lockCalculation, [.int32(number)])
      try tx.query(Query.Replay.openCalculation, [.int32(number)])
      return number
    }
  }

  /// Names the statements that a run made by the numbers they have in the calculation.
  package func name(
    _ statements: [(number: Int32, id: String)], of run: Int32, in session: borrowing Session
  ) throws {
    try session.query(
      Query.Replay.insertStatements,
      [
        .int32(number), .int32(run), .int64Array(statements.map { Int64($0.number) }),
        .textArray(statements.map(\.id)),
      ])
  }

  /// Drops all of it.
  package func drop(in session: borrowing Session) throws {
    try session.query(Query.Replay.dropCalculation, [.int32(number)])
  }
}

/// A column in which a sealed line differs from the same line calculated again.
package struct LineDifference: Sendable, Equatable {
  /// What is left of the fact behind a line.
  package enum FactLeft: String, Sendable {
    case gone
    /// A refund that is no longer completed.
    case notCompleted = "not_completed"
  }

  package let statementID: String
  package let kind: SourceKind
  package let sourceID: String
  package let role: Role
  /// As in `settlement.line`; `line` where one side has none.
  package let column: String
  /// As stored: amounts in minor units, rates in millionths; nil where there is nothing.
  package let sealed: String?
  package let recomputed: String?
  /// Nil where the fact is there, changed or not.
  package let fact: FactLeft?

  init(_ row: Row) {
    guard let kind = SourceKind(rawValue: row.int16(1)), let role = Role(rawValue: row.int16(3))
    else { preconditionFailure("line \(row.text(2)) has a kind or role nobody wrote") }
    statementID = row.text(0)
    self.kind = kind
    sourceID = row.text(2)
    self.role = role
    column = row.text(4)
    sealed = row.optionalText(5)
    recomputed = row.optionalText(6)
    fact = row.optionalText(7).flatMap { FactLeft(rawValue: $0) }
  }
}

extension ScratchCalculation {
  /// Where the lines of a sealed run differ from those of the calculation, in the order of statements
  /// and lines; at most `limit` of them, and how many there are in all.
  package func differences(
    from run: Int32, limit: Int, in session: borrowing Session
  ) throws -> (first: [LineDifference], count: Int64) {
    try session.transaction { (tx: borrowing Transaction) in
      try tx.query(Query.Export.preferHashJoins)
      let rows = try tx.query(
        Query.Replay.listDifferences, [.int32(run), .int32(number), .int64(Int64(limit))],
        within: .seconds(3600))
      return (rows.map { LineDifference($0) }, rows.first?.int64(8) ?? 0)
    }
  }
}
