import Amounts
import CivilTime
import Marketplace
import Performance
import Postgres
import Settlement

/// An incentive as the run of a statement kept it. Rule 9.2.
package struct IncentiveRecord: Sendable {
  /// `POLICY/CYCLE`, with `/N` from the second line of the cycle on.
  package let sourceID: String
  package let policyID: String
  /// Nil where the policy names none.
  package let productID: String?
  package let cycle: Cycle
  /// As the run read it; nil of runs that were planned before policies were kept.
  package let policy: IncentivePolicy?
  /// The performance of the cycle as of the run's cut-off, minor units.
  package let basis: MinorUnits
  /// What refunds had taken off the basis, minor units; nil where `policy` is.
  package let refunded: MinorUnits?
  /// What the basis earns in all.
  package let earned: MinorUnits
  /// What earlier lines of the cycle had billed: the sum of `earlier`.
  package let billed: MinorUnits
  /// What the line adds.
  package let amount: MinorUnits
  /// Why it waits; empty where it could go on a statement.
  package let reasons: PendingReasons
  /// Whether it is a line of the statement.
  package let isBilled: Bool
  /// The sealed lines of the same cycle before this one, by their number.
  package let earlier: [EarlierLine]

  /// A line of the same policy, cycle and partner that was billed before.
  package struct EarlierLine: Sendable {
    package let sourceID: String
    package let statementID: String
    /// Minor units, any sign.
    package let amount: MinorUnits
  }

  /// The incentives of a sealed statement in the order of its lines, and then what of its partner
  /// and currency its run computed and billed nowhere.
  package static func list(
    of statement: StatementRecord, in tx: borrowing Transaction
  ) throws -> [IncentiveRecord] {
    let policies = try PolicyReader.policies(
      keptBy: statement.runNumber, of: statement.site, in: tx)
    let rows = try tx.query(
      Query.Incentives.listOfStatement, [.int32(statement.runNumber), .int32(statement.number)])
    let before = rows.map { linesBefore($0.text(0), of: $0.text(1)) }
    let lines = try tx.query(
      Query.Incentives.listLinesOfCycle,
      [.text(statement.partnerID), .textArray(before.flatMap { $0 })]
    ).map {
      EarlierLine(sourceID: $0.text(0), statementID: $0.text(1), amount: $0.int64(2))
    }
    return zip(rows, before).map { row, before in
      IncentiveRecord(
        row, policy: policies.first { $0.id == row.text(1) },
        earlier: lines.filter { before.contains($0.sourceID) })
    }
  }

  private init(_ row: Row, policy: IncentivePolicy?, earlier: [EarlierLine]) {
    sourceID = row.text(0)
    policyID = row.text(1)
    guard let cycle = Cycle(text: Self.cycleText(sourceID, of: policyID)) else {
      preconditionFailure("incentive \(sourceID) names no cycle")
    }
    self.cycle = cycle
    productID = row.optionalText(2)
    self.policy = policy
    basis = row.int64(3)
    refunded = row.optionalInt64(4)
    earned = row.int64(5)
    billed = row.int64(6)
    amount = row.int64(7)
    reasons = PendingReasons(rawValue: row.int32(8))
    isBilled = row.bool(9)
    self.earlier = earlier
  }

  /// `202610` of `IP-1/202610/2`; a policy's id may have a stroke of its own.
  private static func cycleText(_ sourceID: String, of policyID: String) -> Substring {
    sourceID.dropFirst(policyID.count + 1).prefix { $0 != "/" }
  }

  /// Numbers are given in the order of billing: what came before a line has a smaller one.
  private static func linesBefore(_ sourceID: String, of policyID: String) -> [String] {
    let first = "\(policyID)/\(cycleText(sourceID, of: policyID))"
    guard let number = Int(sourceID.dropFirst(first.count + 1)), number > 1 else { return [] }
    return [first] + (2..<number).map { "\(first)/\($0)" }
  }
}
