import ArgumentParser
import Operations

extension InvoiceCommand {
  struct LoadParties: Verb {
    static let configuration = CommandConfiguration(
      commandName: "load-parties",
      abstract: "Say where many issuers and partners are, from a file.",
      discussion: """
        A CSV file with the columns that `invoice parties --format csv` writes; party and country \
        must be there, the lines of an address are separated by semicolons. All rows are entered or \
        none: what is wrong is told with its line, and exits with 65.

          settled invoice load-parties parties.csv --as ann
        """)

    @Argument(help: "The CSV file.") var file: String
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      let outcome = try TradeParties(desk.workplace(place), by: actor.name).load(file)
      guard outcome.findings.isEmpty else {
        for finding in outcome.findings { desk.terminal.say(finding.text) }
        throw Refusal(
          .badInput, "parties_refused",
          "\(file) has \(counted(outcome.findings.count, "finding")); nothing was entered",
          remedy: "correct these lines and load it again")
      }
      desk.terminal.show("\(counted(outcome.entered, "row")) entered\n")
    }
  }
}
