import Amounts
import CivilTime
import Marketplace
import Performance
import Postgres
import Settlement

/// Decides every fact of a stream of order lines and hands it to a sink. Rules 3, 5 and 6.
package struct FactWalk {
  let run: RunTerms
  /// What order lines that name an offer or voucher are checked against; nil to check none. Rule 9.4.
  private let offers: OfferBook?
  /// Other prices for order lines that name an offer; nil for those that were paid.
  private let prices: OfferPrices?
  /// When customers had repaid; nil where the rows say it.
  private let repayments: Repayments?
  /// Facts by payee that no sealed run billed, whatever became of them.
  package internal(set) var factsRead = 0

  package init(
    run: RunTerms, offers: OfferBook? = nil, prices: OfferPrices? = nil,
    repayments: Repayments? = nil
  ) {
    self.run = run
    self.repayments = repayments
    self.offers = offers
    self.prices = prices
  }

  /// Handles one row: the order line and each of its refunds, unless they are billed.
  package mutating func handle<Sink: FactSink & ~Copyable>(
    _ row: inout CopyRow, sink: inout Sink
  ) throws {
    var line = OrderLineRow()
    guard try read(&row, into: &line, sink: &sink), let product = place(&line, sink: &sink)
    else { return }
    try handle(line, of: product, sink: &sink)
  }

  /// Reads one row.
  ///
  /// - Returns: False when it is refused.
  mutating func read<Sink: FactSink & ~Copyable>(
    _ row: inout CopyRow, into line: inout OrderLineRow, sink: inout Sink
  ) throws -> Bool {
    do {
      try line.read(&row)
      return true
    } catch let flaw as OrderLineRow.Flaw {
      factsRead += 1
      sink.refused(
        RefusedFact(
          code: "FACT_UNREADABLE", kind: .order, sourceID: flaw.sourceID,
          partnerID: merchant(ofProduct: flaw.productID),
          facts: 1, detail: "order line \(flaw.sourceID): \(flaw.detail)", remedy: flaw.remedy))
      return false
    }
  }

  /// Looks up whom a row that was read concerns.
  ///
  /// - Returns: Its product, an index into `Catalogue.products`; nil when it is refused.
  mutating func place<Sink: FactSink & ~Copyable>(
    _ line: inout OrderLineRow, sink: inout Sink
  ) -> Int? {
    if let product = run.catalogue.product(id: line.productID) {
      line.fact.company = Company(
        provider: line.providerID.flatMap { run.catalogue.partner(id: $0) },
        operator: line.operatorID.flatMap { run.catalogue.partner(id: $0) })
      if let repayments, line.fact.isOnCredit, let paidAt = line.fact.paidAt {
        line.fact.repaidAt = repayments.instant(
          of: line.customerID, in: Period(containing: paidAt))
      }
      if let prices { prices.apply(to: &line) }
      return product
    }
    let facts = line.openFacts
    factsRead += facts
    sink.refused(
      RefusedFact(
        code: "PRODUCT_UNKNOWN", kind: .order, sourceID: line.lineID.text, partnerID: nil,
        facts: facts,
        detail: "order line \(line.lineID.text) names product \(line.productID.text), "
          + "which is not in marketplace.product with a merchant in marketplace.partner",
        remedy: "add the product and its merchant, or correct the order line"))
    return nil
  }

  /// Reports a payee that the line names and nobody knows: it earns nothing.
  private func report<Sink: FactSink & ~Copyable>(
    _ id: UnsafeRawBufferPointer?, _ column: String, found partner: Int?,
    of line: UnsafeRawBufferPointer, sink: inout Sink
  ) {
    guard let id, partner == nil else { return }
    sink.refused(
      RefusedFact(
        code: "PAYEE_UNKNOWN", kind: .order, sourceID: line.text, partnerID: nil, facts: 0,
        detail: "order line \(line.text) names \(column) \(id.text), which is no partner",
        remedy: "add the partner, or correct the order line"))
  }

  /// The merchant of a product by its key; nil when the product is not known.
  private func merchant(ofProduct id: [UInt8]) -> String? {
    id.withUnsafeBytes { run.catalogue.product(id: $0) }.map {
      run.catalogue.partners[run.catalogue.products[$0].merchant].id
    }
  }

  /// Handles the facts of a row that was read.
  ///
  /// - Parameter product: Index into `Catalogue.products`.
  mutating func handle<Sink: FactSink & ~Copyable>(
    _ line: borrowing OrderLineRow, of product: Int, sink: inout Sink
  ) throws {
    let company = line.fact.company
    report(line.providerID, "csp_id", found: company.provider, of: line.lineID, sink: &sink)
    report(line.operatorID, "operator_id", found: company.operator, of: line.lineID, sink: &sink)
    do {
      factsRead += try walk(line, product: product, sink: &sink)
    } catch let refusal as FactRefusal {
      let merchant = run.catalogue.products[product].merchant
      let facts = line.openFacts
      factsRead += facts
      sink.refused(
        refusal.described(
          .order, id: line.lineID.text, facts: facts,
          merchant: run.catalogue.partners[merchant].id, currency: line.fact.currency))
    }
  }

  /// - Returns: For how many payees its facts were handed over.
  private func walk<Sink: FactSink & ~Copyable>(
    _ line: borrowing OrderLineRow, product: Int, sink: inout Sink
  ) throws -> Int {
    var outcome = Outcome(readyAt: line.fact.orderedAt)
    try run.settle(line.fact, of: product, into: &outcome)
    let billed = line.billed
    if let billed { try outcome.takeOver(billed, line.fact) }
    var count = 0
    if let refunds = line.refunds {
      // Priced once for nothing before anything is handed over: a refused refund takes its order
      // along, so that a fact is a line, pending or rejected, and never two of them.
      var nowhere = Nowhere()
      let isBilled = billed?.merchant != nil
      _ = try walk(refunds, of: line, isBilled, outcome, product: product, sink: &nowhere)
      count += try walk(refunds, of: line, isBilled, outcome, product: product, sink: &sink)
    }
    var walked = WalkedFact(
      kind: .order, sourceID: line.lineID, orderLineID: line.lineID, customerID: line.customerID,
      product: product, currency: line.fact.currency, terms: outcome.terms,
      readyAt: outcome.readyAt, period: nil, since: line.fact.orderedAt, sales: line.fact.sales,
      voucher: line.fact.voucher, isOfBilledOrder: false)
    if let offers, outcome.reasons.isEmpty, billed?.merchant == nil,
      let use = line.offerUse(offers.voucherUses)
    {
      let findings = offers.findings(for: use)
      if !findings.isEmpty { walked.findings = findings }
    }
    return try count
      + outcome.distribute(
        &walked, price: outcome.price, reasons: outcome.reasons, billed: billed?.payees ?? [],
        in: run.catalogue, to: &sink)
  }

  private func walk<Sink: FactSink & ~Copyable>(
    _ refunds: UnsafeRawBufferPointer, of line: borrowing OrderLineRow, _ isBilled: Bool,
    _ original: Outcome, product: Int, sink: inout Sink
  ) throws -> Int {
    var count = 0
    var reversal = original.price.map { Reversal(original: $0, voucher: line.fact.voucher) }
    var repricing = line.repricing
    for refund in PackedRefunds(refunds) {
      guard refund.fact.paidRefunded >= 0, refund.fact.voucherReturned >= 0 else {
        throw FactRefusal.negativeAmount(
          min(refund.fact.paidRefunded, refund.fact.voucherReturned))
      }
      var fact = refund.fact
      do { try repricing?.next(&fact) } catch { throw FactRefusal.overflow }
      var readiness = run.readiness(of: fact, original: original)
      let price = try reversal?.next(fact, line.fact.currency)
      if reversal != nil, price == nil {
        // It is not settled whatever its original waits for. Rule 6.4.
        readiness.reasons.formUnion(.refundExceedsPaid)
      }
      let returned = fact.voucherReturned
      let (sales, overflow) = (-fact.paidRefunded).subtractingReportingOverflow(returned)
      if overflow { throw FactRefusal.overflow }
      var walked = WalkedFact(
        kind: .refund, sourceID: refund.id, orderLineID: line.lineID,
        customerID: line.customerID, product: product, currency: line.fact.currency,
        terms: original.terms, readyAt: readiness.instant, period: nil,
        since: fact.requestedAt, sales: sales, voucher: -returned, isOfBilledOrder: isBilled)
      count += try original.distribute(
        &walked, price: price, reasons: readiness.reasons, billed: refund.billed,
        in: run.catalogue, to: &sink)
    }
    return count
  }
}

extension Outcome {
  /// Takes over what sealed runs billed: the original that later refunds reverse. Rule 6.2.
  ///
  /// - Throws: `FactRefusal.overflow` when what was paid does not fit.
  package mutating func takeOver(
    _ billed: BilledLines, _ fact: OrderFact
  ) throws(FactRefusal) {
    if let merchant = billed.merchant {
      // It passed its gates when it was billed.
      reasons = terms == nil ? .noTerms : []
      readyAt = merchant.readyAt
      do {
        if price == nil { price = Price(paid: try Sale(fact).paid(), merchant: merchant.leg) }
      } catch {
        throw .overflow
      }
    }
    takeOverLegs(of: billed, company: fact.company)
  }

  /// Takes over the legs that sealed runs billed: what is left to the others is left of these, whatever
  /// terms say since. Rules 2.3 and 5.9.
  ///
  /// - Parameter named: Whom the fact names; an operator stays its payee where the terms of today have
  ///   no fee for it.
  package mutating func takeOverLegs(of billed: BilledLines, company named: Company) {
    if let merchant = billed.merchant {
      price?.merchant = merchant.leg
      price?.taxes = merchant.taxes
      price?.increment = merchant.increment
    }
    if let provider = billed.provider { price?.provider = provider.leg }
    if let `operator` = billed.operator {
      price?.operator = `operator`.leg
      company.operator = named.operator
    }
  }
}

extension OrderLineRow {
  /// How many of the row's facts are open to the merchant, at least one: what a refusal takes along.
  fileprivate var openFacts: Int {
    var count = billed?.merchant == nil ? 1 : 0
    if let refunds {
      for refund in PackedRefunds(refunds) where !refund.billed.contains(.merchant) { count += 1 }
    }
    return max(count, 1)
  }
}

extension Reversal {
  /// The price of the next refund; nil when it exceeds what was paid.
  fileprivate mutating func next(
    _ refund: RefundFact, _ currency: Currency
  ) throws(FactRefusal) -> Price? {
    var silence = Silence()
    do {
      switch try reverse(refund, in: currency, recorder: &silence) {
      case .reversed(let price): return price
      case .exceedsPaid: return nil
      }
    } catch {
      throw .overflow
    }
  }
}
