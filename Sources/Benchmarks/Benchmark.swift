import CivilTime
import Foundation
import Operations
import Postgres
import Store

/// One size after another: fill, alternate bare copies and draft, then seal.
struct Benchmark {
  let settings: ConnectionSettings
  let rounds: Int
  /// Of the marketplace; each has four products.
  let merchants: Int
  /// The stage of a plan that compares with the second calculator.
  private static let check = "calculate again"

  private var workplace: Workplace {
    Workplace(database: settings, sealKey: .passing()) {
      Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
    }
  }

  /// Empties the database and migrates it.
  private func prepare(_ session: borrowing Session) throws {
    try session.query(Query.Benchmark.dropSettlement)
    try session.query(Query.Benchmark.dropMarketplace)
    try Migrations.apply(to: session, now: workplace.now()) { _ in }
  }

  func run(_ orderLines: Int) throws {
    let session = try workplace.openSession()
    try prepare(session)
    FileHandle.standardError.write(Data("filling \(orderLines) order lines\n".utf8))
    try Marketplace(orderLines: orderLines, merchants: merchants).fill(session)
    let meter = Meter(backend: session.backendID)
    let copies = BareCopies(settings: settings)
    // The first reading after a fill marks every row as committed; no round shall pay for that.
    try copies.out()
    var out: [Meter.Reading] = []
    var into: [Meter.Reading] = []
    var drafts: [[(name: String, reading: Meter.Reading)]] = []
    var plan: PlanOutcome?
    var peak = 0.0
    for _ in 0..<rounds {
      Meter.resetPeakMemory()
      drafts.append(
        try meter.measureStages { begin in
          plan = try PlanRun(
            workplace, site: .cn, period: Marketplace.period, by: "settler",
            progress: { if case .stage(let name) = $0 { begin(name) } })()
        })
      peak = max(peak, Meter.peakMemory())
      let sample = try copies.sample()
      let lines = Int(plan?.run.lines ?? 0)
      out.append(try meter.measure { try copies.out() })
      into.append(try meter.measure { try copies.in(lines: lines, sample: sample) })
    }
    guard let plan else { return }
    let bare = median(out)
    let written = median(into)
    let base = bare.cpu + written.cpu
    line(orderLines, "bare COPY out", bare, ratio: nil, peak: nil)
    line(orderLines, "bare COPY in (\(plan.run.lines) lines)", written, ratio: nil, peak: nil)
    var draft = Meter.Reading(wall: 0, client: 0, server: 0)
    for (index, stage) in drafts[0].enumerated() {
      let reading = median(drafts.map { $0[index].reading })
      // The second calculation is a check of the draft and no part of it.
      if stage.name != Self.check { draft = draft + reading }
      line(orderLines, stage.name, reading, ratio: reading.cpu / base, peak: nil)
    }
    line(orderLines, "draft, without \(Self.check)", draft, ratio: draft.cpu / base, peak: peak)
    try seal(plan, orderLines, meter)
  }

  private func seal(_ plan: PlanOutcome, _ orderLines: Int, _ meter: Meter) throws {
    let review = ReviewRun(workplace, by: "settler")
    // Some sales under strict selection lie below the floor price.
    _ = try review.acknowledge(plan.run.id, reason: "generated facts")
    let submit = try meter.measure { try review.submit(plan.run.id) }
    let approve = try meter.measure {
      try ReviewRun(workplace, by: "approver").approve(plan.run.id)
    }
    line(orderLines, "submit (freeze and index)", submit, ratio: nil, peak: nil)
    line(orderLines, "approve (digest again)", approve, ratio: nil, peak: nil)
    let seal = try meter.measure { _ = try SealRun(workplace, by: "approver")(plan.run.id) }
    line(orderLines, "seal", seal, ratio: nil, peak: nil)
  }
}
