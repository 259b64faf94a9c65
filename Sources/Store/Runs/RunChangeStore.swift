import Amounts
import Postgres
import Settlement

/// Partner, tab and currency: what a statement is of. Rule 7.1.
package struct StatementKey: Hashable, Sendable {
  package let partnerID: String
  package let tab: String
  package let currency: Currency

  package init(partnerID: String, tab: String, currency: Currency) {
    self.partnerID = partnerID
    self.tab = tab
    self.currency = currency
  }

  init(_ row: Row) {
    guard let currency = Currency(code: row.text(2)) else {
      preconditionFailure("currency \(row.text(2)) was written by a run and is not known")
    }
    self.init(partnerID: row.text(0), tab: row.text(1), currency: currency)
  }
}

/// Lines of two runs of a period that differ for one reason.
package struct LineChangeRecord: Sendable {
  package let key: StatementKey
  /// Empty where no product is concerned.
  package let productID: String
  /// A code of `export/list_change_reasons`.
  package let reason: String
  package let lines: Int64
  /// Minor units.
  package let before: Int128
  /// Minor units.
  package let after: Int128
  /// Terms and rates; nil where a side has no such line.
  package let pricedBefore: String?
  package let pricedAfter: String?

  init(_ row: Row) {
    key = StatementKey(row)
    productID = row.text(3)
    reason = row.text(4)
    lines = row.int64(5)
    before = row.sum(6)
    after = row.sum(7)
    pricedBefore = row.optionalText(8)
    pricedAfter = row.optionalText(9)
  }
}

/// What a run bills of a product on one statement, minor units.
package struct ProductSums: Sendable {
  package let key: StatementKey
  /// Empty where no product is concerned.
  package let productID: String
  /// Order lines and usage.
  package let sold: Int64
  package let sales: Int128
  package let earned: Int128
  /// The part of what is earned that the month's band adds. Rule 5.7.
  package let band: Int128
  package let refunded: Int64
  package let refunds: Int128
  package let adjusted: Int64
  package let adjustments: Int128
  package let rewarded: Int64
  package let incentives: Int128
  /// Terms and rates; nil where nothing was sold.
  package let priced: String?

  init(_ row: Row) {
    key = StatementKey(row)
    productID = row.text(3)
    sold = row.int64(4)
    sales = row.sum(5)
    earned = row.sum(6)
    band = row.sum(7)
    refunded = row.int64(8)
    refunds = row.sum(9)
    adjusted = row.int64(10)
    adjustments = row.sum(11)
    rewarded = row.int64(12)
    incentives = row.sum(13)
    priced = row.optionalText(14)
  }
}

/// Reads why runs differ. Every function runs in the caller's transaction.
package enum RunChangeStore {
  /// The differing lines of two runs of the same period, by statement, product and reason.
  package static func lineChanges(
    of run: Int32, against other: Int32, in tx: borrowing Transaction
  ) throws -> [LineChangeRecord] {
    try tx.query(
      Query.Export.listChangeReasons, [.int32(run), .int32(other)], within: .seconds(600)
    ).map { LineChangeRecord($0) }
  }

  /// What a run bills by statement and product.
  package static func productSums(
    of run: Int32, in tx: borrowing Transaction
  ) throws -> [ProductSums] {
    try tx.query(Query.Export.listProductSums, [.int32(run)], within: .seconds(600))
      .map { ProductSums($0) }
  }

  /// What each waiver of a run came to: X and the increment. Rule 5.7.
  package static func waivers(
    of run: Int32, in tx: borrowing Transaction
  ) throws -> [(productID: String, currency: String, total: MinorUnits, increment: Rate)] {
    try tx.query(Query.Runs.listWaivers, [.int32(run)]).map {
      ($0.text(0), $0.text(2), $0.int64(3), Rate(millionths: Int64($0.int32(4))))
    }
  }
}

extension Row {
  /// A sum of up to 38 digits, which no type of the wire holds.
  fileprivate func sum(_ column: Int) -> Int128 {
    guard let sum = Int128(text(column)) else {
      preconditionFailure("the sum \(text(column)) is no whole number")
    }
    return sum
  }
}
