import Amounts
import CivilTime
import Marketplace
import Settlement

/// A line that is known whole before the facts are streamed: an adjustment or an incentive.
/// Rules 8.4 and 9.2.
package struct WholeLine: Sendable {
  package let kind: SourceKind
  package let sourceID: String
  /// Nil where it concerns no product.
  package let productID: String?
  /// Index into `Catalogue.partners`.
  package let partner: Int
  package let tab: Tab
  package let role: Role
  package let currency: Currency
  /// Minor units; positive is owed to the partner.
  package let amount: MinorUnits
  package let readyAt: Instant
  /// Its natural period.
  package let period: Period
  /// The first instant of an incentive's cycle, or when an adjustment was written. Contract 3.
  package let since: Instant
  /// Why it waits; empty when a statement can take it.
  package let reasons: PendingReasons

  package init(
    kind: SourceKind, sourceID: String, productID: String?, partner: Int, tab: Tab, role: Role,
    currency: Currency, amount: MinorUnits, readyAt: Instant, period: Period, since: Instant,
    reasons: PendingReasons = []
  ) {
    self.kind = kind
    self.sourceID = sourceID
    self.productID = productID
    self.partner = partner
    self.tab = tab
    self.role = role
    self.currency = currency
    self.amount = amount
    self.readyAt = readyAt
    self.period = period
    self.since = since
    self.reasons = reasons
  }
}
