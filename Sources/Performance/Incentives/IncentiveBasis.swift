import Amounts
import CivilTime
import Marketplace

/// What one month adds to a cycle: consumption that counted in it, less all later refunds, and the
/// purchases on credit that were made in it. Rules 9.2 and 10 (9.2).
package struct MonthBasis: Sendable, Equatable {
  /// Net of refunds, minor units.
  package var consumption: Int128 = 0
  /// What refunds took off it, minor units, never negative.
  package var refunded: Int128 = 0
  /// The latest repayment of a purchase of the month; nil without a repaid one.
  package var lastRepaidAt: Instant?
  /// How many purchases on credit are not repaid.
  package var openCredits = 0
  /// The latest refund that lowered the consumption; nil without one.
  package var lastRefundedAt: Instant?
  /// Whether all amounts are in it; false where one was too large to be added.
  package var isWhole = true

  package init() {}

  /// Adds another month, or another source of the same one.
  package mutating func add(_ other: MonthBasis) {
    consumption += other.consumption
    refunded += other.refunded
    lastRepaidAt = latest(lastRepaidAt, other.lastRepaidAt)
    openCredits += other.openCredits
    lastRefundedAt = latest(lastRefundedAt, other.lastRefundedAt)
    isWhole = isWhole && other.isWhole
  }
}

/// The later of two instants that may be missing.
func latest(_ one: Instant?, _ other: Instant?) -> Instant? {
  guard let one else { return other }
  guard let other else { return one }
  return max(one, other)
}

/// The bases of all incentives while facts are added: one cell for each partner, product that a
/// policy names, currency and month. It grows with these, never with facts. Rule 9.2.
package struct IncentiveBasis: Sendable {
  /// Whose month it is.
  struct Key: Hashable, Sendable {
    let partner: Int
    /// 0 for all products, else a product that a policy names.
    let scope: Int
    let currency: Currency
    let month: Period
  }

  private let scopes: [String: Int]
  private(set) var cells: [Key: MonthBasis] = [:]

  /// Cells for the products that these policies name.
  package init(for policies: [IncentivePolicy]) {
    let named = Set(policies.compactMap(\.productID)).sorted()
    scopes = Dictionary(uniqueKeysWithValues: named.enumerated().map { ($1, $0 + 1) })
  }

  /// The scope of a policy: all products or the one it names.
  func scope(of policy: IncentivePolicy) -> Int {
    policy.productID.flatMap { scopes[$0] } ?? 0
  }

  /// Adds a purchase, or several without refunds that were paid in one month and repaid in one.
  ///
  /// A refund lowers the month in which its purchase counted. A purchase on credit that is refunded
  /// in full counts as repaid at its last refund, if it was not repaid before. Rule 10 (9.2).
  ///
  /// - Parameters:
  ///   - refunds: Those completed before the cut-off, in the order of (`completed_at`,
  ///     `refund_id`).
  ///   - partner: The provider, any number that names it.
  ///   - product: The product's key; nil where no policy names it.
  package mutating func add(
    _ purchase: Purchase, refunds: some Sequence<PurchaseRefund>, partner: Int, product: String?
  ) throws(AmountError) {
    guard let paidAt = purchase.paidAt else { return }
    var reversal = try RefundedConsumption(of: purchase)
    for refund in refunds { _ = try reversal.take(refund) }
    let paidMonth = Period(containing: paidAt)

    var bought = MonthBasis()
    bought.consumption = Int128(purchase.cash) - Int128(reversal.total.cash)
    bought.refunded = Int128(reversal.total.cash)
    if purchase.cash != 0 { bought.lastRefundedAt = reversal.lastCompletedAt }
    if purchase.credit != 0 {
      var closedAt = purchase.repaidAt
      if reversal.isFull, let refundedAt = reversal.lastCompletedAt {
        closedAt = closedAt.map { min($0, refundedAt) } ?? refundedAt
      }
      bought.lastRepaidAt = closedAt
      bought.openCredits = closedAt == nil ? 1 : 0
    }
    add(bought, partner: partner, product: product, purchase.currency, paidMonth)

    guard let countedAt = purchase.creditCountedAt else { return }
    var repaid = MonthBasis()
    repaid.consumption = Int128(purchase.credit) - Int128(reversal.total.credit)
    repaid.refunded = Int128(reversal.total.credit)
    repaid.lastRefundedAt = reversal.lastCompletedAt
    add(
      repaid, partner: partner, product: product, purchase.currency,
      Period(containing: countedAt))
  }

  /// Notes that what was bought in a month is too much to be added: incentives on it are not computed.
  package mutating func addTooMuch(
    paidAt: Instant, in currency: Currency, partner: Int, product: String?
  ) {
    var bought = MonthBasis()
    bought.isWhole = false
    add(bought, partner: partner, product: product, currency, Period(containing: paidAt))
  }

  /// Adds a line of usage; one that does not count yet adds nothing.
  package mutating func add(_ usage: UsageFact, partner: Int, product: String?) {
    guard let month = usage.countedMonth else { return }
    var used = MonthBasis()
    used.consumption = Int128(usage.amount)
    add(used, partner: partner, product: product, usage.currency, month)
  }

  /// Adds what another source has collected for the same policies.
  package mutating func add(_ other: IncentiveBasis) {
    precondition(scopes == other.scopes, "bases of different policies")
    for (key, basis) in other.cells { cells[key, default: MonthBasis()].add(basis) }
  }

  private mutating func add(
    _ basis: MonthBasis, partner: Int, product: String?, _ currency: Currency, _ month: Period
  ) {
    let all = Key(partner: partner, scope: 0, currency: currency, month: month)
    cells[all, default: MonthBasis()].add(basis)
    guard let product, let scope = scopes[product] else { return }
    let own = Key(partner: partner, scope: scope, currency: currency, month: month)
    cells[own, default: MonthBasis()].add(basis)
  }
}
