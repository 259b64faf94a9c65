import ArgumentParser
import Documents
import Foundation
import Operations

/// `settled import gateway-log`.
struct GatewayLogCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "gateway-log",
    abstract: "Count the forwarded calls of an access log into hourly usage records.",
    discussion: """
      Reads the Combined Log Format. One forwarded call is one unit, whatever the backend answers; \
      the statuses 401, 403 and 429 are refusals of the gateway, and so is a 503 without a body \
      (size - or 0). A gateway that answers 503 with a page of its own always sends the same size: \
      name it with --own-page-size. Any other 503 is the backend's, and counts.

      The map is a CSV file that says whose calls they are. The longest prefix of the path wins; \
      it ends with a segment, so /v1 fits /v1 and /v1/x but not /v10, and / fits everything. Among \
      equal prefixes the row that names the authenticated user wins:

        prefix,user,instance_id
        /presentations,,INS-1
        /blog/admin,,INS-2
        /blog,,INS-3
        ,alice,INS-4

      Every call is in one column of the answer: calls = forwarded + refused + unmapped + bad. A \
      line that cannot be read is told as file:line: reason, the first 100 printed, all in the \
      rejects file; nothing is stored while there is one (exit code 65), unless --accept-rejects. A \
      dry run writes no file, unless --rejects names one.

      A record is known by its instance and hour. The same log again changes nothing. An hour that \
      is known with another count, as when a longer log of the same day comes, is refused by name, \
      unless --replace; what a sealed month used is never replaced. Merge the logs of several \
      gateways before: each hour is taken to be whole.

        settled import gateway-log access.log --instance-map map.csv --dry-run
        settled import gateway-log access.log --instance-map map.csv --accept-rejects
        settled import gateway-log today.log --instance-map map.csv --replace --own-page-size 197
      """)

  @Argument(help: "The log.", completion: .file()) var file: String
  @Option(
    help: ArgumentHelp("Which instance a call belongs to, as CSV.", valueName: "map.csv"))
  var instanceMap: String
  @Flag(
    name: [.customShort("n"), .customLong("dry-run")], help: "Count, and store and write nothing.")
  var isDryRun = false
  @Flag(help: "Leave bad lines and refused hours out and store the others.")
  var acceptRejects = false
  @Flag(help: "Let hours take the place of known ones with another count.")
  var replace = false
  @Option(
    help: ArgumentHelp(
      "The bytes of the page that the gateway itself sends with a 503.", valueName: "bytes"))
  var ownPageSize: Int64?
  @Option(
    help: ArgumentHelp(
      "Where bad lines go. Otherwise beside the log, as FILE.rejects.csv; of a dry run nowhere.",
      valueName: "file"))
  var rejects: String?

  @OptionGroup var actor: ActorOptions
  @OptionGroup var answer: AnswerOptions
  @OptionGroup var place: PlaceOptions
  var answersJSON: Bool { answer.isJSON }

  func validate() throws {
    if let ownPageSize, ownPageSize < 1 {
      throw ValidationError("--own-page-size is a number of bytes above zero.")
    }
  }

  func perform(at desk: Desk) throws {
    let workplace = try desk.workplace(place)
    let log = URL(fileURLWithPath: file).standardizedFileURL
    let progress = ProgressReport(
      desk.terminal, subject: "import=\(log.lastPathComponent)", unit: "bytes",
      expected: ImportGatewayLog.byteCount(of: file), now: workplace.now)
    var request = ImportGatewayLog.Request(log: file, map: instanceMap)
    request.acceptsRejects = acceptRejects
    request.replaces = replace
    request.isDryRun = isDryRun
    request.ownPageSize = ownPageSize
    request.rejectsFile = rejects ?? (isDryRun ? nil : log.path + ".rejects.csv")
    let outcome: GatewayOutcome
    do {
      defer { progress.finish() }
      outcome = try ImportGatewayLog(workplace, by: actor.name)(
        request, progress: { progress($0) })
    }
    guard outcome.isLoaded || outcome.isDryRun else {
      if !answersJSON { tell(outcome, at: desk) }
      throw DetailedRefusal(refusal: refusal(of: outcome), members: outcome.members)
    }
    tell(outcome, at: desk)
    if answersJSON {
      desk.show(.object([("hours", Listing(hoursOf: outcome).json)] + outcome.members))
    } else {
      try desk.show(Listing(hoursOf: outcome), answer)
    }
  }

  private func tell(_ outcome: GatewayOutcome, at desk: Desk) {
    for finding in outcome.findings { desk.terminal.say(finding.text) }
    let untold = outcome.findingCount - outcome.findings.count
    if untold > 0 {
      desk.terminal.say(
        "and \(grouped(untold)) more"
          + (outcome.rejectsFile == nil ? "; --rejects FILE writes them all" : ""))
    }
    if let file = outcome.rejectsFile {
      desk.terminal.say("all findings with their lines: \(file)")
    }
  }

  private func refusal(of outcome: GatewayOutcome) -> Refusal {
    Refusal(
      .badInput, "import_refused",
      "\(file) has \(counted(outcome.findingCount, "finding")); nothing was stored of "
        + outcome.equation,
      remedy: "correct the lines, or leave them out with --accept-rejects")
  }
}

extension GatewayOutcome {
  /// The sums and what is wrong, for scripts.
  fileprivate var members: [(String, JSON)] {
    [
      ("calls", .integer(Int64(calls))),
      ("forwarded", .integer(Int64(forwarded))),
      ("refused", .integer(Int64(refused))),
      ("unmapped", .integer(Int64(unmapped))),
      ("bad", .integer(Int64(bad))),
      ("new", .integer(Int64(new))),
      ("unchanged", .integer(Int64(unchanged))),
      ("replaced", .integer(Int64(replaced))),
      ("stored", .bool(isLoaded)),
      ("finding_count", .integer(Int64(findingCount))),
      ("findings", .array(findings.map { .string($0.text) })),
      ("rejects_file", .optional(rejectsFile)),
    ]
  }
}
