import ArgumentParser
import Operations

/// `settled exception`.
struct ExceptionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exception", abstract: "Look at what a run found, and acknowledge it by name.",
    subcommands: [List.self, Acknowledge.self], aliases: ["exceptions"])

  struct List: Verb {
    static let configuration = CommandConfiguration(
      abstract: "List the exceptions of a run with what to do about each.",
      discussion: """
          settled exception list --run RUN-202610-cn-1 --open
          settled exception list --run RUN-202610-cn-1 --code PLATFORM_LOSS --format csv
        """)

    @Option(help: ArgumentHelp("The id of a run.", valueName: "run")) var run: String
    @Option(help: ArgumentHelp("Only this code.", valueName: "code")) var code: String?
    @Flag(help: "Leave out what is acknowledged.") var open = false
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      try desk.show(
        Exceptions(desk.workplace(place)).list(run: run, code: code, isOpenOnly: open), answer)
    }
  }

  struct Acknowledge: Verb {
    static let configuration = CommandConfiguration(
      abstract: "Acknowledge exceptions of a run, with a reason.",
      discussion: """
        A run cannot be approved while one of its exceptions is open.

          settled exception acknowledge --run RUN-202610-cn-1 7 --reason 'agreed with the merchant'
          settled exception acknowledge --run RUN-202610-cn-1 --code PLATFORM_LOSS --reason campaign
          settled exception acknowledge --run RUN-202610-cn-1 --all --reason 'looked at each'
        """)

    @Argument(help: "The number of one exception.") var exception: Int32?
    @Option(help: ArgumentHelp("The id of a run.", valueName: "run")) var run: String
    @Flag(help: "Every open exception of the run.") var all = false
    @Option(help: ArgumentHelp("Every open exception of this code.", valueName: "code"))
    var code: String?
    @OptionGroup var why: ReasonOption
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func validate() throws {
      let ways = [exception != nil, all, code != nil].count { $0 }
      if ways != 1 {
        throw ValidationError("Name what is acknowledged: a number, --code CODE, or --all.")
      }
      if let exception, exception < 1 {
        throw ValidationError("Exceptions are numbered from 1, not \(exception).")
      }
    }

    func perform(at desk: Desk) throws {
      let count = try ReviewRun(desk.workplace(place), by: actor.name).acknowledge(
        run, code: code ?? "", exception: exception ?? 0, reason: why.reason)
      if count == 0, !all {
        throw Refusal(
          .notFound, "exception_not_found", "\(run) has no such open exception",
          remedy: "see `settled exception list --run \(run) --open`")
      }
      desk.terminal.hint("acknowledged \(counted(count, "exception")) of \(run)")
    }
  }
}
