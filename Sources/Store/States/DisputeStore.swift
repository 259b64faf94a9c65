import CivilTime
import Postgres

/// What a partner says is wrong about a statement. Rule 8.2.
package struct DisputeRecord: Sendable {
  package let number: Int32
  package let statementID: String
  package let partnerID: String
  package let disputedBy: String
  package let disputedAt: Instant
  package let reason: String
  /// What it rests on: words, a file's name, a ticket; may be empty.
  package let evidence: String
  /// Nil while it is open, as the next two.
  package let answeredBy: String?
  package let answeredAt: Instant?
  package let answer: String?
  /// What settles it in the next open period; nil where nothing was wrong.
  package let adjustmentID: String?
}

/// Disputes in the database. Every function runs in the caller's transaction.
package enum DisputeStore {
  /// Records a dispute; the table takes one open dispute a statement.
  ///
  /// - Returns: Its number.
  package static func add(
    _ statement: SealedStatement, reason: String, evidence: String, by actor: String,
    at now: Instant, in tx: borrowing Transaction
  ) throws -> Int32 {
    try tx.query(
      Query.States.insertDispute,
      [
        .int32(statement.runNumber), .int32(statement.number), .text(actor),
        .timestamp(now.microseconds), .text(reason), .text(evidence),
      ])[0].int32(0)
  }

  /// - Returns: False when there is no such dispute, or it was answered.
  package static func answer(
    _ number: Int32, _ answer: String, adjustmentID: String?, by actor: String, at now: Instant,
    in tx: borrowing Transaction
  ) throws -> Bool {
    try !tx.query(
      Query.States.answerDispute,
      [
        .int32(number), .text(actor), .timestamp(now.microseconds), .text(answer),
        .text(adjustmentID ?? ""),
      ]
    ).isEmpty
  }

  /// Disputes, newest first.
  ///
  /// - Parameter statement: Nil for all.
  package static func list(
    statement: String? = nil, isOpenOnly: Bool, in tx: borrowing Transaction
  ) throws -> [DisputeRecord] {
    try tx.query(Query.States.listDisputes, [.text(statement ?? ""), .bool(isOpenOnly)]).map {
      DisputeRecord(
        number: $0.int32(0), statementID: $0.text(1), partnerID: $0.text(2),
        disputedBy: $0.text(3), disputedAt: Instant(microseconds: $0.microseconds(4)),
        reason: $0.text(5), evidence: $0.text(6), answeredBy: $0.optionalText(7),
        answeredAt: $0.optionalMicroseconds(8).map { Instant(microseconds: $0) },
        answer: $0.optionalText(9), adjustmentID: $0.optionalText(10))
    }
  }
}
