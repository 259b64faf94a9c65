import ArgumentParser
import Documents
import Marketplace
import Operations

/// `settled payout`.
struct PayoutCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "payout", abstract: "Pay statements, and match what the bank says.",
    discussion: """
      plan, approve by another person, export to the bank, import what the bank answers. What \
      nothing explains is listed by unmatched and must be nothing before a month is closed.
      """,
    subcommands: [
      Plan.self, List.self, Show.self, Approve.self, Export.self, Cancel.self, Fail.self,
      ImportBank.self, Unmatched.self, Match.self, Explain.self, Advice.self,
    ], aliases: ["payouts"])

  struct Plan: Verb {
    static let configuration = CommandConfiguration(
      commandName: "plan",
      abstract: "Put statements that wait for their payment into a batch for each account.",
      discussion: """
        Lists what is left out and why. Statements whose bank details no file can carry become \
        payment_info_error. Exits with 3 when something was left out.

          settled payout plan --site cn --as ann
          settled payout plan --site eu --on 2026-12-01 --as ann
        """)

    @Option(help: ArgumentHelp("cn, intl or eu.", valueName: "site")) var site: Site
    @Option(
      help: ArgumentHelp(
        "When the bank pays; otherwise the next working day.", valueName: "day"))
    var on: DayArgument?
    @OptionGroup var actor: ActorOptions
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let plans = try PlanPayouts(desk.workplace(place), by: actor.name)(
        site: site, executionDate: on?.date)
      let batches = plans.compactMap(\.batch)
      switch answer.form {
      case .csv, .json: try desk.show(Payouts.listing(batches), answer)
      case .table:
        for batch in batches { desk.terminal.show(Payouts.sentence(of: batch) + "\n") }
        if batches.isEmpty { desk.terminal.hint("nothing is to be paid") }
      }
      for change in plans.flatMap(\.changes) { desk.terminal.say(change) }
      let leftOut = plans.flatMap(\.leftOut)
      for statement in leftOut {
        desk.terminal.say(
          "left out: \(statement.statementID), \(statement.amount): \(statement.code.rawValue): "
            + "\(statement.sentence)\n  \(statement.remedy)")
      }
      if let first = batches.first {
        desk.terminal.hint("Next:  another person runs `settled payout approve \(first.id)`")
      }
      if !leftOut.isEmpty { throw ExitCode(3) }
    }
  }

  struct List: Verb {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List batches of payouts, newest first.",
      discussion: """
          settled payout list
        """)

    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      try desk.show(Payouts(desk.workplace(place)).list(), answer)
    }
  }

  struct Show: Verb {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show the payouts of a batch, and the hash of its file.",
      discussion: """
          settled payout show PB-7
        """)

    @Argument(help: "The id of a batch.") var batch: String
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      try desk.show(Payouts(desk.workplace(place)).show(batch).payouts, answer)
    }
  }

  struct Approve: Verb {
    static let configuration = CommandConfiguration(
      commandName: "approve", abstract: "Sign a batch that another person planned.",
      discussion: """
        Who planned it cannot approve it (exit code 4). With --if-plan it is refused (6) unless the \
        file is still the one that was looked at.

          settled payout approve PB-7 --if-plan 3f0c2a91 --as bea
        """)

    @Argument(help: "The id of a batch.") var batch: String
    @Option(
      name: .customLong("if-plan"),
      help: ArgumentHelp("At least 8 digits of the file's hash.", valueName: "hash"))
    var plan: String?
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      let record = try Payouts(desk.workplace(place), by: actor.name)
        .approve(batch, ifPlan: plan)
      desk.terminal.show(Payouts.sentence(of: record) + "\n")
      desk.terminal.hint("Next:  settled payout export \(batch) -O \(batch).xml")
    }
  }

  struct Export: Verb {
    static let configuration = CommandConfiguration(
      commandName: "export", abstract: "Write the file of an approved batch for the bank.",
      discussion: """
        pain.001.001.09, or CSV where the account's bank wants it. Its statements are paying from \
        then on. Asked again, the same bytes.

          settled payout export PB-7 -O PB-7.xml --as ann
        """)

    @Argument(help: "The id of a batch.") var batch: String
    @Option(
      name: [.customShort("O"), .customLong("output-file")],
      help: ArgumentHelp("Write to this file; - is stdout.", valueName: "file"))
    var outputFile: String?
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      let path = outputFile == "-" ? nil : outputFile
      _ = try Payouts(desk.workplace(place), by: actor.name).export(batch) { bytes in
        try desk.write(path) { write in
          try write(String(decoding: bytes, as: UTF8.self))
          return "the file of \(batch)"
        }
      }
    }
  }

  struct Cancel: Verb {
    static let configuration = CommandConfiguration(
      commandName: "cancel", abstract: "Give up a batch whose file has not left.",
      discussion: """
          settled payout cancel PB-7 --reason 'wrong day' --as ann
        """)

    @Argument(help: "The id of a batch.") var batch: String
    @OptionGroup var why: ReasonOption
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      let record = try Payouts(desk.workplace(place), by: actor.name)
        .cancel(batch, reason: why.reason)
      desk.terminal.show(Payouts.sentence(of: record) + "\n")
    }
  }

  struct Fail: Verb {
    static let configuration = CommandConfiguration(
      commandName: "fail", abstract: "Record that the bank did not execute a payout that was sent.",
      discussion: """
        Its statement becomes payment_rejected and can be paid again.

          settled payout fail 202610-M-0042-general-CNY --reason 'bank refused, reference 88'
        """)

    @Argument(help: "The end-to-end id of a payout.") var payout: String
    @OptionGroup var why: ReasonOption
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      try Payouts(desk.workplace(place), by: actor.name).fail(payout, reason: why.reason)
      desk.terminal.hint("\(payout) was not executed; its statement is payment_rejected")
    }
  }
}
