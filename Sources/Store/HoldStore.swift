import Amounts
import CivilTime
import Postgres
import Settlement

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
  /// What ends the hold; the partner reads it.
  package let endsWhen: String
  /// What waits for it in the newest run of each site, by currency; empty once it is released.
  package let kept: [Money]
}

/// Holds in the database. Every function runs in the caller's transaction.
package enum HoldStore {
  /// - Returns: The number of the hold; nil when there is no such partner.
  package static func add(
    _ partner: String, reason: String, endsWhen: String, by actor: String, at now: Instant,
    in tx: borrowing Transaction
  ) throws -> Int32? {
    try tx.query(
      Query.Holds.insertHold,
      [
        .text(partner), .text(reason), .timestamp(now.microseconds), .text(actor),
        .text(endsWhen),
      ]
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
    var holds: [HoldRecord] = []
    for row in try tx.query(
      Query.Holds.listHolds, [.int32(PendingReasons.onHold.rawValue)])
    {
      // One row a currency: they follow one another.
      let isSame = holds.last?.number == row.int32(0)
      let known = isSame ? holds.removeLast().kept : []
      holds.append(HoldRecord(row, known: known))
    }
    return holds
  }
}

extension HoldRecord {
  fileprivate init(_ row: Row, known: [Money]) {
    let kept = row.optionalText(8).flatMap { Currency(code: $0) }.map {
      Money(minorUnits: row.int64(9), currency: $0)
    }
    self.init(
      number: row.int32(0), partnerID: row.text(1), reason: row.text(2),
      heldFrom: Instant(microseconds: row.microseconds(3)), heldBy: row.text(4),
      releasedAt: row.optionalMicroseconds(5).map { Instant(microseconds: $0) },
      releasedBy: row.optionalText(6), endsWhen: row.text(7),
      kept: known + (kept.map { [$0] } ?? []))
  }
}
