import ArgumentParser
import Operations

/// What `run submit|approve|reject|seal|discard` have in common.
struct RunChange: ParsableArguments {
  @Argument(help: "The id of a run.") var run: String
  @OptionGroup var actor: ActorOptions
  @OptionGroup var answer: AnswerOptions
  @OptionGroup var place: PlaceOptions
}

/// Why something is sent back, given up or acknowledged.
struct ReasonOption: ParsableArguments {
  @Option(help: ArgumentHelp("Why; kept in the audit trail.", valueName: "text"))
  var reason: String
}

extension RunCommand {
  struct Submit: Verb {
    static let configuration = CommandConfiguration(
      commandName: "submit", abstract: "Freeze a draft for review.",
      discussion: """
          settled run submit RUN-202610-cn-1
        """)

    @OptionGroup var change: RunChange
    var place: PlaceOptions { change.place }
    var answersJSON: Bool { change.answer.isJSON }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let run = try ReviewRun(workplace, by: change.actor.name).submit(change.run)
      try desk.showChange(run.id, at: workplace, change.answer)
    }
  }

  struct Approve: Verb {
    static let configuration = CommandConfiguration(
      commandName: "approve", abstract: "Sign the content of a run in review.",
      discussion: """
        The person who submitted a run cannot approve it (exit code 4). With --if-plan the approval \
        holds only for the content you looked at: if it changed since, nothing is approved (exit \
        code 6). An open exception keeps a run from being approved (exit code 3).

          settled run approve RUN-202610-cn-1 --if-plan 7f3c91aa
        """)

    @Option(
      name: .customLong("if-plan"),
      help: ArgumentHelp("At least the first 8 digits of the run's hash.", valueName: "hash"))
    var ifPlan: String?

    @OptionGroup var change: RunChange
    var place: PlaceOptions { change.place }
    var answersJSON: Bool { change.answer.isJSON }

    func validate() throws {
      guard let ifPlan else { return }
      if ifPlan.utf8.count < 8 || !ifPlan.allSatisfy({ $0.isHexDigit && $0.isASCII }) {
        throw ValidationError("--if-plan needs at least 8 hexadecimal digits, not \(ifPlan).")
      }
    }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let run = try ReviewRun(workplace, by: change.actor.name)
        .approve(change.run, ifPlan: ifPlan)
      try desk.showChange(run.id, at: workplace, change.answer)
    }
  }

  struct Reject: Verb {
    static let configuration = CommandConfiguration(
      commandName: "reject",
      abstract: "Send a run in review, or an approved one, back to being a draft.",
      discussion: """
          settled run reject RUN-202610-cn-1 --reason 'refund R-7 is missing'
        """)

    @OptionGroup var why: ReasonOption
    @OptionGroup var change: RunChange
    var place: PlaceOptions { change.place }
    var answersJSON: Bool { change.answer.isJSON }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let run = try ReviewRun(workplace, by: change.actor.name)
        .reject(change.run, reason: why.reason)
      try desk.showChange(run.id, at: workplace, change.answer)
    }
  }

  struct Seal: Verb {
    static let configuration = CommandConfiguration(
      commandName: "seal", abstract: "Make an approved run the truth of its month.",
      discussion: """
        A sealed month never changes; differences are corrected by adjustments in the next one. \
        What is sealed is exactly what was approved, or nothing (exit code 6).

          settled run seal RUN-202610-cn-1
        """)

    @OptionGroup var change: RunChange
    var place: PlaceOptions { change.place }
    var answersJSON: Bool { change.answer.isJSON }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let run = try SealRun(workplace, by: change.actor.name)(change.run)
      try desk.showChange(run.id, at: workplace, change.answer)
    }
  }

  struct Discard: Verb {
    static let configuration = CommandConfiguration(
      commandName: "discard",
      abstract: "Give up a run that is not sealed: its lines go, the trail stays.",
      discussion: """
          settled run discard RUN-202610-cn-1 --reason 'the terms were wrong'
        """)

    @OptionGroup var why: ReasonOption
    @OptionGroup var change: RunChange
    var place: PlaceOptions { change.place }
    var answersJSON: Bool { change.answer.isJSON }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let run = try ReviewRun(workplace, by: change.actor.name)
        .discard(change.run, reason: why.reason)
      try desk.showChange(run.id, at: workplace, change.answer)
    }
  }
}

extension Desk {
  /// Says what a run has become; a program gets all of it.
  func showChange(_ id: String, at workplace: Workplace, _ answer: AnswerOptions) throws {
    let view = try Runs(workplace).show(id)
    if answer.form == .table {
      terminal.show("\(view.run.id)  \(view.run.state.rawValue)  \(view.hashPrefix)\n")
      hintNext(after: view)
    } else {
      try show(view, answer)
    }
  }
}
