import ArgumentParser
import Documents
import Marketplace
import Operations

/// `settled demo`.
struct DemoCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "From a folder of facts to sealed months and their documents.",
    discussion: """
      Makes the schema, imports the folder, then plans, reviews, approves and seals month after \
      month, issues the fee invoices and writes every document. Started again it finds each step \
      done. Meant for an empty database: it seals months without asking.

        settled demo --data Tests/Data/retail --output ./demo
      """)

  @Option(help: ArgumentHelp("The folder of the contract's CSV files.", valueName: "folder"))
  var data: String

  @Option(
    name: [.customShort("O"), .customLong("output")],
    help: ArgumentHelp("Where documents go: one folder a month.", valueName: "folder"))
  var output = "./settled-demo"

  @Option(help: ArgumentHelp("The site: cn, intl or eu.", valueName: "site"))
  var site: Site = .intl

  @Option(help: ArgumentHelp("The documents' language: zh, en or both.", valueName: "language"))
  var lang: PaperLanguage = .en

  @OptionGroup var answer: AnswerOptions
  @OptionGroup var place: PlaceOptions
  var answersJSON: Bool { answer.isJSON }

  func perform(at desk: Desk) throws {
    let workplace = try desk.workplace(place)
    let progress = ProgressReport(
      desk.terminal, subject: "demo=\(site.rawValue)", unit: "done", now: workplace.now)
    let outcome: Demo.Outcome
    do {
      defer { progress.finish() }
      outcome = try Demo(
        workplace, site: site, data: data, folder: output, language: lang.documentLanguage,
        progress: { progress($0) })()
    }
    try desk.show(outcome.listing, answer)
    if outcome.imported.isLoaded { return }
    for finding in outcome.imported.findings { desk.terminal.say(finding.text) }
    throw Refusal(
      .badInput, "import_refused",
      "\(data) has \(counted(outcome.imported.findingCount, "finding")); it was not loaded",
      remedy: "see all of them with `settled import \(data)`")
  }
}
