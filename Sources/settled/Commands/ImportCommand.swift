import ArgumentParser
import Foundation
import Operations

/// `settled import`: of a folder unless another source is named.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Load facts, all or nothing.",
    discussion: ImportFilesCommand.configuration.discussion,
    subcommands: [
      ImportFilesCommand.self, GatewayLogCommand.self, ImportListCommand.self,
      LeftOutCommand.self, AcknowledgeLeftOutCommand.self,
    ],
    defaultSubcommand: ImportFilesCommand.self)
}

/// `settled import DIR`.
struct ImportFilesCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "files", abstract: "Load facts from CSV files.",
    discussion: """
      Takes one file a table of the data contract (order_line.csv, refund.csv, ...) from a folder: \
      UTF-8, a header row, columns by name in any order, empty for null, instants of ISO 8601 with \
      their offset. Every bad row is told as file:line: column: reason; the first 100 are printed, \
      all of them go to the rejects file with their rows.

      Nothing is loaded while a row is bad (exit code 65), unless --accept-rejects leaves the bad \
      ones out. These keep months from being closed until a later import brings them, by their keys, \
      or `settled import acknowledge` says why they need not come. Loading the same files again changes nothing. A row with a known key and other \
      content is bad, unless --replace puts it in the place of the known one; a fact that a sealed \
      statement used is never replaced.

        settled import ./facts
        settled import ./facts --accept-rejects --rejects /var/log/settled/rejects.csv
        settled import ./corrected --replace
      """)

  @Argument(help: "The folder of the files.", completion: .directory) var directory: String
  @Flag(help: "Leave bad rows out and load the others.") var acceptRejects = false
  @Flag(help: "Let rows take the place of known ones with the same key.") var replace = false

  @Option(
    help: ArgumentHelp(
      "Where bad rows go. Otherwise beside the folder, as FOLDER.rejects.csv.", valueName: "file"))
  var rejects: String?

  @OptionGroup var actor: ActorOptions
  @OptionGroup var answer: AnswerOptions
  @OptionGroup var place: PlaceOptions
  var answersJSON: Bool { answer.isJSON }

  func perform(at desk: Desk) throws {
    let workplace = try desk.workplace(place)
    let progress = ProgressReport(
      desk.terminal, subject: "import=\(folder.lastPathComponent)", unit: "bytes",
      expected: try ImportFiles.byteCount(of: directory), now: workplace.now)
    let outcome: ImportOutcome
    do {
      defer { progress.finish() }
      outcome = try ImportFiles(workplace, by: actor.name)(
        directory: directory, acceptRejects: acceptRejects, replace: replace,
        rejectsFile: rejects ?? folder.path + ".rejects.csv", progress: { progress($0) })
    }
    guard outcome.isLoaded else {
      if !answersJSON { tell(outcome, at: desk) }
      throw DetailedRefusal(refusal: refusal(of: outcome), members: outcome.members)
    }
    tell(outcome, at: desk)
    if answersJSON {
      desk.show(.object([("tables", Listing(countsOf: outcome).json)] + outcome.members))
    } else {
      try desk.show(Listing(countsOf: outcome), answer)
    }
  }

  private var folder: URL { URL(fileURLWithPath: directory).standardizedFileURL }

  /// Says on stderr what is wrong with which row.
  private func tell(_ outcome: ImportOutcome, at desk: Desk) {
    for finding in outcome.findings { desk.terminal.say(finding.text) }
    let untold = outcome.findingCount - outcome.findings.count
    if untold > 0 { desk.terminal.say("and \(grouped(untold)) more") }
    for warning in outcome.warnings { desk.terminal.hint("warning: \(warning.text)") }
    if let file = outcome.rejectsFile {
      desk.terminal.say("all findings with their rows: \(file)")
    }
    if let id = outcome.importID, outcome.findingCount > 0 {
      desk.terminal.hint(
        "Next:  import the corrected rows, or settled import acknowledge \(id) --reason TEXT")
    }
  }

  private func refusal(of outcome: ImportOutcome) -> Refusal {
    Refusal(
      .badInput, "import_refused",
      "\(directory) has \(counted(outcome.findingCount, "finding")); nothing was loaded",
      remedy: "correct the rows, or leave them out with --accept-rejects")
  }
}

extension ImportOutcome {
  /// What is wrong, for scripts.
  fileprivate var members: [(String, JSON)] {
    [
      ("import", .optional(importID)), ("finding_count", .integer(Int64(findingCount))),
      ("findings", .array(findings.map { .string($0.text) })),
      ("warnings", .array(warnings.map { .string($0.text) })),
      ("rejects_file", .optional(rejectsFile)),
    ]
  }
}
