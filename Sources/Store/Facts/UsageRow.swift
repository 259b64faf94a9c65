import Amounts
import CivilTime
import Marketplace
import Settlement

/// One month's usage of an instance, or what of it came late, on its way to its payees' lines; its
/// keys are borrowed bytes. Rule 4.3.
package struct UsageRow {
  /// `INSTANCE/YYYYMM`, with `/N` from the second line on. Contract 3.
  package let sourceID: UnsafeRawBufferPointer
  /// The order line behind the instance; empty without one.
  package let orderLineID: UnsafeRawBufferPointer
  package let customerID: UnsafeRawBufferPointer
  /// Index into `Catalogue.products`.
  package let product: Int
  package let fact: UsageFact
  /// What sealed runs billed of it, as `BilledLines` reads it; empty where nothing.
  package let billed: UnsafeRawBufferPointer

  package init(
    sourceID: UnsafeRawBufferPointer, orderLineID: UnsafeRawBufferPointer,
    customerID: UnsafeRawBufferPointer, product: Int, fact: UsageFact,
    billed: UnsafeRawBufferPointer
  ) {
    self.sourceID = sourceID
    self.orderLineID = orderLineID
    self.customerID = customerID
    self.product = product
    self.fact = fact
    self.billed = billed
  }

  /// Whom sealed runs billed it to.
  package var payees: Payees { BilledLines(billed).payees }
}

extension FactWalk {
  /// Decides a usage line and hands it to a sink for each payee that has not been billed. Rule 4.7.
  package mutating func handle<Sink: FactSink & ~Copyable>(
    _ usage: UsageRow, sink: inout Sink
  ) throws {
    var silence = Silence()
    var outcome: Outcome
    do {
      outcome = try run.settle(usage.fact, of: usage.product, recorder: &silence)
    } catch {
      let merchant = run.catalogue.products[usage.product].merchant
      factsRead += 1
      sink.refused(
        error.described(
          .usage, id: usage.sourceID.text, facts: 1,
          merchant: run.catalogue.partners[merchant].id, currency: usage.fact.currency))
      return
    }
    let billed = BilledLines(usage.billed)
    outcome.takeOverLegs(of: billed, company: usage.fact.company)
    var walked = WalkedFact(
      kind: .usage, sourceID: usage.sourceID, orderLineID: usage.orderLineID,
      customerID: usage.customerID, product: usage.product, currency: usage.fact.currency,
      terms: outcome.terms, readyAt: outcome.readyAt, period: outcome.period,
      since: usage.fact.firstBegin, sales: usage.fact.amount, voucher: 0, isOfBilledOrder: false)
    factsRead += try outcome.distribute(
      &walked, price: outcome.price, reasons: outcome.reasons, billed: billed.payees,
      in: run.catalogue, to: &sink)
  }
}
