import ArgumentParser
import Operations

/// `settled dispute`.
struct DisputeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dispute", abstract: "Record and answer what partners say is wrong.",
    discussion: """
      A dispute is a mark on a sealed statement; what comes of it is an adjustment in the next open \
      period.
      """,
    subcommands: [Add.self, Answer.self, List.self], aliases: ["disputes"])

  struct Add: Verb {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Record a dispute; prints its number.",
      discussion: """
          settled dispute add 202610-M-0042-general-CNY --reason 'order 4711 is missing' \\
            --evidence ticket-88 --as ann
        """)

    @Argument(help: "The id of a sealed statement.") var statement: String
    @Option(help: ArgumentHelp("What is wrong, in the partner's words.", valueName: "text"))
    var reason: String
    @Option(help: ArgumentHelp("What it rests on: a ticket, a file.", valueName: "text"))
    var evidence = ""
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      let number = try Disputes(desk.workplace(place), by: actor.name)
        .add(statement, reason: reason, evidence: evidence)
      desk.terminal.show("\(number)\n")
    }
  }

  struct Answer: Verb {
    static let configuration = CommandConfiguration(
      commandName: "answer",
      abstract: "Answer a dispute, with the adjustment that settles it where there is one.",
      discussion: """
          settled dispute answer 3 --answer 'the order was billed in September' --as bea
          settled dispute answer 4 --answer 'you are right' --adjustment ADJ-7 --as bea
        """)

    @Argument(help: "The number of a dispute.") var dispute: Int32
    @Option(help: ArgumentHelp("The partner reads it.", valueName: "text")) var answer: String
    @Option(help: ArgumentHelp("An adjustment that corrects the statement.", valueName: "id"))
    var adjustment: String?
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      try Disputes(desk.workplace(place), by: actor.name)
        .answer(dispute, answer, adjustmentID: adjustment)
      desk.terminal.hint("dispute \(dispute) is answered")
    }
  }

  struct List: Verb {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List disputes, newest first.",
      discussion: """
          settled dispute list --open
        """)

    @Flag(help: "Only those that nobody has answered.") var open = false
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      try desk.show(Disputes(desk.workplace(place)).list(isOpenOnly: open), answer)
    }
  }
}
