import Amounts
import CivilTime
import Marketplace

/// A fact that cannot be priced: it breaks a rule of the contract or does not fit. Its partner is
/// parked with the reason; the others settle.
package enum FactRefusal: Error, Sendable, Equatable {
  /// `sales_amount` is not the sum of its parts. Contract 1, `order_line`.
  case moneyDoesNotAddUp(sales: MinorUnits, parts: MinorUnits)
  /// An amount does not fit 64 bits. Rule 2.1.
  case overflow
  /// A money column is negative.
  case negativeAmount(MinorUnits)
}

/// What a run knows beside the facts: the period, its cut-off, and the increments of its waivers.
package struct RunTerms: Sendable {
  package let period: Period
  package let site: Site
  package let catalogue: Catalogue
  /// The increment of each waiver and currency, found by the survey; zero where none. Rule 5.7.
  package var increments: WaiverIncrements

  /// The first instant of the period.
  package let start: Instant
  /// The end of the period. Rule 1.2.
  package let cutoff: Instant

  package init(period: Period, site: Site, catalogue: Catalogue) {
    self.period = period
    start = period.start
    cutoff = period.end
    self.site = site
    self.catalogue = catalogue
    increments = WaiverIncrements(count: catalogue.waivers.count)
  }
}

/// What an order line, or a month's usage, comes to: ready with a price, or pending with reasons.
/// Rules 3 and 5.
package struct Outcome: Sendable {
  /// Empty when the fact is ready.
  package var reasons: PendingReasons
  /// When it became ready, or the latest known gate.
  package var readyAt: Instant
  /// The natural period; nil where it is the month of `readyAt`. Rule 3.4.
  package var period: Period?
  /// Index of the terms in `Catalogue.terms`; nil when there are none.
  package var terms: Int?
  /// At the increment of its waiver when ready, at increment 0 when pending. Contract 3, `pending`.
  package var price: Price?
  /// Who else earns from it: those with a role. Rules 5.5, 5.6 and 5.8.
  package var company = Company()
  /// Index of the provider's terms in `Catalogue.providers`; nil without a provider, and while it
  /// has none: then only the provider's line waits. Rule 10 (3.2).
  package var providerTerms: Int?

  package init(
    reasons: PendingReasons = [], readyAt: Instant, period: Period? = nil, terms: Int? = nil,
    price: Price? = nil
  ) {
    self.reasons = reasons
    self.readyAt = readyAt
    self.period = period
    self.terms = terms
    self.price = price
  }

  fileprivate init(_ readiness: Readiness) {
    self.init(
      reasons: readiness.reasons, readyAt: readiness.instant, period: readiness.period)
  }
}

extension RunTerms {
  /// Decides and prices an order line; the line path, without allocation.
  ///
  /// - Parameter outcome: A fresh one, which is filled in place: it is large.
  package func settle(
    _ fact: OrderFact, of product: Int, into outcome: inout Outcome
  ) throws(FactRefusal) {
    var silence = Silence()
    try settle(fact, of: product, into: &outcome, recorder: &silence)
  }

  /// Decides and prices an order line. Rules 3.2, 3.3 and 5.
  ///
  /// - Parameter product: Index into `Catalogue.products`.
  /// - Throws: `FactRefusal` for facts that break a rule.
  package func settle<R: Recorder>(
    _ fact: OrderFact, of product: Int, recorder: inout R
  ) throws(FactRefusal) -> Outcome {
    var outcome = Outcome(readyAt: fact.orderedAt)
    try settle(fact, of: product, into: &outcome, recorder: &recorder)
    return outcome
  }

  private func settle<R: Recorder>(
    _ fact: OrderFact, of product: Int, into outcome: inout Outcome, recorder: inout R
  ) throws(FactRefusal) {
    try fact.checkMoney()
    let readiness = fact.readiness(
      isSupervised: catalogue.products[product].isSupervised, cutoff: cutoff)
    outcome.reasons = readiness.reasons
    outcome.readyAt = readiness.instant
    outcome.period = readiness.period
    if fact.isTrial { return }
    guard let paidAt = fact.paidAt else { return }
    do {
      try price(
        try Sale(fact), of: product, company: fact.company, at: paidAt, &outcome, &recorder)
    } catch {
      throw .overflow
    }
  }

  /// Decides and prices the usage of an instance in a month. Rules 4.7 and 5.
  ///
  /// - Parameter product: Index into `Catalogue.products`.
  /// - Throws: `FactRefusal.overflow`.
  package func settle<R: Recorder>(
    _ fact: UsageFact, of product: Int, recorder: inout R
  ) throws(FactRefusal) -> Outcome {
    var outcome = Outcome(fact.readiness(cutoff: cutoff))
    do {
      try price(
        Sale(fact), of: product, company: fact.company, at: fact.firstBegin, &outcome, &recorder)
    } catch {
      throw .overflow
    }
    return outcome
  }

  /// Prices a sale under the terms in force at an instant. Rules 3.2 and 5.
  private func price<R: Recorder>(
    _ sale: Sale, of product: Int, company: Company, at instant: Instant,
    _ outcome: inout Outcome, _ recorder: inout R
  ) throws(AmountError) {
    guard let index = catalogue.terms(of: catalogue.products[product], at: instant) else {
      outcome.reasons.formUnion(.noTerms)
      return
    }
    outcome.terms = index
    let terms = catalogue.terms[index]
    let increment: Rate =
      if outcome.reasons.isEmpty, let waiver = terms.waiver {
        increments[waiver, sale.currency]
      } else {
        .zero
      }
    var provider: Pricing.Provider?
    if let partner = company.provider, let role = catalogue.providers.role(of: partner) {
      outcome.company.provider = partner
      outcome.providerTerms = catalogue.providers.terms(
        of: partner, product: product, at: instant)
      provider = outcome.providerTerms.map {
        Pricing.Provider(
          role: role, terms: catalogue.providers.terms[$0], taxes: catalogue.taxes[partner])
      }
    }
    let pricing = Pricing(
      site: site, terms: terms, tax: catalogue.products[product].taxRate,
      merchant: catalogue.taxes[catalogue.products[product].merchant], provider: provider,
      operator: company.operator.flatMap {
        catalogue.providers.account(ofOperator: $0) == nil ? nil : catalogue.taxes[$0]
      }, increment: increment)
    let price = try pricing.price(sale, recorder: &recorder)
    if price.operator != nil { outcome.company.operator = company.operator }
    outcome.price = price
  }

  /// The instant a refund is ready and the reasons while it is not. Rules 6.3 and 10 (6.3).
  ///
  /// - Parameters:
  ///   - refund: A completed refund.
  ///   - original: What its order line comes to, or was billed as.
  package func readiness(of refund: RefundFact, original: Outcome) -> Readiness {
    var readiness = Readiness(
      reasons: original.reasons, instant: max(refund.completedAt, original.readyAt))
    // A trial's refund is pending with TRIAL alone. Rule 10 (3.3).
    if original.reasons.contains(.trial) { return readiness }
    if refund.completedAt >= cutoff { readiness.reasons.formUnion(.afterCutoff) }
    return readiness
  }
}

extension OrderFact {
  /// Refuses money that does not add up before anything is computed from it. Contract 1.
  package func checkMoney() throws(FactRefusal) {
    let least = min(sales, voucher, cash, min(credit, cashCoupon, vat, customerWithholding))
    if least < 0 { throw .negativeAmount(least) }
    let parts = Int128(voucher) + Int128(cash) + Int128(credit) + Int128(cashCoupon)
    if parts != Int128(sales) {
      throw .moneyDoesNotAddUp(
        sales: sales, parts: MinorUnits(exactly: parts) ?? MinorUnits.max)
    }
  }
}
