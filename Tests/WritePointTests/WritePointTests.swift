import CivilTime
import Foundation
import Marketplace
import Operations
import Postgres
import TestKit
import Testing

/// A fault at every point of sealing, numbering, posting and paying where something is written:
/// afterwards nothing has happened, and what is done then is what would have been done without.
@Suite("Every write")
struct WritePointTests {
  /// One thing that somebody does, here and by a command.
  private struct Step {
    let name: String
    let run: (PayingWorld) throws -> Void
    let command: [String]

    init(
      name: String, _ run: @escaping (PayingWorld) throws -> Void, command: () -> [String]
    ) {
      self.name = name
      self.run = run
      self.command = command()
    }
  }

  @Test("a fault before, after or at the commit of any write leaves nothing behind")
  func everyWrite() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let key = SealKeySource.passing()
    let undisturbed = try world(key)
    let struck = try world(key)
    let reference = try WriteProbe(in: undisturbed.database)
    let probe = try WriteProbe(in: struck.database)
    #expect(try reference.digest() == probe.digest())
    let url = try struck.database.url()
    var tally: [String: Int] = [:]
    for step in try steps(in: folder) {
      if step.name == "post" {
        for world in [undisturbed, struck] { try world.database.forgetBooks() }
      }
      try reference.reset()
      try step.run(undisturbed)
      let commit = try reference.firstCommitPoint()
      let points = try strike(step, at: struck, probe, url, commit, &tally)
      #expect(try points == reference.points(), "\(step.name)")
      let differing = try zip(reference.digest(), probe.digest()).filter { $0 != $1 }
      #expect(differing.isEmpty, "\(step.name): \(differing.map(\.0))")
      print("every write: \(step.name), \(points) points")
    }
    #expect(try Ledger(struck.database.workplace).check(site: nil) == [])
    #expect(try AuditSeals(struck.database.workplace)().findings == [])
    #expect(try Invoices(struck.database.workplace).gaps().rows.isEmpty)
    let total = tally.values.reduce(0, +)
    print("every write: \(total) faults: \(tally.sorted { $0.key < $1.key })")
    #expect(total >= 500)
  }

  /// July of M-1 and of M-3, approved and not sealed.
  private func world(_ key: SealKeySource) throws -> PayingWorld {
    let world = try PayingWorld(now: "2026-07-31T12:00:00+08:00", sealKey: key)
    try world.load(
      "order_line",
      """
      line_id,product_id,customer_id,currency,sales_amount,paid_at
      L-1,P-1,C-1,CNY,1000000,2026-07-10T10:00:00+08:00
      L-2,P-1,C-1,CNY,200000,2026-07-11T10:00:00+08:00

      """)
    try world.database.setClock("2026-08-03T12:00:00+08:00")
    let run = try world.database.plan(PayingWorld.july, site: .cn).run.id
    try ReviewRun(world.database.workplace, by: "settler").submit(run)
    try ReviewRun(world.database.workplace, by: "approver").approve(run)
    return world
  }

  /// Strikes at every point of a step with everything there is, then lets it happen.
  ///
  /// - Returns: How many points it has.
  private func strike(
    _ step: Step, at world: PayingWorld, _ probe: WriteProbe, _ url: String,
    _ commit: Int, _ tally: inout [String: Int]
  ) throws -> Int {
    let before = try probe.digest()
    let sequences = try probe.sequences()
    for point in 1... {
      for strike in Strike.allCases {
        try probe.arm(point: point, strike)
        if strike == .killed {
          // What dies once the commit is on its way is done, and nobody was told.
          if point >= commit { continue }
          try probe.kill(step.command, atURL: url)
        } else {
          do {
            try step.run(world)
            // It has no such point, and is done.
            if strike == .terminated { return point - 1 }
            Issue.record("\(step.name), point \(point): \(strike) did not strike")
          } catch {
            try #require(try probe.points() >= point, "\(step.name), point \(point): \(error)")
          }
        }
        #expect(try probe.digest() == before, "\(step.name), point \(point), \(strike)")
        try probe.set(sequences)
        tally[strike.rawValue, default: 0] += 1
      }
    }
    return 0
  }

  private let run = "RUN-202607-cn-1"
  private let month = ["--period", "202607", "--site", "cn"]

  /// Everything that is done from the seal to the bank, in its order.
  private func steps(in folder: URL) throws -> [Step] {
    let payout = "202607-M-1-general-CNY"
    let answered = try bank(
      "CN-1",
      [
        BankSays.Entry(day: "2026-08-06", amount: -1_140_000, endToEndID: payout),
        BankSays.Entry(day: "2026-08-06", amount: -1_200, information: "account fee"),
      ], in: folder)
    let back = try bank(
      "CN-2",
      [
        BankSays.Entry(
          day: "2026-08-07", amount: 1_140_000, endToEndID: payout, returnReason: "AC04")
      ], in: folder)
    let explained = Step(name: "explain") {
      try UnexplainedMoney($0.database.workplace, by: "ann").explain(
        "BE-2", as: .charge, reason: "account fee")
    } command: {
      ["payout", "explain", "BE-2", "--kind", "charge", "--reason", "fee", "--as", "ann"]
    }
    let closed = Step(name: "close") {
      try AccountingPeriods($0.database.workplace, by: "ann").set(
        .closed, of: PayingWorld.july, site: .cn, reason: "month-end")
    } command: {
      ["period", "close"] + month + ["--reason", "month-end", "--as", "ann"]
    }
    return sealing + [state("countersigning"), state("payment_requested")]
      + paying(to: folder.appending(path: "PB-1.xml").path) + [answered, explained, back, closed]
  }

  private var sealing: [Step] {
    [
      Step(name: "seal") {
        _ = try SealRun($0.database.workplace, by: "settler")(run)
      } command: {
        ["run", "seal", run, "--as", "settler"]
      },
      Step(name: "number") {
        _ = try IssueFeeInvoices($0.database.workplace, by: "finance")(run: run)
      } command: {
        ["invoice", "issue", run, "--as", "finance"]
      },
      Step(name: "post") {
        _ = try PostJournal($0.database.workplace, by: "finance")(site: .cn)
      } command: {
        ["ledger", "post", "--site", "cn", "--as", "finance"]
      },
    ]
  }

  private func state(_ to: String) -> Step {
    Step(name: to) {
      _ = try StatementStates($0.database.workplace, by: "ann").move(
        StatementStates.Selection(period: PayingWorld.july, site: .cn), to: to, reason: "")
    } command: {
      ["statement", "move", "--to", to] + month + ["--as", "ann"]
    }
  }

  private func paying(to path: String) -> [Step] {
    [
      Step(name: "plan") {
        _ = try PlanPayouts($0.database.workplace, by: "ann")(site: .cn, executionDate: nil)
      } command: {
        ["payout", "plan", "--site", "cn", "--as", "ann"]
      },
      Step(name: "approve") {
        _ = try Payouts($0.database.workplace, by: "bea").approve("PB-1", ifPlan: nil)
      } command: {
        ["payout", "approve", "PB-1", "--as", "bea"]
      },
      Step(name: "export") {
        _ = try Payouts($0.database.workplace, by: "ann").export("PB-1") { _ in }
      } command: {
        ["payout", "export", "PB-1", "-O", path, "--as", "ann"]
      },
    ]
  }

  private func bank(
    _ id: String, _ entries: [BankSays.Entry], in folder: URL
  ) throws -> Step {
    let bytes = PayingWorld.file(.cn, id, entries)
    let path = folder.appending(path: "\(id).xml").path
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return Step(name: "import-bank \(id)") {
      _ = try ImportBank($0.database.workplace, by: "ann")(bytes)
    } command: {
      ["payout", "import-bank", path, "--as", "ann"]
    }
  }
}
