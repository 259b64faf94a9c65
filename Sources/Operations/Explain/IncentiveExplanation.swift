import Amounts
import CivilTime
import Marketplace
import Performance
import Postgres
import Settlement
import Store

/// Explains an incentive: the basis, the bands, and what was billed of the cycle before; one line
/// for each partner that the policy is for. Rule 9.2.
struct IncentiveExplanation {
  var explanation: Explanation

  /// - Returns: Nil when no live or sealed run computed it.
  init?(_ id: String, payee: String?, now: Instant, in tx: borrowing Transaction) throws {
    let computed = try ExplainStore.incentives(id, in: tx)
    guard let first = computed.last else { return nil }
    let outlook = try Outlook(site: first.site, now: now, in: tx)
    let placed = try ExplainStore.lines(of: [(.incentive, [id])], live: outlook.live, in: tx)
    explanation = Explanation(subject: id, kind: .incentive, headline: "", currency: first.currency)
    for partner in Set(computed.map(\.partnerID)).sorted() {
      guard payee == nil || payee == partner || payee == Role.csp.code else { continue }
      let line = placed.filter { $0.partnerID == partner }
      let place = line.last { $0.runState == .sealed } ?? line.last
      // As the run that placed it computed it, else as the newest did.
      let figures =
        computed.last { $0.partnerID == partner && $0.runNumber == place?.runNumber }
        ?? computed.last { $0.partnerID == partner }
      guard let figures else { continue }
      try add(figures, place: place, outlook, in: tx)
    }
    guard let line = explanation.lines.first else {
      throw Refusal(
        .notFound, "payee_not_found", "\(id) has no line of \(payee ?? "anybody")",
        remedy: "it has lines of " + Set(computed.map(\.partnerID)).sorted().joined(separator: ", ")
      )
    }
    explanation.headline =
      explanation.lines.count == 1
      ? line.headline(of: id, currency: first.currency)
      : "\(id) has lines of \(explanation.lines.count) partners; --payee chooses one."
  }

  private static func row(_ policy: IncentivePolicy) -> Explanation.Row {
    let bands = policy.bands.map {
      "from \($0.fromAmount.decimalText(in: policy.currency)): \($0.rate.decimalText)"
    }
    return Explanation.Row(
      table: "incentive_policy", key: policy.id,
      columns: FactRows.present([
        ("cycle", policy.cycle.rawValue), ("mode", policy.mode.rawValue),
        ("threshold", policy.threshold.decimalText(in: policy.currency)),
        ("bands", bands.joined(separator: "; ")), ("partner_id", policy.partnerID),
        ("product_id", policy.productID), ("valid_from", policy.validFrom.text()),
        ("valid_to", policy.validTo?.text()),
      ]))
  }

  private mutating func add(
    _ figures: ExplainedIncentive, place: PlacedLine?, _ outlook: Outlook,
    in tx: borrowing Transaction
  ) throws {
    guard let partner = try ExplainStore.partner(figures.partnerID, in: tx) else { return }
    let policy = try ExplainStore.policy(of: figures, in: tx)
    if let row = policy.map(Self.row), !explanation.rows.contains(row) {
      explanation.rows.append(row)
    }
    func text(_ amount: MinorUnits) -> String { amount.decimalText(in: figures.currency) }
    explanation.rows.append(
      Explanation.Row(
        table: "run_incentive", key: "\(figures.runID) \(partner.id)",
        columns: [
          Explanation.Column("basis", text(figures.basis)),
          Explanation.Column("earned", text(figures.earned)),
          Explanation.Column("billed_before", text(figures.billed)),
          Explanation.Column("amount", text(figures.amount)),
        ]))
    let role = place?.role ?? partner.kind.providerRole ?? .csp
    var line = Explanation.Line(
      payeeID: partner.id, payeeName: partner.name, role: role.code, tab: Tab.csp.code,
      amount: text(place?.amount ?? figures.amount),
      pricedWith: "the basis kept by \(figures.runID)")
    if let policy {
      var derivation = Derivation()
      let missing = try policy.missing(
        on: figures.basis, billed: figures.billed, recorder: &derivation
      ).missing
      line.steps = derivation.steps.map { Explanation.Step($0, in: figures.currency) }
      let stored = place?.amount ?? figures.amount
      if missing != stored {
        explanation.alarms.append(
          "The amount of \(partner.id) is stored as \(text(stored)) in \(figures.runID), but the "
            + "policy gives \(text(missing)).")
      }
    } else {
      explanation.notes.append("The policy \(figures.policyID) is gone: its bands are not known.")
    }
    if let place {
      line.place = try Explanation.Place(place, in: tx)
    } else {
      try addCauses(to: &line, figures, partner, role, outlook, in: tx)
    }
    explanation.lines.append(line)
  }

  private func addCauses(
    to line: inout Explanation.Line, _ figures: ExplainedIncentive, _ partner: Partner,
    _ role: Role, _ outlook: Outlook, in tx: borrowing Transaction
  ) throws {
    let causes = Causes(outlook, currency: figures.currency)
    var reasons = figures.reasons
    if reasons.isEmpty {
      reasons = try causes.ofStatement(
        partner: partner, tab: .csp, isSettled: { $0 >= figures.period }, in: tx)
    }
    line.causes = try causes.list(reasons, payee: role) {
      try causes.statementFigures($0, partner: partner, tab: .csp, in: tx)
    }
    line.earliest = outlook.earliest(
      natural: figures.reasons.isEmpty ? figures.period : nil, partner: partner, tab: .csp,
      currency: figures.currency, causes: reasons)
  }
}
