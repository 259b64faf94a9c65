import ArgumentParser
import CivilTime
import Operations

extension StatementCommand {
  struct States: Verb {
    static let configuration = CommandConfiguration(
      commandName: "states",
      abstract: "Where sealed statements stand, whose turn it is, and until when.",
      discussion: """
          settled statement states --period last-month --overdue
          settled statement states --state payment_info_error --format json
        """)

    @OptionGroup var filter: FilterOptions
    @Option(help: ArgumentHelp("Only this partner.", valueName: "id")) var partner: String?
    @Option(help: ArgumentHelp("Only this state: payment_requested.", valueName: "state"))
    var state: String?
    @Flag(help: "Only those whose last day has passed.") var overdue = false
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      try desk.show(
        StatementStates(workplace).list(
          StatementStates.Selection(
            period: filter.period?.period(now: workplace.now()), site: filter.site,
            partner: partner, state: state), isOverdueOnly: overdue), answer)
    }
  }

  struct Steps: Verb {
    static let configuration = CommandConfiguration(
      commandName: "steps",
      abstract: "What happened to a statement since its seal, by whom and why.",
      discussion: """
          settled statement steps 202610-M-0042-general-CNY
        """)

    @Argument(help: "The id of a sealed statement.") var statement: String
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      try desk.show(StatementStates(desk.workplace(place)).steps(statement), answer)
    }
  }

  struct Move: Verb {
    static let configuration = CommandConfiguration(
      commandName: "move", abstract: "Move sealed statements on by one step.",
      discussion: """
        pending_countersign, countersigning, then pending_invoice or payment_requested; back are \
        countersign_rejected, invoice_rejected, payment_info_error and payment_rejected, which need \
        a reason. Of a month, those are moved that can be.

          settled statement move --to countersigning --period last-month --site cn
          settled statement move --to payment_requested 202610-M-0042-general-CNY
        """)

    @Argument(help: "Ids of sealed statements.") var statements: [String] = []
    @Option(help: ArgumentHelp("The state that follows.", valueName: "state")) var to: String
    @OptionGroup var filter: FilterOptions
    @Option(help: ArgumentHelp("Only this partner.", valueName: "id")) var partner: String?
    @Option(help: ArgumentHelp("Why; the partner may read it.", valueName: "text"))
    var reason = ""
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func validate() throws {
      if statements.isEmpty == (filter.period == nil) {
        throw ValidationError("Name statements, or a month with --period.")
      }
    }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let count = try StatementStates(workplace, by: actor.name).move(
        StatementStates.Selection(
          period: filter.period?.period(now: workplace.now()), site: filter.site,
          partner: partner, ids: statements), to: to, reason: reason)
      desk.terminal.hint("\(counted(count, "statement")) moved to \(to)")
    }
  }

  struct Invoice: Verb {
    static let configuration = CommandConfiguration(
      commandName: "invoice",
      abstract: "Check and keep the invoice that a partner sent for a statement.",
      discussion: """
        Amount, tax rate, title and remark are held against the statement, as its invoicing list \
        has them (`settled statement download ID --type invoicing-list`): one invoice for each tax \
        rate. Sound ones wait for finance in invoice_review; another is rejected with everything \
        that is wrong (exit code 3).

          settled statement invoice 202610-M-0042-joint-CNY --number 25312000000012345678 \\
            --issued-on 2026-11-12 --amount 1234.50 --tax-rate 0.06 --title 'The marketplace' \\
            --remark 202610-M-0042-joint-CNY --as ann
        """)

    @Argument(help: "The id of a sealed statement.") var statement: String
    @Option(help: ArgumentHelp("Of the invoice.", valueName: "number")) var number: String
    @Option(
      name: .customLong("issued-on"), help: ArgumentHelp("2026-11-12.", valueName: "day"))
    var issuedOn: DayArgument
    @Option(help: ArgumentHelp("With tax, in major units.", valueName: "amount"))
    var amount: String
    @Option(
      name: .customLong("tax-rate"), help: ArgumentHelp("A proportion: 0.06.", valueName: "rate"))
    var taxRate: String
    @Option(help: ArgumentHelp("Whom it is made out to.", valueName: "name")) var title: String
    @Option(help: ArgumentHelp("It must name the statement.", valueName: "text"))
    var remark: String
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      let outcome = try PartnerInvoices(desk.workplace(place), by: actor.name).receive(
        PartnerInvoices.Received(
          number: number, issuedOn: issuedOn.date, gross: amount, taxRate: taxRate, title: title,
          remark: remark), for: statement)
      for flaw in outcome.flaws { desk.terminal.show("\(flaw)\n") }
      if !outcome.flaws.isEmpty {
        desk.terminal.hint("\(statement) is invoice_rejected")
        throw ExitCode(3)
      }
      let awaited = outcome.awaited.map(\.description).joined(separator: ", ")
      desk.terminal.hint(
        awaited.isEmpty
          ? "\(statement) is invoice_review"
          : "\(statement) waits for its invoices at \(awaited)")
    }
  }
}

/// A day of ISO 8601.
struct DayArgument: ExpressibleByArgument {
  let date: CivilDate

  init?(argument: String) {
    guard let date = try? CivilDate(parsing: argument) else { return nil }
    self.date = date
  }
}
