import Amounts
import CivilTime
import Documents
import Marketplace
import Postgres
import Settlement
import Store

/// `what-if`: prices sealed months under other terms, in a scratch place that nothing else reads.
///
/// The facts, the statements, the balances and everything else stay as they were sealed; only the
/// terms differ, and the prices of order lines with an offer whose discount does. Refunds give back what
/// the order would have come to, where its month is in the range.
package struct WhatIf: Sendable {
  private let workplace: Workplace
  private let shards: Int
  private let progress: @Sendable (Progress) -> Void

  package init(
    _ workplace: Workplace, shards: Int = PlanRun.defaultShards,
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) {
    self.workplace = workplace
    self.shards = shards
    self.progress = progress
  }

  /// Asks a question of the sealed months of a range, of one site or of all.
  ///
  /// - Parameter isKept: Whether the priced lines stay for a closer look.
  /// - Throws: `Refusal` `.badInput` for names nobody knows, `.notFound` when nothing is sealed.
  package func callAsFunction(
    _ question: WhatIfQuestion, months: ClosedRange<Period>, site: Site?, isKept: Bool = false
  ) throws -> WhatIfAnswer {
    let session = try workplace.openCheckedSession()
    let (runs, categories) = try session.transaction(readOnly: true) {
      (tx: borrowing Transaction) in
      try requireKnown(question, in: tx)
      let runs = try RunStore.list(site: site, period: nil, in: tx)
        .filter { $0.state == .sealed && months.contains($0.period) }
        .sorted { ($0.site.rawValue, $0.chainNumber) < ($1.site.rawValue, $1.chainNumber) }
      return (runs, try SubjectStore.categories(in: tx))
    }
    if runs.isEmpty {
      throw Refusal(
        .notFound, "period_not_sealed",
        "nothing is sealed from \(months.lowerBound.text) to \(months.upperBound.text)",
        remedy: "see `settled run list`")
    }
    let scratch = try ScratchCalculation(
      title: question.title, isKept: isKept, at: workplace.now(), in: session)
    do {
      var tally = WhatIfTally(question)
      for run in runs {
        progress(.stage("price \(run.id)"))
        let recalculation = try price(
          run, after: runs, question, categories, into: scratch, &tally, in: session)
        tally.add(recalculation)
        if question.prices != nil {
          try scratch.offerLines(of: run.number, in: session) { tally.add($0) }
        }
      }
      if !isKept { try scratch.drop(in: session) }
      return WhatIfAnswer(
        question: question, months: tally.months, payees: tally.payees, offers: tally.offers,
        idle: zip(question.changes, tally.touched).filter { $0.1 == 0 }.map(\.0),
        unsealed: unsealed(runs, months), keptTable: isKept ? scratch.table : nil)
    } catch {
      if session.isOpen { try? scratch.drop(in: session) }
      throw error
    }
  }

  private func price(
    _ run: RunRecord, after runs: [RunRecord], _ question: WhatIfQuestion,
    _ categories: [String: String], into scratch: ScratchCalculation, _ tally: inout WhatIfTally,
    in session: borrowing Session
  ) throws -> Recalculation {
    let rewritten = runs.filter { $0.site == run.site && $0.chainNumber < run.chainNumber }
    let progress = self.progress
    var touched = tally.touched
    let recalculation = try session.transaction(.repeatableRead, readOnly: true) {
      (tx: borrowing Transaction) in
      try SealedReading(
        of: run, rewritten: rewritten.map(\.number), scratch: scratch, prices: question.prices,
        shards: shards, in: tx
      ) { kept in
        for (index, change) in question.changes.enumerated() {
          touched[index] += change.apply(to: &kept, categories: categories)
        }
      }.recalculated(at: workplace, into: scratch, in: tx) { progress(.advanced($0)) }
    }
    tally.touched = touched
    try scratch.name(
      recalculation.entries.map { ($0.number, $0.sealed.id) }, of: run.number, in: session)
    return recalculation
  }

  /// Refuses names that neither the marketplace nor a sealed run knows.
  private func requireKnown(_ question: WhatIfQuestion, in tx: borrowing Transaction) throws {
    let subjects = question.changes.flatMap { change in
      change.subject.names.map { (place: change.place, kind: $0.kind, name: $0.name) }
    }
    let unknown = try SubjectStore.unknown(subjects.map { ($0.kind, $0.name) }, in: tx)
    if unknown.isEmpty { return }
    let sentences = unknown.map { index in
      "\(subjects[index].place): there is no \(subjects[index].kind) \(subjects[index].name)"
    }
    throw Refusal(
      .badInput, "what_if_subject_unknown", sentences.joined(separator: "\n  "),
      remedy: "use names of the marketplace; kinds are product, merchant, category, provider, "
        + "tier_policy and offer")
  }

  private func unsealed(_ runs: [RunRecord], _ months: ClosedRange<Period>) -> [String] {
    let sealed = Set(runs.map { "\($0.site.rawValue) \($0.period.text)" })
    return Set(runs.map(\.site)).sorted { $0.rawValue < $1.rawValue }.flatMap { site in
      months.lowerBound.months(to: months.upperBound).map { "\(site.rawValue) \($0.text)" }
        .filter { !sealed.contains($0) }
    }
  }
}

extension TermsChange.Subject {
  /// What the subject names, by kind.
  fileprivate var names: [(kind: String, name: String)] {
    switch self {
    case .all, .sellingMode: []
    case .product(let id): [("product", id)]
    case .merchant(let id): [("merchant", id)]
    case .category(let name): [("category", name)]
    case .tierPolicy(let id): [("tier_policy", id)]
    case .provider(let provider, let product):
      (provider.map { [("provider", $0)] } ?? []) + (product.map { [("product", $0)] } ?? [])
    case .offer(let offer, let product):
      (offer.map { [("offer", $0)] } ?? []) + (product.map { [("product", $0)] } ?? [])
    }
  }
}
