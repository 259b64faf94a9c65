import Amounts
import CivilTime
import Marketplace
import Postgres
import Settlement
import Store

/// The waiver behind a line, what it waits for, and what is left to the platform.
extension DividedExplanation {
  // MARK: The waiver

  func waiver(
    _ division: Division, _ context: PricingContext, placed: PlacedLine?,
    in tx: borrowing Transaction
  ) throws -> Explanation.WaiverView? {
    guard let terms = division.terms,
      let index = context.list.catalogue.terms[terms].waiver
    else { return nil }
    let waiver = context.list.catalogue.waivers[index]
    // A refund repeats what its original was billed at, whatever the run of the refund came to.
    let run: (number: Int32, id: String)?
    if divided.kind == .refund {
      run = originalRun
    } else {
      run =
        placed.map { ($0.runNumber, $0.runID) }
        ?? outlook.judging.flatMap { $0.period == outlook.period ? ($0.number, $0.id) : nil }
    }
    guard let run,
      let kept = try ExplainStore.waiver(
        run: run.number, product: waiver.productID, policy: waiver.policyID,
        currency: divided.currency, in: tx)
    else {
      return WaiverSentences.unknown(waiver, increment: context.increment)
    }
    return WaiverSentences.view(
      waiver, total: kept.total, increment: placed == nil ? kept.increment : context.increment,
      run: run.id, currency: divided.currency)
  }

  private var originalRun: (number: Int32, id: String)? {
    divided.placed.last { $0.kind == .order && $0.role == .merchant }
      .map { ($0.runNumber, $0.runID) }
  }

  // MARK: What a line waits for

  func addCauses(
    to line: inout Explanation.Line, partner: Partner, tab: Tab, role: Role, _ division: Division,
    in tx: borrowing Transaction
  ) throws {
    var reasons = division.reasons
    if role == .csp || role == .reseller, division.price != nil, division.price?.provider == nil {
      reasons.formUnion(.noTerms)
    }
    if reasons.isEmpty {
      reasons = try causes.ofStatement(
        partner: partner, tab: tab, isSettled: { $0 >= division.naturalPeriod }, in: tx)
    }
    line.causes = try causes.list(reasons, payee: role) { reason in
      try reason == .noTerms
        ? noTermsFigures(role)
        : causes.statementFigures(reason, partner: partner, tab: tab, in: tx)
    }
    line.earliest = outlook.earliest(
      natural: reasons.hasMissingGate ? nil : division.naturalPeriod, partner: partner, tab: tab,
      currency: divided.currency, causes: reasons)
  }

  private func noTermsFigures(_ role: Role) -> [Explanation.Column] {
    FactRows.present([
      ("wanted_at", divided.termsInstant?.text()), ("payee", role.code),
    ])
  }

  mutating func addRefused(_ refusal: FactRefusal) {
    let catalogue = today.catalogue
    let product = catalogue.products[today.product]
    let partner = catalogue.partners[product.merchant]
    let described = refusal.described(
      divided.kind, id: divided.id, facts: 1, merchant: partner.id, currency: divided.currency)
    var line = Explanation.Line(
      payeeID: partner.id, payeeName: partner.name, role: Role.merchant.code,
      tab: product.tab.code, amount: nil, pricedWith: "nothing")
    line.causes = [
      Explanation.Cause(
        code: described.code, who: .finance,
        sentence: "\(described.detail); \(described.remedy).")
    ]
    explanation.lines = [line]
  }

  mutating func noteUnknownPayees() {
    func note(_ id: String?, _ index: Int?, _ column: String) {
      guard let id, index == nil else { return }
      explanation.notes.append("The order line names \(column) \(id), which is no partner.")
    }
    note(divided.wanted.providerID, today.company.provider, "csp_id")
    note(divided.wanted.operatorID, today.company.operator, "operator_id")
  }

  // MARK: The platform

  /// What is left, as a step. Rules 2.3 and 5.9.
  mutating func addRemainder(_ division: Division) throws {
    guard let price = division.price else { return }
    explanation.steps = StepOwner.steps(division.steps, of: .platform).map {
      Explanation.Step($0, in: divided.currency)
    }
    explanation.steps += try RemainderSteps(
      divided: divided, division: division, price: price
    ).steps
  }
}
