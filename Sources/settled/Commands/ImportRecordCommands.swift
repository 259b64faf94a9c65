import ArgumentParser
import Operations

/// `settled import list`.
struct ImportListCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List imports, newest first, with what came of each table.",
    discussion: """
      What is loaded twice is unchanged the second time. "open" are rows that were left out and have \
      neither come nor been acknowledged; the rejects file of that import has them.

        settled import list --limit 10
      """)

  @Option(help: ArgumentHelp("How many imports.", valueName: "number")) var limit = 50
  @OptionGroup var answer: AnswerOptions
  @OptionGroup var place: PlaceOptions
  var answersJSON: Bool { answer.isJSON }

  func perform(at desk: Desk) throws {
    try desk.show(Imports(desk.workplace(place)).list(limit: limit), answer)
  }
}

/// `settled import left-out`.
struct LeftOutCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "left-out", abstract: "List rows that imports left out, and what became of them.",
    discussion: """
      Without --all only those that have neither come nor been acknowledged.

        settled import left-out
        settled import left-out IMP-3 --all
      """)

  @Argument(help: "Only of this import.") var id: String?
  @Flag(help: "Those that have come or were acknowledged, too.") var all = false
  @Option(help: ArgumentHelp("How many.", valueName: "number")) var limit = 1000
  @OptionGroup var answer: AnswerOptions
  @OptionGroup var place: PlaceOptions
  var answersJSON: Bool { answer.isJSON }

  func perform(at desk: Desk) throws {
    let rows = try Imports(desk.workplace(place)).leftOut(
      of: id, isOpenOnly: !all, limit: limit)
    try desk.show(rows, answer)
  }
}

/// `settled import acknowledge`.
struct AcknowledgeLeftOutCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "acknowledge", abstract: "Say why rows that were left out need not come.",
    discussion: """
      They do not keep months from being closed any more; who said so and why is in the audit trail. \
      Without --file it is every open row of the import.

        settled import acknowledge IMP-3 --reason 'test orders of the shop' --as ann
        settled import acknowledge IMP-3 --file order_line.csv --line 17 --reason 'came as L-9' --as ann
      """)

  @Argument(help: "An import, as `settled import list` has it.") var id: String
  @Option(help: ArgumentHelp("Only rows of this file.", valueName: "name")) var file: String?
  @Option(help: ArgumentHelp("Only the row on this line of it.", valueName: "number"))
  var line: Int?
  @OptionGroup var why: ReasonOption
  @OptionGroup var actor: ActorOptions
  @OptionGroup var place: PlaceOptions

  func validate() throws {
    if line != nil, file == nil { throw ValidationError("--line is a line of --file") }
  }

  func perform(at desk: Desk) throws {
    let rows = try Imports(desk.workplace(place), by: actor.name).acknowledge(
      id, file: file, line: line, reason: why.reason)
    desk.terminal.show("\(rows)\n")
  }
}
