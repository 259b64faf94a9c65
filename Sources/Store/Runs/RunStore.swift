import CivilTime
import Marketplace
import Postgres
import Settlement

/// The life of runs in the database. Every function runs in the caller's transaction.
package enum RunStore {
  /// Tries to become the only process that plans or seals for a site; the session keeps the lock.
  package static func lock(_ site: Site, in session: borrowing Session) throws -> Bool {
    try session.query(Query.Runs.lockSite, [.text(site.rawValue)])[0].bool(0)
  }

  /// Gives the lock of a site back.
  package static func unlock(_ site: Site, in session: borrowing Session) throws {
    try session.query(Query.Runs.unlockSite, [.text(site.rawValue)])
  }

  /// The last sealed period of a site, and the place in its chain that the next sealed run takes.
  package static func chain(
    of site: Site, in tx: borrowing Transaction
  ) throws -> (lastPeriod: Period?, nextNumber: Int32) {
    let row = try tx.query(Query.Runs.findChain, [.text(site.rawValue)])[0]
    return (row.optionalInt32(0).flatMap { Period(yyyymm: $0) }, row.int32(1))
  }

  /// The runs of a site and period that are not over.
  package static func liveRuns(
    of site: Site, in period: Period, in tx: borrowing Transaction
  ) throws -> [(number: Int32, id: String, state: RunState)] {
    try tx.query(Query.Runs.listLiveRuns, [.text(site.rawValue), .int32(period.yyyymm)]).map {
      guard let state = RunState(rawValue: $0.text(2)) else {
        preconditionFailure("run \($0.text(1)) has the state \($0.text(2))")
      }
      return ($0.int32(0), $0.text(1), state)
    }
  }

  /// Begins a run and makes its empty partition.
  package static func begin(
    _ site: Site, _ period: Period, asOf: Instant, chainNumber: Int32, by actor: String,
    at now: Instant, engine: String, in tx: borrowing Transaction
  ) throws -> (number: Int32, id: String) {
    let row = try tx.query(
      Query.Runs.insertRun,
      [
        .text(site.rawValue), .int32(period.yyyymm), .timestamp(asOf.microseconds),
        .int32(chainNumber), .text(actor), .timestamp(now.microseconds), .text(engine),
      ])[0]
    try tx.query(Query.Runs.openDraft, [.int32(row.int32(0))])
    return (row.int32(0), row.text(1))
  }

  /// One run, locked against other changes; nil when there is none.
  package static func find(_ id: String, in tx: borrowing Transaction) throws -> RunRecord? {
    try tx.query(Query.Runs.findRun, [.text(id)]).first.map { RunRecord($0) }
  }

  /// Runs of a site and period, newest first; nil for all.
  package static func list(
    site: Site?, period: Period?, in tx: borrowing Transaction
  ) throws -> [RunRecord] {
    try tx.query(
      Query.Runs.listRuns, [.text(site?.rawValue ?? ""), .int32(period?.yyyymm ?? 0)]
    ).map { RunRecord($0) }
  }

  /// Gives a run up: its lines and planned statements go, its row stays.
  package static func discard(
    _ number: Int32, reason: String, in tx: borrowing Transaction
  ) throws {
    try tx.query(Query.Runs.discardRun, [.int32(number), .text(reason)])
    try tx.query(Query.Runs.dropDraft, [.int32(number)])
  }

  /// Gives a draft up for another plan; its lines and statements stay until the next plan of the
  /// site, so that the two can be compared.
  package static func replace(_ number: Int32, in tx: borrowing Transaction) throws {
    try tx.query(Query.Runs.discardRun, [.int32(number), .text("replaced by a new plan")])
  }

  /// Runs of a site that were replaced and still have their lines.
  package static func keptDrafts(
    of site: Site, in tx: borrowing Transaction
  ) throws -> [Int32] {
    try tx.query(Query.Runs.listKeptDrafts, [.text(site.rawValue)]).map { $0.int32(0) }
  }

  /// Drops them.
  package static func dropKeptDrafts(of site: Site, in tx: borrowing Transaction) throws {
    for number in try keptDrafts(of: site, in: tx) {
      try tx.query(Query.Runs.dropDraft, [.int32(number)])
    }
  }

  /// Puts a draft into review, freezes its lines and counts what only the seal posts. Rule 8.1.
  package static func submit(
    _ number: Int32, by actor: String, at now: Instant, in tx: borrowing Transaction
  ) throws {
    // Sorting a month takes longer than any other statement may.
    try tx.query(Query.Runs.freezeDraft, [.int32(number)], within: .seconds(3600))
    try LedgerStore.keepVouchersBorne(by: number, in: tx)
    try tx.query(
      Query.Runs.submitRun, [.int32(number), .text(actor), .timestamp(now.microseconds)])
  }

  /// Signs the content of a run. Rule 8.1.
  package static func approve(
    _ number: Int32, by actor: String, at now: Instant, in tx: borrowing Transaction
  ) throws {
    try tx.query(
      Query.Runs.approveRun, [.int32(number), .text(actor), .timestamp(now.microseconds)])
  }

  /// Sends a run back to being a draft; its lines may be replaced again.
  package static func reject(
    _ number: Int32, reason: String, in tx: borrowing Transaction
  ) throws {
    try tx.query(Query.Runs.thawDraft, [.int32(number)])
    try tx.query(Query.Runs.rejectRun, [.int32(number), .text(reason)])
  }

  /// Seals an approved run; false when it is no longer what was approved. Rule 8.1.
  package static func seal(
    _ number: Int32, by actor: String, at now: Instant, in tx: borrowing Transaction
  ) throws -> Bool {
    let sealed = try tx.query(
      Query.Runs.sealRun, [.int32(number), .text(actor), .timestamp(now.microseconds)])
    guard sealed.affectedRows == 1 else { return false }
    try tx.query(Query.Runs.sealDraft, [.int32(number)])
    return true
  }

  /// How many facts wait for which reasons.
  package static func pending(
    of number: Int32, in tx: borrowing Transaction
  ) throws -> [PendingRecord] {
    try tx.query(Query.Runs.listPending, [.int32(number)]).map { PendingRecord($0) }
  }

  /// The conservation equation per currency. Rule 7.8.
  package static func conservation(
    of number: Int32, in tx: borrowing Transaction
  ) throws -> [ConservationRecord] {
    try tx.query(Query.Runs.listConservation, [.int32(number)]).map { ConservationRecord($0) }
  }
}
