import Amounts
import CivilTime
import Marketplace
import Postgres
import Settlement
import Store

/// One order line with its refunds as the database knows them now, and where they stand.
struct FactFile: Sendable {
  /// A fact's line on a statement of a live or sealed run.
  struct Billing: Sendable {
    let runID: String
    let runState: String
    let runNumber: Int32
    let period: Period
    let statementID: String
    let lineNumber: Int64
    let amount: Int64
    let rate: Int64
    let increment: Int64
    let readyAt: Instant
  }

  /// A completed refund of the order line, in the order of rule 6.1.
  struct Refund: Sendable {
    let id: String
    let fact: RefundFact
    let billings: [Billing]
  }

  let lineID: String
  let site: Site
  let catalogue: Catalogue
  let product: Product
  /// Index of the product in the catalogue.
  let productIndex: Int
  let productName: ProductName
  let fact: OrderFact
  let billings: [Billing]
  let refunds: [Refund]

  /// - Returns: Nil when there is no such order line.
  /// - Throws: `Refusal` `.badInput` for a fact that no run can read.
  init?(line: String, workplace: Workplace, in tx: borrowing Transaction) throws {
    guard let place = try ExplainStore.site(of: line, in: tx) else { return nil }
    guard let site = place.site else {
      throw Refusal(
        .badInput, "PRODUCT_UNKNOWN",
        "order line \(line) names product \(place.productID), which no merchant sells",
        remedy: "add the product and its merchant, or correct the order line")
    }
    let catalogue = try CatalogueReader.catalogue(of: site, in: tx)
    var scope = FactScope(
      site: site, horizon: .endOfTime, start: .beginningOfTime)
    scope.line = line
    let found = try ExplainStore.facts(in: scope, catalogue: catalogue, in: tx)
    guard let found else { return nil }
    self.site = site
    self.catalogue = catalogue
    lineID = line
    product = catalogue.products[found.product]
    productIndex = found.product
    productName = catalogue.productNames[found.product]
    fact = found.fact
    billings = try ExplainStore.billings(of: .order, line, in: tx).map { Billing($0) }
    var refunds: [Refund] = []
    for refund in found.refunds {
      refunds.append(
        Refund(
          id: refund.id, fact: refund.fact,
          billings: try ExplainStore.billings(of: .refund, refund.id, in: tx)
            .map { Billing($0) }))
    }
    self.refunds = refunds
  }

  /// The order line's outcome in a run of the period: with the increment it was billed at, if any.
  func outcome<R: Recorder>(
    in period: Period, billing: Billing?, recorder: inout R
  ) throws -> Outcome {
    var run = RunTerms(period: period, site: site, catalogue: catalogue)
    if let billing {
      run.increments = WaiverIncrements(
        flat: Rate(millionths: billing.increment), count: catalogue.waivers.count,
        currency: fact.currency)
    }
    return try run.settle(fact, of: productIndex, recorder: &recorder)
  }
}

extension FactFile.Billing {
  init(_ record: BillingRecord) {
    runID = record.runID
    runState = record.runState
    runNumber = record.runNumber
    period = record.period
    statementID = record.statementID
    lineNumber = record.lineNumber
    amount = record.amount
    rate = record.rate
    increment = record.increment
    readyAt = record.readyAt
  }
}

extension Instant {
  /// Before anything a marketplace knows: 0001-01-01T00:00Z.
  static let beginningOfTime = Instant(microseconds: -62_135_596_800_000_000)
  /// After anything a marketplace knows: 9999-01-01T00:00Z.
  static let endOfTime = Instant(microseconds: 253_370_764_800_000_000)
}
