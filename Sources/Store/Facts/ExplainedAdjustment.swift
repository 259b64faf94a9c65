import Amounts
import CivilTime
import Marketplace
import Postgres

/// An adjustment as it was written and decided. Rule 8.4.
package struct ExplainedAdjustment: Sendable {
  package let id: String
  package let site: Site
  package let partner: Partner
  package let tab: Tab
  package let currency: Currency
  /// Minor units; positive is owed to the partner.
  package let amount: MinorUnits
  package let reasonCode: String
  /// The partner reads it.
  package let reason: String
  /// Nil where it concerns no product.
  package let productID: String?
  /// The statement it corrects; nil where none.
  package let statementID: String?
  package let author: String
  package let writtenAt: Instant
  /// Nil until it is approved.
  package let approver: String?
  package let approvedAt: Instant?
  /// Nil unless it was refused.
  package let refusedBy: String?
  package let refusedAt: Instant?
  package let refusal: String?

  /// What the partner is on the adjustment's tab. Rule 7.1.
  package var role: Role {
    switch tab {
    case .general, .joint, .selected, .platform: .merchant
    case .csp: partner.kind == .reseller ? .reseller : .csp
    case .operator: .operator
    }
  }

  init?(_ row: Row, partner: Partner?) {
    guard let site = Site(rawValue: row.text(1)), let tab = Tab(code: row.text(3)),
      let currency = Currency(code: row.text(4)), let partner
    else { return nil }
    id = row.text(0)
    self.site = site
    self.partner = partner
    self.tab = tab
    self.currency = currency
    amount = row.int64(5)
    reasonCode = row.text(6)
    reason = row.text(7)
    productID = row.optionalText(8)
    statementID = row.optionalText(9)
    author = row.text(10)
    writtenAt = Instant(microseconds: row.microseconds(11))
    approver = row.optionalText(12)
    approvedAt = row.optionalInstant(13)
    refusedBy = row.optionalText(14)
    refusedAt = row.optionalInstant(15)
    refusal = row.optionalText(16)
  }
}

extension ExplainStore {
  /// An adjustment; nil when there is none, or its partner is gone.
  package static func adjustment(
    _ id: String, in tx: borrowing Transaction
  ) throws -> ExplainedAdjustment? {
    guard let row = try tx.query(Query.Explain.findAdjustment, [.text(id)]).first else {
      return nil
    }
    return ExplainedAdjustment(row, partner: try partner(row.text(2), in: tx))
  }

  /// A partner as today's catalogue has it; nil when there is none.
  package static func partner(
    _ id: String, in tx: borrowing Transaction
  ) throws -> Partner? {
    try tx.query(Query.Explain.listPartners, [.textArray([id])]).first.map {
      try CatalogueReader.partner($0)
    }
  }
}
