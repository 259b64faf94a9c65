import Amounts
import CivilTime
import Documents
import Postgres
import Settlement
import Store

/// `payout list|show|approve|export|cancel|fail`: batches from the second signature to the bank.
package struct Payouts: Sendable {
  private let workplace: Workplace
  private let actor: String

  /// - Parameter actor: Who acts; recorded in the trail. Of no use to `list` and `show`.
  package init(_ workplace: Workplace, by actor: String = "") {
    self.workplace = workplace
    self.actor = actor
  }

  /// Signs a planned batch: another person than who planned it.
  ///
  /// - Parameter plan: The hash of the file that was looked at; nil for the one that is stored.
  /// - Throws: `Refusal` `.notFound`, `.notPermitted` for who planned it, `.conflict` when it is not
  ///   planned, or another file than the one that was looked at.
  package func approve(_ id: String, ifPlan plan: String?) throws -> PayoutBatchRecord {
    try change(id, "payout_approved") { batch, now, tx in
      if batch.plannedBy == actor {
        throw Refusal(
          .notPermitted, "approver_is_planner", "\(actor) planned \(id) and cannot approve it",
          remedy: "ask another person to run `settled payout approve \(id)`")
      }
      let hash = try Self.file(of: batch, in: tx).hash
      if let plan, !hash.hex.hasPrefix(plan.lowercased()) || plan.count < 8 {
        throw Refusal(
          .conflict, "plan_changed", "\(id) has the file \(hash.hex), not \(plan)",
          remedy: "look at it again: `settled payout show \(id)`")
      }
      return try PayoutStore.approve(batch.number, by: actor, at: now, in: tx)
    }
  }

  /// Gives up a batch whose file has not left; its statements can be planned again.
  ///
  /// - Throws: `Refusal` `.notFound`, `.usage` without a reason, `.conflict` once it was exported.
  package func cancel(_ id: String, reason: String) throws -> PayoutBatchRecord {
    try Refusal.requireReason(reason)
    return try change(id, "payout_cancelled", detail: reason) { batch, now, tx in
      let isCancelled = try PayoutStore.cancel(
        batch.number, reason: reason, by: actor, at: now, in: tx)
      try AnswerMatching.tryAgain(by: actor, at: now, in: tx)
      return isCancelled
    }
  }

  /// The file of an approved batch; from then on its statements are `paying`. Asked again, the same
  /// bytes.
  ///
  /// - Parameter write: Is given the file; where it throws, nothing is recorded.
  /// - Throws: `Refusal` `.notFound`, `.conflict` when the batch is not approved, or its file would
  ///   not be the approved one.
  package func export(
    _ id: String, write: ([UInt8]) throws -> Void
  ) throws -> PayoutBatchRecord {
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    return try session.transaction { (tx: borrowing Transaction) in
      try PayoutStore.lock(in: tx)
      let batch = try Self.locked(id, in: tx)
      guard batch.state == .approved || batch.state == .exported else {
        throw Self.refusal(
          of:
            batch, remedy: "another person approves it: `settled payout approve \(id)`")
      }
      let file = try Self.file(of: batch, in: tx)
      if batch.state == .approved {
        guard try PayoutStore.export(batch.number, by: actor, at: now, in: tx) else {
          throw Self.refusal(of: batch, remedy: "see `settled payout show \(id)`")
        }
        let payouts = try PayoutStore.list(batch: batch.number, in: tx)
        let sent = Set(payouts.map { "\($0.runNumber) \($0.statementNumber)" })
        let statements = try StatementStateStore.list(
          site: batch.site, state: .paymentRequested, in: tx
        ).filter { sent.contains("\($0.runNumber) \($0.number)") }
        try StatementStateStore.move(
          statements, to: .paying, by: actor, at: now, reason: batch.id, in: tx)
        try AnswerMatching.tryAgain(by: actor, at: now, in: tx)
        try Trail.note(
          "payout_exported", of: id, by: actor, at: now, detail: "file \(file.hash.hex)",
          change: ("approved", "exported"), in: tx)
      }
      // Last, and before the commit: a file that could not be written was not sent.
      try write(file.bytes)
      return try Self.locked(id, in: tx)
    }
  }

  /// Records that the bank did not execute a payout that was sent: its statement can be paid again.
  ///
  /// - Throws: `Refusal` `.notFound`, `.usage` without a reason, `.conflict` when it is not sent.
  package func fail(_ endToEndID: String, reason: String) throws {
    try Refusal.requireReason(reason)
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    try session.transaction { (tx: borrowing Transaction) in
      try PayoutStore.lock(in: tx)
      guard !endToEndID.isEmpty,
        let payout = try PayoutStore.list(endToEndIDs: [endToEndID], in: tx).first
      else {
        throw Refusal(
          .notFound, "payout_not_found", "there is no payout \(endToEndID)",
          remedy: "give the end-to-end id of `settled payout show BATCH`")
      }
      guard payout.state == .sent else {
        throw Refusal(
          .conflict, "payout_is_\(payout.state.rawValue)",
          "\(endToEndID) is \(payout.state.rawValue)",
          remedy: "only a payout that was sent, and that the bank has not booked, can fail")
      }
      try PaymentSteps.refuse(
        payout, outcome: reason, isPartnersTurn: false, by: actor, at: now, in: tx)
      try AnswerMatching.tryAgain(by: actor, at: now, in: tx)
    }
  }

  /// Batches, newest first.
  package func list() throws -> Listing {
    let session = try workplace.openCheckedSession()
    let batches = try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try PayoutStore.batches(in: tx)
    }
    return Self.listing(batches)
  }

  /// A batch with its payouts.
  ///
  /// - Throws: `Refusal` `.notFound`.
  package func show(_ id: String) throws -> (batch: PayoutBatchRecord, payouts: Listing) {
    let session = try workplace.openCheckedSession()
    return try session.transaction(.repeatableRead, readOnly: true) {
      (tx: borrowing Transaction) in
      guard !id.isEmpty, let batch = try PayoutStore.batches(id: id, in: tx).first else {
        throw Self.unknown(id)
      }
      let payouts = try PayoutStore.list(batch: batch.number, in: tx)
      let answers = try PaymentAnswerStore.last(of: payouts.map(\.endToEndID), in: tx)
      let listing = Listing(
        "payouts", of: payouts,
        [
          ListedColumn("position", .integer) { .integer(Int64($0.position)) },
          ListedColumn("statement_id", .text) { .text($0.statementID) },
          ListedColumn("partner_id", .text) { .text($0.partnerID) },
          ListedColumn("amount", .amount) { .amount($0.amount) },
          ListedColumn("end_to_end_id", .text) { .text($0.endToEndID) },
          ListedColumn("holder", .text) { .text($0.details.holder) },
          ListedColumn("account", .text) { .text(masked($0.details.account)) },
          ListedColumn("state", .text) { .text($0.state.rawValue) },
          ListedColumn("booked_on", .text) { TableCell($0.bookedOn?.text) },
          ListedColumn("returned_on", .text) { TableCell($0.returnedOn?.text) },
          ListedColumn("outcome", .text) { TableCell($0.outcome) },
          ListedColumn("bank_status", .text) { TableCell(answers[$0.endToEndID]?.status) },
          ListedColumn("bank_answered_at", .instant) {
            TableCell(answers[$0.endToEndID]?.answeredAt)
          },
        ], summary: Self.sentence(of: batch))
      return (batch, listing)
    }
  }

  /// `PB-7 is approved: 12 payouts, CNY 107,032.36, to be paid on 2026-11-26, file 3f…`.
  package static func sentence(of batch: PayoutBatchRecord) -> String {
    let total = Total(minorUnits: batch.total, currency: batch.currency)
    return "\(batch.id) is \(batch.state.rawValue): \(counted(batch.payouts, "payout")), "
      + "\(batch.currency) \(total.groupedText), to be paid on \(batch.executionDate), "
      + "file \(batch.fileHash?.hex ?? "none")"
  }

  /// Batches in columns.
  package static func listing(_ batches: [PayoutBatchRecord]) -> Listing {
    Listing(
      "batches", of: batches,
      [
        ListedColumn("batch", .text) { .text($0.id) },
        ListedColumn("site", .text) { .text($0.site.rawValue) },
        ListedColumn("currency", .text) { .text($0.currency.code) },
        ListedColumn("payouts", .integer) { .integer($0.payouts) },
        ListedColumn("total", .text) {
          .text(Total(minorUnits: $0.total, currency: $0.currency).decimalText)
        },
        ListedColumn("execution_date", .text) { .text($0.executionDate.text) },
        ListedColumn("state", .text) { .text($0.state.rawValue) },
        ListedColumn("paid", .integer) { .integer($0.paid) },
        ListedColumn("returned", .integer) { .integer($0.returned) },
        ListedColumn("refused", .integer) { .integer($0.refused) },
        ListedColumn("answered", .integer) { .integer($0.answered) },
        ListedColumn("planned_by", .text) { .text($0.plannedBy) },
        ListedColumn("approved_by", .text) { TableCell($0.approvedBy) },
        ListedColumn("exported_at", .instant) { TableCell($0.exportedAt) },
        ListedColumn("file_hash", .text) { TableCell($0.fileHash?.hex) },
      ], summary: counted(batches.count, "batch") + (batches.count == 1 ? "" : "es"))
  }

  private func change(
    _ id: String, _ action: String, detail: String = "",
    _ body: (PayoutBatchRecord, Instant, borrowing Transaction) throws -> Bool
  ) throws -> PayoutBatchRecord {
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    return try session.transaction { (tx: borrowing Transaction) in
      try PayoutStore.lock(in: tx)
      let batch = try Self.locked(id, in: tx)
      guard try body(batch, now, tx) else {
        throw Self.refusal(of: batch, remedy: "see `settled payout show \(id)`")
      }
      let changed = try Self.locked(id, in: tx)
      try Trail.note(
        action, of: id, by: actor, at: now, detail: detail,
        change: (batch.state.rawValue, changed.state.rawValue), in: tx)
      return changed
    }
  }

  /// The file of a batch as it was planned.
  private static func file(
    of batch: PayoutBatchRecord, in tx: borrowing Transaction
  ) throws -> PayoutFile {
    guard
      let account = try BankDetailStore.accounts(in: tx).first(where: { $0.id == batch.accountID })
    else { preconditionFailure("batch \(batch.id) has the account \(batch.accountID)") }
    let payouts = try PayoutStore.list(batch: batch.number, in: tx)
    let file = try PayoutFile(
      batch.id, from: account, plannedAt: batch.plannedAt, executionDate: batch.executionDate,
      payouts.map {
        PayoutFile.Item(
          endToEndID: $0.endToEndID, statementID: $0.statementID, amount: $0.amount,
          details: $0.details)
      })
    guard file.hash == batch.fileHash else {
      throw Refusal(
        .conflict, "file_changed",
        "\(batch.id) would become the file \(file.hash.hex), not the one that was planned",
        remedy: "cancel it and plan again: `settled payout cancel \(batch.id)`")
    }
    return file
  }

  private static func locked(
    _ id: String, in tx: borrowing Transaction
  ) throws -> PayoutBatchRecord {
    if !id.isEmpty, let batch = try PayoutStore.lockBatch(id, in: tx) { return batch }
    throw unknown(id)
  }

  static func unknown(_ id: String) -> Refusal {
    Refusal(
      .notFound, "batch_not_found", "there is no batch \(id)", remedy: "see `settled payout list`")
  }

  private static func refusal(of batch: PayoutBatchRecord, remedy: String) -> Refusal {
    Refusal(
      .conflict, "batch_is_\(batch.state.rawValue)", "\(batch.id) is \(batch.state.rawValue)",
      remedy: remedy)
  }
}
