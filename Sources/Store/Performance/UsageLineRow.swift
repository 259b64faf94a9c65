import Amounts
import CivilTime
import Marketplace
import Postgres

extension UsageFact {
  /// A line of usage as the streams of performance give it; the exact sum is rounded here, once.
  /// Rule 4.6.
  ///
  /// - Parameters:
  ///   - sum: In major units, as decimals.
  /// - Throws: `AmountError` for a sum that does not fit.
  fileprivate init(
    month: Int32, sum: String, in currency: Currency, isPostpaid: Bool, repaidAt: Instant?,
    lateReceivedAt: Instant?
  ) throws(AmountError) {
    guard let period = Period(yyyymm: month) else {
      preconditionFailure("the month of usage is \(month)")
    }
    let major = try Exact(parsing: sum, decimals: 20)
    let minor = try (major * Exact(currency.minorUnitsPerMajor)).rounded()
    self.init(
      currency: currency, month: period, amount: minor, quantity: 0, firstBegin: period.start)
    self.isPostpaid = isPostpaid
    self.repaidAt = repaidAt
    self.lateReceivedAt = lateReceivedAt
  }
}

extension CopyRow {
  /// A line of usage in the next fields; nil of one that does not fit, which is an exception of its
  /// run.
  mutating func nextUsage(in currency: Currency) throws -> UsageFact? {
    let month = try nextInt32()
    let sum = try nextText() ?? "0"
    let isPostpaid = try nextBool()
    let repaidAt = try nextInstant()
    let lateReceivedAt = try nextInstant()
    return try? UsageFact(
      month: month, sum: sum, in: currency, isPostpaid: isPostpaid, repaidAt: repaidAt,
      lateReceivedAt: lateReceivedAt)
  }

  /// The currency of the next field; nil for a code that nobody knows.
  mutating func nextCurrency() throws -> Currency? {
    try nextBytes().flatMap { Currency(ascii: $0) }
  }
}
