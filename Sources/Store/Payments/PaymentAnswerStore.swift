import CivilTime
import Marketplace
import Postgres

/// What a bank answered of a payment or a batch, as it is kept.
package struct PaymentAnswerRecord: Sendable {
  /// Makes the answer this one in every file that has it.
  package let identity: String
  /// When the bank wrote it.
  package let answeredAt: Instant
  /// As the bank names it; empty where it names nothing.
  package let subject: String
  /// An external code of ISO 20022: `RJCT`.
  package let status: String
  /// In words, with the codes; nil where the bank gives none.
  package let reason: String?
  /// As the bank names it; kept where it is ours.
  package let batchID: String?
  /// Of our payout; nil where none is meant.
  package let endToEndID: String?
  /// Stable, for scripts: `KEPT`.
  package let verdict: String
  package let sentence: String
  /// False where a person must judge.
  package let isMatched: Bool

  package init(
    identity: String, answeredAt: Instant, subject: String, status: String, reason: String?,
    batchID: String?, endToEndID: String?, verdict: String, sentence: String, isMatched: Bool
  ) {
    self.identity = identity
    self.answeredAt = answeredAt
    self.subject = subject
    self.status = status
    self.reason = reason
    self.batchID = batchID
    self.endToEndID = endToEndID
    self.verdict = verdict
    self.sentence = sentence
    self.isMatched = isMatched
  }
}

/// An answer that fits nothing, and that nobody has explained.
package struct OpenAnswer: Sendable {
  package let number: Int32
  package let answeredAt: Instant
  package let subject: String
  package let status: String
  package let reason: String?
  package let endToEndID: String?
  package let verdict: String
  package let sentence: String

  /// `PA-3`.
  package var id: String { "PA-\(number)" }

  init(_ row: Row) {
    number = row.int32(0)
    answeredAt = Instant(microseconds: row.microseconds(1))
    subject = row.text(2)
    status = row.text(3)
    reason = row.optionalText(4)
    endToEndID = row.optionalText(5)
    verdict = row.text(6)
    sentence = row.text(7)
  }
}

/// A file with answers that fit nothing.
package struct OpenAnswerFile: Sendable {
  package let number: Int32
  /// As it came.
  package let content: [UInt8]
  /// The numbers of those answers, by what makes each this one.
  package let answers: [String: Int32]

  init(_ row: Row) {
    number = row.int32(0)
    content = row.bytes(1)
    answers = Dictionary(
      uniqueKeysWithValues: zip(row.textArray(3), row.int64Array(2).map { Int32($0) }))
  }
}

/// What a bank last said of a payout.
package struct LastAnswer: Sendable {
  package let endToEndID: String
  package let answeredAt: Instant
  package let status: String
  package let reason: String?
  /// When the newest refusal was written; nil where there is none.
  package let refusedAt: Instant?
  /// When the newest answer that is no refusal was written; nil where there is none.
  package let acceptedAt: Instant?

  init(_ row: Row) {
    endToEndID = row.text(0)
    answeredAt = Instant(microseconds: row.microseconds(1))
    status = row.text(2)
    reason = row.optionalText(3)
    refusedAt = row.optionalMicroseconds(4).map { Instant(microseconds: $0) }
    acceptedAt = row.optionalMicroseconds(5).map { Instant(microseconds: $0) }
  }
}

/// What banks answer to payments, in the database. Every function runs in the caller's transaction.
package enum PaymentAnswerStore {
  /// Keeps an answer of a file.
  ///
  /// - Returns: False where it is kept already.
  package static func keep(
    _ answer: PaymentAnswerRecord, of file: Int32, in tx: borrowing Transaction
  ) throws -> Bool {
    try !tx.query(
      Query.Bank.insertAnswer,
      [
        .int32(file), .text(answer.identity), .timestamp(answer.answeredAt.microseconds),
        .text(answer.subject), .text(answer.status), .text(answer.reason ?? ""),
        .text(answer.batchID ?? ""), .text(answer.endToEndID ?? ""), .text(answer.verdict),
        .text(answer.sentence), .bool(answer.isMatched),
      ]
    ).isEmpty
  }

  /// Files with answers that fit nothing and that nobody has explained, in the order they came.
  package static func openFiles(in tx: borrowing Transaction) throws -> [OpenAnswerFile] {
    try tx.query(Query.Bank.listOpenAnswerFiles, within: .seconds(120)).map { OpenAnswerFile($0) }
  }

  /// Says what an answer that fitted nothing means by now.
  ///
  /// - Returns: False where it means what it meant.
  package static func judgeAgain(
    _ number: Int32, as answer: PaymentAnswerRecord, in tx: borrowing Transaction
  ) throws -> Bool {
    try !tx.query(
      Query.Bank.judgeAnswerAgain,
      [
        .int32(number), .text(answer.batchID ?? ""), .text(answer.endToEndID ?? ""),
        .text(answer.verdict), .text(answer.sentence), .bool(answer.isMatched),
      ]
    ).isEmpty
  }

  /// What banks last said of payouts, by end-to-end id; none for those of which they said nothing.
  package static func last(
    of endToEndIDs: [String], in tx: borrowing Transaction
  ) throws -> [String: LastAnswer] {
    let answers = try tx.query(
      Query.Bank.listAnswered, [.textArray(endToEndIDs)], within: .seconds(120)
    ).map { LastAnswer($0) }
    return Dictionary(uniqueKeysWithValues: answers.map { ($0.endToEndID, $0) })
  }

  /// Answers that fit nothing, by number; nil leaves a filter out.
  package static func open(
    site: Site? = nil, number: Int32? = nil, in tx: borrowing Transaction
  ) throws -> [OpenAnswer] {
    try tx.query(
      Query.Bank.listOpenAnswers, [.text(site?.rawValue ?? ""), .int32(number ?? 0)]
    ).map { OpenAnswer($0) }
  }

  /// Says what a person knows of an answer that fits nothing.
  ///
  /// - Returns: False when it is explained.
  package static func explain(
    _ number: Int32, reason: String, by actor: String, at now: Instant,
    in tx: borrowing Transaction
  ) throws -> Bool {
    try !tx.query(
      Query.Bank.explainAnswer,
      [.int32(number), .text(actor), .timestamp(now.microseconds), .text(reason)]
    ).isEmpty
  }
}
