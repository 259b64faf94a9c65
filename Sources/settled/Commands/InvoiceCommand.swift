import ArgumentParser
import Documents
import Marketplace
import Operations

/// `settled invoice`.
struct InvoiceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invoice",
    abstract: "Issue, credit, correct, sign and download fee invoices and self-billed ones.",
    subcommands: [
      List.self, Show.self, Preview.self, Issue.self, Credit.self, Correct.self, SelfBill.self,
      Sign.self, Timestamp.self, Download.self, Legal.self, LoadLegal.self,
      RedLetterCommand.self, Party.self, LoadParties.self, Parties.self, Agree.self,
      Agreements.self, Gaps.self,
    ],
    aliases: ["invoices"])

  struct List: Verb {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List issued invoices and credit notes, by number.",
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
      try desk.show(Invoices.listing(records, isBrief: answer.form == .table), answer)
    }
  }

  struct Show: Verb {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show an invoice or credit note.",
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

  struct Download: Verb {
    static let configuration = CommandConfiguration(
      commandName: "download",
      abstract: "Write invoices and credit notes as files: PDF, JSON, and XML.",
      discussion: """
        A document has an electronic form, CII and UBL, once the details of both parties are known \
        on the day it is issued (`settled invoice party`); its PDF is a Factur-X invoice then. One \
        of a seller in China has the shape of the tax bureau's invoice (数电票) too: a request until \
        `settled invoice legal`, and of a credit note on its red-letter confirmation alone. The \
        PDF in both languages of a document that was signed is its signed original, always the same \
        file; once its signature has a time stamp (`settled invoice timestamp`) it is the file with \
        that, PAdES B-T, and --as-signed the one before. A file is whole or absent.

          settled invoice download CN-FEE-2026-000001
          settled invoice download --period last-month --site cn -O ./invoices
          settled invoice download --period last-month --site eu --type ubl --archive eu.zip
        """)

    @Argument(help: "The number of one invoice.") var invoice: String?
    @OptionGroup var filter: FilterOptions
    @Option(help: ArgumentHelp("Only this partner.", valueName: "id")) var partner: String?

    @Option(
      name: .customLong("type"),
      help: ArgumentHelp(
        "pdf, json, cii, ubl or chinese; may be repeated. Otherwise all.", valueName: "type"))
    var types: [InvoiceFormat] = []

    @Flag(help: "Signed PDFs without the time stamp that came into their signature later.")
    var asSigned = false
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
      let formats = types.isEmpty ? InvoiceFormat.allCases : types
      let progress = papers.progress(desk, workplace, count: records.count, unit: "invoices")
      progress(.stage("write"))
      defer { progress.finish() }
      let (isAskedFor, isNamed) = (types.contains(.chinese), invoice != nil)
      let terminal = desk.terminal
      let writer = try WritePapers(
        workplace, language: papers.documentLanguage, asSigned: asSigned
      ) { refusal in
        // Of a month the others are written, and nobody misses what was not asked for.
        if isAskedFor, isNamed { throw refusal }
        if isAskedFor { terminal.say("no Chinese form: \(refusal.sentence)") }
      }
      try papers.show(desk) { folder in
        try writer.invoices(
          records, formats: formats, into: folder, progress: { progress($0) })
      } archive: { path in
        try writer.archive(records, formats: formats, to: path, progress: { progress($0) })
      }
      let lacking =
        types.contains { $0.isElectronic } ? records.count { $0.parties == nil } : 0
      if lacking > 0 {
        desk.terminal.say(
          "\(counted(lacking, "document")) without an electronic form: when issued, "
            + "`settled invoice party` had not said who the parties are")
      }
    }
  }

  struct Party: Verb {
    static let configuration = CommandConfiguration(
      commandName: "party",
      abstract: "Say where an issuer or a partner is, for electronic invoices.",
      discussion: """
        Counts for documents issued from --from on, or from today; a fee invoice is issued on the \
        day its run was sealed, a self-billed one on the day itself, and each keeps what it said. An \
        issuer also says why its fees bear no tax where their rate is zero: Z zero rated, AE reverse \
        charge, G export, O outside the scope.

          settled invoice party --site eu --country IE --line '1 Harbour Road' --city Dublin \\
            --post-code 'D01 A1B2' --tax-number IE6388047V --untaxed-as AE --as ann
          settled invoice party M-0042 --country DE --city Berlin --post-code 10115 \\
            --tax-number DE123456789 --electronic-address EM:billing@example.com \\
            --from 2026-10-01 --as ann
        """)

    @Argument(help: "The id of a partner.") var partner: String?
    @Option(help: ArgumentHelp("The issuer of this site: cn, intl or eu.", valueName: "site"))
    var site: Site?
    @Option(help: ArgumentHelp("Two letters of ISO 3166-1.", valueName: "country"))
    var country: String
    @Option(
      name: .customLong("line"),
      help: ArgumentHelp("Street and number; up to three times.", valueName: "text"))
    var lines: [String] = []
    @Option(help: "The town.") var city: String?
    @Option(help: ArgumentHelp("As written there.", valueName: "code")) var postCode: String?
    @Option(help: ArgumentHelp("A region or province.", valueName: "region")) var region: String?
    @Option(
      help: ArgumentHelp("For value added tax, with the country's letters.", valueName: "number"))
    var taxNumber: String?
    @Option(
      help: ArgumentHelp("In a register: 'HRB 1', or 0088:GLN with a scheme.", valueName: "id"))
    var registration: String?
    @Option(help: ArgumentHelp("Scheme and address: EM:billing@example.com.", valueName: "address"))
    var electronicAddress: String?
    @Option(
      help: ArgumentHelp("What documents call it, where that is another name.", valueName: "text"))
    var name: String?
    @Option(help: ArgumentHelp("The same in Latin letters.", valueName: "text"))
    var englishName: String?
    @Option(help: ArgumentHelp("Of an issuer: Z, AE, G or O (the default).", valueName: "category"))
    var untaxedAs: String?
    @Option(help: ArgumentHelp("The first day it counts for.", valueName: "day"))
    var from: DayArgument?
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func validate() throws {
      if (partner == nil) == (site == nil) {
        throw ValidationError("Name a partner, or the issuer of a site with --site.")
      }
      if englishName != nil, name == nil {
        throw ValidationError("--english-name goes with --name.")
      }
    }

    func perform(at desk: Desk) throws {
      var entry = TradeParties.Entry(country: country)
      entry.lines = lines
      entry.city = city
      entry.postCode = postCode
      entry.region = region
      entry.taxNumber = taxNumber
      entry.registration = registration
      entry.electronicAddress = electronicAddress
      entry.name = name
      entry.nameInEnglish = englishName
      entry.untaxedAs = untaxedAs
      entry.validFrom = from?.date
      let holder: TradeParties.Holder
      let name: String
      if let site {
        (holder, name) = (.issuer(site), "the issuer of site \(site.rawValue)")
      } else if let partner {
        (holder, name) = (.partner(partner), partner)
      } else {
        preconditionFailure("validated to name one of them")
      }
      try TradeParties(desk.workplace(place), by: actor.name).enter(entry, of: holder)
      desk.terminal.hint("documents issued from then on say so of \(name)")
    }
  }

  struct Parties: Verb {
    static let configuration = CommandConfiguration(
      commandName: "parties",
      abstract: "List what electronic invoices say of issuers and partners.",
      discussion: """
          settled invoice parties
          settled invoice parties M-0042 --format csv
        """)

    @Argument(help: "The id of a partner, or a site.") var party: String?
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      try desk.show(TradeParties(desk.workplace(place)).list(of: party), answer)
    }
  }

  struct Gaps: Verb {
    static let configuration = CommandConfiguration(
      commandName: "gaps", abstract: "List numbers that are on no document; there must be none.",
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

extension InvoiceFormat: ExpressibleByArgument {}
