import Amounts
import CivilTime
import Marketplace
import Postgres
import Store

/// What a person asks for when writing an adjustment, as it was typed.
package struct AdjustmentRequest: Sendable {
  package var partnerID: String
  package var tab: Tab
  /// An ISO 4217 code.
  package var currency: String
  /// In major units, signed: `-12.50`.
  package var amount: String
  /// A stable word in capitals: `PRICE_CORRECTION`.
  package var reasonCode: String
  /// The partner reads it.
  package var reason: String
  /// Of the run that it enters; nil for the partner's own.
  package var site: Site?
  package var productID: String?
  /// The statement that it corrects.
  package var statementID: String?
  /// The credit note whose fee it pays back; goes with the code ``feeCredit``.
  package var creditNoteID: String?

  /// The reason code of what pays back the fee of a credit note; the books know it.
  package static let feeCredit = "FEE_CREDIT"

  package init(
    partnerID: String, tab: Tab, currency: String, amount: String, reasonCode: String,
    reason: String, site: Site? = nil, productID: String? = nil, statementID: String? = nil,
    creditNoteID: String? = nil
  ) {
    self.partnerID = partnerID
    self.tab = tab
    self.currency = currency
    self.amount = amount
    self.reasonCode = reasonCode
    self.reason = reason
    self.site = site
    self.productID = productID
    self.statementID = statementID
    self.creditNoteID = creditNoteID
  }
}

/// `adjust add|approve|refuse|preview`: amounts that finance adds to statements, with four eyes.
/// Rule 8.4.
package struct Adjustments: Sendable {
  let workplace: Workplace
  private let actor: String

  /// - Parameter actor: Who acts; recorded in the trail. Of no use to `list` and `preview`.
  package init(_ workplace: Workplace, by actor: String = "") {
    self.workplace = workplace
    self.actor = actor
  }

  /// Writes an adjustment; it counts once another person approves it.
  ///
  /// - Returns: What it would do to the statement it enters.
  /// - Throws: `Refusal` `.usage` for a request that cannot be read, `.notFound` for what it names
  ///   and does not exist, `.badInput` for a key that the partner cannot have, `.conflict` for more
  ///   than is left to pay of a credit note.
  package func add(_ request: AdjustmentRequest) throws -> AdjustmentView {
    let amount = try request.money()
    try request.requireWords()
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    return try session.transaction { (tx: borrowing Transaction) in
      let draft = try AdjustmentCheck(request, amount).draft(in: tx)
      let id = try AdjustmentStore.add(draft, by: actor, at: now, in: tx)
      let facts = [
        draft.partnerID, draft.tab.code, draft.amount.description, draft.reasonCode,
        draft.creditNoteID, draft.reason,
      ].compactMap(\.self)
      try Trail.note(
        "adjustment_written", of: id, by: actor, at: now,
        detail: facts.joined(separator: ": "), in: tx)
      return try view(id, at: now, in: tx)
    }
  }

  /// Signs an adjustment: it enters the next run of its key.
  ///
  /// - Throws: `Refusal` `.notFound`, `.notPermitted` for its author, `.conflict` when somebody has
  ///   decided about it.
  package func approve(_ id: String) throws -> AdjustmentView {
    try decide(id, "adjustment_approved") { adjustment, now, tx in
      if adjustment.author == actor {
        throw Refusal(
          .notPermitted, "approver_is_author", "\(actor) wrote \(id) and cannot approve it",
          remedy: "ask another person to run `settled adjust approve \(id)`")
      }
      return try AdjustmentStore.approve(id, by: actor, at: now, in: tx)
    }
  }

  /// Turns an adjustment down; its author may withdraw it so.
  ///
  /// - Throws: `Refusal` `.notFound`, `.usage` without a reason, `.conflict` when somebody has
  ///   decided about it.
  package func refuse(_ id: String, reason: String) throws -> AdjustmentView {
    try Refusal.requireReason(reason)
    return try decide(id, "adjustment_refused", detail: reason) { _, now, tx in
      try AdjustmentStore.refuse(id, reason: reason, by: actor, at: now, in: tx)
    }
  }

  /// An adjustment with what it does, or would do, to the statement it enters.
  ///
  /// - Throws: `Refusal` `.notFound`.
  package func preview(_ id: String) throws -> AdjustmentView {
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    return try session.transaction(.repeatableRead, readOnly: true) {
      (tx: borrowing Transaction) in
      try view(id, at: now, in: tx)
    }
  }

  private func decide(
    _ id: String, _ action: String, detail: String = "",
    _ body: (AdjustmentRecord, Instant, borrowing Transaction) throws -> Bool
  ) throws -> AdjustmentView {
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    return try session.transaction { (tx: borrowing Transaction) in
      guard let adjustment = try AdjustmentStore.find(id, isLocked: true, in: tx) else {
        throw Self.unknown(id)
      }
      guard adjustment.state == .open, try body(adjustment, now, tx) else {
        throw Refusal(
          .conflict, "adjustment_is_\(adjustment.state.rawValue)",
          "\(id) is \(adjustment.state.rawValue) and stands as it is",
          remedy: "write another adjustment of the difference; see `settled adjust list`")
      }
      let changed = try view(id, at: now, in: tx)
      try Trail.note(
        action, of: id, by: actor, at: now, detail: detail,
        change: (adjustment.state.rawValue, changed.adjustment.state.rawValue), in: tx)
      return changed
    }
  }

  private func view(
    _ id: String, at now: Instant, in tx: borrowing Transaction
  ) throws -> AdjustmentView {
    guard let adjustment = try AdjustmentStore.find(id, in: tx) else { throw Self.unknown(id) }
    return AdjustmentView(
      adjustment: adjustment, effect: try AdjustmentEffect(of: adjustment, at: now, in: tx))
  }

  private static func unknown(_ id: String) -> Refusal {
    Refusal(
      .notFound, "adjustment_not_found", "there is no adjustment \(id)",
      remedy: "see `settled adjust list`")
  }
}

/// An adjustment and its effect.
package struct AdjustmentView: Sendable {
  package let adjustment: AdjustmentRecord
  /// Nil once it is refused.
  package let effect: AdjustmentEffect?
}
