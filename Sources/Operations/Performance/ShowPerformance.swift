import Amounts
import CivilTime
import Documents
import Marketplace
import Performance
import Postgres
import Store

/// `performance show`: a partner's month, and how far it is from the next band of each incentive
/// and fee waiver. Rules 9.1, 9.2 and 5.7.
///
/// A sealed month is as its run knew it, policies and bands included; what earlier releases did not
/// keep is computed anew from the facts and policies of today, and says so.
package struct ShowPerformance: Sendable {
  private let workplace: Workplace

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// One incentive or waiver of the partner.
  fileprivate struct Step {
    let kind: String
    let policyID: String
    let productID: String?
    /// The cycle of an incentive, the month of a waiver.
    let cycle: String
    let total: Money
    let rate: Rate
    /// What an incentive would earn if the cycle ended now; nil of a waiver.
    let earned: Money?
    /// Purchases on credit that freeze an incentive.
    let openCredits: Int
    let next: NextBand?
    /// The run that kept it; nil where it is computed from the facts of today.
    let runID: String?
  }

  /// The incentives and waivers in columns; the figures of the month are the summary.
  ///
  /// - Throws: `Refusal` `.notFound` for an unknown partner.
  package func callAsFunction(partner id: String, period: Period) throws -> Listing {
    let session = try workplace.openCheckedSession()
    return try session.transaction(.repeatableRead, readOnly: true) {
      (tx: borrowing Transaction) in
      var figures: [PartnerFigures] = []
      try KeptFigures.read(period, site: nil, partner: id, in: tx) { figures.append($0) }
      let catalogue = try CatalogueReader.catalogue(of: .cn, in: tx)
      guard let partner = catalogue.partner(id: id) else {
        throw Refusal(
          .notFound, "partner_not_found", "there is no partner \(id)",
          remedy: "give a partner_id of marketplace.partner")
      }
      let site = catalogue.partners[partner].site
      let state = try FiguresStream.states(of: period, in: tx)[site] ?? .estimate
      let runs = try MonthRun.list(of: period, in: tx)
      var steps: [Step] = []
      var forgetful: MonthRun?
      if catalogue.partners[partner].kind.providerRole != nil {
        for site in Site.allCases {
          let run = runs.first { $0.site == site }
          if let run, run.isSealed, run.keepsProgress {
            steps += try PartnerProgress.incentives(
              of: catalogue.partners[partner], in: period, keptBy: run, in: tx
            ).map { Step($0.progress, under: $0.policy, keptBy: run.id) }
          } else {
            let computed = try incentives(
              of: partner, site, period, usageOf: run?.isSealed == false ? run?.number : nil,
              catalogue, in: tx)
            if run?.isSealed == true, !computed.isEmpty { forgetful = forgetful ?? run }
            steps += computed
          }
        }
      }
      steps += try PartnerProgress.waivers(of: id, in: period, in: tx).map { Step($0, period) }
      let anew = runs.first { $0.site == site && $0.isSealed && !$0.keepsFigures }
      return listing(
        steps,
        try summary(of: figures, period, state)
          + Self.notes(withoutFigures: anew, withoutProgress: forgetful))
    }
  }

  /// The incentives of the policies of one site as facts and policies are now; partners are the same
  /// for all sites.
  private func incentives(
    of partner: Int, _ site: Site, _ period: Period, usageOf run: Int32?, _ catalogue: Catalogue,
    in tx: borrowing Transaction
  ) throws -> [Step] {
    let stage = try IncentiveStage(site: site, period: period, catalogue: catalogue, in: tx)
    guard let start = stage.policies.map(\.validFrom).min() else { return [] }
    let basis = try stage.basis(from: start, usageOf: run ?? 0, in: tx)
    return try Incentives(
      of: stage.policies, partners: catalogue.partners, cutoff: period.end
    ).progress(of: partner, in: period, basis: basis).map {
      Step($0, under: stage.policies[$0.policy], keptBy: nil)
    }
  }

  /// What of a sealed month is not as its run knew it, in words behind the figures.
  private static func notes(
    withoutFigures figures: MonthRun?, withoutProgress progress: MonthRun?
  ) -> String {
    [("figures", figures), ("incentives", progress)].compactMap { part, run in
      run.map {
        "; \(part) computed anew from the facts of today: \($0.id) is of a release that kept none"
      }
    }.joined()
  }

  private func listing(_ steps: [Step], _ summary: String) -> Listing {
    Listing(
      "bands", of: steps,
      [
        ListedColumn("kind", .text) { .text($0.kind) },
        ListedColumn("policy_id", .text) { .text($0.policyID) },
        ListedColumn("product_id", .text) { TableCell($0.productID) },
        ListedColumn("cycle", .text) { .text($0.cycle) },
        ListedColumn("currency", .text) { .text($0.total.currency.code) },
        ListedColumn("total", .amount) { .amount($0.total) },
        ListedColumn("rate", .rate) { .rate($0.rate) },
        ListedColumn("earned", .amount) { TableCell($0.earned) },
        ListedColumn("open_credits", .integer) { .integer(Int64($0.openCredits)) },
        ListedColumn("next_band", .text) { TableCell($0.next?.sentence) },
        ListedColumn("known_from", .text) { .text($0.runID ?? "facts") },
      ], summary: summary)
  }

  /// `performance CNY 265.00 in 202605 (estimate)`.
  private func summary(
    of figures: [PartnerFigures], _ period: Period, _ state: PerformanceState
  ) throws -> String {
    let amounts = try figures.map { partner in
      guard let amount = MinorUnits(exactly: partner.figures.performance(of: partner.side)) else {
        throw AmountError.overflow
      }
      let money = Money(minorUnits: amount, currency: partner.currency)
      return "\(partner.currency.code) \(money.groupedText)"
    }
    let total = amounts.isEmpty ? "nothing" : amounts.joined(separator: ", ")
    return "performance \(total) in \(period.text) (\(state.rawValue))"
  }
}

extension ShowPerformance.Step {
  fileprivate init(
    _ progress: IncentiveProgress, under policy: IncentivePolicy, keptBy runID: String?
  ) {
    func money(_ amount: MinorUnits) -> Money {
      Money(minorUnits: amount, currency: policy.currency)
    }
    self.init(
      kind: "incentive", policyID: policy.id, productID: policy.productID,
      cycle: progress.cycle.text, total: money(progress.basis), rate: progress.rate,
      earned: money(progress.earned), openCredits: progress.openCredits, next: progress.next,
      runID: runID)
  }

  fileprivate init(_ waiver: WaiverProgress, _ period: Period) {
    self.init(
      kind: "fee_waiver", policyID: waiver.policyID, productID: waiver.productID,
      cycle: period.text, total: Money(minorUnits: waiver.total, currency: waiver.currency),
      rate: waiver.increment, earned: nil, openCredits: 0, next: waiver.next, runID: waiver.runID)
  }
}
