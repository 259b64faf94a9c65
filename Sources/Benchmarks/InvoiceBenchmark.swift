import CivilTime
import Digests
import Foundation
import Operations
import Postgres
import Store

/// Measures how long the fee invoices of a sealed month take: numbered and issued with their
/// electronic form, signed, and kept.
struct InvoiceBenchmark {
  let settings: ConnectionSettings

  /// Fills an emptied database, seals its month and measures, once: a month is issued once.
  ///
  /// - Parameter merchants: About as many documents are issued.
  func run(_ merchants: Int) throws {
    let now = Marketplace.period.end.microseconds + 9 * 86_400_000_000
    let workplace = Workplace(
      database: settings, sealKey: .passing(), signer: .given(try DocumentSigner.passing())
    ) {
      // The certificate is of today.
      Instant(microseconds: max(now, Int64(Date().timeIntervalSince1970) * 1_000_000))
    }
    let session = try workplace.openSession()
    try session.query(Query.Benchmark.dropSettlement)
    try session.query(Query.Benchmark.dropMarketplace)
    try Migrations.apply(to: session, now: workplace.now()) { _ in }
    try Marketplace(orderLines: 20 * merchants, merchants: merchants).fill(session)
    try nameParties(merchants, workplace)
    let plan = try PlanRun(workplace, site: .cn, period: Marketplace.period, by: "settler")()
    let review = ReviewRun(workplace, by: "settler")
    _ = try review.acknowledge(plan.run.id, reason: "generated facts")
    try review.submit(plan.run.id)
    try ReviewRun(workplace, by: "approver").approve(plan.run.id)
    _ = try SealRun(workplace, by: "approver")(plan.run.id)
    let meter = Meter(backend: session.backendID)
    Meter.resetPeakMemory()
    var count = 0
    let issued = try meter.measure {
      count = try IssueFeeInvoices(workplace, by: "finance")(of: plan.run.id).count
    }
    line(count, "issue", issued, ratio: nil, peak: nil)
    let records = try Invoices(workplace).records(period: Marketplace.period)
    let signed = try meter.measure {
      _ = try SignInvoices(workplace, by: "finance")(records)
    }
    // The server's share of the two sessions that sign is not in its CPU.
    line(count, "sign and keep", signed, ratio: nil, peak: Meter.peakMemory())
    let total = issued.wall + signed.wall
    print("\(number(total, 1)) s for \(count) documents, \(number(Double(count) / total, 0))/s")
  }

  private func nameParties(_ merchants: Int, _ workplace: Workplace) throws {
    let parties = TradeParties(workplace, by: "finance")
    var entry = TradeParties.Entry(country: "CN")
    entry.city = "上海市"
    entry.lines = ["示例路1号"]
    entry.validFrom = Marketplace.period.firstDate
    entry.taxNumber = "CN91310115MA1K34567F"
    try parties.enter(entry, of: .issuer(.cn))
    for number in 1...merchants {
      entry.taxNumber = "CN9131011500000\(100_000 + number)"
      try parties.enter(entry, of: .partner("M-\(number)"))
    }
  }
}
