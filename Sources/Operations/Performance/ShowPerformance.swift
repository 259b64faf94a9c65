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

  private typealias Step = PartnerMonth.Step

  /// The month's figures, and the incentives and waivers.
  ///
  /// - Throws: `Refusal` `.notFound` for an unknown partner.
  package func callAsFunction(partner id: String, period: Period) throws -> PartnerMonth {
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
      var tooLarge: [String] = []
      if catalogue.partners[partner].kind.providerRole != nil {
        for site in Site.allCases {
          let run = runs.first { $0.site == site }
          if let run, run.isSealed, run.keepsProgress {
            let refused = try RunStore.exceptions(of: run.number, in: tx).filter {
              $0.code == IncentiveOutcome.overflowCode && $0.partnerID == id
            }.map(\.sourceID)
            tooLarge += refused
            steps += try PartnerProgress.incentives(
              of: catalogue.partners[partner], in: period, keptBy: run, in: tx
            ).map { Step($0.progress, under: $0.policy, keptBy: run.id) }
              .filter { !refused.contains("\($0.policyID)/\($0.cycle)") }
          } else {
            let computed = try incentives(
              of: partner, site, period, usageOf: run?.isSealed == false ? run?.number : nil,
              catalogue, in: tx)
            if run?.isSealed == true, !computed.steps.isEmpty { forgetful = forgetful ?? run }
            steps += computed.steps
            tooLarge += computed.tooLarge
          }
        }
      }
      steps += try PartnerProgress.waivers(of: id, in: period, in: tx).map { Step($0, period) }
      let anew = runs.first { $0.site == site && $0.isSealed && !$0.keepsFigures }
      return PartnerMonth(
        partnerID: id, period: period, state: state, figures: figures, steps: steps,
        notes: Self.notes(withoutFigures: anew, withoutProgress: forgetful)
          + tooLarge.map { "\($0) does not fit 64 bits and is not computed" })
    }
  }

  /// The incentives of the policies of one site as facts and policies are now; partners are the same
  /// for all sites.
  private func incentives(
    of partner: Int, _ site: Site, _ period: Period, usageOf run: Int32?, _ catalogue: Catalogue,
    in tx: borrowing Transaction
  ) throws -> (steps: [Step], tooLarge: [String]) {
    let stage = try IncentiveStage(site: site, period: period, catalogue: catalogue, in: tx)
    guard let start = stage.policies.map(\.validFrom).min() else { return ([], []) }
    let basis = try stage.basis(from: start, usageOf: run ?? 0, in: tx)
    let (progress, tooLarge) = Incentives(
      of: stage.policies, partners: catalogue.partners, cutoff: period.end
    ).progress(of: partner, in: period, basis: basis)
    return (
      progress.map { Step($0, under: stage.policies[$0.policy], keptBy: nil) },
      tooLarge.map { "\(stage.policies[$0.policy].id)/\($0.cycle.text)" }
    )
  }

  /// What of a sealed month is not as its run knew it.
  private static func notes(
    withoutFigures figures: MonthRun?, withoutProgress progress: MonthRun?
  ) -> [String] {
    [("figures", figures), ("incentives", progress)].compactMap { part, run in
      run.map {
        "\(part) computed anew from the facts of today: \($0.id) is of a release that kept none"
      }
    }
  }
}

extension PartnerMonth.Step {
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
