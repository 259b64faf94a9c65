import ArgumentParser
import Operations

/// `settled performance`.
struct PerformanceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "performance", abstract: "How far partners have come in a month.",
    subcommands: [Show.self])

  struct Show: Verb {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "A partner's month, and what is missing to the next band.",
      discussion: """
        Incentives are computed as if their cycle ended now; a fee waiver has the total of the \
        month's run, and none before it ran. A sealed month is as its run knew it, with the \
        policies and bands of then: known_from names the run, or says facts where it is computed \
        from the facts of today.

          settled performance show A-0007 --period 2026-10
        """)

    @Argument(help: "The id of a partner.") var partner: String
    @Option(
      help: ArgumentHelp(
        "The month: 202610, 2026-10 or last-month. Otherwise the one of today.",
        valueName: "month"))
    var period: PeriodArgument?
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let now = workplace.now()
      let month = period?.period(now: now) ?? .init(containing: now)
      try desk.show(ShowPerformance(workplace)(partner: partner, period: month), answer)
    }
  }
}
