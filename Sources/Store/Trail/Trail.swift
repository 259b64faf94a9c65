import CivilTime
import Digests
import Postgres

/// Something that somebody did.
package struct TrailEvent: Sendable {
  package let number: Int64
  package let happenedAt: Instant
  package let actor: String
  /// Stable, for scripts: `run_approved`.
  package let action: String
  /// The id of what it was done to.
  package let subject: String
  /// Address, role and program of the session; empty where it was not recorded.
  package let origin: String
  /// What it was before and after; empty where there is nothing to compare.
  package let before: String
  package let after: String
  /// Why, and figures.
  package let detail: String
  /// The hash of the chain up to it; nil while it is not chained.
  package let hash: SHA256Digest?
}

/// The audit trail. Every function runs in the caller's transaction, so that what is done is on
/// record or neither is.
package enum Trail {
  /// Writes one event.
  ///
  /// - Parameter change: What it was before and after, in the words that lists show.
  package static func note(
    _ action: String, of subject: String, by actor: String, at now: Instant, detail: String = "",
    change: (before: String, after: String) = ("", ""), in tx: borrowing Transaction
  ) throws {
    try tx.query(
      Query.Trail.insertEvent,
      [
        .timestamp(now.microseconds), .text(actor), .text(action), .text(subject), .text(detail),
        .text(change.before), .text(change.after),
      ])
  }

  /// Chains what a transaction with an older snapshot wrote; the next event would do it, too.
  package static func link(in tx: borrowing Transaction) throws {
    try tx.query(Query.Trail.linkEvents)
  }

  /// Events, newest first; nil leaves a filter out.
  package static func list(
    subject: String? = nil, actor: String? = nil, action: String? = nil, since: Instant? = nil,
    limit: Int, in tx: borrowing Transaction
  ) throws -> [TrailEvent] {
    try tx.query(
      Query.Trail.listEvents,
      [
        .text(subject ?? ""), .text(actor ?? ""), .text(action ?? ""),
        since.map { .timestamp($0.microseconds) } ?? .null, .int32(Int32(clamping: limit)),
      ]
    ).map { row in
      TrailEvent(
        number: row.int64(0), happenedAt: Instant(microseconds: row.microseconds(1)),
        actor: row.text(2), action: row.text(3), subject: row.text(4), origin: row.text(5),
        before: row.text(6), after: row.text(7), detail: row.text(8),
        hash: row.optionalBytes(9).flatMap { SHA256Digest(bytes: $0) })
    }
  }

  /// What is wrong with the trail, by event; 0 where it is a matter of none.
  ///
  /// - Parameter head: A hash that was kept elsewhere and must be in the chain; nil for none.
  package static func flaws(
    head: SHA256Digest? = nil, in tx: borrowing Transaction
  ) throws -> [(event: Int64, sentence: String)] {
    try tx.query(
      Query.Trail.listTrailFlaws, [head.map { .bytes($0.bytes) } ?? .null], within: .seconds(600)
    ).map { ($0.int64(0), $0.text(1)) }
  }
}
