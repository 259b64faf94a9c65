import ArgumentParser
import Operations

extension InvoiceCommand {
  struct Timestamp: Verb {
    static let configuration = CommandConfiguration(
      commandName: "timestamp",
      abstract: "Have the time of what was sealed and signed stamped by an authority.",
      discussion: """
        One stamp of RFC 3161 for each run, over its statements and the signed originals of its \
        documents, then one within the signature of each document, which is PAdES B-T from then on: \
        `invoice download` hands it out so, and with --as-signed as it was. SETTLED_TSA is the \
        address of the authority (http://…), SETTLED_TSA_TRUST a PEM file with its root. Asks for \
        what has no stamp, then lists the stamps of runs; an authority that does not answer is asked \
        again after 1, 2, 4 seconds. The daemon and the month-end job ask by themselves. Exits with \
        8 while something is missing.

          settled invoice timestamp --period last-month --site cn
          settled invoice timestamp CN-FEE-2026-000001 --evidence > CN-FEE-2026-000001.time.json
        """)

    @Argument(help: "The number of one document; its whole run is stamped.") var invoice: String?
    @OptionGroup var filter: FilterOptions
    @Flag(help: "Print what proves the time of the document to anybody, as JSON; ask nobody.")
    var evidence = false
    @Option(help: ArgumentHelp("How often an authority is asked.", valueName: "count"))
    var tries = 4
    @OptionGroup var actor: ActorOptions
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func validate() throws {
      if evidence, invoice == nil { throw ValidationError("--evidence goes with one document.") }
      if !(1...10).contains(tries) { throw ValidationError("--tries is between 1 and 10.") }
    }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let stamps = TimeStamps(workplace)
      let record = try invoice.map { try Invoices(workplace).record($0) }
      if evidence, let record {
        desk.terminal.show(try stamps.evidence(of: record.id))
        return
      }
      let period = filter.period?.period(now: workplace.now())
      let outcome = try StampRuns(workplace, by: actor.name)(
        site: filter.site, period: period, run: record?.runNumber, tries: tries)
      guard let outcome else {
        throw Refusal(
          .configuration, "authority_not_named", "nobody is named who stamps the time",
          remedy: "let SETTLED_TSA be the address of an authority of RFC 3161: http://…")
      }
      if outcome.signatures > 0 {
        desk.terminal.hint("\(counted(outcome.signatures, "signature")) stamped: PAdES B-T")
      }
      if let silence = outcome.silence { throw silence }
      try desk.show(
        stamps.list(site: filter.site, period: period, invoice: record?.id), answer)
    }
  }
}
