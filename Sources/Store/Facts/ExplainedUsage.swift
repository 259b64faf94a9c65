import Amounts
import CivilTime
import Marketplace
import Metering
import Postgres
import Settlement

/// An instance with what the gates and payees of one month's usage look at. Rules 4.7 and 5.8.
package struct ExplainedInstance: Sendable {
  package let id: String
  /// Nil without an order line behind it.
  package let orderLineID: String?
  package let productID: String
  package let customerID: String
  package let pricePlanID: String
  /// The words of the contract; nil where the plan is missing.
  package let priceModel: String?
  package let accumulation: String?
  package let currency: Currency?
  package let isPostpaid: Bool
  /// When the customer repaid the month; nil while it has not.
  package let repaidAt: Instant?
  package let providerID: String?
  package let operatorID: String?
  package let merchantID: String?
  package let site: Site?

  init(_ row: Row) {
    id = row.text(0)
    orderLineID = row.optionalText(1)
    productID = row.text(2)
    customerID = row.text(3)
    pricePlanID = row.text(4)
    priceModel = row.optionalText(7)
    accumulation = row.optionalText(8)
    currency = row.optionalText(9).flatMap { Currency(code: $0) }
    isPostpaid = row.bool(10)
    repaidAt = row.optionalInstant(11)
    providerID = row.optionalText(12)
    operatorID = row.optionalText(13)
    merchantID = row.optionalText(14)
    site = row.optionalText(15).flatMap { Site(rawValue: $0) }
  }
}

/// What one run found of an instance and month: what it was the first to see, or a line as it was
/// then. Rule 4.3.
package struct ExplainedPart: Sendable {
  package let runNumber: Int32
  package let runID: String
  package let state: RunState
  package let part: UsagePart

  init(_ row: Row, month: Period) {
    guard let state = RunState(rawValue: row.text(2)), let amount = Int128(row.text(5)) else {
      preconditionFailure("usage of run \(row.text(1)) has values nobody wrote")
    }
    runNumber = row.int32(0)
    runID = row.text(1)
    self.state = state
    var part = UsagePart(month: month)
    part.records = row.int64(3)
    part.quantity = row.int64(4)
    part.amount = amount
    part.firstBegin = Instant(microseconds: row.microseconds(6))
    part.lastReceived = Instant(microseconds: row.microseconds(7))
    self.part = part
  }
}

/// A usage record with the life of its instance. Rule 4.1.
package struct ExplainedRecord: Sendable {
  package let id: Int64
  package let instanceID: String
  package let begin: Instant
  package let end: Instant
  package let recordTime: Instant
  package let receivedAt: Instant
  /// Decimal.
  package let value: String
  package let isPositive: Bool
  package let packageID: String?
  /// Nil where the instance does not exist.
  package let openedAt: Instant?
  package let closedAt: Instant?

  init(_ row: Row) {
    id = row.int64(0)
    instanceID = row.text(1)
    begin = Instant(microseconds: row.microseconds(2))
    end = Instant(microseconds: row.microseconds(3))
    recordTime = Instant(microseconds: row.microseconds(4))
    receivedAt = Instant(microseconds: row.microseconds(5))
    value = row.text(6)
    isPositive = row.bool(11)
    packageID = row.optionalText(7)
    openedAt = row.optionalInstant(8)
    closedAt = row.optionalInstant(9)
  }

  /// The first of the tests it fails that need only it and its instance; nil when it passes them.
  package var code: AbnormalCode? {
    if let code = AbnormalCode.ofRecord(
      value: isPositive ? 1 : 0, begin: begin, end: end, recordTime: recordTime)
    {
      return code
    }
    guard let openedAt else { return .noInstance }
    return AbnormalCode.ofInstance(
      openedAt: openedAt, closedAt: closedAt, begin: begin, end: end)
  }
}

extension ExplainStore {
  /// An instance for a month; nil when there is none.
  package static func instance(
    _ id: String, month: Period, in tx: borrowing Transaction
  ) throws -> ExplainedInstance? {
    try tx.query(Query.Explain.findInstance, [.text(id), .date(month.firstDate.days)]).first
      .map { ExplainedInstance($0) }
  }

  /// What each live and sealed run was the first to see of an instance and month, oldest first.
  package static func parts(
    of instance: String, month: Period, site: Site, in tx: borrowing Transaction
  ) throws -> [ExplainedPart] {
    try tx.query(
      Query.Explain.listUsageParts,
      [.text(instance), .int32(month.yyyymm), .text(site.rawValue)]
    ).map { ExplainedPart($0, month: month) }
  }

  /// A line of an instance and month as each live and sealed run found it open, oldest first.
  package static func usageLines(
    of instance: String, month: Period, number: Int, site: Site, in tx: borrowing Transaction
  ) throws -> [(found: ExplainedPart, line: UsageLine)] {
    try tx.query(
      Query.Explain.listUsageLines,
      [
        .text(instance), .int32(month.yyyymm), .int64(Int64(number)), .text(site.rawValue),
      ]
    ).map { row in
      let found = ExplainedPart(row, month: month)
      return (found, UsageLine(number: number, part: found.part, isLate: row.bool(8)))
    }
  }

  /// How a usage line was rated by the runs that saw its records: the sealed ones, then the live one
  /// that is looked at. Rules 4.1 to 4.6.
  ///
  /// - Throws: `AmountError.overflow` where a run refused the instance.
  package static func trace(
    of instance: String, month: Period, number: Int, site: Site, live: LiveRun?,
    in tx: borrowing Transaction
  ) throws -> UsageTrace {
    let sealed = try tx.query(
      Query.Usage.listSealedRuns, [.text(site.rawValue), .int32(.max)]
    ).map { row in
      guard let period = Period(yyyymm: row.int32(2)) else {
        preconditionFailure("run \(row.int32(0)) has the period \(row.int32(2))")
      }
      return SealedRun(
        chainNumber: row.int32(1), period: period,
        asOf: Instant(microseconds: row.microseconds(3)))
    }
    let open = live.map {
      SealedRun(chainNumber: $0.chainNumber, period: $0.period, asOf: $0.asOf)
    }
    return try UsageTrace(
      instance: instance, month: month, number: number, runs: sealed + [open].compactMap { $0 },
      in: tx)
  }

  /// A usage record; nil when there is none.
  package static func record(
    _ id: Int64, in tx: borrowing Transaction
  ) throws -> ExplainedRecord? {
    try tx.query(Query.Explain.findUsageRecord, [.int64(id)]).first.map { ExplainedRecord($0) }
  }

  /// What runs said about an abnormal record, newest first: the run, its code, what is not charged.
  package static func abnormal(
    _ id: Int64, in tx: borrowing Transaction
  ) throws -> [(runID: String, state: String, code: String, value: String)] {
    try tx.query(Query.Explain.listAbnormal, [.int64(id)]).map {
      ($0.text(0), $0.text(1), $0.text(3), $0.text(4))
    }
  }
}
