import Amounts
import CivilTime
import Marketplace

/// What one run was the first to see of an instance and a month. Rules 4.3 to 4.6.
package struct UsagePart: Sendable, Equatable {
  /// The month of the records' `begin_time`.
  package let month: Period
  /// Records with something rated; what packages cover wholly is on no line. Rule 10 (4.3).
  package var records: Int64 = 0
  /// What was rated, ten-thousandths.
  package var quantity: Int64 = 0
  /// The exact sum in major units, 14 decimals. Rule 4.6.
  package var amount: Int128 = 0
  /// The earliest `begin_time` among what was rated.
  package var firstBegin: Instant
  /// The last `received_at` among what was rated.
  package var lastReceived: Instant

  /// A part without records.
  package init(month: Period) {
    self.month = month
    firstBegin = Instant(microseconds: .max)
    lastReceived = Instant(microseconds: .min)
  }

  /// A part as it was kept; quantities in ten-thousandths, the sum with 14 decimals.
  package init(
    month: Period, records: Int64, quantity: Int64, amount: Int128, firstBegin: Instant,
    lastReceived: Instant
  ) {
    self.month = month
    self.records = records
    self.quantity = quantity
    self.amount = amount
    self.firstBegin = firstBegin
    self.lastReceived = lastReceived
  }

  /// Adds a rated record.
  ///
  /// - Parameters:
  ///   - value: What packages left of it, ten-thousandths.
  ///   - price: Major units, 14 decimals.
  @inline(__always)
  mutating func add(
    _ record: UsageRecord, value: Int64, price: Int128
  ) throws(AmountError) {
    try add(quantity: value, amount: price)
    records += 1
    firstBegin = min(firstBegin, record.begin)
    lastReceived = max(lastReceived, record.receivedAt)
  }

  /// Adds what another run saw of the same month.
  package mutating func add(_ other: UsagePart) throws(AmountError) {
    precondition(other.month == month, "parts of \(other.month) and \(month) are two lines")
    try add(quantity: other.quantity, amount: other.amount)
    records += other.records
    firstBegin = min(firstBegin, other.firstBegin)
    lastReceived = max(lastReceived, other.lastReceived)
  }

  @inline(__always)
  private mutating func add(quantity: Int64, amount: Int128) throws(AmountError) {
    let (units, tooMany) = self.quantity.addingReportingOverflow(quantity)
    let (sum, tooMuch) = self.amount.addingReportingOverflow(amount)
    guard !tooMany, !tooMuch else { throw .overflow }
    self.quantity = units
    self.amount = sum
  }

  /// The sum in minor units, rounded once. Rule 4.6.
  ///
  /// - Throws: `AmountError.overflow` beyond 64 bits.
  package func rounded(in currency: Currency) throws(AmountError) -> MinorUnits {
    try Amounts.rounded(amount, over: Self.unitsOfSum(in: currency))
  }

  /// How many units of the exact sum make a minor unit.
  private static func unitsOfSum(in currency: Currency) -> Int128 {
    var units: Int128 = 1
    for _ in 0..<(ratedDecimals - currency.exponent) { units *= 10 }
    return units
  }

  /// Tells how the sum became an amount. Rule 4.6.
  ///
  /// - Parameter summands: The exact prices of the records, major units; empty for their sum alone.
  package func explain<R: Recorder>(
    in currency: Currency, summands: [String] = [], recorder: inout R
  ) throws(AmountError) {
    guard R.isListening else { return }
    let formula =
      summands.isEmpty
      ? decimalText(amount, decimals: ratedDecimals) : summands.joined(separator: " + ")
    recorder.record(
      DerivationStep(
        name: "amount", rule: "4.6", formula: formula,
        exact: try Exact(amount, over: Self.unitsOfSum(in: currency)),
        rounded: try rounded(in: currency)))
  }
}
