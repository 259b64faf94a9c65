import ArgumentParser
import Operations

/// What is asked about, and for whom.
struct SubjectOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "An order line, a refund, INSTANCE/YYYYMM[/N], an adjustment, POLICY/CYCLE[/N], a statement, "
        + "STATEMENT/NUMBER, or the number of a usage record."))
  var key: String
  @Option(help: ArgumentHelp("Only this payee's line: a partner or a role.", valueName: "id|role"))
  var payee: String?
}

/// `settled explain`.
struct ExplainCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Show how an amount came to be: facts, terms, arithmetic.",
    discussion: """
      Shows the rows that went in, the conditions with their instants, the terms that were looked \
      at, and each payee's arithmetic. The pricing function itself is run again with a recorder; of \
      a sealed line under the terms its run kept. An amount that differs from the stored line is \
      said loudly, with exit code 9.

        settled explain L-100042
        settled explain L-100042 --payee csp
        settled explain 202610-M-0042-general-CNY/17 --format json
      """)

  @OptionGroup var subject: SubjectOptions
  @OptionGroup var answer: AnswerOptions
  @OptionGroup var place: PlaceOptions
  var answersJSON: Bool { answer.isJSON }

  func perform(at desk: Desk) throws {
    let explanation = try Examination(desk.workplace(place))(subject.key, payee: subject.payee)
    try desk.show(explanation, answer) { $0.showArithmetic(of: explanation) }
    if let alarm = explanation.alarms.first {
      throw Refusal(
        .verificationFailed, "line_differs", alarm,
        remedy: "see `settled statement verify`; a sealed line is corrected by an adjustment")
    }
  }
}

/// `settled why-not`.
struct WhyNotCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "why-not", abstract: "Say what keeps a fact off a statement.",
    discussion: """
      Lists every condition with the instant it was met or what is missing, who must act, and the \
      earliest statement it can be on, payee by payee.

        settled why-not L-100042
        settled why-not I-7/202610 --payee csp
      """)

  @OptionGroup var subject: SubjectOptions
  @OptionGroup var answer: AnswerOptions
  @OptionGroup var place: PlaceOptions
  var answersJSON: Bool { answer.isJSON }

  func perform(at desk: Desk) throws {
    let explanation = try Examination(desk.workplace(place))(subject.key, payee: subject.payee)
    try desk.show(explanation, answer) { $0.showCauses(of: explanation) }
  }
}

extension Desk {
  /// Shows an explanation; CSV has its steps.
  func show(_ explanation: Explanation, _ options: AnswerOptions, page: (Desk) -> Void) throws {
    switch options.form {
    case .json: show(explanation.json)
    case .csv: try show(Listing(stepsOf: explanation), options)
    case .table: page(self)
    }
  }

  /// The page of `explain`.
  fileprivate func showArithmetic(of explanation: Explanation) {
    terminal.show(explanation.headline + "\n")
    for alarm in explanation.alarms { terminal.show("!! \(alarm)\n") }
    for row in explanation.rows {
      part("\(row.table) \(row.key)", row.columns.map { ($0.name, $0.value) })
    }
    part("Conditions", explanation.gates.map(Self.gate))
    part("Terms", explanation.terms.map(Self.terms))
    part("Rating", Self.rating(explanation.rating))
    for line in explanation.lines {
      terminal.show("\(line.title(in: explanation))\n")
      part("", line.terms.map(Self.terms), under: "Terms of the payee")
      if let waiver = line.waiver { part("", [("waiver", waiver.sentence)]) }
      part("", line.steps.map(Self.step))
      showCauses(of: line)
    }
    show(explanation.causes)
    part("Platform", explanation.steps.map(Self.step))
    for note in explanation.notes { terminal.show(note + "\n") }
  }

  /// The page of `why-not`.
  fileprivate func showCauses(of explanation: Explanation) {
    terminal.show(explanation.headline + "\n")
    show(explanation.causes)
    part("Conditions", explanation.gates.map(Self.gate))
    if explanation.reasons.contains("NO_TERMS") {
      part("Terms", explanation.terms.map(Self.terms))
    }
    for line in explanation.lines {
      terminal.show("\(line.title(in: explanation))\n")
      if line.causes.contains(where: { $0.code == "NO_TERMS" }) {
        part("", line.terms.map(Self.terms))
      }
      showCauses(of: line)
    }
    for note in explanation.notes { terminal.show(note + "\n") }
  }

  private func showCauses(of line: Explanation.Line) {
    show(line.causes)
    guard let earliest = line.earliest, line.place == nil else { return }
    let isBelow = line.causes.allSatisfy { $0.code == "BELOW_MINIMUM" }
    let doing = isBelow ? "the minimum is reached" : "that is done before its run is submitted"
    let condition = earliest.isCertain ? "" : ", if \(doing)"
    part(
      "",
      [
        (
          "earliest",
          "\(earliest.statementID), run due on \(earliest.runOn.text)\(condition)"
        )
      ])
  }

  private func show(_ causes: [Explanation.Cause]) {
    for cause in causes {
      let who = cause.who.map { "\($0.rawValue) must act" } ?? "nobody must act"
      part("", [(cause.code, "\(cause.sentence) (\(who))")])
      part("", cause.figures.map { ("  " + $0.name, $0.value) })
    }
  }

  private static func gate(_ gate: Explanation.Gate) -> (String, String) {
    let missing = gate.reason == "TRIAL" ? "never" : "missing"
    let instant = gate.openedAt?.text() ?? missing
    if gate.reason.isEmpty { return (gate.name, instant) }
    let who = gate.who.map { " (\($0.rawValue) must act)" } ?? ""
    return (gate.name, "\(instant)  \(gate.sentence)\(who)")
  }

  private static func terms(_ terms: Explanation.TermsView) -> (String, String) {
    let range = "\(terms.validFrom.text()) to \(terms.validTo?.text() ?? "ever")"
    return (
      terms.isUsed ? "* \(terms.id)" : "  \(terms.id)",
      "\(terms.says); \(range). \(terms.sentence)"
    )
  }

  private static func step(_ step: Explanation.Step) -> (String, String) {
    guard let rounded = step.rounded else {
      return (step.name, "\(step.formula) = \(step.exact)   rule \(step.rule)")
    }
    let isExact = shortened(step.exact) == shortened(rounded)
    let result = isExact ? rounded : "\(step.exact), rounded \(rounded)"
    return (step.name, "\(step.formula) = \(result)   rule \(step.rule)")
  }

  /// A month of hourly records is no page to read: the first steps and the last. JSON has all.
  private static func rating(_ steps: [Explanation.Step]) -> [(String, String)] {
    let shown = 20
    guard let last = steps.last, steps.count > shown + 1 else { return steps.map(step) }
    let others = ("...", "\(steps.count - shown - 1) steps more, see --json")
    return steps.prefix(shown).map(step) + [others, step(last)]
  }

  /// Decimals without the zeros that say nothing.
  private static func shortened(_ figure: String) -> Substring {
    var digits = figure[...]
    guard digits.contains(".") else { return digits }
    while digits.last == "0" { digits.removeLast() }
    if digits.last == "." { digits.removeLast() }
    return digits
  }

  private func part(_ title: String, _ facts: [(String, String)], under heading: String = "") {
    if facts.isEmpty { return }
    if !title.isEmpty { terminal.show(title + "\n") }
    if !heading.isEmpty { terminal.show("  \(heading)\n") }
    show(facts.map { (label: "  " + $0.0, value: $0.1) })
  }
}

extension Explanation.Line {
  /// The payee, its amount and where it stands, in one line.
  fileprivate func title(in explanation: Explanation) -> String {
    let payee = "\(role) \(payeeID)" + (payeeName == payeeID ? "" : " (\(payeeName))")
    let currency = explanation.currency.map { " \($0.code)" } ?? ""
    let money = amount.map { "\($0)\(currency)" } ?? (isNeverSettled ? "nothing" : "no amount yet")
    guard let place else {
      if isNeverSettled { return "\(payee): \(money), never settled" }
      let state =
        explanation.kind == .statement
        ? "" : causes.isEmpty ? ", ready and on no statement yet" : ", waiting"
      return "\(payee): \(money)\(state), priced with \(pricedWith)"
    }
    return
      "\(payee): \(money), line \(place.lineNumber) of \(place.statementID) (\(place.runState)), "
      + "priced with \(pricedWith)"
  }
}
