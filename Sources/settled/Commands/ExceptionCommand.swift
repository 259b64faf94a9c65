import ArgumentParser
import Operations

/// `settled exception`.
struct ExceptionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exception", abstract: "Look at what a run found, and answer it by name.",
    discussion: """
      A run cannot be approved while one of its exceptions is open. Correct its cause and plan \
      again, or answer it: resolve says that the cause was removed, acknowledge that it is \
      accepted. A new plan keeps what was acknowledged and assigned where it finds the same again.
      """,
    subcommands: [List.self, Assign.self, Resolve.self, Acknowledge.self],
    aliases: ["exceptions"])

  struct List: Verb {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the exceptions of a run with what to do about each.",
      discussion: """
        With --group they are counted and summed by cause; partners that are parked with all their \
        facts show there as PARKED, with what waits.

          settled exception list --run RUN-202610-cn-1 --group
          settled exception list --run RUN-202610-cn-1 --open --assigned-to bea
          settled exception list --run RUN-202610-cn-1 --code PLATFORM_LOSS --format csv
        """)

    @Option(help: ArgumentHelp("The id of a run.", valueName: "run")) var run: String
    @Option(help: ArgumentHelp("Only this code.", valueName: "code")) var code: String?
    @Flag(help: "Leave out what is resolved or acknowledged.") var open = false
    @Flag(help: "Count and sum by cause instead of listing each.") var group = false
    @Option(
      name: .customLong("assigned-to"),
      help: ArgumentHelp("Only what this person has.", valueName: "user"))
    var assignedTo: String?
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let exceptions = try Exceptions(
        desk.workplace(place), run: run, code: code, isOpenOnly: open, assignedTo: assignedTo)
      try desk.show(group ? exceptions.listGroups() : exceptions.list(), answer)
    }
  }

  struct Assign: Verb {
    static let configuration = CommandConfiguration(
      commandName: "assign", abstract: "Give open exceptions of a run to somebody.",
      discussion: """
          settled exception assign --run RUN-202610-cn-1 7 --to bea
          settled exception assign --run RUN-202610-cn-1 --code PLATFORM_LOSS --to bea
        """)

    @OptionGroup var chosen: ChosenExceptions
    @Option(help: ArgumentHelp("Who looks after it.", valueName: "user")) var to: String
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      let count = try ReviewRun(desk.workplace(place), by: actor.name)
        .assign(chosen.run, chosen.choice, to: to)
      try desk.tell("gave", count, of: chosen, "to \(to)")
    }
  }

  struct Resolve: Verb {
    static let configuration = CommandConfiguration(
      commandName: "resolve",
      abstract: "Close exceptions of a run whose cause was removed, with a reason.",
      discussion: """
        A plan that finds one of them again opens it again.

          settled exception resolve --run RUN-202610-cn-1 7 --reason 'terms corrected'
        """)

    @OptionGroup var chosen: ChosenExceptions
    @OptionGroup var why: ReasonOption
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      let count = try ReviewRun(desk.workplace(place), by: actor.name)
        .resolve(chosen.run, chosen.choice, reason: why.reason)
      try desk.tell("resolved", count, of: chosen)
    }
  }

  struct Acknowledge: Verb {
    static let configuration = CommandConfiguration(
      commandName: "acknowledge",
      abstract: "Accept exceptions of a run as they are, with a reason.",
      discussion: """
        A run cannot be approved while one of its exceptions is open.

          settled exception acknowledge --run RUN-202610-cn-1 7 --reason 'agreed with the merchant'
          settled exception acknowledge --run RUN-202610-cn-1 --code PLATFORM_LOSS --reason campaign
          settled exception acknowledge --run RUN-202610-cn-1 --all --reason 'looked at each'
        """)

    @OptionGroup var chosen: ChosenExceptions
    @OptionGroup var why: ReasonOption
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      let count = try ReviewRun(desk.workplace(place), by: actor.name)
        .acknowledge(chosen.run, chosen.choice, reason: why.reason)
      try desk.tell("acknowledged", count, of: chosen)
    }
  }
}

/// Which exceptions of which run.
struct ChosenExceptions: ParsableArguments {
  @Argument(help: "The number of one exception.") var exception: Int32?
  @Option(help: ArgumentHelp("The id of a run.", valueName: "run")) var run: String
  @Flag(help: "Every open exception of the run.") var all = false
  @Option(help: ArgumentHelp("Every open exception of this code.", valueName: "code"))
  var code: String?

  var choice: ExceptionChoice {
    if let exception { return .number(exception) }
    return code.map { .code($0) } ?? .all
  }

  func validate() throws {
    let ways = [exception != nil, all, code != nil].count { $0 }
    if ways != 1 {
      throw ValidationError("Name which exceptions: a number, --code CODE, or --all.")
    }
    if let exception, exception < 1 {
      throw ValidationError("Exceptions are numbered from 1, not \(exception).")
    }
  }
}

extension Desk {
  /// Says how many exceptions were answered.
  ///
  /// - Throws: `Refusal` `.notFound` when those that were named are not open.
  fileprivate func tell(
    _ verb: String, _ count: Int, of chosen: ChosenExceptions, _ whom: String = ""
  ) throws {
    if count == 0, !chosen.all {
      throw Refusal(
        .notFound, "exception_not_found", "\(chosen.run) has no such open exception",
        remedy: "see `settled exception list --run \(chosen.run) --open`")
    }
    let end = whom.isEmpty ? "" : " \(whom)"
    terminal.hint("\(verb) \(counted(count, "exception")) of \(chosen.run)\(end)")
  }
}
