import Amounts
import CivilTime
import Marketplace
import Performance
import Postgres
import Settlement

/// The incentives of a run, computed while it reads its snapshot. Rule 9.2.
///
/// Purchases come added up by the server, so that the work that reaches us is bounded by providers,
/// months and refunded purchases; memory is bounded by policies, providers and months.
package struct IncentiveStage: Sendable {
  /// Of the run's site, by key.
  package let policies: [IncentivePolicy]
  private let site: Site
  private let period: Period
  private let catalogue: Catalogue

  /// Reads the policies of a site for a run of a period.
  package init(
    site: Site, period: Period, catalogue: Catalogue, in tx: borrowing Transaction
  ) throws {
    self.site = site
    self.period = period
    self.catalogue = catalogue
    policies = try PolicyReader.policies(of: site, in: tx)
  }

  /// A basis without purchases and usage.
  private var emptyBasis: IncentiveBasis { IncentiveBasis(for: policies) }

  /// The usage that no sealed run has billed to its merchant, as the run has rated it. Rule 10 (9.1):
  /// it counts whatever it waits for.
  package func basis(of usage: UsageLines) throws -> IncentiveBasis {
    var basis = emptyBasis
    if policies.isEmpty { return basis }
    for shard in 0..<usage.shardCount {
      try usage.forEach(shard) { row in
        guard !row.payees.contains(.merchant), let provider = row.fact.company.provider,
          catalogue.providers.role(of: provider) != nil
        else { return }
        basis.add(
          row.fact, partner: provider, product: catalogue.productNames[row.product].id)
      }
    }
    return basis
  }

  /// What is owed for cycles that have ended by the run's cut-off and is not billed; what does not fit
  /// is refused, and parks its partner.
  ///
  /// - Parameters:
  ///   - fresh: Usage that the run rates and no sealed run billed; nil for none.
  package func lines(
    fresh: IncentiveBasis? = nil, in tx: borrowing Transaction
  ) throws -> IncentiveOutcome {
    guard let start = policies.map(\.validFrom).min() else {
      return IncentiveOutcome(
        policies: [], lines: [], progress: [], tooLarge: [], period: period, catalogue: catalogue)
    }
    let basis = try self.basis(from: start, fresh: fresh, usageOf: -1, in: tx)
    let incentives = Incentives(of: policies, partners: catalogue.partners, cutoff: period.end)
    let (lines, tooLarge) = incentives.lines(basis: basis, billed: try billed(in: tx))
    let (progress, tooFar) = incentives.progress(in: period, basis: basis)
    return IncentiveOutcome(
      policies: policies, lines: lines, progress: progress,
      tooLarge: tooLarge + tooFar.filter { !tooLarge.contains($0) }, period: period,
      catalogue: catalogue)
  }

  /// How far every partner has come in the cycle of the run's month, on facts and policies of now;
  /// without those that do not fit.
  ///
  /// - Parameter run: A live run whose stored usage counts beside that of sealed runs.
  func progress(
    usageOf run: Int32, in tx: borrowing Transaction
  ) throws -> [(partner: Int, progress: IncentiveProgress)] {
    guard let start = policies.map(\.validFrom).min() else { return [] }
    return Incentives(of: policies, partners: catalogue.partners, cutoff: period.end).progress(
      in: period, basis: try basis(from: start, usageOf: run, in: tx)
    ).progress
  }

  /// The performance that incentives are computed on, as of the cut-off.
  ///
  /// - Parameter run: A live run whose stored usage counts beside that of sealed runs; 0 for none,
  ///   -1 for only what is billed to its merchant.
  package func basis(
    from start: Instant, fresh: IncentiveBasis? = nil, usageOf run: Int32 = 0,
    in tx: borrowing Transaction
  ) throws -> IncentiveBasis {
    var basis = emptyBasis
    if let fresh { basis.add(fresh) }
    try tx.query(
      Query.Incentives.setBasisScope,
      [
        .text(site.rawValue), .timestamp(start.microseconds),
        .timestamp(period.end.microseconds), .int32(run),
      ])
    try tx.copyOut(Query.Incentives.streamPurchases) { row in
      try addPurchase(&row, to: &basis)
    }
    try tx.copyOut(Query.Incentives.streamUsage) { row in
      try addUsage(&row, to: &basis)
    }
    return basis
  }

  private func addPurchase(_ row: inout CopyRow, to basis: inout IncentiveBasis) throws {
    let partner = try row.nextBytes().flatMap { catalogue.partner(id: $0) }
    let product = try row.nextText()
    let currency = try row.nextCurrency()
    // A currency nobody knows is an exception of the run; no policy is in it.
    guard let partner, let currency else { return }
    let sales = try row.nextOptionalInt64()
    let purchase = Purchase(
      currency: currency, list: 0, sales: sales ?? 0, voucher: try row.nextOptionalInt64() ?? 0,
      cash: try row.nextOptionalInt64() ?? 0, credit: try row.nextOptionalInt64() ?? 0,
      paidAt: try row.nextInstant(), repaidAt: try row.nextInstant())
    guard let paidAt = purchase.paidAt else {
      preconditionFailure("what was bought and not paid was read")
    }
    do {
      guard sales != nil else { throw AmountError.overflow }
      try basis.add(
        purchase, refunds: PackedShares(try row.nextBytes()), partner: partner, product: product)
    } catch is AmountError {
      basis.addTooMuch(paidAt: paidAt, in: currency, partner: partner, product: product)
    }
  }

  private func addUsage(_ row: inout CopyRow, to basis: inout IncentiveBasis) throws {
    let partner = try row.nextBytes().flatMap { catalogue.partner(id: $0) }
    let product = try row.nextText()
    let currency = try row.nextCurrency()
    guard let partner, let currency, let usage = try row.nextUsage(in: currency) else { return }
    basis.add(usage, partner: partner, product: product)
  }

  /// What sealed runs have billed; policies and partners that are gone owe nothing more.
  private func billed(in tx: borrowing Transaction) throws -> [BilledIncentive] {
    let index = Dictionary(uniqueKeysWithValues: policies.enumerated().map { ($1.id, $0) })
    return try tx.query(Query.Incentives.listBilled, [.text(site.rawValue)]).compactMap { row in
      guard let policy = index[row.text(0)], let partner = catalogue.partner(id: row.text(1)),
        let cycle = Cycle(text: row.text(2))
      else { return nil }
      return BilledIncentive(
        policy: policy, partner: partner, cycle: cycle, amount: row.int64(3),
        lines: Int(row.int64(4)))
    }
  }
}
