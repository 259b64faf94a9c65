import ArgumentParser
import Operations

extension InvoiceCommand {
  struct SelfBill: Verb {
    static let configuration = CommandConfiguration(
      commandName: "self-bill",
      abstract: "Issue, in partners' names, the invoices that statements wait for.",
      discussion: """
        For partners that have agreed to it (`settled invoice agree`). The amounts are those of the \
        invoicing list, a document for each tax rate: type 389, numbered in the partner's own series. \
        It counts as the partner's invoice, received and accepted: the statement is payment_requested \
        afterwards. A statement that comes to less than nothing has a credit note, type 261, until the \
        next one is sealed. `settled job run month-end` does the same for all that wait. Asked again \
        for a statement, it lists what was issued. Exits with 3 when statements of the run are left out.

          settled invoice self-bill 202610-M-0042-joint-EUR --as ann
          settled invoice self-bill RUN-202610-eu-1 --partner M-0042 --as ann
        """)

    @OptionGroup var choice: FeeOptions
    @OptionGroup var actor: ActorOptions
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let outcome = try SelfBilling(workplace, by: actor.name)(
        of: choice.id, partner: choice.partner)
      try desk.sign(outcome.issued.count, workplace) {
        try SignInvoices(workplace, by: actor.name)(outcome.issued, progress: $0)
      }
      let invoices = Invoices(workplace)
      try desk.show(
        Invoices.listing(
          outcome.issued.map { try invoices.record($0.id) }, isBrief: answer.form == .table), answer
      )
      for (_, refusal) in outcome.leftOut { desk.terminal.say("\(refusal.sentence)") }
      if !outcome.leftOut.isEmpty { throw ExitCode(3) }
    }
  }

  struct Agree: Verb {
    static let configuration = CommandConfiguration(
      commandName: "agree",
      abstract: "Enter that a partner has agreed to self-billing, or that this ends.",
      discussion: """
        Directive 2006/112/EC, article 224, wants an agreement made before, and a procedure by which \
        each invoice is accepted: countersigning the statement is one. It counts for statements that \
        are sealed on --from or later. Rows are only added: the latest first day that has come counts, \
        of one day the last row, so that an end is the same again with --until. Both parties must be \
        known (`settled invoice party`). Not for sellers in China, where the tax bureau issues.

          settled invoice agree M-0042 --reference 'SB-2026-17' --from 2026-10-01 --as ann
          settled invoice agree M-0042 --reference 'SB-2026-17, notice of 4 May' --from 2026-10-01 \\
            --until 2027-06-30 --as ann
        """)

    @Argument(help: "The id of a partner.") var partner: String
    @Option(help: ArgumentHelp("Of the paper that both have signed.", valueName: "text"))
    var reference: String
    @Option(help: ArgumentHelp("The first day it counts for; otherwise today.", valueName: "day"))
    var from: DayArgument?
    @Option(help: ArgumentHelp("The last day it counts for.", valueName: "day"))
    var until: DayArgument?
    @Option(
      help: ArgumentHelp(
        "What the partner's numbers begin with, once and for all; otherwise its id.",
        valueName: "letters"))
    var series: String?
    @Option(
      help: ArgumentHelp(
        "What the partner charges at rate zero is Z, AE, G or O (the default).",
        valueName: "category"))
    var untaxedAs: String?
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      var entry = SelfBillingAgreements.Entry(partner: partner, reference: reference)
      entry.validFrom = from?.date
      entry.validUntil = until?.date
      entry.series = series
      entry.untaxedAs = untaxedAs
      let entity = try SelfBillingAgreements(desk.workplace(place), by: actor.name).enter(entry)
      desk.terminal.hint(
        "documents in the name of \(partner) are numbered \(entity)-SBI-YEAR-000001")
    }
  }

  struct Agreements: Verb {
    static let configuration = CommandConfiguration(
      commandName: "agreements", abstract: "List which partners have agreed to self-billing.",
      discussion: """
          settled invoice agreements
          settled invoice agreements M-0042 --format csv
        """)

    @Argument(help: "The id of a partner.") var partner: String?
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      try desk.show(SelfBillingAgreements(desk.workplace(place)).list(of: partner), answer)
    }
  }
}
