import ArgumentParser
import Operations

/// `settled performance`.
struct PerformanceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "performance", abstract: "How far partners have come in a month.",
    subcommands: [Show.self])

  struct Show: Verb {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "A partner's month, and what is missing to the next band.",
      discussion: """
        Incentives are computed as if their cycle ended now; a fee waiver has the total of the \
        month's run, and none before it ran. A sealed month is as its run knew it, with the \
        policies and bands of then: known_from names the run, or says facts where it is computed \
        from the facts of today.

        As JSON it also has the state and the figures of `export performance`, the distance to each \
        next band in parts, and what the summary notes.

          settled performance show A-0007 --period 2026-10
          settled performance show A-0007 --period 2026-10 --json
        """)

    @Argument(help: "The id of a partner.") var partner: String
    @Option(
      help: ArgumentHelp(
        "The month: 202610, 2026-10 or last-month. Otherwise the one of today.",
        valueName: "month"))
    var period: PeriodArgument?
    @OptionGroup var answer: AnswerOptions
    @OptionGroup var place: PlaceOptions
    var answersJSON: Bool { answer.isJSON }

    func perform(at desk: Desk) throws {
      let workplace = try desk.workplace(place)
      let now = workplace.now()
      let month = period?.period(now: now) ?? .init(containing: now)
      let shown = try ShowPerformance(workplace)(partner: partner, period: month)
      if answersJSON { desk.show(shown.json) } else { try desk.show(shown.bands, answer) }
    }
  }
}

extension PartnerMonth {
  /// All that is known of the month.
  fileprivate var json: JSON {
    let bands = bands
    return .object([
      ("partner_id", .string(partnerID)), ("period", .string(period.text)),
      ("state", .string(stateName)), ("figures", figureRows.json),
      (
        "bands",
        .array(
          steps.enumerated().map { index, step in
            bands.json(ofRow: index, adding: [("next", step.next)])
          })
      ),
      ("notes", .array(notes.map(JSON.string))),
    ])
  }
}

extension PartnerMonth.Step {
  /// The distance to the next band; null on the best one.
  fileprivate var next: JSON {
    guard let distance else { return .null }
    return .object([
      ("missing", .string(distance.missing.decimalText)), ("until", .string(distance.until.text)),
      ("rate", .string(distance.rate.decimalText)),
    ])
  }
}
