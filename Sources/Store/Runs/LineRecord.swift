import Amounts
import CivilTime
import Marketplace
import Postgres
import Settlement

/// One settlement line as it is stored. Contract 3, `export lines`.
package struct LineRecord: Sendable {
  package let sourceKind: SourceKind
  package let sourceID: String
  /// Nil where no order line is behind the fact.
  package let orderLineID: String?
  package let customerID: String?
  /// Nil where the line concerns no product.
  package let productID: String?
  /// Of an adjustment its reason, of an incentive its policy.
  package let productName: String
  package let naturalPeriod: Period
  package let readyAt: Instant
  package let sales: MinorUnits
  package let voucher: MinorUnits
  package let rate: Rate
  package let increment: Rate
  package let amount: MinorUnits
  /// Nil where the share model has no split.
  package let taxAmount: MinorUnits?
  package let taxes: MinorUnits
  package let platform: MinorUnits
  /// Nil of adjustments and incentives.
  package let termsID: String?
  package let role: Role

  init(_ row: Row) {
    guard let kind = SourceKind(rawValue: row.int16(0)), let period = Period(yyyymm: row.int32(6)),
      let role = Role(rawValue: row.int16(17))
    else { preconditionFailure("line \(row.text(1)) has values nobody wrote") }
    sourceKind = kind
    sourceID = row.text(1)
    orderLineID = row.optionalText(2)
    customerID = row.optionalText(3)
    productID = row.optionalText(4)
    productName = row.text(5)
    naturalPeriod = period
    readyAt = Instant(microseconds: row.microseconds(7))
    sales = row.int64(8)
    voucher = row.int64(9)
    rate = Rate(millionths: Int64(row.int32(10)))
    increment = Rate(millionths: Int64(row.int32(11)))
    amount = row.int64(12)
    taxAmount = row.optionalInt64(13)
    taxes = row.int64(14)
    platform = row.int64(15)
    termsID = row.optionalText(16)
    self.role = role
  }
}

extension StatementStore {
  /// The lines of a statement in the order that numbers them. Rule 7.2.
  package static func lines(
    of statement: StatementRecord, in tx: borrowing Transaction
  ) throws -> [LineRecord] {
    try tx.query(
      Query.Statements.listLines, [.int32(statement.runNumber), .int32(statement.number)],
      within: .seconds(600)
    ).map { LineRecord($0) }
  }

  /// What of the same partner, tab and currency is not on the statement, and why.
  package static func waiting(
    of statement: StatementRecord, in tx: borrowing Transaction
  ) throws -> [(reasons: PendingReasons, facts: Int64, amount: MinorUnits)] {
    try tx.query(
      Query.Statements.listWaiting,
      [
        .int32(statement.runNumber), .text(statement.partnerID), .text(statement.tab),
        .text(statement.currency.code),
      ]
    ).map { (PendingReasons(rawValue: $0.int32(0)), $0.int64(1), $0.int64(2)) }
  }
}
