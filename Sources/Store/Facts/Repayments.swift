import CivilTime
import Marketplace
import Postgres

/// When customers had repaid the credit of a month, by the bytes of their keys. Rule 3.3.
///
/// A join would make every order line carry its columns on for the few that were bought on credit. Its
/// size grows with customers and months: beyond `greatestCount` the query joins them instead.
package final class Repayments: Sendable {
  private let index: ByteIndex
  /// By position in the index.
  private let instants: [Instant]

  /// What some 10 MiB hold.
  package static let greatestCount = 131_072

  /// - Parameter repayments: At most one of each customer and month.
  init(_ repayments: [(customer: String, month: Period, at: Instant)]) {
    index = ByteIndex(keys: repayments.map { "\($0.customer)\0\($0.month.yyyymm)" })
    instants = repayments.map(\.at)
  }

  /// Reads those of a snapshot; nil where there are more than so many, and where an adopter's view has
  /// several of a customer and month, which no index can hold.
  ///
  /// - Throws: `PostgresError`.
  package static func few(
    atMost limit: Int = greatestCount, in tx: borrowing Transaction
  ) throws -> Repayments? {
    let count = try tx.query(Query.Facts.countRepayments, [.int64(Int64(limit) + 1)])[0].int64(0)
    guard count <= limit else { return nil }
    var repayments: [(customer: String, month: Period, at: Instant)] = []
    var areDistinct = true
    try tx.copyOut(Query.Facts.listRepayments) { row in
      let customer = try row.nextText() ?? ""
      let day = CivilDate(days: try row.nextDays())
      let at = Instant(microseconds: try row.nextMicroseconds())
      let month = Period(containing: day)
      // A month is named by its 1st; no order line finds another day.
      guard month.firstDate == day else { return }
      if let last = repayments.last, last.customer == customer, last.month == month {
        areDistinct = false
      }
      repayments.append((customer, month, at))
    }
    return areDistinct ? Repayments(repayments) : nil
  }

  /// When a customer had repaid a month; nil while it has not. Months have years of four digits.
  package func instant(of customer: UnsafeRawBufferPointer, in month: Period) -> Instant? {
    guard month.yyyymm >= 100_001, month.yyyymm <= 999_912 else { return nil }
    return withUnsafeTemporaryAllocation(byteCount: customer.count + 7, alignment: 1) { key in
      key.copyMemory(from: customer)
      key[customer.count] = 0
      var digits = month.yyyymm
      for place in (1...6).reversed() {
        key[customer.count + place] = UInt8(ascii: "0") + UInt8(digits % 10)
        digits /= 10
      }
      return index[UnsafeRawBufferPointer(key)].map { instants[$0] }
    }
  }
}
