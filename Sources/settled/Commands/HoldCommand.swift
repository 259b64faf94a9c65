import ArgumentParser
import Operations

/// `settled hold`.
struct HoldCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hold", abstract: "Hold a partner's statements back, and release them.",
    subcommands: [Add.self, List.self, Release.self], aliases: ["holds"])

  struct Add: Verb {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Hold a partner's statements from now on.",
      discussion: """
        No statement is made for the partner until the hold is released; its lines stay unbilled \
        with the reason ON_HOLD. The partner reads the reason and what ends the hold.

          settled hold add M-0042 --reason 'bank account under review'
          settled hold add M-0042 --reason 'open dispute' --until 'the dispute is settled'
        """)

    @Argument(help: "The id of a partner.") var partner: String
    @OptionGroup var why: ReasonOption
    @Option(help: ArgumentHelp("What ends the hold.", valueName: "text"))
    var until = Holds.defaultEnd
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      let number = try Holds(desk.workplace(place), by: actor.name)
        .add(partner: partner, reason: why.reason, endsWhen: until)
      desk.terminal.show("\(number)\n")
      desk.terminal.hint(
        "\(partner) is held: the next plan keeps its lines back, and `settled hold list` tells their "
          + "amount; end it with `settled hold release \(number)`")
    }
  }

  struct List: Verb {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "List holds, newest first, released ones too, with what each keeps back.",
      discussion: """
        The amount is what waits for the hold in the newest run of each site; a hold that keeps \
        back several currencies has a row for each.

          settled hold list
        """)

    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      try desk.show(Holds(desk.workplace(place), by: "").listing(), answer)
    }
  }

  struct Release: Verb {
    static let configuration = CommandConfiguration(
      commandName: "release", abstract: "End a hold.",
      discussion: """
          settled hold release 3
        """)

    @Argument(help: "The number of a hold.") var hold: Int32
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      try Holds(desk.workplace(place), by: actor.name).release(hold)
      desk.terminal.hint("hold \(hold) is released; the next plan takes the lines")
    }
  }
}
