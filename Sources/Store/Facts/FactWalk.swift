import Amounts
import CivilTime
import Marketplace
import Postgres
import Settlement

/// The kinds of facts in the order statements list them. Rules 3.1 and 10 (7.2).
package enum SourceKind: Int16, Sendable, CaseIterable {
  case order, refund, usage, adjustment, incentive

  /// The word of the contract.
  package var code: String {
    switch self {
    case .order: "order"
    case .refund: "refund"
    case .usage: "usage"
    case .adjustment: "adjustment"
    case .incentive: "incentive"
    }
  }
}

/// A fact on its way to a line or to the pending list; its keys are borrowed bytes.
package struct WalkedFact {
  package let kind: SourceKind
  package let sourceID: UnsafeRawBufferPointer
  package let orderLineID: UnsafeRawBufferPointer
  package let customerID: UnsafeRawBufferPointer
  /// Index into `Catalogue.products`.
  package let product: Int
  package let currency: Currency
  /// Index into `Catalogue.terms`; nil where none is in force.
  package let terms: Int?
  package let readyAt: Instant
  /// `ordered_at` or `requested_at`. Contract 3, `pending`.
  package let since: Instant
  /// Minor units, negative for a refund.
  package let sales: MinorUnits
  /// Minor units, negative for a refund.
  package let voucher: MinorUnits
  /// Whether a sealed run billed the order line that is refunded. Rule 5.7.
  package let isOfBilledOrder: Bool
  /// Nil where no amount can be computed.
  package let price: Price?
}

/// What happens to each fact of a walk: a draft writes it, a survey sums it, an export lists it.
package protocol FactSink: ~Copyable {
  mutating func ready(_ fact: borrowing WalkedFact, price: borrowing Price) throws
  mutating func pending(_ fact: borrowing WalkedFact, reasons: PendingReasons) throws
  mutating func refused(_ fact: RefusedFact)
}

/// Decides every fact of a stream of order lines and hands it to a sink. Rules 3, 5 and 6.
package struct FactWalk {
  private let run: RunTerms
  /// Unbilled facts seen, whatever became of them: order lines and completed refunds.
  package private(set) var factsRead = 0

  package init(run: RunTerms) {
    self.run = run
  }

  /// A row that was read: the order line and its product.
  package struct Found {
    let line: OrderLineRow
    /// Index into `Catalogue.products`.
    package let product: Int
  }

  /// Handles one row: the order line unless it is billed, and each of its unbilled refunds.
  package mutating func handle<Sink: FactSink & ~Copyable>(
    _ row: inout CopyRow, sink: inout Sink
  ) throws {
    if let found = try read(&row, sink: &sink) { try handle(found, sink: &sink) }
  }

  /// Reads one row; nil when it is refused or is another site's.
  package mutating func read<Sink: FactSink & ~Copyable>(
    _ row: inout CopyRow, sink: inout Sink
  ) throws -> Found? {
    let line: OrderLineRow
    do {
      line = try OrderLineRow(&row)
    } catch let flaw as OrderLineRow.Flaw {
      factsRead += 1
      sink.refused(
        RefusedFact(
          code: "FACT_UNREADABLE", kind: .order, sourceID: flaw.sourceID,
          partnerID: merchant(ofProduct: flaw.productID),
          facts: 1, detail: "order line \(flaw.sourceID): \(flaw.detail)", remedy: flaw.remedy))
      return nil
    }
    if let product = run.catalogue.product(id: line.productID) {
      return Found(line: line, product: product)
    }
    let facts = line.unbilledFacts
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

  /// The merchant of a product by its key; nil when the product is not known.
  private func merchant(ofProduct id: [UInt8]) -> String? {
    id.withUnsafeBytes { run.catalogue.product(id: $0) }.map {
      run.catalogue.partners[run.catalogue.products[$0].merchant].id
    }
  }

  /// Handles the facts of a row that was read.
  package mutating func handle<Sink: FactSink & ~Copyable>(
    _ found: Found, sink: inout Sink
  ) throws {
    let facts = found.line.unbilledFacts
    factsRead += facts
    do {
      try walk(found.line, product: found.product, sink: &sink)
    } catch let refusal as FactRefusal {
      let merchant = run.catalogue.products[found.product].merchant
      sink.refused(
        refusal.described(
          id: found.line.lineID.text, facts: facts, merchant: run.catalogue.partners[merchant].id,
          currency: found.line.fact.currency))
    }
  }

  private func walk<Sink: FactSink & ~Copyable>(
    _ line: OrderLineRow, product: Int, sink: inout Sink
  ) throws {
    let outcome: OrderOutcome
    if let billed = line.billed {
      outcome = try self.outcome(of: billed, line.fact, product: run.catalogue.products[product])
    } else {
      outcome = try run.settle(line.fact, of: run.catalogue.products[product])
    }
    if let refunds = line.refunds {
      // Priced once for nothing before anything is handed over: a refused refund takes its order
      // along, so that a fact is a line, pending or rejected, and never two of them.
      var nowhere = Nowhere()
      try walk(refunds, of: line, outcome, product: product, sink: &nowhere)
      try walk(refunds, of: line, outcome, product: product, sink: &sink)
    }
    guard line.billed == nil else { return }
    let walked = WalkedFact(
      kind: .order, sourceID: line.lineID, orderLineID: line.lineID, customerID: line.customerID,
      product: product, currency: line.fact.currency, terms: outcome.terms,
      readyAt: outcome.readyAt, since: line.fact.orderedAt, sales: line.fact.sales,
      voucher: line.fact.voucher, isOfBilledOrder: false, price: outcome.price)
    if outcome.reasons.isEmpty, let price = outcome.price {
      try sink.ready(walked, price: price)
    } else {
      try sink.pending(walked, reasons: outcome.reasons)
    }
  }

  /// What a sealed run billed, as the original that later refunds reverse. Rule 6.2.
  private func outcome(
    of billed: OrderLineRow.BilledLine, _ fact: OrderFact, product: Product
  ) throws(FactRefusal) -> OrderOutcome {
    let terms = fact.paidAt.flatMap { run.catalogue.terms(of: product, at: $0) }
    do {
      return OrderOutcome(
        reasons: terms == nil ? .noTerms : [], readyAt: billed.readyAt, terms: terms,
        price: Price(
          legs: Legs(paid: try fact.paid(), merchant: billed.amount, taxes: billed.taxes),
          rate: billed.rate, increment: billed.increment))
    } catch {
      throw .overflow
    }
  }

  private func walk<Sink: FactSink & ~Copyable>(
    _ refunds: UnsafeRawBufferPointer, of line: OrderLineRow, _ original: OrderOutcome,
    product: Int, sink: inout Sink
  ) throws {
    var silence = Silence()
    var reversal = original.price.map { Reversal(original: $0.legs, voucher: line.fact.voucher) }
    for refund in PackedRefunds(refunds) {
      guard refund.fact.paidRefunded >= 0, refund.fact.voucherReturned >= 0 else {
        throw FactRefusal.negativeAmount(
          min(refund.fact.paidRefunded, refund.fact.voucherReturned))
      }
      var readiness = run.readiness(of: refund.fact, original: original)
      var price: Price?
      if var legs = try reversal?.next(refund.fact, line.fact.currency, &silence) {
        legs.paid = -refund.fact.paidRefunded
        price = original.price.map { Price(legs: legs, rate: $0.rate, increment: $0.increment) }
      } else if reversal != nil {
        // It is not settled whatever its original waits for. Rule 6.4.
        readiness.reasons.formUnion(.refundExceedsPaid)
      }
      if refund.isBilled { continue }
      let returned = refund.fact.voucherReturned
      let (sales, overflow) = (-refund.fact.paidRefunded).subtractingReportingOverflow(returned)
      if overflow { throw FactRefusal.overflow }
      let walked = WalkedFact(
        kind: .refund, sourceID: refund.id, orderLineID: line.lineID,
        customerID: line.customerID, product: product, currency: line.fact.currency,
        terms: original.terms, readyAt: readiness.instant, since: refund.fact.requestedAt,
        sales: sales, voucher: -returned, isOfBilledOrder: line.billed != nil, price: price)
      if readiness.isReady, let price {
        try sink.ready(walked, price: price)
      } else {
        try sink.pending(walked, reasons: readiness.reasons)
      }
    }
  }
}

/// Drops what it is handed.
private struct Nowhere: FactSink {
  mutating func ready(_ fact: borrowing WalkedFact, price: borrowing Price) {}
  mutating func pending(_ fact: borrowing WalkedFact, reasons: PendingReasons) {}
  mutating func refused(_ fact: RefusedFact) {}
}

extension OrderLineRow {
  /// How many facts of the row no sealed run has billed.
  fileprivate var unbilledFacts: Int {
    var count = billed == nil ? 1 : 0
    if let refunds {
      for refund in PackedRefunds(refunds) where !refund.isBilled { count += 1 }
    }
    return count
  }
}

extension Reversal {
  /// The legs of the next refund; nil when it exceeds what was paid.
  fileprivate mutating func next(
    _ refund: RefundFact, _ currency: Currency, _ silence: inout Silence
  ) throws(FactRefusal) -> Legs? {
    do {
      switch try reverse(refund, in: currency, recorder: &silence) {
      case .reversed(let legs): return legs
      case .exceedsPaid: return nil
      }
    } catch {
      throw .overflow
    }
  }
}
