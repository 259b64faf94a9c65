import Amounts
import CivilTime
import Digests
import Marketplace
import Postgres
import Settlement

/// One payee's line of a fact on a statement of a live or sealed run, as it is stored.
package struct PlacedLine: Sendable {
  package let runNumber: Int32
  package let runID: String
  package let runState: RunState
  package let period: Period
  package let asOf: Instant
  package let site: Site
  /// The place of the run in the site's chain of sealed runs.
  package let chainNumber: Int32
  package let statementNumber: Int32
  package let statementID: String
  package let partnerID: String
  package let tab: Tab
  package let currency: Currency
  package let role: Role
  package let sourceID: String
  package let kind: SourceKind
  package let naturalPeriod: Period
  package let readyAt: Instant
  package let sales: MinorUnits
  package let voucher: MinorUnits
  package let rate: Rate
  package let increment: Rate
  package let amount: MinorUnits
  /// Nil where the share model has no split.
  package let taxAmount: MinorUnits?
  /// The taxes of the whole fact. Rule 5.9.
  package let taxes: MinorUnits
  /// The platform's remainder of a merchant's line; zero of the others. Rule 5.9.
  package let platform: MinorUnits
  /// Of everything the statement says.
  package let contentHash: SHA256Digest
  /// Of the statement once sealed.
  package let statementState: String
  /// The statement's entry in the journal of the run's site; nil until it is posted.
  package let entryNumber: Int64?

  init(_ row: Row) {
    guard let state = RunState(rawValue: row.text(2)), let period = Period(yyyymm: row.int32(3)),
      let site = Site(rawValue: row.text(5)), let tab = Tab(code: row.text(10)),
      let currency = Currency(code: row.text(11)), let role = Role(rawValue: row.int16(12)),
      let natural = Period(yyyymm: row.int32(16)), let kind = SourceKind(rawValue: row.int16(26)),
      let hash = SHA256Digest(bytes: row.bytes(27))
    else { preconditionFailure("line \(row.text(13)) has values nobody wrote") }
    runNumber = row.int32(0)
    runID = row.text(1)
    runState = state
    self.period = period
    asOf = Instant(microseconds: row.microseconds(4))
    self.site = site
    chainNumber = row.int32(6)
    statementNumber = row.int32(7)
    statementID = row.text(8)
    partnerID = row.text(9)
    self.tab = tab
    self.currency = currency
    self.role = role
    sourceID = row.text(13)
    self.kind = kind
    naturalPeriod = natural
    readyAt = Instant(microseconds: row.microseconds(17))
    sales = row.int64(18)
    voucher = row.int64(19)
    rate = Rate(millionths: Int64(row.int32(20)))
    increment = Rate(millionths: Int64(row.int32(21)))
    amount = row.int64(22)
    taxAmount = row.optionalInt64(23)
    taxes = row.int64(24)
    platform = row.int64(25)
    contentHash = hash
    statementState = row.text(29)
    entryNumber = row.optionalInt64(30)
  }

  /// The line as what later refunds reverse. Rule 6.2.
  package var billed: BilledLines.Line {
    BilledLines.Line(
      readyAt: readyAt,
      leg: Leg(amount: amount, exTax: taxAmount.map { amount &- $0 }, rate: rate), taxes: taxes,
      increment: increment)
  }
}
