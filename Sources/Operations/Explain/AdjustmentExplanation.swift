import Amounts
import CivilTime
import Marketplace
import Postgres
import Settlement
import Store

/// Explains an adjustment: who wrote and approved it, why, and what it corrects. Rule 8.4.
struct AdjustmentExplanation {
  var explanation: Explanation

  init(_ id: String, now: Instant, in tx: borrowing Transaction) throws {
    guard let adjustment = try ExplainStore.adjustment(id, in: tx) else {
      preconditionFailure("adjustment \(id) was found and is not there")
    }
    let outlook = try Outlook(site: adjustment.site, now: now, in: tx)
    let amount = adjustment.amount.decimalText(in: adjustment.currency)
    var line = Explanation.Line(
      payeeID: adjustment.partner.id, payeeName: adjustment.partner.name,
      role: adjustment.role.code, tab: adjustment.tab.code, amount: amount,
      pricedWith: "the adjustment itself")
    line.steps = [
      Explanation.Step(
        "adjustment", rule: "8.4", formula: amount, amount: adjustment.amount,
        in: adjustment.currency)
    ]
    explanation = Explanation(
      subject: id, kind: .adjustment, headline: "", currency: adjustment.currency)
    explanation.rows = [Self.row(adjustment)]
    explanation.gates = [Self.gate(adjustment, asOf: outlook.asOf)]
    let placed = try ExplainStore.lines(of: [(.adjustment, [id])], live: outlook.live, in: tx)
    if let place = placed.last(where: { $0.runState == .sealed }) ?? placed.last {
      line.place = try Explanation.Place(place, in: tx)
      if place.amount != adjustment.amount {
        explanation.alarms.append(
          "\(id) is stored as \(place.amount.decimalText(in: place.currency)) in \(place.runID), "
            + "but was written as \(amount).")
      }
    } else {
      try Self.addCauses(to: &line, adjustment, outlook, in: tx)
    }
    explanation.lines = [line]
    explanation.headline = line.headline(of: id, currency: adjustment.currency)
  }

  private static func row(_ adjustment: ExplainedAdjustment) -> Explanation.Row {
    Explanation.Row(
      table: "adjustment", key: adjustment.id,
      columns: FactRows.present([
        ("amount", adjustment.amount.decimalText(in: adjustment.currency)),
        ("currency", adjustment.currency.code), ("reason_code", adjustment.reasonCode),
        ("reason", adjustment.reason), ("corrects", adjustment.statementID),
        ("product_id", adjustment.productID), ("author", adjustment.author),
        ("written_at", adjustment.writtenAt.text()), ("approver", adjustment.approver),
        ("approved_at", adjustment.approvedAt?.text()), ("refused_by", adjustment.refusedBy),
        ("refused_at", adjustment.refusedAt?.text()), ("refusal", adjustment.refusal),
      ]))
  }

  private static func gate(_ adjustment: ExplainedAdjustment, asOf: Instant) -> Explanation.Gate {
    let cause = decision(adjustment, asOf: asOf)
    return Explanation.Gate(
      name: "approved", openedAt: adjustment.approvedAt, reason: cause?.code ?? "",
      who: cause?.who, sentence: cause?.sentence ?? "Met.")
  }

  /// What the decision about it leaves open; nil where a run can take it.
  private static func decision(
    _ adjustment: ExplainedAdjustment, asOf: Instant
  ) -> Explanation.Cause? {
    if let refusedBy = adjustment.refusedBy {
      return Explanation.Cause(
        code: "ADJUSTMENT_REFUSED", who: nil,
        sentence: "\(refusedBy) refused it: \(adjustment.refusal ?? ""). It never will be settled.")
    }
    guard let approvedAt = adjustment.approvedAt else {
      return Explanation.Cause(
        code: "NOT_APPROVED", who: .finance,
        sentence: "Another person than \(adjustment.author) must approve it. Rule 8.4.")
    }
    if approvedAt <= asOf { return nil }
    return Explanation.Cause(
      code: PendingReasons.afterCutoff.text, who: nil,
      sentence: "It was approved after the run looked (\(asOf.text())): the next plan takes it.")
  }

  private static func addCauses(
    to line: inout Explanation.Line, _ adjustment: ExplainedAdjustment, _ outlook: Outlook,
    in tx: borrowing Transaction
  ) throws {
    let causes = Causes(outlook, currency: adjustment.currency)
    var reasons: PendingReasons = []
    if let cause = decision(adjustment, asOf: outlook.asOf) {
      line.causes = [cause]
      if adjustment.refusedBy != nil { return }
    } else {
      reasons = try causes.ofStatement(
        partner: adjustment.partner, tab: adjustment.tab, isSettled: { $0 == outlook.period },
        in: tx)
      line.causes = try causes.list(reasons, payee: adjustment.role) {
        try causes.statementFigures(
          $0, partner: adjustment.partner, tab: adjustment.tab, in: tx)
      }
    }
    line.earliest = outlook.earliest(
      natural: outlook.period, partner: adjustment.partner, tab: adjustment.tab,
      currency: adjustment.currency, causes: line.causes.isEmpty ? [] : reasons.union(.onHold))
  }
}
