import ArgumentParser
import Documents
import Marketplace
import Operations

/// `settled run`.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Plan a month, look at it, and seal it.",
    discussion: """
      A run is a draft until it is sealed: plan computes it, submit freezes it for review, approve \
      signs its content by another person's name, seal makes it the truth of the month.
      """,
    subcommands: [
      Plan.self, List.self, Show.self, Lines.self, Diff.self, Submit.self, Approve.self,
      Reject.self, Seal.self, Discard.self,
    ], aliases: ["runs"])

  struct Plan: Verb {
    static let configuration = CommandConfiguration(
      commandName: "plan", abstract: "Compute the draft of a month from the facts as they are now.",
      discussion: """
        Replaces the previous draft of the site and month. Exits with 3 when a person must look at \
        something before it can be approved.

          settled run plan --period last-month --site cn
          settled run plan --period 2026-10 --site intl --as-of 2026-11-07T09:00:00+08:00
        """)

    @OptionGroup var month: PeriodOption

    @Option(help: ArgumentHelp("The site: cn, intl or eu.", valueName: "site"))
    var site: Site

    @Option(
      name: .customLong("as-of"),
      help: ArgumentHelp(
        "Judge conditions as of this instant, such as 2026-11-03T09:00:00+08:00. Otherwise now.",
        valueName: "instant"))
    var asOf: InstantArgument?

    @OptionGroup var actor: ActorOptions
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let period = month.period.period(now: workplace.now())
      let runs = Runs(workplace)
      let progress = ProgressReport(
        desk.terminal, subject: "site=\(site.rawValue) period=\(period.text)", unit: "facts",
        expected: try runs.expectedFacts(site: site), now: workplace.now)
      let outcome: RunView
      do {
        defer { progress.finish() }
        let planned = try PlanRun(
          workplace, site: site, period: period, asOf: asOf?.instant,
          by: actor.name, progress: { progress($0) })()
        outcome = try runs.show(planned.run.id)
      }
      try desk.show(outcome, answer)
      desk.hintNext(after: outcome)
      if outcome.needsReview { throw ExitCode(3) }
    }
  }

  struct List: Verb {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List runs, newest month first.",
      discussion: """
          settled run list --site cn
          settled run list --period 2026-10 --format json
        """)

    @OptionGroup var filter: FilterOptions
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      try desk.show(
        Runs(workplace).list(
          site: filter.site,
          period: filter.period?.period(now: workplace.now())), answer)
    }
  }

  struct Show: Verb {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Show a run: totals, conservation, what waits and why, exceptions, hash.",
      discussion: """
          settled run show RUN-202610-cn-1
          settled run show RUN-202610-cn-1 --format json
        """)

    @Argument(help: "The id of a run.") var run: String
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let view = try Runs(desk.workplace(place)).show(run)
      try desk.show(view, answer)
      if !answersJSON { desk.hintNext(after: view) }
    }
  }

  struct Lines: Verb {
    static let configuration = CommandConfiguration(
      commandName: "lines", abstract: "List the lines of a run, by statement and line number.",
      discussion: """
        The columns are those of `settled export lines`.

          settled run lines RUN-202610-cn-1 --limit 20
          settled run lines RUN-202610-cn-1 --limit 0 --format csv
        """)

    @Argument(help: "The id of a run.") var run: String

    @Option(help: ArgumentHelp("So many lines at most; 0 for all.", valueName: "count"))
    var limit = 200

    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func validate() throws {
      if limit < 0 { throw ValidationError("--limit is a count, not \(limit).") }
    }

    func perform(at desk: Desk) throws {
      var writer = try answer.form.tableFormat.writer(
        for: ExportLines.table, terminal: desk.terminal.style, to: OutputFile.stdout.append)
      let count = try ExportLines(desk.workplace(place))(run: run, limit: limit, to: &writer)
      if count == limit, limit > 0 {
        desk.terminal.hint("the first \(grouped(limit)) lines; --limit 0 lists all")
      }
    }
  }

  struct Diff: Verb {
    static let configuration = CommandConfiguration(
      commandName: "diff", abstract: "Say why a run differs from another, largest change first.",
      discussion: """
        Every part of the difference has its reason: volume, rate (old and new terms), band (X and \
        increment), refunds, new products, opening balances, adjustments, statements that appeared \
        or are gone and why. All parts add up to the difference of what partners are owed. \
        Statements are matched by partner, tab and currency; between runs of the same month the \
        lines are matched by source and role, too. Without another run the month before is taken. A \
        draft that was planned anew keeps its lines until the next plan of its site, so that both \
        can be compared. Exits with 7 when something differs.

          settled run diff RUN-202610-cn-1 --last-month
          settled run diff RUN-202610-cn-2 RUN-202610-cn-1 --format csv
        """)

    @Argument(help: "The id of a run.") var run: String

    @Argument(help: "The id of the run to compare it with.") var other: String?

    @Option(help: ArgumentHelp("A run, or last-month.", valueName: "run"))
    var against: String?

    @Flag(help: "Compare with the run of the month before.")
    var lastMonth = false

    @Option(help: ArgumentHelp("So many changes and lines at most.", valueName: "count"))
    var limit = 50

    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func validate() throws {
      if limit < 1 { throw ValidationError("--limit is at least 1, not \(limit).") }
      if [other != nil, against != nil, lastMonth].count(where: { $0 }) > 1 {
        throw ValidationError("Name one run, or --last-month.")
      }
    }

    func perform(at desk: Desk) throws {
      let named = other ?? against.flatMap { $0 == "last-month" ? nil : $0 }
      let comparison = try CompareRuns(desk.workplace(place))(
        run, against: named.map { .run($0) } ?? .lastMonth, limit: limit)
      try desk.show(comparison, limit: limit, answer)
      if comparison.isDifferent { throw ExitCode(7) }
    }
  }
}
