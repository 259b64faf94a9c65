import ArgumentParser
import Operations

extension InvoiceCommand {
  struct Legal: Verb {
    static let configuration = CommandConfiguration(
      commandName: "legal",
      abstract: "Enter the number of the Chinese tax bureau's invoice for a document.",
      discussion: """
        Documents of sellers in China are no VAT invoices: the tax bureau issues these (数电票), and \
        `invoice list` has their numbers and days beside ours. The document's files stay as they are. \
        A number entered by mistake is replaced with --reason; both stay on record.

          settled invoice legal CN-FEE-2026-000042 --number 26312000000012345678 --issued-on 2026-11-05 --as ann
        """)

    @Argument(help: "The number of our document.") var document: String
    @Option(help: ArgumentHelp("Of the tax bureau's invoice.", valueName: "20 digits"))
    var number: String
    @Option(help: ArgumentHelp("The day on it.", valueName: "day")) var issuedOn: DayArgument
    @Option(help: ArgumentHelp("Why it replaces what was entered before.", valueName: "text"))
    var reason: String?
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      try LegalNumbers(desk.workplace(place), by: actor.name).enter(
        LegalNumbers.Entry(
          id: document, number: number, issuedOn: issuedOn.date, reason: reason ?? ""))
      desk.terminal.show("\(document) has the legal number \(number)\n")
    }
  }

  struct LoadLegal: Verb {
    static let configuration = CommandConfiguration(
      commandName: "load-legal",
      abstract: "Enter the numbers of the tax bureau's invoices from a file.",
      discussion: """
        A CSV file with the columns invoice_id, legal_number, issued_on and, where one replaces \
        another, reason. All rows are entered or none: what is wrong is told with its line, and exits \
        with 65.

          settled invoice load-legal numbers.csv --as ann
        """)

    @Argument(help: "The CSV file.") var file: String
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      try desk.report(
        LegalNumbers(desk.workplace(place), by: actor.name).load(file), of: file,
        code: "legal_numbers_refused")
    }
  }
}

extension Desk {
  /// Says what became of a file whose rows are entered all or not at all.
  ///
  /// - Throws: `Refusal` `.badInput` with the code where something is wrong with it.
  func report(
    _ outcome: (findings: [Finding], entered: Int), of file: String, code: String
  ) throws {
    guard outcome.findings.isEmpty else {
      for finding in outcome.findings { terminal.say(finding.text) }
      throw Refusal(
        .badInput, code,
        "\(file) has \(counted(outcome.findings.count, "finding")); nothing was entered",
        remedy: "correct these lines and load it again")
    }
    terminal.show("\(counted(outcome.entered, "row")) entered\n")
  }
}
