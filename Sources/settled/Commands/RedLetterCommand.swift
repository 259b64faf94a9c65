import ArgumentParser
import Operations

/// `settled invoice red-letter`.
struct RedLetterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "red-letter",
    abstract: "Keep the confirmations on which the Chinese tax bureau issues red invoices.",
    discussion: """
      A red invoice (红字发票) reverses a blue one on a confirmation (红字信息确认单) that one side enters \
      at the tax platform and the other answers within 72 hours. Its states have the tax platform's \
      codes: 01 not needed, 02 and 03 the buyer or the seller must answer, 04 both agree, 05 to 13 \
      void. In 01 and 04 the red invoice can be issued: `settled invoice legal` of the credit note.
      """,
    subcommands: [Request.self, Record.self, List.self, Show.self], aliases: ["red-letters"])

  struct Request: Verb {
    static let configuration = CommandConfiguration(
      commandName: "request", abstract: "Keep that a confirmation is requested; prints its serial.",
      discussion: """
        The serial is ours and of this request alone; after one has become void another request has \
        another. Reasons: 01 issued in error, 02 goods returned, 03 service ended, 04 sales \
        allowance.

          settled invoice red-letter request CN-FEE-2026-000042 --credit CN-CRN-2026-000003 \\
            --reason-code 04 --as ann
          settled invoice red-letter request CN-FEE-2026-000042 --reason-code 03 --by buyer \\
            --entered-at 2026-11-05T10:00:00+08:00 --number 31012611000000000001 --as ann
        """)

    @Argument(help: "The number of our document that the blue invoice was issued for.")
    var invoice: String
    @Option(help: ArgumentHelp("Our credit note that it is for.", valueName: "number"))
    var credit: String?
    @Option(help: ArgumentHelp("Two digits, 01 to 04.", valueName: "code")) var reasonCode: String
    @Option(help: ArgumentHelp("Who enters it: seller or buyer.", valueName: "side"))
    var by = "seller"
    @Option(help: ArgumentHelp("When, at the tax platform; otherwise now.", valueName: "instant"))
    var enteredAt: InstantArgument?
    @Option(help: ArgumentHelp("Its own at the tax bureau, if known.", valueName: "20 digits"))
    var number: String?
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      var request = RedLetters.Request(
        invoiceID: invoice, creditNoteID: credit, reasonCode: reasonCode)
      request.side = by
      request.enteredAt = enteredAt?.instant
      request.number = number
      let serial = try RedLetters(desk.workplace(place), by: actor.name).request(request)
      desk.terminal.show("\(serial)\n")
      desk.terminal.hint("Next:  settled invoice red-letter record \(serial) --state CODE")
    }
  }

  struct Record: Verb {
    static let configuration = CommandConfiguration(
      commandName: "record", abstract: "Keep what the tax platform reports of a confirmation.",
      discussion: """
        What cannot follow is refused (exit code 6) with what can, and by whom. The seller says why \
        with --reason where it refuses (06) or withdraws (08, 09), and anybody who corrects a number.

          settled invoice red-letter record RLC-7 --state 02 --number 31012611000000000001 --as ann
          settled invoice red-letter record RLC-7 --state 04 --as ann
          settled invoice red-letter record RLC-8 --credit CN-CRN-2026-000004 --as ann
        """)

    @Argument(help: "The serial of a request.") var serial: String
    @Option(help: ArgumentHelp("As the tax platform has it, 01 to 13.", valueName: "code"))
    var state: String?
    @Option(help: ArgumentHelp("Its own at the tax bureau.", valueName: "20 digits"))
    var number: String?
    @Option(help: ArgumentHelp("Our credit note that it is for.", valueName: "number"))
    var credit: String?
    @Option(help: ArgumentHelp("Why it was decided so.", valueName: "text"))
    var reason: String?
    @OptionGroup var actor: ActorOptions
    @OptionGroup var place: PlaceOptions

    func perform(at desk: Desk) throws {
      let standing = try RedLetters(desk.workplace(place), by: actor.name).record(
        RedLetters.Report(
          code: state, number: number, creditNoteID: credit, reason: reason ?? ""), of: serial)
      desk.terminal.show("\(serial): \(standing)\n")
    }
  }

  struct List: Verb {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List confirmations, newest first, with what each waits for.",
      discussion: """
        One whose answer is missing after 72 hours is overdue: whether it is void then, the tax \
        platform says.

          settled invoice red-letter list --open
        """)

    @Flag(help: "Only those that something can still come of.") var open = false
    @Option(help: ArgumentHelp("Only of this document.", valueName: "number"))
    var invoice: String?
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      try desk.show(
        RedLetters(desk.workplace(place)).list(invoice: invoice, isOpenOnly: open), answer)
    }
  }

  struct Show: Verb {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show a confirmation, its steps, and what can follow.",
      discussion: """
          settled invoice red-letter show RLC-7
        """)

    @Argument(help: "The serial of a request.") var serial: String
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let shown = try RedLetters(desk.workplace(place)).show(serial)
      switch answer.form {
      case .table:
        desk.show(shown.facts.facts(ofRow: 0))
        desk.terminal.show("\n")
        try desk.show(shown.steps, answer)
        desk.terminal.hint(shown.outlook)
      case .csv: try desk.show(shown.steps, answer)
      case .json:
        desk.show(
          .object([
            ("confirmation", shown.facts.json(ofRow: 0)), ("steps", shown.steps.json),
            ("outlook", .string(shown.outlook)),
          ]))
      }
    }
  }
}
