import ArgumentParser
import Documents
import Operations

/// `settled statement`.
struct StatementCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statement", abstract: "List, show and download the partners' statements.",
    subcommands: [
      List.self, Show.self, Download.self, States.self, Steps.self, Move.self, Invoice.self,
    ], aliases: ["statements"])

  struct List: Verb {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "List statements of a month: sealed ones, else those of the draft.",
      discussion: """
          settled statement list --period last-month
          settled statement list --period 2026-10 --partner M-0042 --format json
        """)

    @OptionGroup var filter: FilterOptions
    @Option(help: ArgumentHelp("Only this partner.", valueName: "id")) var partner: String?
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let statements = Statements(workplace)
      let period = filter.period?.period(now: workplace.now())
      let listing =
        answer.form == .table
        ? try statements.list(
          period: period, site: filter.site, partner: partner)
        : try statements.export(
          period: period, site: filter.site, partner: partner)
      try desk.show(listing, answer)
    }
  }

  struct Show: Verb {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Show a statement: its account, how it was reached, and what waits.",
      discussion: """
          settled statement show 202610-M-0042-general-CNY
        """)

    @Argument(help: "The id of a statement.") var statement: String
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let statements = Statements(try desk.workplace(place))
      let record = try statements.record(statement)
      let listing = Statements.exported([record])
      switch answer.form {
      case .table:
        let summary = try statements.summary(of: record, style: desk.terminal.style)
        desk.show(listing.facts(ofRow: 0, without: .amount))
        desk.terminal.show(summary)
      case .csv: try desk.show(listing, answer)
      case .json: desk.show(listing.json(ofRow: 0))
      }
    }
  }

  struct Download: Verb {
    static let configuration = CommandConfiguration(
      commandName: "download",
      abstract: "Write statements as files: forms of the same record, and its proof.",
      discussion: """
        Names one statement, or a month and what narrows it. A file is whole or absent. CSV has \
        the lines; XLSX has a sheet for each section, HTML is one page that needs nothing else. \
        The proof file is for the partner, who checks it with `settled verify`; a statement has \
        one once its run is sealed. The invoicing list says what the partner must invoice the \
        platform; sealed statements have one but those of general goods of site cn. The incentive \
        statement says how each incentive came about: performance, band, formula, what was billed \
        before; sealed statements have one that bill an incentive.

          settled statement download 202610-M-0042-general-CNY
          settled statement download --period last-month --site cn --type pdf -O ./statements
          settled statement download 202610-M-0042-general-CNY --type xlsx --type html
          settled statement download --period last-month --archive statements.zip
          settled statement download 202610-M-0042-joint-CNY --type invoicing-list
          settled statement download 202610-S-0007-csp-CNY --type incentive
        """)

    @Argument(help: "The id of one statement.") var statement: String?
    @OptionGroup var filter: FilterOptions
    @Option(help: ArgumentHelp("Only this partner.", valueName: "id")) var partner: String?

    @Option(
      name: .customLong("type"),
      help: ArgumentHelp(
        "pdf, csv, json, proof, xlsx, html, invoicing-list or incentive; may be repeated. Otherwise the first four.",
        valueName: "type"))
    var types: [PaperName] = []

    @OptionGroup var papers: PaperOptions
    @OptionGroup var place: PlaceOptions

    func validate() throws {
      if statement == nil, filter.period == nil {
        throw ValidationError("Name a statement, or a month with --period.")
      }
    }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let statements = Statements(workplace)
      let records =
        try statement.map { [try statements.record($0)] }
        ?? statements.records(
          period: filter.period?.period(now: workplace.now()),
          site: filter.site, partner: partner)
      if statement != nil, types.contains(.invoicingList), let refusal = records[0].refusalOfList {
        throw refusal
      }
      if statement != nil, types.contains(.incentive),
        let refusal = records[0].refusalOfIncentives
      {
        throw refusal
      }
      let progress = papers.progress(desk, workplace, count: records.count, unit: "statements")
      progress(.stage("write"))
      defer { progress.finish() }
      let formats = types.isEmpty ? PaperFormat.usual : types.flatMap(\.formats)
      let writer = try WritePapers(workplace, language: papers.documentLanguage)
      try papers.show(desk) { folder in
        try writer.statements(
          records, formats: formats, into: folder, progress: { progress($0) })
      } archive: { path in
        try writer.archive(records, formats: formats, to: path, progress: { progress($0) })
      }
      let unproven = types.contains(.proof) ? records.count { $0.sealedAt == nil } : 0
      if unproven > 0 {
        desk.terminal.say("\(counted(unproven, "statement")) without a proof: not sealed yet")
      }
      let unlisted =
        types.contains(.invoicingList) ? records.count { $0.refusalOfList != nil } : 0
      if unlisted > 0 {
        desk.terminal.say(
          "\(counted(unlisted, "statement")) without an invoicing list: the partner invoices "
            + "nothing to the platform for it, or not yet")
      }
      let plain = types.contains(.incentive) ? records.count { $0.refusalOfIncentives != nil } : 0
      if plain > 0 {
        desk.terminal.say(
          "\(counted(plain, "statement")) without an incentive statement: no incentive on it, or "
            + "not sealed yet")
      }
    }
  }
}

/// The files of a statement.
enum PaperName: String, ExpressibleByArgument, CaseIterable {
  case pdf, csv, json, proof, xlsx, html
  case invoicingList = "invoicing-list"
  case incentive

  /// The same in the words of the use case.
  var formats: [PaperFormat] {
    switch self {
    case .pdf: [.pdf]
    case .csv: [.csv]
    case .json: [.json]
    case .proof: [.proof]
    case .xlsx: [.xlsx]
    case .html: [.html]
    case .invoicingList: PaperFormat.ofInvoicingList
    case .incentive: PaperFormat.ofIncentives
    }
  }
}

/// The language of documents.
enum PaperLanguage: String, ExpressibleByArgument, CaseIterable {
  case zh, en, both

  /// The same in the words of the documents.
  var documentLanguage: DocumentLanguage {
    switch self {
    case .zh: .zh
    case .en: .en
    case .both: .both
    }
  }
}

/// Where documents go and in which language.
struct PaperOptions: ParsableArguments {
  @Option(
    name: [.customShort("O"), .customLong("output-folder")],
    help: ArgumentHelp("Write into this folder; otherwise this one.", valueName: "folder"))
  var folder: String?

  @Option(
    help: ArgumentHelp(
      "Write one ZIP archive with a manifest of digests and sums instead.", valueName: "file"))
  var archive: String?

  @Option(help: ArgumentHelp("zh, en or both.", valueName: "language"))
  var lang: PaperLanguage = .both

  var documentLanguage: DocumentLanguage { lang.documentLanguage }

  func validate() throws {
    if folder != nil, archive != nil {
      throw ValidationError("Documents go into a folder or an archive: give -O or --archive.")
    }
  }

  /// Writes into the folder or the archive and shows the paths written.
  func show(
    _ desk: Desk, folder: (String) throws -> [String], archive: (String) throws -> Void
  ) throws {
    if let path = self.archive {
      try archive(path)
      desk.terminal.show("\(path)\n")
    } else {
      for path in try folder(self.folder ?? ".") { desk.terminal.show("\(path)\n") }
    }
  }

  /// Counts documents.
  func progress(
    _ desk: Desk, _ workplace: Workplace, count: Int, unit: String
  ) -> ProgressReport {
    ProgressReport(
      desk.terminal, subject: archive.map { "archive=\($0)" } ?? "folder=\(folder ?? ".")",
      unit: unit,
      expected: count, now: workplace.now)
  }
}
