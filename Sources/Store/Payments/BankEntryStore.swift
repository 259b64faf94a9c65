import Amounts
import CivilTime
import Marketplace
import Postgres

/// What a movement on one of our accounts means.
package struct BankDecisionRecord: Sendable {
  /// Its place in the entry, from 1; 0 where it is the entry as a whole.
  package let detail: Int32
  /// Minor units of the account; negative went out.
  package let amount: MinorUnits
  /// Stable, for scripts: `UNMATCHED`.
  package let verdict: String
  package let sentence: String
  /// The payout that it is matched with; nil where none is.
  package let endToEndID: String?
  /// Payouts that could be meant.
  package let candidates: [String]
  /// Of the amount, what nothing explains; signed like it.
  package let remainder: MinorUnits

  package init(
    detail: Int32, amount: MinorUnits, verdict: String, sentence: String, endToEndID: String?,
    candidates: [String], remainder: MinorUnits
  ) {
    self.detail = detail
    self.amount = amount
    self.verdict = verdict
    self.sentence = sentence
    self.endToEndID = endToEndID
    self.candidates = candidates
    self.remainder = remainder
  }
}

/// A movement that nothing explains yet.
package struct UnexplainedMovement: Sendable {
  package let entry: Int32
  package let site: Site
  package let accountID: String
  package let bookedOn: CivilDate
  package let currency: Currency
  package let decision: BankDecisionRecord

  /// `BE-3`, or `BE-3/2` for the second movement of an entry.
  package var id: String {
    "BE-\(entry)" + (decision.detail == 0 ? "" : "/\(decision.detail)")
  }

  init(_ row: Row) {
    guard let site = Site(rawValue: row.text(2)), let currency = Currency(code: row.text(4)) else {
      preconditionFailure("bank entry \(row.int32(0)) has values nobody wrote")
    }
    entry = row.int32(0)
    self.site = site
    accountID = row.text(3)
    self.currency = currency
    bookedOn = CivilDate(days: row.days(5))
    decision = BankDecisionRecord(
      detail: row.int32(1), amount: row.int64(6), verdict: row.text(8), sentence: row.text(9),
      endToEndID: row.optionalText(10), candidates: row.textArray(11), remainder: row.int64(7))
  }
}

/// What banks say, in the database. Every function runs in the caller's transaction.
package enum BankEntryStore {
  /// Keeps a file as it came.
  ///
  /// - Returns: Its number; nil where the same file is kept already.
  package static func keep(
    file content: [UInt8], kind: String, messageID: String, by actor: String, at now: Instant,
    in tx: borrowing Transaction
  ) throws -> Int32? {
    try tx.query(
      Query.Bank.insertBankFile,
      [
        .text(kind), .text(messageID), .bytes(content), .text(actor),
        .timestamp(now.microseconds),
      ], within: .seconds(120)
    ).first?.int32(0)
  }

  /// Which of these entries are kept already.
  package static func known(
    among identities: [String], in tx: borrowing Transaction
  ) throws -> Set<String> {
    Set(
      try tx.query(Query.Bank.listKnownEntries, [.textArray(identities)], within: .seconds(120))
        .map { $0.text(0) })
  }

  /// Files with entries of which nothing is matched yet, with the identities of those entries.
  package static func open(
    in tx: borrowing Transaction
  ) throws -> [(content: [UInt8], identities: [String])] {
    try tx.query(Query.Bank.listOpenFiles, within: .seconds(120)).map {
      ($0.bytes(0), $0.textArray(1))
    }
  }

  /// Keeps a booking.
  ///
  /// - Parameter amount: Minor units of the account, negative went out.
  /// - Returns: Its number.
  package static func add(
    file: Int32, identity: String, account: String, bookedOn: CivilDate, amount: MinorUnits,
    in tx: borrowing Transaction
  ) throws -> Int32 {
    try tx.query(
      Query.Bank.insertBankEntry,
      [
        .int32(file), .text(identity), .text(account), .date(bookedOn.days), .int64(amount),
      ])[0].int32(0)
  }

  /// Forgets what was said of an entry, before it is decided again.
  ///
  /// - Returns: The number of the entry.
  package static func reopen(
    _ identity: String, in tx: borrowing Transaction
  ) throws -> Int32 {
    try tx.query(Query.Bank.deleteDecisions, [.text(identity)])[0].int32(0)
  }

  /// Says what a movement means.
  package static func decide(
    _ decision: BankDecisionRecord, of entry: Int32, in tx: borrowing Transaction
  ) throws {
    try tx.query(
      Query.Bank.insertDecision,
      [
        .int32(entry), .int32(decision.detail), .int64(decision.amount), .text(decision.verdict),
        .text(decision.sentence), .text(decision.endToEndID ?? ""),
        .textArray(decision.candidates), .int64(decision.remainder),
      ])
  }

  /// Movements that nothing explains, by day and number; nil leaves a filter out.
  ///
  /// - Parameter until: Booked on or before it.
  package static func unexplained(
    site: Site? = nil, until: CivilDate? = nil, entry: Int32? = nil, in tx: borrowing Transaction
  ) throws -> [UnexplainedMovement] {
    try tx.query(
      Query.Bank.listUnexplained,
      [
        .text(site?.rawValue ?? ""), until.map { .date($0.days) } ?? .null, .int32(entry ?? 0),
      ]
    ).map { UnexplainedMovement($0) }
  }

  /// Says what a movement is that no payment explains.
  ///
  /// - Returns: False when it is explained.
  package static func explain(
    _ movement: UnexplainedMovement, as kind: String, reason: String, by actor: String,
    at now: Instant, in tx: borrowing Transaction
  ) throws -> Bool {
    try !tx.query(
      Query.Bank.explainDecision,
      [
        .int32(movement.entry), .int32(movement.decision.detail), .text(kind), .text(actor),
        .timestamp(now.microseconds), .text(reason),
      ]
    ).isEmpty
  }

  /// Matches a movement by hand with a payout.
  ///
  /// - Parameter remainder: What of it stays to be explained, signed.
  /// - Returns: False when it is explained or matched.
  package static func match(
    _ movement: UnexplainedMovement, verdict: String, sentence: String, endToEndID: String,
    remainder: MinorUnits, in tx: borrowing Transaction
  ) throws -> Bool {
    try !tx.query(
      Query.Bank.matchDecision,
      [
        .int32(movement.entry), .int32(movement.decision.detail), .text(verdict), .text(sentence),
        .text(endToEndID), .int64(remainder),
      ]
    ).isEmpty
  }
}
