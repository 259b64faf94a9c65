import Amounts
import CivilTime
import Digests
import Marketplace
import Postgres
import Settlement

/// Payouts in the database. Every function runs in the caller's transaction.
package enum PayoutStore {
  /// Keeps other plans, approvals and imports waiting until the transaction ends.
  package static func lock(in tx: borrowing Transaction) throws {
    try tx.query(Query.Payouts.lockPayouts, within: .seconds(120))
  }

  /// Statements of a site and currency that wait for their payment, by id.
  package static func payable(
    _ site: Site, _ currency: Currency, at now: Instant, in tx: borrowing Transaction
  ) throws -> [PayableStatement] {
    try tx.query(
      Query.Payouts.listPayable,
      [.text(site.rawValue), .text(currency.code), .timestamp(now.microseconds)],
      within: .seconds(120)
    ).map { PayableStatement($0) }
  }

  /// Begins a batch.
  package static func begin(
    account: String, executionDate: CivilDate, by actor: String, at now: Instant,
    in tx: borrowing Transaction
  ) throws -> (number: Int32, id: String) {
    let row = try tx.query(
      Query.Payouts.insertBatch,
      [
        .text(account), .date(executionDate.days), .text(actor), .timestamp(now.microseconds),
      ])[0]
    return (row.int32(0), row.text(1))
  }

  /// Puts statements into a batch in this order, each with its end-to-end id; the amounts are those
  /// that the statements state.
  package static func add(
    _ payouts: [(statement: PayableStatement, endToEndID: String, details: Int32)],
    to batch: Int32, fileHash: SHA256Digest, in tx: borrowing Transaction
  ) throws {
    try tx.query(
      Query.Payouts.insertPayouts,
      [
        .int32(batch), .int64Array(payouts.map { Int64($0.statement.runNumber) }),
        .int64Array(payouts.map { Int64($0.statement.number) }),
        .textArray(payouts.map(\.endToEndID)), .int64Array(payouts.map { Int64($0.details) }),
      ], within: .seconds(120))
    try tx.query(Query.Payouts.setFileHash, [.int32(batch), .bytes(fileHash.bytes)])
  }

  /// Batches, newest first.
  ///
  /// - Parameter id: Nil for all.
  package static func batches(
    id: String? = nil, in tx: borrowing Transaction
  ) throws -> [PayoutBatchRecord] {
    try tx.query(Query.Payouts.listBatches, [.text(id ?? "")]).map { PayoutBatchRecord($0) }
  }

  /// One batch, kept from others until the transaction ends; nil when there is none.
  package static func lockBatch(
    _ id: String, in tx: borrowing Transaction
  ) throws -> PayoutBatchRecord? {
    if try tx.query(Query.Payouts.lockBatch, [.text(id)]).isEmpty { return nil }
    return try batches(id: id, in: tx).first
  }

  /// Payouts by batch and position; nil leaves a filter out.
  package static func list(
    batch: Int32? = nil, statement: String? = nil, endToEndIDs: [String]? = nil,
    in tx: borrowing Transaction
  ) throws -> [PayoutRecord] {
    try tx.query(
      Query.Payouts.listPayouts,
      [
        .int32(batch ?? 0), .text(statement ?? ""), endToEndIDs.map { .textArray($0) } ?? .null,
      ], within: .seconds(120)
    ).map { PayoutRecord($0) }
  }

  /// Payouts that a bank's file can be about, by batch and position: all that wait for a booking,
  /// and of the others no more than the file can mean.
  ///
  /// - Parameters:
  ///   - endToEndIDs: Those that it names.
  ///   - batches: The ids of batches that it names.
  ///   - returns: Amounts that came in, minor units above zero: paid ones of them may be back.
  package static func reported(
    endToEndIDs: [String], batches: [String], returns: [MinorUnits], in tx: borrowing Transaction
  ) throws -> [PayoutRecord] {
    let ids = try tx.query(
      Query.Payouts.listReported,
      [.textArray(endToEndIDs), .textArray(batches), .int64Array(returns)],
      within: .seconds(120)
    ).map { $0.text(0) }
    return try list(endToEndIDs: ids, in: tx)
  }

  /// - Returns: False when it is not planned.
  package static func approve(
    _ batch: Int32, by actor: String, at now: Instant, in tx: borrowing Transaction
  ) throws -> Bool {
    try !tx.query(
      Query.Payouts.approveBatch,
      [.int32(batch), .text(actor), .timestamp(now.microseconds)]
    ).isEmpty
  }

  /// Records that the file left: the payouts are sent.
  ///
  /// - Returns: False when the batch is not approved.
  package static func export(
    _ batch: Int32, by actor: String, at now: Instant, in tx: borrowing Transaction
  ) throws -> Bool {
    let rows = try tx.query(
      Query.Payouts.exportBatch, [.int32(batch), .text(actor), .timestamp(now.microseconds)])
    if rows.isEmpty { return false }
    try tx.query(
      Query.Payouts.setPayoutsState, [.int32(batch), .text("planned"), .text("sent")],
      within: .seconds(120))
    return true
  }

  /// Gives a batch up: its statements can be paid in another one.
  ///
  /// - Returns: False when its file has left, or it was given up.
  package static func cancel(
    _ batch: Int32, reason: String, by actor: String, at now: Instant, in tx: borrowing Transaction
  ) throws -> Bool {
    let rows = try tx.query(
      Query.Payouts.cancelBatch,
      [.int32(batch), .text(actor), .timestamp(now.microseconds), .text(reason)])
    if rows.isEmpty { return false }
    try tx.query(
      Query.Payouts.setPayoutsState, [.int32(batch), .text("planned"), .text("cancelled")],
      within: .seconds(120))
    return true
  }

  /// Batches with payouts that the bank was to execute up to a day and has not booked, with how many
  /// and of how many of them it has answered anything.
  package static func unanswered(
    _ site: Site, until day: CivilDate, in tx: borrowing Transaction
  ) throws -> [(batchID: String, payouts: Int64, answered: Int64)] {
    try tx.query(Query.Payouts.listUnanswered, [.text(site.rawValue), .date(day.days)]).map {
      ($0.text(0), $0.int64(1), $0.int64(2))
    }
  }

  /// Says what became of a payout; the server refuses a step that there is none.
  package static func set(
    _ state: PayoutRecord.State, of endToEndID: String, bookedOn: CivilDate?,
    returnedOn: CivilDate?, outcome: String?, in tx: borrowing Transaction
  ) throws {
    try tx.query(
      Query.Payouts.setOutcome,
      [
        .text(endToEndID), .text(state.rawValue), bookedOn.map { .date($0.days) } ?? .null,
        returnedOn.map { .date($0.days) } ?? .null, .text(outcome ?? ""),
      ])
  }
}
