import CivilTime
import Foundation
import Marketplace
import Operations
import TestKit

/// One thing that somebody does, here and by a command.
struct Step {
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

  /// What comes before it: sealing has posted all that there was to post.
  func prepare(_ world: PayingWorld) throws {
    if name == "post" { try world.database.forgetBooks() }
  }
}

/// What a month comes to after its approval, step by step.
struct Steps {
  /// July of M-1 and of M-3, approved and not sealed.
  static func world(_ key: SealKeySource, cluster: String? = nil) throws -> PayingWorld {
    let world = try PayingWorld(now: "2026-07-31T12:00:00+08:00", sealKey: key, cluster: cluster)
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

  /// What `audit verify` finds in a world that went through all steps, but for the batches that were
  /// forgotten before `post`: the trail remembers them.
  static func findings(in world: PayingWorld) throws -> [AuditFinding] {
    try AuditSeals(world.database.workplace)().findings.filter { $0.code != "batch_lost" }
  }

  private let run = "RUN-202607-cn-1"
  private let month = ["--period", "202607", "--site", "cn"]

  /// Everything that is done from the seal to the bank, in its order.
  ///
  /// - Parameter folder: Where files of banks are written.
  func all(in folder: URL) throws -> [Step] {
    let refused = "202607-M-1-general-CNY"
    let payout = "\(refused)-R2"
    let refusal = try report(
      "R-1", BankAnswers("PB-1", "CNY", [.init(refused, "RJCT", reason: "AM04")]), in: folder)
    let acceptance = try report("R-2", BankAnswers("PB-2", "CNY", group: "ACTC"), in: folder)
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
      + paying("PB-1", in: folder) + [refusal, state("payment_requested")]
      + paying("PB-2", in: folder) + [acceptance, answered, explained, back, closed]
  }

  private var sealing: [Step] {
    [
      Step(name: "seal") {
        _ = try SealRun($0.database.workplace, by: "settler")(run)
      } command: {
        ["run", "seal", run, "--as", "settler"]
      },
      Step(name: "number") {
        _ = try IssueFeeInvoices($0.database.workplace, by: "finance")(of: run)
      } command: {
        ["invoice", "issue", run, "--as", "finance"]
      },
      Step(name: "post") {
        _ = try PostJournal($0.database.workplace, by: "finance")(site: .cn)
      } command: {
        ["ledger", "post", "--site", "cn", "--as", "finance"]
      },
    ] + correcting + reversing
  }

  private var correcting: [Step] {
    [
      Step(name: "name") {
        var entry = TradeParties.Entry(country: "CN")
        entry.name = "Renamed Ltd"
        try TradeParties($0.database.workplace, by: "ann").enter(entry, of: .partner("M-1"))
      } command: {
        ["invoice", "party", "M-1", "--country", "CN", "--name", "Renamed Ltd", "--as", "ann"]
      },
      Step(name: "correct") {
        _ = try CorrectInvoice($0.database.workplace, by: "finance")(
          "CN-FEE-2026-000001", reason: "renamed")
      } command: {
        ["invoice", "correct", "CN-FEE-2026-000001", "--reason", "renamed", "--as", "finance"]
      },
    ]
  }

  /// The tax bureau's invoice of what was corrected, and the red one that reverses it.
  private var reversing: [Step] {
    let (blue, credit) = ("CN-FEE-2026-000001", "CN-CRN-2026-000001")
    return [
      legal(blue, "26312000000012345678"),
      Step(name: "request") {
        let letters = RedLetters($0.database.workplace, by: "ann")
        _ = try letters.request(
          RedLetters.Request(invoiceID: blue, creditNoteID: credit, reasonCode: "01"))
      } command: {
        ["invoice", "red-letter", "request", blue, "--credit", credit, "--reason-code", "01"]
          + ["--as", "ann"]
      },
      Step(name: "record") {
        _ = try RedLetters($0.database.workplace, by: "ann").record(
          RedLetters.Report(code: "01", number: "31012608000000000001"), of: "RLC-1")
      } command: {
        ["invoice", "red-letter", "record", "RLC-1", "--state", "01"]
          + ["--number", "31012608000000000001", "--as", "ann"]
      },
      legal(credit, "26312000000012345679"),
    ]
  }

  private func legal(_ id: String, _ number: String) -> Step {
    Step(name: "legal \(id)") {
      try LegalNumbers($0.database.workplace, by: "ann").enter(
        LegalNumbers.Entry(
          id: id, number: number, issuedOn: CivilDate(parsing: "2026-08-03")))
    } command: {
      ["invoice", "legal", id, "--number", number, "--issued-on", "2026-08-03", "--as", "ann"]
    }
  }

  private func state(_ to: String) -> Step {
    Step(name: to) {
      _ = try StatementStates($0.database.workplace, by: "ann").move(
        StatementStates.Selection(period: PayingWorld.july, site: .cn), to: to, reason: "")
    } command: {
      ["statement", "move", "--to", to] + month + ["--as", "ann"]
    }
  }

  private func paying(_ batch: String, in folder: URL) -> [Step] {
    [
      Step(name: "plan") {
        _ = try PlanPayouts($0.database.workplace, by: "ann")(site: .cn, executionDate: nil)
      } command: {
        ["payout", "plan", "--site", "cn", "--as", "ann"]
      },
      Step(name: "approve") {
        _ = try Payouts($0.database.workplace, by: "bea").approve(batch, ifPlan: nil)
      } command: {
        ["payout", "approve", batch, "--as", "bea"]
      },
      Step(name: "export") {
        _ = try Payouts($0.database.workplace, by: "ann").export(batch) { _ in }
      } command: {
        let path = folder.appending(path: "\(batch).xml").path
        return ["payout", "export", batch, "-O", path, "--as", "ann"]
      },
    ]
  }

  private func bank(
    _ id: String, _ entries: [BankSays.Entry], in folder: URL
  ) throws -> Step {
    try heard(id, PayingWorld.file(.cn, id, entries), in: folder)
  }

  private func report(_ id: String, _ answers: BankAnswers, in folder: URL) throws -> Step {
    try heard(id, answers.file(id), in: folder)
  }

  private func heard(_ id: String, _ bytes: [UInt8], in folder: URL) throws -> Step {
    let path = folder.appending(path: "\(id).xml").path
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return Step(name: "import-bank \(id)") {
      _ = try ImportBank($0.database.workplace, by: "ann")(bytes)
    } command: {
      ["payout", "import-bank", path, "--as", "ann"]
    }
  }
}
