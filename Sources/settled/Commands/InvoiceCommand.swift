import ArgumentParser
import Documents
import Operations

/// `settled invoice`.
struct InvoiceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invoice", abstract: "Issue, list and download fee invoices and credit notes.",
    subcommands: [List.self, Show.self, Issue.self, Download.self, Gaps.self],
    aliases: ["invoices"])

  struct List: Verb {
    static let configuration = CommandConfiguration(
      abstract: "List issued invoices and credit notes, by number.",
      discussion: """
          settled invoice list --period last-month
          settled invoice list --partner M-0042 --format csv
        """)

    @OptionGroup var filter: FilterOptions
    @Option(help: ArgumentHelp("Only this partner.", valueName: "id")) var partner: String?
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let records = try Invoices(workplace).records(
        period: filter.period?.period(now: workplace.now()),
        site: filter.site, partner: partner)
      try desk.show(Invoices.listing(records), answer)
    }
  }

  struct Show: Verb {
    static let configuration = CommandConfiguration(
      abstract: "Show an invoice or credit note.",
      discussion: """
          settled invoice show CN-FEE-2026-000001
        """)

    @Argument(help: "The number of an invoice.") var invoice: String
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let record = try Invoices(desk.workplace(place)).record(invoice)
      let listing = Invoices.listing([record])
      switch answer.form {
      case .table: desk.show(listing.facts(ofRow: 0))
      case .csv: try desk.show(listing, answer)
      case .json: desk.show(listing.json(ofRow: 0))
      }
    }
  }

  struct Issue: Verb {
    static let configuration = CommandConfiguration(
      abstract: "Issue the platform-fee invoices of a sealed run.",
      discussion: """
        Numbers have no gaps. Asked again, it lists what was issued.

          settled invoice issue RUN-202610-cn-1
        """)

    @Argument(help: "The id of a sealed run.") var run: String
    @OptionGroup var actor: ActorOptions
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let records = try IssueFeeInvoices(desk.workplace(place), by: actor.name)(run: run)
      try desk.show(Invoices.listing(records), answer)
    }
  }

  struct Download: Verb {
    static let configuration = CommandConfiguration(
      abstract: "Write invoices and credit notes as PDF files.",
      discussion: """
          settled invoice download CN-FEE-2026-000001
          settled invoice download --period last-month --site cn -O ./invoices
        """)

    @Argument(help: "The number of one invoice.") var invoice: String?
    @OptionGroup var filter: FilterOptions
    @Option(help: ArgumentHelp("Only this partner.", valueName: "id")) var partner: String?
    @OptionGroup var papers: PaperOptions
    @OptionGroup var place: PlaceOptions

    func validate() throws {
      if invoice == nil, filter.period == nil {
        throw ValidationError("Name an invoice, or a month with --period.")
      }
    }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let invoices = Invoices(workplace)
      let records =
        try invoice.map { [try invoices.record($0)] }
        ?? invoices.records(
          period: filter.period?.period(now: workplace.now()),
          site: filter.site, partner: partner)
      let progress = papers.progress(desk, workplace, count: records.count, unit: "invoices")
      progress(.stage("write"))
      defer { progress.finish() }
      let paths = try WritePapers(workplace, language: papers.documentLanguage).invoices(
        records, into: papers.folder, progress: { progress($0) })
      for path in paths { desk.terminal.show("\(path)\n") }
    }
  }

  struct Gaps: Verb {
    static let configuration = CommandConfiguration(
      abstract: "List numbers that are on no document; there must be none.",
      discussion: """
        Exits with 9 when there is one.

          settled invoice gaps
        """)

    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let gaps = try Invoices(desk.workplace(place)).gaps()
      try desk.show(gaps, answer)
      if !gaps.rows.isEmpty { throw ExitCode(9) }
    }
  }
}
