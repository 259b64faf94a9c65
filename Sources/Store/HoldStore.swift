import CivilTime
import Postgres

/// A hold on a partner's statements. Rule 7.5.
package struct HoldRecord: Sendable {
  package let number: Int32
  package let partnerID: String
  /// The partner reads it.
  package let reason: String
  package let heldFrom: Instant
  package let heldBy: String
  /// Nil while the hold lasts.
  package let releasedAt: Instant?
  package let releasedBy: String?
}

/// Holds in the database. Every function runs in the caller's transaction.
package enum HoldStore {
  /// - Returns: The number of the hold; nil when there is no such partner.
  package static func add(
    _ partner: String, reason: String, by actor: String, at now: Instant,
    in tx: borrowing Transaction
  ) throws -> Int32? {
    try tx.query(
      Query.Holds.insertHold,
      [.text(partner), .text(reason), .timestamp(now.microseconds), .text(actor)]
    ).first?.int32(0)
  }

  /// - Returns: False when there is no such hold, or it was released.
  package static func release(
    _ number: Int32, by actor: String, at now: Instant, in tx: borrowing Transaction
  ) throws -> Bool {
    try !tx.query(
      Query.Holds.releaseHold, [.int32(number), .timestamp(now.microseconds), .text(actor)]
    ).isEmpty
  }

  /// Every hold, newest first.
  package static func list(in tx: borrowing Transaction) throws -> [HoldRecord] {
    try tx.query(Query.Holds.listHolds).map {
      HoldRecord(
        number: $0.int32(0), partnerID: $0.text(1), reason: $0.text(2),
        heldFrom: Instant(microseconds: $0.microseconds(3)), heldBy: $0.text(4),
        releasedAt: $0.optionalMicroseconds(5).map { Instant(microseconds: $0) },
        releasedBy: $0.optionalText(6))
    }
  }
}
