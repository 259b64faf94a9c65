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
      try desk.report(
        TradeParties(desk.workplace(place), by: actor.name).load(file), of: file,
        code: "parties_refused")
    }
  }
}
