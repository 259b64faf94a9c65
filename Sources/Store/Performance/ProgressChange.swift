import Amounts
import CivilTime
import Marketplace
import Performance
import Postgres

/// A partner that stands otherwise on the bands of a policy than a run kept when it was planned: facts
/// or policies have changed since. Rules 9.1 and 9.2.
package struct ProgressChange: Sendable {
  private let policyID: String
  private let partnerID: String
  private let currency: Currency
  /// Nil where nothing was kept, or nothing is to be kept now.
  private let before: Standing?
  private let after: Standing?

  private struct Standing: Equatable {
    let basis: MinorUnits
    let openCredits: Int64
  }

  private struct Key: Hashable, Comparable {
    let policy: String
    let partner: String

    static func < (one: Key, other: Key) -> Bool {
      (one.policy, one.partner) < (other.policy, other.partner)
    }
  }

  /// The first partner that stands otherwise now, by policy; nil where all stand as they did.
  ///
  /// A run that kept no progress has none, and one that refused usage is not compared: what it could
  /// not rate is in no basis of its own, and may be in that of its stored usage.
  package static func first(
    since run: RunRecord, in tx: borrowing Transaction
  ) throws -> ProgressChange? {
    let keepsProgress = try MonthRun.list(of: run.period, in: tx).contains {
      $0.number == run.number && $0.keepsProgress
    }
    let refusesUsage = try RunStore.exceptions(of: run.number, in: tx).contains {
      $0.sourceKind == SourceKind.usage.rawValue
    }
    guard keepsProgress, !refusesUsage else { return nil }
    var kept: [Key: Standing] = [:]
    for row in try tx.query(Query.Incentives.listKeptProgress, [.int32(run.number), .text("")]) {
      kept[Key(policy: row.text(0), partner: row.text(1))] = Standing(
        basis: row.int64(2), openCredits: row.int64(3))
    }
    let catalogue = try CatalogueReader.catalogue(of: run.site, in: tx)
    let stage = try IncentiveStage(
      site: run.site, period: run.period, catalogue: catalogue, in: tx)
    let now = Dictionary(
      uniqueKeysWithValues: try stage.progress(usageOf: run.number, in: tx).map {
        (
          Key(
            policy: stage.policies[$0.progress.policy].id,
            partner: catalogue.partners[$0.partner].id),
          Standing(basis: $0.progress.basis, openCredits: Int64($0.progress.openCredits))
        )
      })
    let changed = Set(kept.keys).union(now.keys).filter { kept[$0] != now[$0] }.min()
    guard let changed else { return nil }
    let policies =
      try stage.policies + PolicyReader.policies(keptBy: run.number, of: run.site, in: tx)
    guard let policy = policies.first(where: { $0.id == changed.policy }) else {
      preconditionFailure("policy \(changed.policy) was compared and is not known")
    }
    return ProgressChange(
      policyID: changed.policy, partnerID: changed.partner, currency: policy.currency,
      before: kept[changed], after: now[changed])
  }

  /// `A-1 under I-M had CNY 800.00 when it was planned, and has CNY 900.00 with 1 open on credit now`.
  package var sentence: String {
    func words(_ standing: Standing?) -> String {
      guard let standing else { return "nothing" }
      let basis = Money(minorUnits: standing.basis, currency: currency)
      let credits = standing.openCredits
      return "\(currency.code) \(basis.decimalText)"
        + (credits == 0 ? "" : " with \(credits) open on credit")
    }
    return "\(partnerID) under \(policyID) had \(words(before)) when it was planned, and has "
      + "\(words(after)) now"
  }
}
