import Amounts
import CivilTime
import Marketplace
import Postgres

/// Where an adjustment stands. Rule 8.4.
package enum AdjustmentState: String, Sendable, CaseIterable {
  /// Waits for another person than its author.
  case open
  /// Enters the next run of its key.
  case approved
  /// Turned down; it never counts.
  case refused
  /// Stands on a sealed statement.
  case billed
}

/// What somebody wrote: a signed amount for the next statement of a key. Rule 8.4.
package struct AdjustmentDraft: Sendable {
  /// Of the run that it enters; not always the partner's own.
  package let site: Site
  package let partnerID: String
  package let tab: Tab
  /// Positive is owed to the partner; never zero.
  package let amount: Money
  /// A stable word in capitals, for evaluations.
  package let reasonCode: String
  /// The partner reads it.
  package let reason: String
  /// Nil where it concerns no product.
  package let productID: String?
  /// The statement that it corrects; nil where none.
  package let statementID: String?
  /// The credit note whose fee it pays back; nil of other adjustments.
  package let creditNoteID: String?

  package init(
    site: Site, partnerID: String, tab: Tab, amount: Money, reasonCode: String, reason: String,
    productID: String?, statementID: String?, creditNoteID: String? = nil
  ) {
    self.site = site
    self.partnerID = partnerID
    self.tab = tab
    self.amount = amount
    self.reasonCode = reasonCode
    self.reason = reason
    self.productID = productID
    self.statementID = statementID
    self.creditNoteID = creditNoteID
  }
}

/// An adjustment as it is stored, with who decided about it. Rule 8.4.
package struct AdjustmentRecord: Sendable {
  package let id: String
  package let draft: AdjustmentDraft
  package let author: String
  package let writtenAt: Instant
  /// Never the author.
  package let approver: String?
  package let approvedAt: Instant?
  package let refusedBy: String?
  package let refusedAt: Instant?
  /// Why it was refused.
  package let refusal: String?
  /// The sealed statement it stands on, and the number of its run.
  package let billed: (statementID: String, run: Int32)?

  init(_ row: Row) {
    func instant(_ column: Int) -> Instant? {
      row.optionalMicroseconds(column).map { Instant(microseconds: $0) }
    }
    guard let site = Site(rawValue: row.text(1)), let tab = Tab(code: row.text(3)),
      let currency = Currency(code: row.text(4))
    else { preconditionFailure("adjustment \(row.text(0)) has values nobody wrote") }
    id = row.text(0)
    draft = AdjustmentDraft(
      site: site, partnerID: row.text(2), tab: tab,
      amount: Money(minorUnits: row.int64(5), currency: currency), reasonCode: row.text(6),
      reason: row.text(7), productID: row.optionalText(8), statementID: row.optionalText(9),
      creditNoteID: row.optionalText(19))
    author = row.text(10)
    writtenAt = Instant(microseconds: row.microseconds(11))
    approver = row.optionalText(12)
    approvedAt = instant(13)
    refusedBy = row.optionalText(14)
    refusedAt = instant(15)
    refusal = row.optionalText(16)
    billed = row.optionalText(17).map { ($0, row.int32(18)) }
  }

  /// Where it stands.
  package var state: AdjustmentState {
    if billed != nil { return .billed }
    if refusedBy != nil { return .refused }
    return approver == nil ? .open : .approved
  }
}

/// An approved adjustment that no sealed run billed: a line of the next statement of its key.
/// Rules 8.4 and 10 (8.4).
package struct UnbilledAdjustment: Sendable, Equatable {
  /// The source id of its line.
  package let id: String
  package let partnerID: String
  package let tab: Tab
  /// Positive is owed to the partner.
  package let amount: Money
  /// Nil where it concerns no product.
  package let productID: String?
  package let writtenAt: Instant
  /// When its line is ready.
  package let approvedAt: Instant
}

/// Adjustments in the database. Every function runs in the caller's transaction. Rule 8.4.
package enum AdjustmentStore {
  /// Writes an adjustment that waits for its approval.
  ///
  /// - Returns: Its id.
  package static func add(
    _ draft: AdjustmentDraft, by author: String, at now: Instant, in tx: borrowing Transaction
  ) throws -> String {
    try tx.query(
      Query.Adjustments.insertAdjustment,
      [
        .text(draft.site.rawValue), .text(draft.partnerID), .text(draft.tab.code),
        .text(draft.amount.currency.code), .int64(draft.amount.minorUnits),
        .text(draft.reasonCode), .text(draft.reason), .text(draft.productID ?? ""),
        .text(draft.statementID ?? ""), .text(author), .timestamp(now.microseconds),
        .text(draft.creditNoteID ?? ""),
      ])[0].text(0)
  }

  /// What adjustments that nobody turned down pay back of a credit note, minor units; others wait
  /// until the transaction ends.
  package static func paidBack(
    of creditNote: String, in tx: borrowing Transaction
  ) throws -> MinorUnits {
    try tx.query(Query.Adjustments.lockFeeCredits, [.text(creditNote)])
    return try tx.query(Query.Adjustments.sumFeeCredits, [.text(creditNote)])[0].int64(0)
  }

  /// One adjustment, or nil when there is none.
  ///
  /// - Parameter isLocked: Whether others must not decide about it until the transaction ends.
  package static func find(
    _ id: String, isLocked: Bool = false, in tx: borrowing Transaction
  ) throws -> AdjustmentRecord? {
    if isLocked, try tx.query(Query.Adjustments.lockAdjustment, [.text(id)]).isEmpty { return nil }
    // An empty id would mean all.
    guard !id.isEmpty else { return nil }
    return try tx.query(Query.Adjustments.listAdjustments, [.text(id), .text(""), .text("")])
      .first.map { AdjustmentRecord($0) }
  }

  /// Adjustments, newest first; nil for all.
  package static func list(
    site: Site? = nil, partner: String? = nil, in tx: borrowing Transaction
  ) throws -> [AdjustmentRecord] {
    try tx.query(
      Query.Adjustments.listAdjustments,
      [.text(""), .text(site?.rawValue ?? ""), .text(partner ?? "")]
    ).map { AdjustmentRecord($0) }
  }

  /// Signs an adjustment; false when somebody has decided about it.
  ///
  /// - Throws: `PostgresError` where the approver is the author: the table refuses it.
  package static func approve(
    _ id: String, by approver: String, at now: Instant, in tx: borrowing Transaction
  ) throws -> Bool {
    try tx.query(
      Query.Adjustments.approveAdjustment,
      [.text(id), .text(approver), .timestamp(now.microseconds)]
    ).affectedRows == 1
  }

  /// Turns an adjustment down; false when somebody has decided about it.
  package static func refuse(
    _ id: String, reason: String, by actor: String, at now: Instant, in tx: borrowing Transaction
  ) throws -> Bool {
    try tx.query(
      Query.Adjustments.refuseAdjustment,
      [.text(id), .text(actor), .timestamp(now.microseconds), .text(reason)]
    ).affectedRows == 1
  }

  /// What a run of a site takes: approved at or before an instant, and on no sealed run's line.
  package static func approvedUnbilled(
    _ site: Site, asOf: Instant, in tx: borrowing Transaction
  ) throws -> [UnbilledAdjustment] {
    try tx.query(
      Query.Adjustments.listUnbilledAdjustments,
      [.text(site.rawValue), .timestamp(asOf.microseconds)]
    ).map { row in
      guard let tab = Tab(code: row.text(2)), let currency = Currency(code: row.text(3)) else {
        preconditionFailure("adjustment \(row.text(0)) has a tab or currency nobody wrote")
      }
      return UnbilledAdjustment(
        id: row.text(0), partnerID: row.text(1), tab: tab,
        amount: Money(minorUnits: row.int64(4), currency: currency),
        productID: row.optionalText(5),
        writtenAt: Instant(microseconds: row.microseconds(6)),
        approvedAt: Instant(microseconds: row.microseconds(7)))
    }
  }
}
