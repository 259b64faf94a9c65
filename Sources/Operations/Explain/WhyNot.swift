import Amounts
import CivilTime
import Marketplace
import Postgres
import Settlement
import Store

/// `why-not`: what keeps an order line off a statement, who must act, and where it can be next.
package struct WhyNot: Sendable {
  private let workplace: Workplace

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// Every gate with its instant or what is missing, and what the partner's statement waits for.
  ///
  /// - Throws: `Refusal` `.notFound` when there is no such order line.
  package func callAsFunction(_ line: String) throws -> Explanation {
    let session = try workplace.openCheckedSession()
    return try session.transaction(.repeatableRead) { (tx: borrowing Transaction) in
      guard let file = try FactFile(line: line, workplace: workplace, in: tx) else {
        throw Refusal(
          .notFound, "line_not_found", "there is no order line \(line)",
          remedy: "give an id of marketplace.order_line")
      }
      if let billing = file.billings.last(where: { $0.runState == "sealed" }) {
        return billed(file, billing)
      }
      return try waiting(file, in: tx)
    }
  }

  private func billed(_ file: FactFile, _ billing: FactFile.Billing) -> Explanation {
    var explanation = Explanation(
      subject: file.lineID,
      headline: "\(file.lineID) is billed: line \(billing.lineNumber) of \(billing.statementID).",
      currency: file.fact.currency)
    explanation.facts = FactView.facts(of: file)
    explanation.gates = FactView.gates(of: file, cutoff: billing.period.end)
    explanation.amount = file.decimal(billing.amount)
    explanation.next = ["`settled explain \(file.lineID)` shows the arithmetic."]
    return explanation
  }

  private func waiting(_ file: FactFile, in tx: borrowing Transaction) throws -> Explanation {
    let now = workplace.now()
    let chain = try RunStore.chain(of: file.site, in: tx)
    let period = chain.lastPeriod?.next ?? Period(containing: now).previous
    var derivation = Derivation()
    let outcome = try file.outcome(in: period, billing: nil, recorder: &derivation)
    var reasons = outcome.reasons
    let conditions = try CatalogueReader.conditions(asOf: now, cutoff: period.end, in: tx)
    let partner = file.catalogue.partners[file.product.merchant]
    if outcome.reasons.isEmpty { reasons.formUnion(conditions.reasons(for: partner)) }
    if reasons.isEmpty, let run = try liveRun(of: file.site, period, in: tx) {
      reasons.formUnion(try statementReasons(of: file, run: run, in: tx))
    }
    var explanation = Explanation(
      subject: file.lineID,
      headline: reasons.isEmpty
        ? "\(file.lineID) is ready and waits for the run of \(period.text)."
        : "\(file.lineID) is on no statement: \(reasons.text).",
      currency: file.fact.currency)
    explanation.facts = FactView.facts(of: file)
    explanation.gates = FactView.gates(of: file, cutoff: period.end)
    explanation.terms = FactView.terms(of: file, used: outcome.terms)
    explanation.steps = FactView.steps(derivation.steps, in: file.fact.currency)
    explanation.amount = outcome.price.map { file.decimal($0.merchant.amount) }
    explanation.reasons = reasons.codeList
    explanation.next = reasons.sentences
    if let expected = try expected(outcome, reasons: reasons, in: period, file: file, tx) {
      explanation.next.append(expected)
    }
    return explanation
  }

  private func liveRun(
    of site: Site, _ period: Period, in tx: borrowing Transaction
  ) throws -> RunRecord? {
    try RunStore.list(site: site, period: period, in: tx).first {
      [.draft, .inReview, .approved].contains($0.state)
    }
  }

  /// What the run in review says about the whole statement, such as BELOW_MINIMUM.
  private func statementReasons(
    of file: FactFile, run: RunRecord, in tx: borrowing Transaction
  ) throws -> PendingReasons {
    let statementLevel: PendingReasons = [.belowMinimum, .parked, .quarterOpen]
    let partner = file.catalogue.partners[file.product.merchant].id
    return try RunStore.pending(of: run.number, in: tx).reduce(into: []) { reasons, pending in
      if pending.partnerID == partner, pending.tab == file.product.tab.code,
        pending.currency == file.fact.currency.code
      {
        reasons.formUnion(pending.reasons.intersection(statementLevel))
      }
    }
  }

  /// The earliest statement it can be on, where that is known.
  private func expected(
    _ outcome: Outcome, reasons: PendingReasons, in period: Period, file: FactFile,
    _ tx: borrowing Transaction
  ) throws -> String? {
    guard reasons.subtracting([.afterCutoff]).isEmpty else { return nil }
    let earliest = max(Period(containing: outcome.readyAt), period)
    let calendar = try SiteCalendar(of: file.site, in: tx)
    return "The earliest statement is that of \(earliest.text), run on "
      + "\(calendar.runDate(of: earliest).text)."
  }
}
