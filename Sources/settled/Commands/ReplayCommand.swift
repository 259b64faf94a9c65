import ArgumentParser
import Documents
import Marketplace
import Operations

/// `settled replay`.
struct ReplayCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Calculate a sealed month again, and compare every byte.",
    discussion: """
      Takes the facts that the sealed lines name, as they are now, with the terms, waivers and \
      balances the run had then, and `as of` its own instant. What was sealed later changes nothing. \
      Exits with 0 when the same bytes come out, and with 7 when something differs: a fact that was \
      changed or is gone, a line or statement that was altered. The first differences are named.

        settled replay 2026-10
        settled replay 202610 --site cn --format json
      """)

  @Argument(help: ArgumentHelp("The month: 202610, 2026-10 or last-month.", valueName: "month"))
  var period: PeriodArgument

  @Option(help: ArgumentHelp("Only this site: cn, intl or eu.", valueName: "site"))
  var site: Site?

  @Option(help: ArgumentHelp("So many differences of each run at most.", valueName: "count"))
  var limit = 20

  @OptionGroup var answer: AnswerOptions
  @OptionGroup var place: PlaceOptions
  var answersJSON: Bool { answer.isJSON }

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit is at least 1, not \(limit).") }
  }

  func perform(at desk: Desk) throws {
    let workplace = try desk.workplace(place)
    let month = period.period(now: workplace.now())
    let progress = ProgressReport(
      desk.terminal, subject: "period=\(month.text)", unit: "facts", expected: 0,
      now: workplace.now)
    let runs: [ReplayedRun]
    do {
      defer { progress.finish() }
      runs = try ReplayPeriod(workplace, progress: { progress($0) })(
        month, site: site, limit: limit)
    }
    switch answer.form {
    case .json: desk.show(.array(runs.map(\.json)))
    case .csv, .table:
      try desk.show(Listing(replayed: runs), answer)
      for run in runs where !run.isSame && answer.form == .table {
        try desk.show(Listing(differencesOf: run), answer)
      }
    }
    if !runs.allSatisfy(\.isSame) { throw ExitCode(7) }
  }
}

extension ReplayedRun {
  /// All of it for programs.
  var json: JSON {
    .object([
      ("run", .string(run.id)), ("site", .string(run.site.rawValue)),
      ("period", .string(run.period.text)), ("as_of", .string(run.asOf.text())),
      ("same", .bool(isSame)), ("statements", .integer(Int64(statements))),
      ("lines", .integer(run.lines)), ("content_hash", .optional(run.contentHash?.hex)),
      ("recomputed_hash", .optional(contentHash?.hex)),
      ("difference_count", .integer(differenceCount)),
      ("differences", Listing(differencesOf: self).json),
    ])
  }
}
