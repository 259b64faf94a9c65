import Amounts
import CivilTime
import Digests
import Marketplace
import Postgres

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
