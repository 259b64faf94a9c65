import Amounts
import CivilTime
import Marketplace
import Postgres

/// A time in which a closed month takes entries again.
package struct ReopeningRecord: Sendable {
  package let number: Int32
  package let site: Site
  package let period: Period
  package let reason: String
  /// When it ends, if nobody ends it before.
  package let endsAt: Instant
  package let requestedBy: String
  package let requestedAt: Instant
  /// Nil while no second person has signed.
  package let approvedBy: String?
  package let approvedAt: Instant?
  /// Nil while nobody has ended it.
  package let endedBy: String?
  package let endedAt: Instant?

  /// Whether the month takes entries at an instant.
  package func isInForce(at now: Instant) -> Bool {
    approvedAt.map { $0 <= now } == true && endsAt > now && endedAt == nil
  }

  init(_ row: Row) {
    guard let site = Site(rawValue: row.text(1)), let period = Period(yyyymm: row.int32(2)) else {
      preconditionFailure("reopening \(row.int32(0)) has values nobody wrote")
    }
    number = row.int32(0)
    self.site = site
    self.period = period
    reason = row.text(3)
    endsAt = Instant(microseconds: row.microseconds(4))
    requestedBy = row.text(5)
    requestedAt = Instant(microseconds: row.microseconds(6))
    approvedBy = row.optionalText(7)
    approvedAt = row.optionalMicroseconds(8).map { Instant(microseconds: $0) }
    endedBy = row.optionalText(9)
    endedAt = row.optionalMicroseconds(10).map { Instant(microseconds: $0) }
  }
}

/// What a reopening changed on an account, minor units, debit positive.
package struct ReopenedBalance: Sendable {
  package let currency: Currency
  package let account: String
  package let name: String
  package let before: MinorUnits
  package let after: MinorUnits
  package let entries: Int64
}

/// Reopenings in the database. Every function runs in the caller's transaction.
package enum ReopeningStore {
  /// Reopenings, newest first; nil leaves a filter out.
  package static func list(
    site: Site? = nil, period: Period? = nil, number: Int32? = nil, in tx: borrowing Transaction
  ) throws -> [ReopeningRecord] {
    try tx.query(
      Query.Ledger.listReopenings,
      [.text(site?.rawValue ?? ""), .int32(period?.yyyymm ?? 0), .int32(number ?? 0)]
    ).map { ReopeningRecord($0) }
  }

  /// Asks for a reopening.
  ///
  /// - Returns: Its number; nil while another one of the month lasts.
  package static func request(
    _ period: Period, site: Site, reason: String, endsAt: Instant, by actor: String,
    at now: Instant, in tx: borrowing Transaction
  ) throws -> Int32? {
    try tx.query(
      Query.Ledger.insertReopening,
      [
        .text(site.rawValue), .int32(period.yyyymm), .text(reason),
        .timestamp(endsAt.microseconds), .text(actor), .timestamp(now.microseconds),
      ]
    ).first?.int32(0)
  }

  /// - Returns: False when it is signed, ended or past.
  package static func approve(
    _ number: Int32, by actor: String, at now: Instant, in tx: borrowing Transaction
  ) throws -> Bool {
    try !tx.query(
      Query.Ledger.approveReopening,
      [.int32(number), .text(actor), .timestamp(now.microseconds)]
    ).isEmpty
  }

  /// - Returns: False when it is ended.
  package static func end(
    _ number: Int32, by actor: String, at now: Instant, in tx: borrowing Transaction
  ) throws -> Bool {
    try !tx.query(
      Query.Ledger.endReopening, [.int32(number), .text(actor), .timestamp(now.microseconds)]
    ).isEmpty
  }

  /// Accounts that a reopening changed, by currency and code.
  package static func differences(
    _ number: Int32, in tx: borrowing Transaction
  ) throws -> [ReopenedBalance] {
    try tx.query(
      Query.Ledger.listReopenedDifferences, [.int32(number)], within: .seconds(600)
    ).map { row in
      guard let currency = Currency(code: row.text(0)) else {
        preconditionFailure("currency \(row.text(0)) was posted and is not known")
      }
      return ReopenedBalance(
        currency: currency, account: row.text(1), name: row.text(2), before: row.int64(3),
        after: row.int64(4), entries: row.int64(5))
    }
  }
}
