import CivilTime
import Documents
import Postgres
import Store

/// `dispute add|answer|list`: what partners say is wrong about statements. Rule 8.2.
package struct Disputes: Sendable {
  private let workplace: Workplace
  private let actor: String

  /// - Parameter actor: Who acts; recorded in the trail. Of no use to `list`.
  package init(_ workplace: Workplace, by actor: String = "") {
    self.workplace = workplace
    self.actor = actor
  }

  /// Records a dispute of a sealed statement; its state does not change.
  ///
  /// - Parameters:
  ///   - reason: What is wrong, in the partner's words.
  ///   - evidence: What it rests on; may be empty.
  /// - Returns: The number of the dispute.
  /// - Throws: `Refusal` `.notFound`, `.usage` without a reason, `.conflict` while another one of
  ///   the statement is open.
  package func add(_ id: String, reason: String, evidence: String) throws -> Int32 {
    try Refusal.requireReason(reason, remedy: "say what is wrong with --reason TEXT")
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    return try session.transaction { (tx: borrowing Transaction) in
      let statement = try StatementStates.find(id, in: tx)
      if let open = try DisputeStore.list(statement: id, isOpenOnly: true, in: tx).first {
        throw Refusal(
          .conflict, "dispute_open", "dispute \(open.number) of \(id) is not answered yet",
          remedy: "answer it first: `settled dispute answer \(open.number)`")
      }
      let number = try DisputeStore.add(
        statement, reason: reason, evidence: evidence, by: actor, at: now, in: tx)
      try Trail.note("statement_disputed", of: id, by: actor, at: now, detail: reason, in: tx)
      return number
    }
  }

  /// Answers a dispute. Where the partner was right, an adjustment of the same partner, tab and
  /// currency settles it in the next open period.
  ///
  /// - Throws: `Refusal` `.notFound`, `.usage` without an answer, `.badInput` for an adjustment of
  ///   another statement, `.conflict` when the dispute is answered.
  package func answer(_ number: Int32, _ answer: String, adjustmentID: String?) throws {
    guard !answer.allSatisfy(\.isWhitespace) else {
      throw Refusal(
        .usage, "answer_missing", "the answer is empty", remedy: "say it with --answer TEXT")
    }
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    try session.transaction { (tx: borrowing Transaction) in
      let disputes = try DisputeStore.list(isOpenOnly: false, in: tx)
      guard let dispute = disputes.first(where: { $0.number == number }) else {
        throw Refusal(
          .notFound, "dispute_not_found", "there is no dispute \(number)",
          remedy: "see `settled dispute list`")
      }
      if let adjustmentID { try Self.require(adjustmentID, settles: dispute, in: tx) }
      guard
        try DisputeStore.answer(
          number, answer, adjustmentID: adjustmentID, by: actor, at: now, in: tx)
      else {
        throw Refusal(
          .conflict, "dispute_answered",
          "dispute \(number) was answered by \(dispute.answeredBy ?? "somebody")",
          remedy: "record a new one if the partner does not agree: `settled dispute add`")
      }
      try Trail.note(
        "dispute_answered", of: dispute.statementID, by: actor, at: now,
        detail: ([answer] + [adjustmentID].compactMap { $0 }).joined(separator: "; "),
        change: ("open", "answered"), in: tx)
    }
  }

  private static func require(
    _ adjustmentID: String, settles dispute: DisputeRecord, in tx: borrowing Transaction
  ) throws {
    guard let adjustment = try AdjustmentStore.find(adjustmentID, in: tx) else {
      throw Refusal(
        .notFound, "adjustment_not_found", "there is no adjustment \(adjustmentID)",
        remedy: "write it first: `settled adjust add --statement \(dispute.statementID)`")
    }
    if adjustment.draft.statementID == dispute.statementID { return }
    throw Refusal(
      .badInput, "adjustment_of_another",
      "\(adjustmentID) does not correct \(dispute.statementID)",
      remedy: "write one that does: `settled adjust add --statement \(dispute.statementID)`")
  }

  /// Disputes, newest first.
  ///
  /// - Parameter isOpenOnly: Only those that nobody has answered.
  package func list(isOpenOnly: Bool) throws -> Listing {
    let session = try workplace.openCheckedSession()
    let disputes = try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try DisputeStore.list(isOpenOnly: isOpenOnly, in: tx)
    }
    return Listing(
      "disputes", of: disputes,
      [
        ListedColumn("dispute", .integer) { .integer(Int64($0.number)) },
        ListedColumn("statement_id", .text) { .text($0.statementID) },
        ListedColumn("partner_id", .text) { .text($0.partnerID) },
        ListedColumn("disputed_at", .instant) { .instant($0.disputedAt) },
        ListedColumn("disputed_by", .text) { .text($0.disputedBy) },
        ListedColumn("reason", .text) { .text($0.reason) },
        ListedColumn("evidence", .text) { TableCell($0.evidence.isEmpty ? nil : $0.evidence) },
        ListedColumn("answered_at", .instant) { TableCell($0.answeredAt) },
        ListedColumn("answered_by", .text) { TableCell($0.answeredBy) },
        ListedColumn("answer", .text) { TableCell($0.answer) },
        ListedColumn("adjustment_id", .text) { TableCell($0.adjustmentID) },
      ],
      summary: counted(disputes.count, "dispute")
        + ", \(disputes.count { $0.answeredAt == nil }) open")
  }
}
