import Amounts
import BankFiles
import Banking
import CivilTime
import Foundation
import Marketplace
import Postgres
import Settlement
import Store

/// `payout import-bank`: what the bank says happened. Payments are matched, statements become paid,
/// come back or are refused, and the books follow what was booked, all in one transaction.
package struct ImportBank: Sendable {
  private let workplace: Workplace
  private let actor: String

  package init(_ workplace: Workplace, by actor: String) {
    self.workplace = workplace
    self.actor = actor
  }

  /// What a file changed.
  package struct Outcome: Sendable {
    /// Bookings that were not known before.
    package var entries = 0
    /// Bookings or answers that were known already, in this or another file.
    package var known = 0
    /// Bookings that the bank only expects.
    package var pending = 0
    /// Payouts that left the bank, and that came back.
    package var paid = 0
    package var returned = 0
    /// What a report of payments answers; nil where the file has bookings.
    package var answers: Answers?
    /// Movements and answers that nothing explains, of this file and earlier ones.
    package var unexplained = 0
  }

  /// What a report of payments changed.
  package struct Answers: Sendable {
    /// Answers that are kept as information: accepted, under way, or known to be refused.
    package var kept = 0
    /// Payouts that the bank does not make; their statements can be paid again.
    package var refused: [Refused] = []
    /// Answers that fit nothing.
    package var unmatched = 0
  }

  /// A payout that the bank does not make.
  package struct Refused: Sendable {
    package let endToEndID: String
    /// Codes, plain meaning and the bank's words, without a full stop.
    package let words: String
    package let remedy: String
  }

  /// Imports the file at a path.
  ///
  /// - Throws: Also `Refusal` `.notFound` for a file that cannot be read.
  package func callAsFunction(path: String) throws -> Outcome {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw Refusal(
        .notFound, "file_not_found", "\(path) cannot be read",
        remedy: "name a file that exists and that you may read")
    }
    return try self(Array(bytes))
  }

  /// Imports a file, whole or not at all. The same file again, or the same bookings or answers in
  /// another file, change nothing; bookings and answers that nothing matched before are tried again.
  ///
  /// - Parameter bytes: camt.053, camt.054 or pain.002.
  /// - Throws: `Refusal` `.badInput` for a file that cannot be read, is of an account that is not
  ///   ours, or does not add up.
  package func callAsFunction(_ bytes: [UInt8]) throws -> Outcome {
    let file = try Self.read(bytes)
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    return try session.transaction { (tx: borrowing Transaction) in
      try PayoutStore.lock(in: tx)
      var outcome =
        switch file.content {
        case .bookings: try book(file, bytes, at: now, in: tx)
        case .answers(let report): try answer(report, of: file, bytes, at: now, in: tx)
        }
      try AnswerMatching.tryAgain(by: actor, at: now, in: tx)
      outcome.unexplained =
        try BankEntryStore.unexplained(in: tx).count + PaymentAnswerStore.open(in: tx).count
      return outcome
    }
  }

  private func book(
    _ file: BankFile, _ bytes: [UInt8], at now: Instant, in tx: borrowing Transaction
  ) throws -> Outcome {
    let accounts = try Self.accounts(of: file, in: tx)
    let unmatched = try Self.reopened(accounts, in: tx)
    let (new, known) = try keep(file, bytes, accounts, at: now, in: tx)
    var matching = try BankMatching(unmatched + new, by: actor, at: now, in: tx)
    try matching.match(in: tx)
    return Outcome(
      entries: new.count, known: known,
      pending: file.statements.flatMap(\.entries).count { !$0.isBooked },
      paid: matching.paid, returned: matching.returned)
  }

  private func answer(
    _ report: StatusReport, of file: BankFile, _ bytes: [UInt8], at now: Instant,
    in tx: borrowing Transaction
  ) throws -> Outcome {
    var matching = try AnswerMatching(
      report, messageID: file.messageID, by: actor, at: now, in: tx)
    guard
      let number = try BankEntryStore.keep(
        file: bytes, kind: file.kind.rawValue, messageID: file.messageID, by: actor, at: now,
        in: tx)
    else { return Outcome(known: matching.count, answers: Answers()) }
    try matching.match(file: number, in: tx)
    try Trail.note(
      "bank_file_imported", of: file.messageID, by: actor, at: now,
      detail: "\(file.kind.rawValue), \(matching.count - matching.known) new answers", in: tx)
    return Outcome(known: matching.known, answers: matching.answers)
  }

  /// Bookings of earlier files of which nothing was matched, to be looked at once more.
  private static func reopened(
    _ accounts: [PayingAccount], in tx: borrowing Transaction
  ) throws -> [Booking] {
    var bookings: [Booking] = []
    for (content, identities) in try BankEntryStore.open(in: tx) {
      let wanted = Set(identities)
      for statement in try read(content).statements {
        for entry in statement.entries
        where entry.isBooked && wanted.contains(entry.identity.text) {
          bookings.append(
            Booking(
              number: try BankEntryStore.reopen(entry.identity.text, in: tx),
              account: try account(of: statement, among: accounts), entry: entry))
        }
      }
    }
    return bookings
  }

  /// Keeps a file and the bookings in it that were not known.
  ///
  /// - Returns: Those, and how many were known.
  private func keep(
    _ file: BankFile, _ bytes: [UInt8], _ accounts: [PayingAccount], at now: Instant,
    in tx: borrowing Transaction
  ) throws -> (new: [Booking], known: Int) {
    let all = file.statements.flatMap(\.entries)
    guard
      let number = try BankEntryStore.keep(
        file: bytes, kind: file.kind.rawValue, messageID: file.messageID, by: actor, at: now,
        in: tx)
    else { return ([], all.count) }
    var seen = try BankEntryStore.known(among: all.map(\.identity.text), in: tx)
    let known = all.count { seen.contains($0.identity.text) }
    var new: [Booking] = []
    for statement in file.statements {
      let account = try Self.account(of: statement, among: accounts)
      for entry in statement.entries
      where entry.isBooked && seen.insert(entry.identity.text).inserted {
        let added = try BankEntryStore.add(
          file: number, identity: entry.identity.text, account: account.id,
          bookedOn: entry.bookedOn, amount: entry.amount.minorUnits, in: tx)
        new.append(Booking(number: added, account: account, entry: entry))
      }
    }
    try Trail.note(
      "bank_file_imported", of: file.messageID, by: actor, at: now,
      detail: "\(file.kind.rawValue), \(new.count) new bookings", in: tx)
    return (new, known)
  }

  /// A booking with its number and the account that it is on.
  struct Booking {
    let number: Int32
    let account: PayingAccount
    let entry: BankEntry
  }

  static func read(_ bytes: [UInt8]) throws -> BankFile {
    do throws(BankFileRefusal) {
      return try BankFile(reading: bytes)
    } catch {
      let first = error.findings[0]
      throw Refusal(
        .badInput, "bank_file_unreadable",
        "line \(first.line)\(first.element.map { ", \($0)" } ?? ""): "
          + first.reason.withoutFullStop
          + (error.findings.count > 1 ? "; \(error.findings.count - 1) more" : ""),
        remedy: first.remedy)
    }
  }

  /// Our accounts, once every statement of the file is known to be of one and to add up.
  private static func accounts(
    of file: BankFile, in tx: borrowing Transaction
  ) throws -> [PayingAccount] {
    let accounts = try BankDetailStore.accounts(in: tx)
    for statement in file.statements {
      let account = try account(of: statement, among: accounts)
      for entry in statement.entries where entry.amount.currency != account.currency {
        throw Refusal(
          .badInput, "currency_differs",
          "statement \(statement.id) books \(entry.amount), and \(account.id) is in "
            + "\(account.currency)",
          remedy: "import the statement of the account that it belongs to")
      }
      switch statement.balance {
      case .addsUp, .notStated: break
      case .currencyMixed(let one, let other):
        throw Refusal(
          .badInput, "currency_differs", "statement \(statement.id) has \(one) and \(other)",
          remedy: "ask the bank for one statement a currency")
      case .differs(let stated, let computed):
        throw Refusal(
          .badInput, "statement_does_not_add_up",
          "statement \(statement.id) closes at \(stated), its entries at \(computed.decimalText)",
          remedy: "ask the bank for the file again; nothing of it was imported")
      }
    }
    return accounts
  }

  private static func account(
    of statement: BankStatement, among accounts: [PayingAccount]
  ) throws -> PayingAccount {
    let number = (try? AccountNumber(parsing: statement.account))?.text ?? statement.account
    let currency = statement.entries.first?.amount.currency ?? statement.opening?.currency
    let ours = accounts.filter { $0.account == number }
    if let account = ours.first(where: { $0.currency == currency }) ?? ours.first {
      return account
    }
    throw Refusal(
      .badInput, "account_unknown",
      "statement \(statement.id) is of the account that ends \(number.suffix(4)), not one of ours",
      remedy: "see `settled bank accounts`; open it with `settled bank open` if it is")
  }
}
