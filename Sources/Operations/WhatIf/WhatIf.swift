import Amounts
import CivilTime
import Documents
import Marketplace
import Postgres
import Settlement
import Store

/// What a question about other terms came to.
package struct WhatIfAnswer: Sendable {
  /// A sealed month of a site, in one currency.
  package struct Month: Sendable {
    package let run: RunRecord
    package let currency: Currency
    /// What customers paid, less refunds.
    package let paid: Total
    /// The platform's part as sealed.
    package let before: Total
    /// The platform's part under the other terms.
    package let after: Total
  }

  /// A partner in one currency, over all months: what its lines earn, adjustments left out.
  package struct Payee: Sendable {
    package let partnerID: String
    package let name: String
    package let currency: Currency
    package let before: Total
    package let after: Total

    /// After less before.
    package var difference: Total {
      Total(minorUnits: after.minorUnits - before.minorUnits, currency: currency)
    }

    /// The difference as a proportion of what it was; nil where that was nothing, or hardly anything.
    package var proportion: Rate? {
      let base = before.minorUnits.magnitude
      let whole = difference.minorUnits.magnitude.multipliedReportingOverflow(by: 1_000_000)
      if base == 0 || whole.overflow { return nil }
      let millionths = (whole.partialValue + base / 2) / base
      // No more than the contract's rates have room for.
      guard millionths <= 999_999_999 else { return nil }
      return Rate(
        millionths: difference.minorUnits < 0 ? -Int64(millionths) : Int64(millionths))
    }
  }

  package let question: WhatIfQuestion
  package let months: [Month]
  /// Largest difference first.
  package let payees: [Payee]
  /// Changes that touched no terms in any of the months.
  package let idle: [TermsChange]
  /// Months of the range that are not sealed, by site.
  package let unsealed: [String]
  /// Where its lines are, if they were kept.
  package let keptTable: String?
}

/// `what-if`: prices sealed months under other terms, in a scratch place that nothing else reads.
///
/// The facts, the statements, the balances and everything else stay as they were sealed; only the
/// terms differ. Refunds give back what the order would have come to, where its month is in the range.
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
      var tally = WhatIfTally(changes: question.changes.count)
      for run in runs {
        progress(.stage("price \(run.id)"))
        let recalculation = try price(
          run, after: runs, question, categories, into: scratch, &tally, in: session)
        tally.add(recalculation)
      }
      if !isKept { try scratch.drop(in: session) }
      return WhatIfAnswer(
        question: question, months: tally.months, payees: tally.payees,
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
        of: run, rewritten: rewritten.map(\.number), scratch: scratch, shards: shards, in: tx
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
      remedy: "use names of the marketplace; kinds are product, merchant, category, provider and "
        + "tier_policy")
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
    }
  }
}

/// Sums up the months of a question; its size grows with partners, not with lines.
private struct WhatIfTally {
  private struct Key: Hashable {
    let partnerID: String
    let currency: Currency
  }

  private(set) var months: [WhatIfAnswer.Month] = []
  private var sums: [Key: (name: String, before: Int128, after: Int128)] = [:]
  /// How many versions of terms each change touched.
  var touched: [Int]

  init(changes: Int) {
    touched = Array(repeating: 0, count: changes)
  }

  mutating func add(_ recalculation: Recalculation) {
    var before: [Currency: Conservation] = [:]
    var after: [Currency: Conservation] = [:]
    for entry in recalculation.entries {
      let sealed = entry.sealed
      before[sealed.currency, default: Conservation(currency: sealed.currency)].platform +=
        Int128(sealed.orders.platform) + Int128(sealed.refunds.platform)
        - Int128(sealed.incentivesTotal) - Int128(sealed.adjustmentsTotal)
      after[sealed.currency, default: Conservation(currency: sealed.currency)].add(
        entry.totals, of: sealed.role)
      let key = Key(partnerID: sealed.partnerID, currency: sealed.currency)
      let known = sums[key] ?? (sealed.partnerName, 0, 0)
      sums[key] = (
        sealed.partnerName, known.before + Int128(sealed.linesTotal),
        known.after + entry.totals.linesTotal
      )
    }
    for currency in after.keys.sorted() {
      guard let new = after[currency], let old = before[currency] else { continue }
      months.append(
        WhatIfAnswer.Month(
          run: recalculation.reading.record, currency: currency,
          paid: Total(minorUnits: new.paid, currency: currency),
          before: Total(minorUnits: old.platform, currency: currency),
          after: Total(minorUnits: new.platform, currency: currency)))
    }
  }

  /// Largest difference first, then by key.
  var payees: [WhatIfAnswer.Payee] {
    sums.map { key, sum in
      WhatIfAnswer.Payee(
        partnerID: key.partnerID, name: sum.name, currency: key.currency,
        before: Total(minorUnits: sum.before, currency: key.currency),
        after: Total(minorUnits: sum.after, currency: key.currency))
    }.sorted {
      ($1.difference.minorUnits.magnitude, $0.partnerID, $0.currency)
        < ($0.difference.minorUnits.magnitude, $1.partnerID, $1.currency)
    }
  }
}
