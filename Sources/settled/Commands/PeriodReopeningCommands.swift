import ArgumentParser
import Marketplace
import Operations

extension PeriodCommand {
  struct Reopen: Verb {
    static let configuration = CommandConfiguration(
      commandName: "reopen", abstract: "Ask for a closed month to take entries again for a while.",
      discussion: """
        The audited exception: it takes them once another person approves, until its end. The \
        month stays closed for everything else, and what changes is in `period differences`.

          settled period reopen --period 2026-08 --site cn --hours 24 \\
            --reason 'bank charge of 31 August arrived late' --as ann
        """)

    @OptionGroup var books: BooksOptions
    @Option(help: ArgumentHelp("How long, 1 to 744.", valueName: "hours")) var hours: Int
    @OptionGroup var why: ReasonOption
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let number = try PeriodReopenings(workplace, by: actor.name).request(
        books.month.period.period(now: workplace.now()), site: books.site, hours: hours,
        reason: why.reason)
      desk.terminal.show("\(number)\n")
      desk.terminal.hint("Next:  another person runs `settled period approve \(number)`")
    }
  }

  struct Approve: Verb {
    static let configuration = CommandConfiguration(
      commandName: "approve", abstract: "Sign a reopening that another person asked for.",
      discussion: """
        Who asked for it cannot approve it (exit code 4).

          settled period approve 3 --as bea
        """)

    @Argument(help: "The number of a reopening.") var reopening: Int32
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      try PeriodReopenings(desk.workplace(place), by: actor.name).approve(reopening)
      desk.terminal.hint("reopening \(reopening) is in force")
    }
  }

  struct End: Verb {
    static let configuration = CommandConfiguration(
      commandName: "end", abstract: "End a reopening before its time.",
      discussion: """
          settled period end 3 --as ann
        """)

    @Argument(help: "The number of a reopening.") var reopening: Int32
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      try PeriodReopenings(desk.workplace(place), by: actor.name).end(reopening)
      desk.terminal.hint("reopening \(reopening) is over")
    }
  }

  struct Reopenings: Verb {
    static let configuration = CommandConfiguration(
      commandName: "reopenings", abstract: "List reopenings of closed months, newest first.",
      discussion: """
          settled period reopenings --site cn
        """)

    @Option(help: ArgumentHelp("Only this site: cn, intl or eu.", valueName: "site"))
    var site: Site?
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      try desk.show(PeriodReopenings(desk.workplace(place)).list(site: site), answer)
    }
  }

  struct Differences: Verb {
    static let configuration = CommandConfiguration(
      commandName: "differences",
      abstract: "What a reopening changed: each account before and after.",
      discussion: """
          settled period differences 3 --format csv
        """)

    @Argument(help: "The number of a reopening.") var reopening: Int32
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      try desk.show(PeriodReopenings(desk.workplace(place)).differences(reopening), answer)
    }
  }
}
