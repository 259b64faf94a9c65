import ArgumentParser
import Documents
import Marketplace
import Operations
import Scheduling

/// `settled job`.
struct JobCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "job", abstract: "Close months as the calendar wants, and see what is due.",
    subcommands: [Run.self, List.self, Next.self, History.self], aliases: ["jobs"])

  /// What can be run by name.
  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case monthEnd = "month-end"
  }

  struct Run: Verb {
    static let configuration = CommandConfiguration(
      commandName: "run",
      abstract: "Close the months that are due: plan, submit, seal, issue invoices.",
      discussion: """
        Goes on where it stopped, whoever stopped it. It never approves: exits with 3 when a person \
        must look at the draft, with 8 while another person's approval is missing, with 75 while \
        another process is at it; then it says what waits, for whom, and which command decides it, and \
        so does job history. With --if-due it does nothing before the run day, which is what \
        cron wants:

          0 * * * *  settled job run month-end --site cn --if-due --quiet
          settled job run month-end --site intl --period 2026-10
        """)

    @Argument(help: "month-end") var job: Kind
    @Option(help: ArgumentHelp("The site: cn, intl or eu.", valueName: "site")) var site: Site
    @Option(
      help: ArgumentHelp(
        "The last month to close: 202610, 2026-10 or last-month.", valueName: "month"))
    var period: PeriodArgument?
    @Flag(help: "Do nothing before the run day, and leave a draft that waits for review alone.")
    var ifDue = false
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let progress = ProgressReport(
        desk.terminal, subject: "job=month-end site=\(site.rawValue)", unit: "facts",
        now: workplace.now)
      defer { progress.finish() }
      let terminal = desk.terminal
      let log = EventLog(level: terminal.isInteractive ? .error : .notice, now: workplace.now) {
        terminal.hint($0)
      }
      do {
        try RunMonthEnd(
          workplace, site: site, period: period?.period(now: workplace.now()), onlyIfDue: ifDue,
          workerName: Daemon.workerName(for: site.rawValue), log: log,
          progress: { progress($0) })(tell: { terminal.hint($0) })
      } catch let refusal as Refusal where [.reviewNeeded, .stillWaiting].contains(refusal.kind) {
        progress.finish()
        // The job did what it could: that people are waited for is no error.
        terminal.say("waiting: \(refusal.sentence)\n  \(refusal.remedy)")
        throw ExitCode(refusal.kind.rawValue)
      }
    }
  }

  struct List: Verb {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the jobs that are not over.",
      discussion: """
          settled job list
        """)

    @Option(help: ArgumentHelp("Only this site.", valueName: "site")) var site: Site?
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      try desk.show(Jobs(desk.workplace(place)).listing(site: site, onlyOpen: true), answer)
    }
  }

  struct Next: Verb {
    static let configuration = CommandConfiguration(
      commandName: "next", abstract: "Say which month each site closes next, and when.",
      discussion: """
          settled job next
        """)

    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      try desk.show(Jobs(desk.workplace(place)).nextListing(), answer)
    }
  }

  struct History: Verb {
    static let configuration = CommandConfiguration(
      commandName: "history", abstract: "List all jobs with what they came to, the last due first.",
      discussion: """
          settled job history --site cn --format json
        """)

    @Option(help: ArgumentHelp("Only this site.", valueName: "site")) var site: Site?
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      try desk.show(Jobs(desk.workplace(place)).listing(site: site, onlyOpen: false), answer)
    }
  }
}
