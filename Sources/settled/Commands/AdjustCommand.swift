import ArgumentParser
import Marketplace
import Operations

/// `settled adjust`.
struct AdjustCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "adjust", abstract: "Add amounts to statements, with four eyes.",
    discussion: """
      A sealed statement never changes: what was wrong is corrected by a signed amount on the next \
      statement of the same partner, tab and currency. It counts once another person than its \
      author approved it; the partner reads the reason.
      """,
    subcommands: [Add.self, Approve.self, Refuse.self, Preview.self, List.self],
    aliases: ["adjustment", "adjustments"])

  struct Add: Verb {
    static let configuration = CommandConfiguration(
      commandName: "add",
      abstract: "Write an adjustment; prints its id, and what it would do to the statement.",
      discussion: """
        A positive amount is owed to the partner. It waits until another person approves it.

          settled adjust add --partner M-0042 --tab general --currency CNY --amount -12.50 \\
            --code PRICE_CORRECTION --reason 'list price of May corrected' \\
            --statement 202605-M-0042-general-CNY --as ann
        """)

    @Option(help: ArgumentHelp("The id of a partner.", valueName: "id")) var partner: String
    @Option(
      help: ArgumentHelp("general, joint, selected, platform, csp or operator.", valueName: "tab"))
    var tab: Tab
    @Option(help: ArgumentHelp("Its ISO 4217 code.", valueName: "code")) var currency: String
    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("In major units; positive is owed to the partner.", valueName: "amount"))
    var amount: String
    @Option(help: ArgumentHelp("A word in capitals, for evaluations.", valueName: "word"))
    var code: String
    @Option(help: ArgumentHelp("Why; the partner reads it.", valueName: "text")) var reason: String
    @Option(help: ArgumentHelp("The site of the run; otherwise the partner's.", valueName: "site"))
    var site: Site?
    @Option(help: ArgumentHelp("The product it concerns.", valueName: "id")) var product: String?
    @Option(help: ArgumentHelp("The sealed statement it corrects.", valueName: "id"))
    var statement: String?
    @Option(
      help: ArgumentHelp(
        "The credit note whose fee it pays back, with --code FEE_CREDIT.", valueName: "number"))
    var creditNote: String?
    @OptionGroup var actor: ActorOptions
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let view = try Adjustments(desk.workplace(place), by: actor.name).add(
        AdjustmentRequest(
          partnerID: partner, tab: tab, currency: currency, amount: amount, reasonCode: code,
          reason: reason, site: site, productID: product, statementID: statement,
          creditNoteID: creditNote))
      switch answer.form {
      case .json: desk.show(view.json)
      case .csv: try desk.show(view.listing, answer)
      case .table:
        desk.terminal.show("\(view.adjustment.id)\n")
        for line in view.effect?.lines ?? [] { desk.terminal.hint(line) }
        desk.hintNext(after: view)
      }
    }
  }

  struct Approve: Verb {
    static let configuration = CommandConfiguration(
      commandName: "approve", abstract: "Sign an adjustment that another person wrote.",
      discussion: """
        Its author cannot approve it (exit code 4). It enters the next run of its key.

          settled adjust approve ADJ-7 --as bea
        """)

    @OptionGroup var one: OneAdjustment
    @OptionGroup var actor: ActorOptions
    var place: PlaceOptions { one.place }
    var answersJSON: Bool { one.answer.isJSON }

    func perform(at desk: Desk) throws {
      let view = try Adjustments(desk.workplace(place), by: actor.name).approve(one.adjustment)
      try desk.show(view, one.answer)
    }
  }

  struct Refuse: Verb {
    static let configuration = CommandConfiguration(
      commandName: "refuse",
      abstract: "Turn an adjustment down, with a reason; its author withdraws it so.",
      discussion: """
          settled adjust refuse ADJ-7 --reason 'the price was right' --as bea
        """)

    @OptionGroup var one: OneAdjustment
    @OptionGroup var why: ReasonOption
    @OptionGroup var actor: ActorOptions
    var place: PlaceOptions { one.place }
    var answersJSON: Bool { one.answer.isJSON }

    func perform(at desk: Desk) throws {
      let view = try Adjustments(desk.workplace(place), by: actor.name)
        .refuse(one.adjustment, reason: why.reason)
      try desk.show(view, one.answer)
    }
  }

  struct Preview: Verb {
    static let configuration = CommandConfiguration(
      commandName: "preview", abstract: "Show what an adjustment does to the statement it enters.",
      discussion: """
        Before and after: the statement of its key in the draft, or else the opening balance with \
        the lines that wait.

          settled adjust preview ADJ-7
          settled adjust preview ADJ-7 --format json
        """)

    @OptionGroup var one: OneAdjustment
    var place: PlaceOptions { one.place }
    var answersJSON: Bool { one.answer.isJSON }

    func perform(at desk: Desk) throws {
      try desk.show(Adjustments(desk.workplace(place)).preview(one.adjustment), one.answer)
    }
  }

  struct List: Verb {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "List adjustments, newest first, with who decided and where they are billed.",
      discussion: """
          settled adjust list --open
          settled adjust list --partner M-0042 --format json
        """)

    @Flag(help: "Only those that wait for an approval.") var open = false
    @Option(help: ArgumentHelp("Only this site: cn, intl or eu.", valueName: "site"))
    var site: Site?
    @Option(help: ArgumentHelp("Only this partner.", valueName: "id")) var partner: String?
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      try desk.show(
        Adjustments(desk.workplace(place)).list(isOpenOnly: open, site: site, partner: partner),
        answer)
    }
  }
}

/// One adjustment, and the form of the answer.
struct OneAdjustment: ParsableArguments {
  @Argument(help: "The id of an adjustment.") var adjustment: String
  @OptionGroup var answer: AnswerOptions
  @OptionGroup var place: PlaceOptions
}

/// A tab by its word.
extension Tab: ExpressibleByArgument {
  /// The tab of a contract word; nil for any other text.
  package init?(argument: String) {
    self.init(code: argument)
  }
}

extension Desk {
  /// Shows an adjustment with its effect; csv is the row of `adjust list`.
  fileprivate func show(_ view: AdjustmentView, _ options: AnswerOptions) throws {
    switch options.form {
    case .json: show(view.json)
    case .csv: try show(view.listing, options)
    case .table:
      terminal.show("\(view.sentence)\n")
      for line in view.effect?.lines ?? [] { terminal.show("\(line)\n") }
      hintNext(after: view)
    }
  }

  /// Says on stderr what to run next.
  fileprivate func hintNext(after view: AdjustmentView) {
    if let next = view.next { terminal.hint("Next:  " + next) }
  }
}
