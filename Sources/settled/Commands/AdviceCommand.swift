import ArgumentParser
import Documents
import Operations

extension PayoutCommand {
  struct Advice: Verb {
    static let configuration = CommandConfiguration(
      commandName: "advice",
      abstract: "Write remittance advices as files: PDF, CSV and JSON of the same record.",
      discussion: """
        One advice for each batch and partner, once the batch's file has left for the bank: what is \
        paid for which statements, from which account to which, and the ids by which banks trace it. \
        It says what the bank has said so far; what came back stands out with the bank's reason. A \
        file is whole or absent.

          settled payout advice PB-7 -O ./advices
          settled payout advice --statement 202610-M-0042-general-CNY --type pdf
          settled payout advice --partner M-0042 --period 2026-10
          settled payout advice --period last-month --site cn --archive advices.zip
        """)

    @Argument(help: "The id of a batch.") var batch: String?
    @Option(help: ArgumentHelp("What pays this statement.", valueName: "id"))
    var statement: String?
    @OptionGroup var filter: FilterOptions
    @Option(help: ArgumentHelp("Only this partner.", valueName: "id")) var partner: String?

    @Option(
      name: .customLong("type"),
      help: ArgumentHelp("pdf, csv or json; may be repeated. Otherwise all.", valueName: "type"))
    var types: [AdviceFormat] = []

    @OptionGroup var papers: PaperOptions
    @OptionGroup var place: PlaceOptions

    func validate() throws {
      if batch == nil, statement == nil, filter.period == nil {
        throw ValidationError(
          "Name a batch, a statement with --statement, or a month with --period.")
      }
    }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let advices = try RemittanceAdvices(workplace)(
        RemittanceAdvices.Selection(
          batch: batch, statement: statement, partner: partner,
          period: filter.period?.period(now: workplace.now()), site: filter.site))
      let formats = types.isEmpty ? AdviceFormat.allCases : types
      let progress = papers.progress(desk, workplace, count: advices.count, unit: "advices")
      progress(.stage("write"))
      defer { progress.finish() }
      let writer = try WritePapers(workplace, language: papers.documentLanguage)
      try papers.show(desk) { folder in
        try writer.advices(
          advices, formats: formats, into: folder, progress: { progress($0) })
      } archive: { path in
        try writer.archive(advices, formats: formats, to: path, progress: { progress($0) })
      }
    }
  }
}

extension AdviceFormat: ExpressibleByArgument {}
