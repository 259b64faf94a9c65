import ArgumentParser
import Bookkeeping
import CivilTime
import Marketplace
import Operations

/// `settled period`.
struct PeriodCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "period", abstract: "Lock and close months of the books.",
    subcommands: [
      List.self, Show.self, Check.self, Lock.self, Unlock.self, Close.self, Reopen.self,
      Approve.self, End.self, Reopenings.self, Differences.self,
    ])

  struct List: Verb {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Months with their state, newest first.",
      discussion: """
          settled period list
          settled period list --site cn --format csv
        """)

    @Option(help: ArgumentHelp("Only this site: cn, intl or eu.", valueName: "site"))
    var site: Site?
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let periods = try AccountingPeriods(desk.workplace(place), by: "").list(site: site)
      try desk.show(AccountingPeriods.listing(periods), answer)
    }
  }

  struct Show: Verb {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show one month: its state, who changed it, and its entries.",
      discussion: """
          settled period show --period 2026-10 --site cn
        """)

    @OptionGroup var books: BooksOptions
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let period = books.month.period.period(now: workplace.now())
      let record = try AccountingPeriods(workplace, by: "").show(period, site: books.site)
      try desk.show(AccountingPeriods.listing([record]), answer)
    }
  }

  struct Check: Verb {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "What must hold before a month is closed, with the evidence.",
      discussion: """
        Looks at the imports and what they left out, the runs and their exceptions, the entries, the \
        invoices, the payouts, what banks booked or answered and nothing explains, the balance, the \
        chain of the books and the months before. A check that holds is a line "ok" with its \
        evidence; of one that does not each blocker is a line "open" with what to do. Exits with 3 \
        while there is a blocker.

          settled period check --period last-month --site cn
        """)

    @OptionGroup var books: BooksOptions
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let checklist = try AccountingPeriods(workplace, by: "").checklist(
        of: books.month.period.period(now: workplace.now()), site: books.site)
      try desk.show(checklist.listing, answer)
      if !checklist.blockers.isEmpty { throw ExitCode(3) }
    }
  }

  struct Lock: Verb {
    static let configuration = CommandConfiguration(
      commandName: "lock", abstract: "Let a month take no entries until it is unlocked.",
      discussion: """
          settled period lock --period 2026-10 --site cn --reason 'audit'
        """)

    @OptionGroup var books: BooksOptions
    @OptionGroup var why: ReasonOption
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      try books.set(.locked, because: why.reason, by: actor.name, at: desk, place)
    }
  }

  struct Unlock: Verb {
    static let configuration = CommandConfiguration(
      commandName: "unlock", abstract: "Let a locked month take entries again.",
      discussion: """
          settled period unlock --period 2026-10 --site cn --reason 'audit done'
        """)

    @OptionGroup var books: BooksOptions
    @OptionGroup var why: ReasonOption
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      try books.set(.open, because: why.reason, by: actor.name, at: desk, place)
    }
  }

  struct Close: Verb {
    static let configuration = CommandConfiguration(
      commandName: "close", abstract: "Close a month for good.",
      discussion: """
        Refused while `period check` has a blocker. What is closed stays closed: corrections are \
        adjustments in the next month. The audited exception is `period reopen`.

          settled period close --period 2026-10 --site cn --reason 'month-end'
        """)

    @OptionGroup var books: BooksOptions
    @OptionGroup var why: ReasonOption
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      try books.set(.closed, because: why.reason, by: actor.name, at: desk, place)
    }
  }
}

/// A month of one site's books.
struct BooksOptions: ParsableArguments {
  @OptionGroup var month: PeriodOption
  @Option(help: ArgumentHelp("cn, intl or eu.", valueName: "site"))
  var site: Site

  /// Gives the month a state, and says so.
  func set(
    _ state: PeriodState, because reason: String, by actor: String, at desk: Desk,
    _ place: PlaceOptions
  ) throws {
    let workplace = try desk.workplace(place)
    let period = month.period.period(now: workplace.now())
    try AccountingPeriods(workplace, by: actor).set(state, of: period, site: site, reason: reason)
    desk.terminal.hint("\(period.text) of site \(site.rawValue) is \(state.rawValue)")
  }
}
