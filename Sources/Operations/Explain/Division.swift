import Amounts
import CivilTime
import Marketplace
import Postgres
import Settlement
import Store

/// Under what a fact is priced: today's terms in the open period, or a run's as it kept them.
struct PricingContext: Sendable {
  let list: PriceList
  let period: Period
  /// What the month's band adds. Rule 5.7.
  let increment: Rate
  /// The run whose terms they are; nil for today's.
  let runID: String?
  /// The place of the run in the chain, after everything sealed for an open period.
  let chainNumber: Int32

  /// The same with today's terms: what a sealed line would be now.
  func underTodays(_ today: PriceList) -> PricingContext {
    PricingContext(
      list: today, period: period, increment: increment, runID: nil, chainNumber: chainNumber)
  }

  /// What a run of the context knows beside the facts.
  func terms(of site: Site, in currency: Currency) -> RunTerms {
    var run = RunTerms(period: period, site: site, catalogue: list.catalogue)
    run.increments = WaiverIncrements(
      flat: increment, count: list.catalogue.waivers.count, currency: currency)
    return run
  }
}

/// What a fact comes to in a context: an amount for each payee, or what it waits for.
struct Division: Sendable {
  /// What the fact waits for, whoever is paid; empty when it is ready.
  let reasons: PendingReasons
  let readyAt: Instant
  let naturalPeriod: Period
  /// Index in the context's catalogue; nil where none is in force.
  let terms: Int?
  let providerTerms: Int?
  let company: Company
  /// Nil where no amount can be computed.
  let price: Price?
  let steps: [DerivationStep]

  init(
    _ outcome: Outcome, readiness: Readiness? = nil, price: Price?, steps: [DerivationStep]
  ) {
    reasons = readiness?.reasons ?? outcome.reasons
    let readyAt = readiness?.instant ?? outcome.readyAt
    self.readyAt = readyAt
    naturalPeriod =
      (readiness == nil ? outcome.period : readiness?.period) ?? Period(containing: readyAt)
    terms = outcome.terms
    providerTerms = outcome.providerTerms
    company = outcome.company
    self.price = price
    self.steps = steps
  }

  /// The leg of a payee; nil where it has none.
  func leg(of role: Role) -> Leg? {
    switch role {
    case .merchant: price?.merchant
    case .csp, .reseller: price?.provider
    case .operator: price?.operator
    }
  }

  /// Who has a line of it, as a walk of a run hands it over. Rules 3.1 and 10 (3.2).
  func roles(in catalogue: Catalogue) -> [Role] {
    var roles: [Role] = [.merchant]
    guard let price else { return roles }
    if let provider = company.provider, let role = catalogue.providers.role(of: provider) {
      roles.append(role)
    }
    if let `operator` = company.operator, price.operator != nil,
      catalogue.providers.account(ofOperator: `operator`) != nil
    {
      roles.append(.operator)
    }
    return roles
  }
}

/// A fact that is divided between payees: an order line, a refund, a month of usage.
struct DividedFact {
  let kind: SourceKind
  let id: String
  let currency: Currency
  let site: Site
  let wanted: PriceList.Wanted
  /// Its lines on statements of live and sealed runs.
  let placed: [PlacedLine]
  /// S of rule 5, minor units; zero of a refund, which is a part of its original.
  var sales: MinorUnits = 0
  /// V of rule 5, minor units.
  var voucher: MinorUnits = 0
  /// `vat_amount` and what the customer withheld, minor units. Rule 5.9.
  var vat: MinorUnits = 0
  var customerWithholding: MinorUnits = 0
  /// Decides which terms are in force: `paid_at`, or the earliest `begin_time`. Rule 3.2.
  let termsInstant: Instant?
  /// Prices it in a context with a recorder.
  let divide: (PricingContext) throws -> Division

  /// The line of a role that counts: the sealed one, else that of a live run.
  func placed(_ role: Role) -> PlacedLine? {
    let lines = placed.filter { $0.sourceID == id && $0.kind == kind && $0.role == role }
    return lines.last { $0.runState == .sealed } ?? lines.last
  }
}
