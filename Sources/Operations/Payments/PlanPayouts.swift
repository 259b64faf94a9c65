import Amounts
import Banking
import CivilTime
import Digests
import Documents
import Marketplace
import Postgres
import Store

/// `payout plan`: batches of what is to be paid, one for each of a site's accounts. Rule 8.2.
package struct PlanPayouts: Sendable {
  private let workplace: Workplace
  private let actor: String

  package init(_ workplace: Workplace, by actor: String) {
    self.workplace = workplace
    self.actor = actor
  }

  /// A statement that is not in the batch.
  package struct LeftOut: Sendable {
    /// Why; the raw value is stable, for scripts.
    package enum Code: String, Sendable {
      case held = "HELD"
      /// The bank booked or accepted a payout of it after it was refused: it may be paid already.
      case contradicted = "BANK_CONTRADICTS"
      /// A change of the bank details waits for a second person.
      case changeOpen = "BANK_CHANGE_OPEN"
      /// A signed change is not used yet.
      case changeCooling = "BANK_CHANGE_COOLING"
      case detailsMissing = "NO_BANK_DETAILS"
      /// The marketplace has others than were verified.
      case detailsDiffer = "BANK_DETAILS_DIFFER"
      /// No file of the bank can carry it.
      case refused = "PAYMENT_REFUSED"

      /// Whether the partner is to mend its bank details.
      var isPartnersTurn: Bool {
        switch self {
        case .detailsMissing, .refused: true
        case .held, .contradicted, .changeOpen, .changeCooling, .detailsDiffer: false
        }
      }
    }

    package let statementID: String
    package let partnerID: String
    package let amount: Money
    package let code: Code
    package let sentence: String
    package let remedy: String
  }

  /// A batch that was planned, and what is not in it.
  package struct Plan: Sendable {
    /// Nil where there was nothing to pay.
    package let batch: PayoutBatchRecord?
    package let leftOut: [LeftOut]
    /// Texts that the bank's file has otherwise than they were given, a sentence each.
    package let changes: [String]
  }

  /// Plans a batch for every account of a site. Statements whose bank details no file can carry go
  /// to `payment_info_error` with the reason; others that cannot be paid yet stay where they are.
  ///
  /// - Parameters:
  ///   - executionDate: The day on which the bank pays; nil for the next working day.
  /// - Throws: `Refusal` `.notFound` where the site has no account, `.usage` for a day that is past
  ///   or no working day, `.configuration` where the file cannot carry our own account.
  package func callAsFunction(site: Site, executionDate: CivilDate?) throws -> [Plan] {
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    return try session.transaction { (tx: borrowing Transaction) in
      try PayoutStore.lock(in: tx)
      let calendar = try SiteCalendar(of: site, in: tx)
      let today = CivilDate(at: now)
      let date = executionDate ?? calendar.workingDay(after: today)
      guard date >= today, calendar.isWorking(date) else {
        throw Refusal(
          .usage, "date_not_possible", "no bank pays on \(date)",
          remedy: "give a working day from today on, such as \(calendar.workingDay(after: today))")
      }
      let accounts = try BankDetailStore.accounts(in: tx).filter { $0.site == site }
      if accounts.isEmpty {
        throw Refusal(
          .notFound, "account_missing", "site \(site.rawValue) has no account to pay from",
          remedy: "open one: `settled bank open`")
      }
      var plans: [Plan] = []
      for account in accounts {
        plans.append(try plan(for: account, on: date, at: now, in: tx))
      }
      return plans
    }
  }

  private func plan(
    for account: PayingAccount, on date: CivilDate, at now: Instant, in tx: borrowing Transaction
  ) throws -> Plan {
    try BankDetailStore.adopt(account.site, account.currency, at: now, in: tx)
    let waiting = try PayoutStore.payable(account.site, account.currency, at: now, in: tx)
    var leftOut: [LeftOut] = []
    var ready: [PayableStatement] = []
    for statement in waiting {
      if let reason = Self.obstacle(to: statement, in: account.currency) {
        leftOut.append(reason)
      } else {
        ready.append(statement)
      }
    }
    guard !ready.isEmpty else {
      try turnBack(leftOut, at: now, in: tx)
      return Plan(batch: nil, leftOut: leftOut, changes: [])
    }
    let batch = try PayoutStore.begin(
      account: account.id, executionDate: date, by: actor, at: now, in: tx)
    let (file, payable, refused) = try Self.file(
      batch.id, of: ready, account, on: date, at: now)
    leftOut += refused
    guard let file else {
      _ = try PayoutStore.cancel(
        batch.number, reason: "no statement of it can be paid", by: actor, at: now, in: tx)
      try turnBack(leftOut, at: now, in: tx)
      return Plan(batch: nil, leftOut: leftOut, changes: [])
    }
    try PayoutStore.add(
      payable.map { ($0, Self.endToEndID(of: $0, in: batch.id), $0.details?.number ?? 0) },
      to: batch.number, fileHash: file.hash, in: tx)
    try turnBack(leftOut, at: now, in: tx)
    let record = try PayoutStore.batches(id: batch.id, in: tx).first
    try Trail.note(
      "payout_planned", of: batch.id, by: actor, at: now,
      detail: "\(payable.count) payouts, file \(file.hash.hex)", in: tx)
    return Plan(
      batch: record, leftOut: leftOut,
      changes: file.changes.map { change in
        let place = change.payment.map { "payment \($0)" } ?? "the payer"
        return "\(place): \(change.part.rawValue) \"\(change.given)\" is written "
          + (change.written.isEmpty ? "not at all" : "\"\(change.written)\"")
      })
  }

  /// The file of those that a bank takes, and those that it does not.
  private static func file(
    _ id: String, of ready: [PayableStatement], _ account: PayingAccount, on date: CivilDate,
    at now: Instant
  ) throws -> (file: PayoutFile?, payable: [PayableStatement], refused: [LeftOut]) {
    func made(_ statements: [PayableStatement]) throws -> PayoutFile {
      try PayoutFile(
        id, from: account, plannedAt: now, executionDate: date,
        statements.compactMap { statement in
          statement.details.map { details in
            PayoutFile.Item(
              endToEndID: endToEndID(of: statement, in: id), statementID: statement.id,
              amount: Money(minorUnits: statement.amount, currency: account.currency),
              details: details.details)
          }
        })
    }
    do {
      return (try made(ready), ready, [])
    } catch let refusal as PaymentRefusal {
      if let finding = refusal.findings.first(where: { $0.payment == nil }) {
        throw Refusal(
          .configuration, "account_not_usable",
          "\(account.id): \(finding.sentence.withoutFullStop)", remedy: finding.remedy)
      }
      let findings = Dictionary(grouping: refusal.findings) { $0.payment ?? 0 }
      let refused = findings.sorted { $0.key < $1.key }.map { position, findings in
        LeftOut(
          ready[position - 1], account.currency, .refused,
          findings.map(\.sentence).joined(separator: " ").withoutFullStop,
          remedy: findings[0].remedy)
      }
      let payable = ready.enumerated().filter { findings[$0.offset + 1] == nil }.map(\.element)
      if payable.isEmpty { return (nil, [], refused) }
      return (try made(payable), payable, refused)
    }
  }

  /// The id of the statement, and with a number where it is paid once more; of one that is longer
  /// than banks carry, batch and number.
  private static func endToEndID(of statement: PayableStatement, in batch: String) -> String {
    let id = statement.id + (statement.earlier == 0 ? "" : "-R\(statement.earlier + 1)")
    return id.utf8.count <= 35 ? id : "\(batch)-\(statement.runNumber)-\(statement.number)"
  }

  private static func obstacle(
    to statement: PayableStatement, in currency: Currency
  ) -> LeftOut? {
    if let held = statement.held {
      return LeftOut(
        statement, currency, .held, "finance holds \(statement.partnerID): \(held)",
        remedy: "release the hold: `settled hold list`")
    }
    if let answer = statement.contradictedBy {
      return LeftOut(
        statement, currency, .contradicted,
        "\(answer) says that a refused payout of \(statement.id) is made all the same",
        remedy: "ask the bank, then match or explain \(answer): `settled payout unmatched`")
    }
    if statement.isChanging {
      return LeftOut(
        statement, currency, .changeOpen,
        "a change of \(statement.partnerID)'s bank details waits for a second person",
        remedy: "decide it: `settled bank details --open`")
    }
    if let usable = statement.usableFrom {
      return LeftOut(
        statement, currency, .changeCooling,
        "the new bank details of \(statement.partnerID) are not used before \(usable)",
        remedy: "plan again then; it protects against a fraudulent change")
    }
    guard statement.details != nil else {
      return LeftOut(
        statement, currency, .detailsMissing, "\(statement.partnerID) has no bank details",
        remedy: "propose them: `settled bank propose \(statement.partnerID)`")
    }
    guard statement.differs else { return nil }
    return LeftOut(
      statement, currency, .detailsDiffer,
      "the marketplace has other bank details of \(statement.partnerID) than were verified",
      remedy: "verify them and propose them: `settled bank propose \(statement.partnerID)`")
  }

  /// Statements whose bank details are missing or wrong are the partner's turn.
  private func turnBack(
    _ leftOut: [LeftOut], at now: Instant, in tx: borrowing Transaction
  ) throws {
    for statement in leftOut where statement.code.isPartnersTurn {
      try StatementStateStore.move(
        [try StatementStates.find(statement.statementID, in: tx)], to: .paymentInfoError,
        by: actor, at: now, reason: statement.sentence, in: tx)
    }
  }
}

extension PlanPayouts.LeftOut {
  fileprivate init(
    _ statement: PayableStatement, _ currency: Currency, _ code: Code, _ sentence: String,
    remedy: String
  ) {
    self.init(
      statementID: statement.id, partnerID: statement.partnerID,
      amount: Money(minorUnits: statement.amount, currency: currency), code: code,
      sentence: sentence, remedy: remedy)
  }
}
