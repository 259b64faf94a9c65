import Amounts
import CivilTime
import Digests
import Marketplace
import Postgres
import Settlement

/// A statement that waits for its payment. Rule 8.2.
package struct PayableStatement: Sendable {
  package let runNumber: Int32
  package let number: Int32
  package let id: String
  package let partnerID: String
  /// Minor units, above zero.
  package let amount: MinorUnits
  /// The details in force and their number; nil where the partner has none.
  package let details: (number: Int32, details: BankDetails)?
  /// Whether the marketplace says otherwise since they were written.
  package let differs: Bool
  /// Whether a change of them waits for a second person.
  package let isChanging: Bool
  /// When an approved change may be paid to; nil where none cools.
  package let usableFrom: Instant?
  /// Why finance holds the partner; nil where it does not.
  package let held: String?
  /// How many payouts of the statement there were, all given up or returned.
  package let earlier: Int64
  /// `BE-3` or `PA-3`: what the bank booked or answered of one of them after it was refused, and
  /// nobody has explained; nil where nothing.
  package let contradictedBy: String?

  init(_ row: Row) {
    runNumber = row.int32(0)
    number = row.int32(1)
    id = row.text(2)
    partnerID = row.text(3)
    amount = row.int64(4)
    details = row.optionalInt32(5).map { ($0, BankDetails(row, from: 6)) }
    differs = row.optionalBool(14) ?? false
    isChanging = row.bool(15)
    usableFrom = row.optionalMicroseconds(16).map { Instant(microseconds: $0) }
    held = row.optionalText(17)
    earlier = row.int64(18)
    contradictedBy = row.optionalText(19)
  }
}

/// A batch of payouts that go to one bank in one file.
package struct PayoutBatchRecord: Sendable {
  /// Where a batch stands.
  package enum State: String, Sendable, CaseIterable {
    case planned, approved, exported, cancelled
  }

  package let number: Int32
  package let id: String
  package let accountID: String
  package let site: Site
  package let currency: Currency
  package let executionDate: CivilDate
  package let state: State
  /// Of the file that was planned, 32 bytes.
  package let fileHash: SHA256Digest?
  package let plannedBy: String
  package let plannedAt: Instant
  package let approvedBy: String?
  package let approvedAt: Instant?
  package let exportedBy: String?
  package let exportedAt: Instant?
  /// Why it was given up; nil while it is not.
  package let cancellation: String?
  package let payouts: Int64
  /// The sum of the payouts, minor units.
  package let total: Int128
  /// How many of them left the bank and stayed away, and how many came back.
  package let paid: Int64
  package let returned: Int64
  /// How many of them the bank did not make, and of how many it has said anything before a booking.
  package let refused: Int64
  package let answered: Int64

  init(_ row: Row) {
    guard let site = Site(rawValue: row.text(3)), let currency = Currency(code: row.text(4)),
      let state = State(rawValue: row.text(6)), let total = Int128(row.text(16))
    else { preconditionFailure("batch \(row.text(1)) has values nobody wrote") }
    number = row.int32(0)
    id = row.text(1)
    accountID = row.text(2)
    self.site = site
    self.currency = currency
    executionDate = CivilDate(days: row.days(5))
    self.state = state
    fileHash = row.optionalBytes(7).flatMap { SHA256Digest(bytes: $0) }
    plannedBy = row.text(8)
    plannedAt = Instant(microseconds: row.microseconds(9))
    approvedBy = row.optionalText(10)
    approvedAt = row.optionalMicroseconds(11).map { Instant(microseconds: $0) }
    exportedBy = row.optionalText(12)
    exportedAt = row.optionalMicroseconds(13).map { Instant(microseconds: $0) }
    cancellation = row.optionalText(14)
    payouts = row.int64(15)
    self.total = total
    paid = row.int64(17)
    returned = row.int64(18)
    refused = row.int64(19)
    answered = row.int64(20)
  }
}

/// One payment of a statement.
package struct PayoutRecord: Sendable {
  /// Where a payout stands. The raw value is stored.
  package enum State: String, Sendable, CaseIterable {
    case planned, sent, paid, returned, cancelled
  }

  package let batchNumber: Int32
  package let batchID: String
  package let position: Int32
  package let runNumber: Int32
  package let statementNumber: Int32
  package let statementID: String
  package let site: Site
  package let partnerID: String
  package let tab: String
  /// Above zero.
  package let amount: Money
  package let endToEndID: String
  package let state: State
  package let bookedOn: CivilDate?
  package let returnedOn: CivilDate?
  /// What the bank said about a payment that failed.
  package let outcome: String?
  package let details: BankDetails

  init(_ row: Row) {
    guard let site = Site(rawValue: row.text(6)), let currency = Currency(code: row.text(9)),
      let state = State(rawValue: row.text(12))
    else { preconditionFailure("payout \(row.text(11)) has values nobody wrote") }
    batchNumber = row.int32(0)
    batchID = row.text(1)
    position = row.int32(2)
    runNumber = row.int32(3)
    statementNumber = row.int32(4)
    statementID = row.text(5)
    self.site = site
    partnerID = row.text(7)
    tab = row.text(8)
    amount = Money(minorUnits: row.int64(10), currency: currency)
    endToEndID = row.text(11)
    self.state = state
    bookedOn = row.optionalDays(13).map { CivilDate(days: $0) }
    returnedOn = row.optionalDays(14).map { CivilDate(days: $0) }
    outcome = row.optionalText(15)
    details = BankDetails(row, from: 17)
  }
}

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
    batch: Int32? = nil, statement: String? = nil, state: PayoutRecord.State? = nil,
    endToEndID: String? = nil, in tx: borrowing Transaction
  ) throws -> [PayoutRecord] {
    try tx.query(
      Query.Payouts.listPayouts,
      [
        .int32(batch ?? 0), .text(statement ?? ""), .text(state?.rawValue ?? ""),
        .text(endToEndID ?? ""),
      ], within: .seconds(120)
    ).map { PayoutRecord($0) }
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
