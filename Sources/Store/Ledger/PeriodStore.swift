import Bookkeeping
import CivilTime
import Marketplace
import Postgres

/// A month of a site's books.
package struct PeriodRecord: Sendable, Equatable {
  package let site: Site
  package let period: Period
  package let state: PeriodState
  /// Who changed the state last, when and why; nil while nobody has.
  package let changedBy: String?
  package let changedAt: Instant?
  package let reason: String?
  /// How many there are, 0 or more.
  package let entries: Int64
}

/// What keeps a month from being closed.
package struct CloseBlocker: Sendable, Equatable {
  /// Stable, for scripts: `run_unfinished`.
  package let code: String
  /// What is missing or wrong, with the values.
  package let sentence: String
  /// What the reader can do.
  package let remedy: String

  package init(code: String, sentence: String, remedy: String) {
    self.code = code
    self.sentence = sentence
    self.remedy = remedy
  }
}

/// Accounting periods in the database. Every function runs in the caller's transaction.
package enum PeriodStore {
  /// Months that have a run, an entry or a state, newest first.
  ///
  /// - Parameters:
  ///   - site: Nil for all.
  ///   - period: Nil for all.
  package static func list(
    site: Site?, period: Period? = nil, in tx: borrowing Transaction
  ) throws -> [PeriodRecord] {
    try tx.query(
      Query.Ledger.listPeriods, [.text(site?.rawValue ?? ""), .int32(period?.yyyymm ?? 0)]
    ).map { row in
      guard let site = Site(rawValue: row.text(0)), let period = Period(yyyymm: row.int32(1)),
        let state = PeriodState(rawValue: row.text(2))
      else { preconditionFailure("period \(row.int32(1)) has values nobody wrote") }
      return PeriodRecord(
        site: site, period: period, state: state, changedBy: row.optionalText(3),
        changedAt: row.optionalMicroseconds(4).map { Instant(microseconds: $0) },
        reason: row.optionalText(5), entries: row.int64(6))
    }
  }

  /// Gives a month a state; the server refuses to change one that is closed.
  package static func set(
    _ state: PeriodState, of period: Period, site: Site, by actor: String, at now: Instant,
    reason: String, in tx: borrowing Transaction
  ) throws {
    try tx.query(
      Query.Ledger.setPeriodState,
      [
        .text(site.rawValue), .int32(period.yyyymm), .text(state.rawValue), .text(actor),
        .timestamp(now.microseconds), .text(reason),
      ])
  }

  /// What runs and earlier months keep a month from being closed.
  package static func blockers(
    of period: Period, site: Site, in tx: borrowing Transaction
  ) throws -> [CloseBlocker] {
    try tx.query(
      Query.Ledger.listBlockers, [.text(site.rawValue), .int32(period.yyyymm)]
    ).map { CloseBlocker(code: $0.text(0), sentence: $0.text(1), remedy: $0.text(2)) }
  }
}
