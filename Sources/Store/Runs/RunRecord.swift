import Amounts
import CivilTime
import Digests
import Marketplace
import Postgres
import Settlement

/// The states of a run. Rule 8.1; `computing` is a draft that is being written.
package enum RunState: String, Sendable, CaseIterable {
  case computing, draft
  case inReview = "in_review"
  case approved, sealed, discarded
}

/// One run as it is stored. Rule 8.1; contract 3, `run show`.
package struct RunRecord: Sendable {
  package let number: Int32
  package let id: String
  package let site: Site
  package let period: Period
  package let asOf: Instant
  package let state: RunState
  /// The place in the site's chain of sealed runs that it takes.
  package let chainNumber: Int32
  package let plannedBy: String
  package let plannedAt: Instant
  package let engine: String
  package let factsRead: Int64
  package let lines: Int64
  package let pending: Int64
  package let rejected: Int64
  /// Of everything it would bill; nil while computing.
  package let contentHash: SHA256Digest?
  package let submittedBy: String?
  package let submittedAt: Instant?
  package let approvedBy: String?
  package let approvedAt: Instant?
  package let sealedBy: String?
  package let sealedAt: Instant?
  /// Why it was sent back or given up.
  package let closedReason: String?

  init(_ row: Row) {
    func instant(_ column: Int) -> Instant? {
      row.optionalMicroseconds(column).map { Instant(microseconds: $0) }
    }
    guard let site = Site(rawValue: row.text(2)), let period = Period(yyyymm: row.int32(3)),
      let state = RunState(rawValue: row.text(5))
    else { preconditionFailure("run \(row.text(1)) has a site, period or state nobody wrote") }
    number = row.int32(0)
    id = row.text(1)
    self.site = site
    self.period = period
    asOf = Instant(microseconds: row.microseconds(4))
    self.state = state
    chainNumber = row.int32(6)
    plannedBy = row.text(7)
    plannedAt = Instant(microseconds: row.microseconds(8))
    engine = row.text(9)
    factsRead = row.int64(10)
    lines = row.int64(11)
    pending = row.int64(12)
    rejected = row.int64(13)
    contentHash = row.optionalBytes(14).flatMap { SHA256Digest(bytes: $0) }
    submittedBy = row.optionalText(15)
    submittedAt = instant(16)
    approvedBy = row.optionalText(17)
    approvedAt = instant(18)
    sealedBy = row.optionalText(20)
    sealedAt = instant(21)
    closedReason = row.optionalText(22)
  }
}

/// One line of the list of what a person must look at before a run is approved. Rule 9.5.
package struct ExceptionRecord: Sendable {
  package let number: Int32
  package let code: String
  package let sourceKind: Int16
  package let sourceID: String
  package let partnerID: String?
  package let detail: String
  package let remedy: String
  /// Who accepted it or removed its cause; nil while it is open.
  package let acknowledgedBy: String?
  package let acknowledgement: String?
  /// What is at stake, any sign; nil where no amount is known.
  package let amount: Money?
  package let assignedTo: String?
  package let assignedBy: String?
  /// Whether its cause was removed, not only accepted.
  package let isResolved: Bool

  init(_ row: Row) {
    number = row.int32(0)
    code = row.text(1)
    sourceKind = row.int16(2)
    sourceID = row.text(3)
    partnerID = row.optionalText(4)
    detail = row.text(5)
    remedy = row.text(6)
    acknowledgedBy = row.optionalText(7)
    acknowledgement = row.optionalText(8)
    amount = row.optionalText(9).flatMap { Currency(code: $0) }.map {
      Money(minorUnits: row.int64(10), currency: $0)
    }
    assignedTo = row.optionalText(11)
    assignedBy = row.optionalText(12)
    isResolved = row.bool(13)
  }
}

/// How many facts of a run wait for which reasons.
package struct PendingRecord: Sendable {
  package let partnerID: String
  package let tab: String
  package let currency: String
  package let reasons: PendingReasons
  package let facts: Int64
  /// What they come to, minor units.
  package let amount: MinorUnits

  init(_ row: Row) {
    partnerID = row.text(0)
    tab = row.text(1)
    currency = row.text(2)
    reasons = PendingReasons(rawValue: row.int32(3))
    facts = row.int64(4)
    amount = row.int64(5)
  }
}

/// The conservation equation of a run in one currency, minor units of up to 38 digits. Rule 7.8.
package struct ConservationRecord: Sendable {
  package let currency: Currency
  package let paid: Int128
  package let merchant: Int128
  package let csp: Int128
  package let reseller: Int128
  package let `operator`: Int128
  package let taxes: Int128
  package let platform: Int128
  /// What the run's statements pay out.
  package let payable: Int128

  init(_ row: Row) {
    guard let currency = Currency(code: row.text(0)) else {
      preconditionFailure("currency \(row.text(0)) was written by a run and is not known")
    }
    func sum(_ column: Int) -> Int128 {
      guard let sum = Int128(row.text(column)) else {
        preconditionFailure("the sum \(row.text(column)) is no whole number")
      }
      return sum
    }
    self.currency = currency
    paid = sum(1)
    merchant = sum(2)
    csp = sum(3)
    reseller = sum(4)
    `operator` = sum(5)
    taxes = sum(6)
    platform = sum(7)
    payable = sum(8)
  }
}
