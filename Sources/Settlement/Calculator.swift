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

  package init(period: Period, site: Site, catalogue: Catalogue) {
    self.period = period
    self.site = site
    self.catalogue = catalogue
    increments = WaiverIncrements(count: catalogue.waivers.count)
  }

  /// The end of the period. Rule 1.2.
  package var cutoff: Instant { period.end }
}

/// What an order line comes to: ready with a price, or pending with reasons. Rules 3 and 5.
package struct OrderOutcome: Sendable {
  /// Empty when the line is ready.
  package var reasons: PendingReasons
  /// When it became ready, or the latest known gate.
  package var readyAt: Instant
  /// Index of the terms in `Catalogue.terms`; nil when there are none.
  package var terms: Int?
  /// At the increment of its waiver when ready, at increment 0 when pending. Contract 3, `pending`.
  package var price: Price?

  package init(reasons: PendingReasons, readyAt: Instant, terms: Int?, price: Price?) {
    self.reasons = reasons
    self.readyAt = readyAt
    self.terms = terms
    self.price = price
  }
}

extension RunTerms {
  /// Decides and prices an order line; the line path, without allocation.
  package func settle(_ fact: OrderFact, of product: Product) throws(FactRefusal) -> OrderOutcome {
    var silence = Silence()
    return try settle(fact, of: product, recorder: &silence)
  }

  /// Decides and prices an order line. Rules 3.2, 3.3, 5.1, 5.2, 5.7.
  ///
  /// - Throws: `FactRefusal` for facts that break a rule.
  package func settle<R: Recorder>(
    _ fact: OrderFact, of product: Product, recorder: inout R
  ) throws(FactRefusal) -> OrderOutcome {
    try fact.checkMoney()
    let readiness = fact.readiness(isSupervised: product.isSupervised, cutoff: cutoff)
    var outcome = OrderOutcome(
      reasons: readiness.reasons, readyAt: readiness.instant, terms: nil, price: nil)
    if fact.isTrial { return outcome }
    guard let paidAt = fact.paidAt else { return outcome }
    guard let index = catalogue.terms(of: product, at: paidAt) else {
      outcome.reasons.formUnion(.noTerms)
      return outcome
    }
    outcome.terms = index
    let terms = catalogue.terms[index]
    let increment: Rate =
      if outcome.reasons.isEmpty, let waiver = terms.waiver {
        increments[waiver, fact.currency]
      } else {
        .zero
      }
    do {
      outcome.price = try price(
        fact, terms: terms, kept: catalogue.keptTaxes[product.merchant], increment: increment,
        recorder: &recorder)
    } catch {
      throw .overflow
    }
    if outcome.price == nil { outcome.reasons.formUnion(.modelUnsupported) }
    return outcome
  }

  /// Prices by the share model; nil for a model that this release does not settle. Rule 5.
  private func price<R: Recorder>(
    _ fact: OrderFact, terms: Terms, kept: KeptTaxes, increment: Rate, recorder: inout R
  ) throws(AmountError) -> Price? {
    switch terms.model {
    case .platformFee(let fee):
      switch site {
      case .cn:
        try PlatformFee.domestic(
          fact, fee: fee, voucherPartnerShare: terms.voucherPartnerShare, increment: increment,
          recorder: &recorder)
      case .intl, .eu:
        try PlatformFee.abroad(fact, fee: fee, taxes: kept, recorder: &recorder)
      }
    case .dealShare, .floorShare, .floorPrice: nil
    }
  }

  /// The instant a refund is ready and the reasons while it is not. Rules 6.3 and 10 (6.3).
  ///
  /// - Parameters:
  ///   - refund: A completed refund.
  ///   - original: What its order line comes to, or was billed as.
  package func readiness(
    of refund: RefundFact, original: OrderOutcome
  ) -> Readiness {
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
