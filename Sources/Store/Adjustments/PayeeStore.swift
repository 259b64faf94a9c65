import Amounts
import CivilTime
import Marketplace
import Postgres

/// What decides which statements a partner can have. Rule 7.1.
package struct PayeeRecord: Sendable {
  package let site: Site
  /// The tabs it can have a statement on: by its kind, and by the selling modes of its products.
  package let tabs: [Tab]
  /// Whether its statements on tab `csp` come by the quarter. Rule 7.6.
  package let isQuarterly: Bool

  init(_ row: Row) {
    guard let site = Site(rawValue: row.text(1)) else {
      preconditionFailure("a partner has the site \(row.text(1))")
    }
    self.site = site
    let byKind: [Tab]
    switch row.text(0) {
    case "merchant": byKind = [.general, .joint, .selected, .platform]
    case "operator": byKind = [.operator]
    default: byKind = [.csp]
    }
    let sold = row.textArray(2).compactMap { Tab(code: $0) }
    tabs = Tab.allCases.filter { byKind.contains($0) || sold.contains($0) }
    isQuarterly = row.text(3) == "quarter"
  }
}

/// Reads what surrounds one key of statements. Every function runs in the caller's transaction.
package enum PayeeStore {
  /// A partner as a payee; nil when there is none.
  package static func find(
    _ partner: String, in tx: borrowing Transaction
  ) throws -> PayeeRecord? {
    try tx.query(Query.Adjustments.findPayee, [.text(partner)]).first.map { PayeeRecord($0) }
  }

  /// The merchant of a product; nil when there is no such product.
  package static func merchant(
    ofProduct product: String, in tx: borrowing Transaction
  ) throws -> String? {
    try tx.query(Query.Adjustments.findMerchant, [.text(product)]).first?.text(0)
  }

  /// Whether finance holds a partner at an instant. Rule 7.5.
  package static func isHeld(
    _ partner: String, at now: Instant, in tx: borrowing Transaction
  ) throws -> Bool {
    try tx.query(
      Query.Adjustments.findHold, [.text(partner), .timestamp(now.microseconds)])[0].bool(0)
  }
}
