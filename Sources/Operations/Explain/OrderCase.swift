import Amounts
import CivilTime
import Marketplace
import Postgres
import Settlement
import Store

/// One order line with its refunds as the database knows them now, and where they stand.
struct OrderCase {
  let order: ExplainedOrder
  let site: Site
  let wanted: PriceList.Wanted
  let refunds: [ExplainedRefund]
  /// Of the order line and its refunds.
  let placed: [PlacedLine]

  /// - Returns: Nil when there is no such order line.
  /// - Throws: `Refusal` `.badInput` for a fact that no run can read.
  init?(line: String, live: (Site) throws -> [LiveRun], in tx: borrowing Transaction) throws {
    guard let order = try ExplainStore.order(line, in: tx) else { return nil }
    guard let site = order.site, let merchant = order.merchantID else {
      throw Refusal(
        .badInput, "PRODUCT_UNKNOWN",
        "order line \(line) names product \(order.productID), which no merchant sells",
        remedy: "add the product and its merchant, or correct the order line")
    }
    self.order = order
    self.site = site
    wanted = PriceList.Wanted(
      site: site, productID: order.productID, merchantID: merchant, providerID: order.providerID,
      operatorID: order.operatorID)
    refunds = try ExplainStore.refunds(of: line, in: tx)
    let runs = try live(site)
    placed = try ExplainStore.lines(
      of: [(.order, [line]), (.refund, refunds.map(\.id))], live: runs, in: tx)
  }

  /// The completed refunds that a run of a period knows, in the order of rule 6.1.
  func completed(before cutoff: Instant) -> [(id: String, fact: RefundFact)] {
    refunds.compactMap { refund in
      guard let fact = refund.fact, fact.completedAt < cutoff else { return nil }
      return (refund.id, fact)
    }
  }

  /// The order line as a fact of a period, with its payees as the catalogue numbers them.
  func fact(in context: PricingContext) -> OrderFact {
    var fact = order.fact
    fact.company = context.list.company
    fact.firstRefundedAt = completed(before: context.period.end).first?.fact.completedAt
    return fact
  }

  /// What the order line comes to.
  var asOrder: DividedFact {
    DividedFact(
      kind: .order, id: order.id, currency: order.fact.currency, site: site, wanted: wanted,
      placed: placed, sales: order.fact.sales, voucher: order.fact.voucher, vat: order.fact.vat,
      customerWithholding: order.fact.customerWithholding, termsInstant: order.fact.paidAt
    ) { context in
      var derivation = Derivation()
      var outcome = try context.terms(of: site, in: order.fact.currency).settle(
        fact(in: context), of: context.list.product, recorder: &derivation)
      outcome.takeOverLegs(
        of: placed.billed(.order, before: context), company: context.list.company)
      return Division(outcome, price: outcome.price, steps: derivation.steps)
    }
  }

  /// The order line as refunds in a context reverse it: as billed, where it is. Rule 6.2.
  func original(in context: PricingContext) throws -> Outcome {
    var silence = Silence()
    var outcome = try context.terms(of: site, in: order.fact.currency).settle(
      fact(in: context), of: context.list.product, recorder: &silence)
    try outcome.takeOver(placed.billed(.order, upTo: context), order.fact)
    return outcome
  }

  /// What a completed refund of the order line comes to.
  func asRefund(_ id: String) -> DividedFact {
    DividedFact(
      kind: .refund, id: id, currency: order.fact.currency, site: site, wanted: wanted,
      placed: placed, termsInstant: order.fact.paidAt
    ) { context in
      let original = try original(in: context)
      guard let refund = refunds.first(where: { $0.id == id })?.fact else {
        preconditionFailure("refund \(id) is not completed")
      }
      var readiness = context.terms(of: site, in: order.fact.currency)
        .readiness(of: refund, original: original)
      var derivation = Derivation()
      var price: Price?
      if let legs = original.price {
        price = try reverse(id, legs: legs, recorder: &derivation)
        // It is not settled whatever its original waits for. Rule 6.4.
        if price == nil { readiness.reasons.formUnion(.refundExceedsPaid) }
      }
      return Division(original, readiness: readiness, price: price, steps: derivation.steps)
    }
  }

  /// Reverses the legs up to and with one refund; only its own steps are heard. Rule 6.2.
  private func reverse(
    _ id: String, legs: Price, recorder: inout Derivation
  ) throws -> Price? {
    var silence = Silence()
    var reversal = Reversal(original: legs, voucher: order.fact.voucher)
    for refund in completed(before: .endOfTime) {
      if refund.id == id {
        switch try reversal.reverse(refund.fact, in: order.fact.currency, recorder: &recorder) {
        case .reversed(let price): return price
        case .exceedsPaid: return nil
        }
      }
      _ = try reversal.reverse(refund.fact, in: order.fact.currency, recorder: &silence)
    }
    return nil
  }
}

extension [PlacedLine] {
  /// What runs before that of a context billed of a fact: it divides what is left.
  func billed(_ kind: SourceKind, before context: PricingContext) -> BilledLines {
    filter { $0.chainNumber < context.chainNumber }.billed(kind, upTo: context)
  }

  /// What runs up to that of a context billed of a fact.
  func billed(_ kind: SourceKind, upTo context: PricingContext) -> BilledLines {
    func billed(_ roles: Role...) -> BilledLines.Line? {
      last {
        $0.kind == kind && $0.chainNumber <= context.chainNumber && roles.contains($0.role)
          && ($0.runState == .sealed || $0.runID == context.runID)
      }?.billed
    }
    return BilledLines(
      merchant: billed(.merchant), provider: billed(.csp, .reseller), operator: billed(.operator))
  }
}

extension Instant {
  /// After anything a marketplace knows: 9999-01-01T00:00Z.
  static let endOfTime = Instant(microseconds: 253_370_764_800_000_000)
}
