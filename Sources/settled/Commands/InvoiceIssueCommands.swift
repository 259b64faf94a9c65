import ArgumentParser
import Operations

extension InvoiceCommand {
  struct Preview: Verb {
    static let configuration = CommandConfiguration(
      commandName: "preview", abstract: "Draw the documents that would be issued, without numbers.",
      discussion: """
        Fee invoices and self-billed ones, before a run is sealed, too. Nothing is issued, and no \
        number is used.

          settled invoice preview RUN-202610-cn-1 -O ./preview
          settled invoice preview 202610-M-0042-general-CNY
        """)

    @OptionGroup var choice: FeeOptions
    @Option(
      name: [.customShort("O"), .customLong("output-folder")],
      help: ArgumentHelp("Write into this folder.", valueName: "folder"))
    var folder = "."
    @Option(help: ArgumentHelp("zh, en or both.", valueName: "language"))
    var lang: PaperLanguage = .both
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      let writer = try WritePapers(desk.workplace(place), language: lang.documentLanguage)
      let paths = try writer.previews(of: choice.id, partner: choice.partner, into: folder)
      for path in paths { desk.terminal.show("\(path)\n") }
    }
  }

  struct Issue: Verb {
    static let configuration = CommandConfiguration(
      commandName: "issue", abstract: "Issue the platform-fee invoices of a sealed run.",
      discussion: """
        Numbers have no gaps. Where somebody is named who signs (SETTLED_SIGNER), the documents are \
        signed as well. Asked again, it lists what was issued, what has replaced it since (an empty \
        `replaced_by` is current), and signs what is not signed.

          settled invoice issue RUN-202610-cn-1
          settled invoice issue RUN-202610-cn-1 --partner M-0042
          settled invoice issue 202610-M-0042-general-CNY
        """)

    @OptionGroup var choice: FeeOptions
    @OptionGroup var actor: ActorOptions
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let issue = IssueFeeInvoices(workplace, by: actor.name)
      let records = try issue(of: choice.id, partner: choice.partner)
      let signed = try desk.sign(records.count, workplace) {
        try SignInvoices(workplace, by: actor.name)(records, progress: $0)
      }
      if signed != nil {
        try desk.show(
          Invoices.listing(
            issue(of: choice.id, partner: choice.partner), isBrief: answer.form == .table), answer)
      } else {
        try desk.show(Invoices.listing(records, isBrief: answer.form == .table), answer)
      }
    }
  }

  struct Credit: Verb {
    static let configuration = CommandConfiguration(
      commandName: "credit",
      abstract: "Give back an invoiced fee, in whole or in part, by a credit note.",
      discussion: """
        The fee and its tax come off the merchant's account in the books of today's month. To pay \
        the fee with the next statement, add an adjustment with the code FEE_CREDIT that names the \
        credit note; together they pay no more than it gives back.

          settled invoice credit CN-FEE-2026-000001 --reason 'charged twice' --as ann
          settled invoice credit CN-FEE-2026-000001 --amount 12.50 --reason 'rate of May corrected'
          settled adjust add --partner M-0042 --tab general --currency CNY --amount 12.50 \\
            --code FEE_CREDIT --credit-note CN-CRN-2026-000001 --reason 'rate of May' --as ann
        """)

    @Argument(help: "The number of an invoice.") var invoice: String
    @Option(
      help: ArgumentHelp(
        "Without tax; otherwise all that is left of it.", valueName: "amount"))
    var amount: String?
    @Option(help: ArgumentHelp("Why; it stands on the credit note.", valueName: "text"))
    var reason: String
    @OptionGroup var actor: ActorOptions
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let credit = try CreditInvoice(workplace, by: actor.name)(
        invoice, amount: amount, reason: reason)
      try desk.sign(1, workplace) {
        try SignInvoices(workplace, by: actor.name)([credit], progress: $0)
      }
      try desk.show(
        Invoices.listing(
          [Invoices(workplace).record(credit.id)], isBrief: answer.form == .table), answer)
    }
  }

  struct Correct: Verb {
    static let configuration = CommandConfiguration(
      commandName: "correct",
      abstract: "Replace an invoice on which a detail of a party was wrong.",
      discussion: """
        Enter the right details first. A fee invoice between two German parties is replaced by one \
        corrected invoice (type 384). Elsewhere, and where it is self-billed, a credit note cancels \
        it, and a new invoice has what is left of it. Nothing is posted: amounts are corrected by \
        `invoice credit`, those of a partner by `adjust add`.

          settled invoice party M-0042 --country DE --city Hamburg --post-code 20095 --as ann
          settled invoice correct EU-FEE-2026-000007 --reason 'moved to Hamburg in May' --as ann
          settled invoice correct M0042-SBI-2026-000003 --reason 'moved to Hamburg in May' --as ann
        """)

    @Argument(help: "The number of an invoice.") var invoice: String
    @Option(help: ArgumentHelp("Why; it stands on the documents.", valueName: "text"))
    var reason: String
    @OptionGroup var actor: ActorOptions
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let issued = try CorrectInvoice(workplace, by: actor.name)(invoice, reason: reason)
      try desk.sign(issued.count, workplace) {
        try SignInvoices(workplace, by: actor.name)(issued, progress: $0)
      }
      let invoices = Invoices(workplace)
      try desk.show(
        Invoices.listing(
          issued.map { try invoices.record($0.id) }, isBrief: answer.form == .table), answer)
    }
  }

  struct Sign: Verb {
    static let configuration = CommandConfiguration(
      commandName: "sign",
      abstract: "Sign issued documents that are not signed, and keep the originals.",
      discussion: """
        SETTLED_SIGNER names a PEM file with a private key of ECDSA P-256, its certificate and those \
        above it, or is the pkcs11: URI of a key in a device, whose certificates are in the PEM file \
        SETTLED_SIGNER_CERTIFICATE; the signature is PAdES B-B. Stopped, it goes on where it was.

          settled invoice sign CN-FEE-2026-000001
          settled invoice sign --period last-month --site cn
        """)

    @Argument(help: "The number of one document.") var invoice: String?
    @OptionGroup var filter: FilterOptions
    @OptionGroup var actor: ActorOptions
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
          period: filter.period?.period(now: workplace.now()), site: filter.site)
      let signed = try desk.sign(records.count, workplace) {
        try SignInvoices(workplace, by: actor.name)(records, progress: $0)
      }
      guard let count = signed else {
        throw Refusal(
          .configuration, "signer_not_named", "nobody is named who signs documents",
          remedy: "let SETTLED_SIGNER name a PEM file with key and certificates")
      }
      desk.terminal.show("\(counted(count, "document")) signed\n")
    }
  }
}

/// What invoices are issued for.
struct FeeOptions: ParsableArguments {
  @Argument(help: "The id of a run, or of one of its statements.") var id: String
  @Option(help: ArgumentHelp("Only this partner.", valueName: "id")) var partner: String?

  func validate() throws {
    if partner != nil, !id.hasPrefix("RUN-") {
      throw ValidationError("--partner goes with a run; a statement has one partner.")
    }
  }
}

extension Desk {
  /// Signs what is not signed, and shows how it goes.
  ///
  /// - Returns: How many were signed; nil where nobody is named who signs.
  /// - Throws: `Refusal` `.cancelled` where it was stopped; what is signed stays.
  @discardableResult
  func sign(
    _ expected: Int, _ workplace: Workplace,
    _ sign: (@escaping @Sendable (Operations.Progress) -> Void) throws -> Int?
  ) throws -> Int? {
    let progress = ProgressReport(
      terminal, subject: "signer", unit: "documents", expected: expected,
      now: workplace.now)
    defer { progress.finish() }
    let count = try sign { progress($0) }
    if workplace.cancelSource.isCancelled {
      throw Refusal(
        .cancelled, "cancelled", "signing was stopped; what is signed stays",
        remedy: "`settled invoice sign` goes on where it was")
    }
    return count
  }
}
