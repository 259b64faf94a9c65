import ArgumentParser
import Documents
import Marketplace
import Operations

extension PayoutCommand {
  struct ImportBank: Verb {
    static let configuration = CommandConfiguration(
      commandName: "import-bank",
      abstract: "Import what the bank says: camt.053, camt.054 or pain.002.",
      discussion: """
        Payments are matched by end-to-end id or batch: paid, returned, fee deducted; of pain.002, \
        accepted or refused. A refused payment's statement can be paid again; nothing is posted for \
        it. The same bookings or answers again change nothing; what fitted nothing before is tried \
        again. Exits with 3 while something is unexplained.

          settled payout import-bank statement.xml --as ann
        """)

    @Argument(help: "A file of the bank.", completion: .file()) var file: String
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      let outcome = try Operations.ImportBank(desk.workplace(place), by: actor.name)(path: file)
      desk.terminal.show(Self.sentence(of: outcome) + "\n")
      for payout in outcome.answers?.refused ?? [] {
        desk.terminal.say("refused: \(payout.endToEndID): \(payout.words)\n  \(payout.remedy)")
      }
      if outcome.unexplained > 0 {
        desk.terminal.hint("Next:  settled payout unmatched")
        throw ExitCode(3)
      }
    }

    private static func sentence(of outcome: Operations.ImportBank.Outcome) -> String {
      guard let answers = outcome.answers else {
        return "\(counted(outcome.entries, "new booking")), \(outcome.known) known, "
          + "\(outcome.pending) only expected; \(outcome.paid) paid, \(outcome.returned) returned, "
          + "\(outcome.unexplained) unexplained"
      }
      let new = answers.kept + answers.refused.count + answers.unmatched
      return "\(counted(new, "new answer")), \(outcome.known) known; "
        + "\(answers.refused.count) refused, \(answers.kept) for information, "
        + "\(outcome.unexplained) unexplained"
    }
  }

  struct Unmatched: Verb {
    static let configuration = CommandConfiguration(
      commandName: "unmatched",
      abstract: "List what the bank booked or answered and nothing explains, with its sum.",
      discussion: """
          settled payout unmatched
          settled payout unmatched --site cn --format json
        """)

    @Option(help: ArgumentHelp("Only this site: cn, intl or eu.", valueName: "site"))
    var site: Site?
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      try desk.show(UnexplainedMoney(desk.workplace(place)).list(site: site), answer)
    }
  }

  struct Match: Verb {
    static let configuration = CommandConfiguration(
      commandName: "match", abstract: "Match a movement at the bank with a payout by hand.",
      discussion: """
        What it differs by stays unexplained.

          settled payout match BE-3 --to 202610-M-0042-general-CNY --reason 'bank lost the id'
        """)

    @Argument(help: "The entry: BE-3, or BE-3/2 for one movement of it.") var entry: String
    @Option(help: ArgumentHelp("The end-to-end id of a payout.", valueName: "id")) var to: String
    @OptionGroup var why: ReasonOption
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      try UnexplainedMoney(desk.workplace(place), by: actor.name)
        .match(entry, with: to, reason: why.reason)
      desk.terminal.hint("\(entry) is matched with \(to)")
    }
  }

  struct Explain: Verb {
    static let configuration = CommandConfiguration(
      commandName: "explain", abstract: "Say what a movement at the bank is; it is posted so.",
      discussion: """
        An answer of the bank moved no money: it is noted, and nothing is posted.

          settled payout explain BE-4 --kind charge --reason 'account fee of November' --as ann
          settled payout explain PA-2 --kind noted --reason 'of another system of ours' --as ann
        """)

    @Argument(help: "The entry: BE-4, or BE-4/2 for one movement of it; or an answer: PA-2.")
    var entry: String
    @Option(help: ArgumentHelp("charge, receipt or write-off; noted.", valueName: "kind"))
    var kind: MovementKind
    @OptionGroup var why: ReasonOption
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      try UnexplainedMoney(desk.workplace(place), by: actor.name)
        .explain(entry, as: kind.kind, reason: why.reason)
      desk.terminal.hint("\(entry) is explained")
    }
  }
}

/// What a movement is, by its word.
struct MovementKind: ExpressibleByArgument {
  let kind: UnexplainedMoney.Kind

  init?(argument: String) {
    guard let kind = UnexplainedMoney.Kind(rawValue: argument) else { return nil }
    self.kind = kind
  }
}
