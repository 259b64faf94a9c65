import CivilTime
import Marketplace

/// One metered record as rating needs it. Contract 1, `usage_record`.
///
/// Only numbers: the keys stay where they came from.
package struct UsageRecord: Sendable, Equatable {
  /// `usage_id`.
  package var id: Int64
  package var begin: Instant
  package var end: Instant
  package var receivedAt: Instant
  /// `usage_value` in ten-thousandths.
  package var value: Int64
  /// The package it names.
  package var package: NamedPackage
  /// Whether an earlier run saw it: then it only matters as the earlier half of a duplicate.
  package var isSeen: Bool
  /// Why it is not charged; nil while no test failed. Rule 4.1.
  package var flaw: AbnormalCode?

  /// A record with the code of the tests that need nothing but the record. Rule 4.1.
  ///
  /// - Parameters:
  ///   - value: Ten-thousandths, any sign.
  ///   - recordTime: `record_time`, which the record must not end after.
  ///   - isSeen: Whether a sealed run saw it.
  package init(
    id: Int64, begin: Instant, end: Instant, recordTime: Instant, receivedAt: Instant,
    value: Int64, package: NamedPackage = .none, isSeen: Bool = false
  ) {
    self.id = id
    self.begin = begin
    self.end = end
    self.receivedAt = receivedAt
    self.value = value
    self.package = package
    self.isSeen = isSeen
    flaw = AbnormalCode.ofRecord(value: value, begin: begin, end: end, recordTime: recordTime)
  }

  /// A record whose own tests were made before.
  package init(
    id: Int64, begin: Instant, end: Instant, receivedAt: Instant, value: Int64,
    package: NamedPackage, isSeen: Bool, flaw: AbnormalCode?
  ) {
    self.id = id
    self.begin = begin
    self.end = end
    self.receivedAt = receivedAt
    self.value = value
    self.package = package
    self.isSeen = isSeen
    self.flaw = flaw
  }
}

/// The package that a record names. Rules 4.4 and 10 (4.4).
package enum NamedPackage: Sendable, Equatable {
  /// It names none: those attached to its instance are consumed in their order.
  case none
  /// One of its instance, by its place in the order of consumption.
  case own(Int32)
  /// One that does not exist or is another instance's: it gives no quota.
  case foreign(stopsWhenExhausted: Bool)
}

/// Why a record is kept, reported and not charged. Rule 4.1, in the order of the tests.
package enum AbnormalCode: UInt8, CaseIterable, Sendable {
  case notPositive = 1
  case times, outsideInstance, noInstance, duplicate, quota

  /// The word of the contract.
  package var code: String {
    switch self {
    case .notPositive: "USAGE_NOT_POSITIVE"
    case .times: "USAGE_TIMES"
    case .outsideInstance: "USAGE_OUTSIDE_INSTANCE"
    case .noInstance: "USAGE_NO_INSTANCE"
    case .duplicate: "USAGE_DUPLICATE"
    case .quota: "USAGE_QUOTA"
    }
  }

  /// The first test that the record fails by itself; nil when it passes. Rule 4.1.
  @inlinable
  package static func ofRecord(
    value: Int64, begin: Instant, end: Instant, recordTime: Instant
  ) -> AbnormalCode? {
    if value <= 0 { return .notPositive }
    if begin > end || end > recordTime { return .times }
    return nil
  }

  /// The test against the life of the record's instance; nil when it passes. Rule 4.1.
  ///
  /// - Parameter closedAt: Nil while the instance is open.
  @inlinable
  package static func ofInstance(
    openedAt: Instant, closedAt: Instant?, begin: Instant, end: Instant
  ) -> AbnormalCode? {
    if begin < openedAt { return .outsideInstance }
    if let closedAt, end > closedAt { return .outsideInstance }
    return nil
  }
}

/// A record, or the part of one, that is not charged. Contract 3, `abnormal-usage`.
package struct AbnormalUsage: Sendable, Equatable {
  package let id: Int64
  package let begin: Instant
  package let end: Instant
  /// What was not charged, ten-thousandths.
  package let value: Int64
  package let code: AbnormalCode

  /// So much of a record that is not charged.
  package init(_ record: UsageRecord, value: Int64, code: AbnormalCode) {
    id = record.id
    begin = record.begin
    end = record.end
    self.value = value
    self.code = code
  }
}
