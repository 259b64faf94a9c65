import ArgumentParser
import Operations

/// `settled explain`.
struct ExplainCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Show how an amount came to be: facts, terms, arithmetic.",
    discussion: """
      Takes an order line, a refund, a statement, or a line of a statement as STATEMENT/NUMBER. The \
      pricing function itself is run again with a recorder.

        settled explain L-100042
        settled explain 202610-M-0042-general-CNY
        settled explain 202610-M-0042-general-CNY/17 --format json
      """)

  @Argument(help: "An order line, a refund, a statement, or STATEMENT/NUMBER.") var key: String
  @OptionGroup var answer: AnswerOptions
  @OptionGroup var place: PlaceOptions
  var answersJSON: Bool { answer.isJSON }

  func perform(at desk: Desk) throws {
    let workplace = try desk.workplace(place)
    let explain = Explain(workplace)
    // A statement's id is no id of a fact: its form tells, and whether there is one.
    if try !Statements(workplace).records(id: key).isEmpty {
      try desk.show(explain.statement(key), answer)
    } else {
      try desk.show(explain.line(key), answer)
    }
  }
}

/// `settled why-not`.
struct WhyNotCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "why-not", abstract: "Say what keeps an order line off a statement.",
    discussion: """
      Lists every condition with the instant it was met or what is missing, who must act, and the \
      earliest statement where that is known.

        settled why-not L-100042
      """)

  @Argument(help: "The id of an order line.") var orderLine: String
  @OptionGroup var answer: AnswerOptions
  @OptionGroup var place: PlaceOptions
  var answersJSON: Bool { answer.isJSON }

  func perform(at desk: Desk) throws {
    try desk.show(WhyNot(desk.workplace(place))(orderLine), answer)
  }
}

extension Explanation {
  /// All of it for programs.
  var json: JSON {
    .object([
      ("subject", .string(subject)), ("headline", .string(headline)),
      ("currency", .string(currency.code)), ("amount", .optional(amount)),
      ("reasons", .array(reasons.map(JSON.string))),
      (
        "facts",
        .object(facts.map { ($0.name, .string($0.value)) })
      ),
      (
        "gates",
        .array(
          gates.map {
            .object([
              ("name", .string($0.name)), ("opened_at", .optional($0.openedAt?.text())),
              ("reason", .string($0.reason)), ("sentence", .string($0.sentence)),
            ])
          })
      ),
      (
        "terms",
        .array(
          terms.map {
            .object([
              ("terms_id", .string($0.id)), ("valid_from", .string($0.validFrom.text())),
              ("valid_to", .optional($0.validTo?.text())), ("used", .bool($0.isUsed)),
              ("sentence", .string($0.sentence)),
            ])
          })
      ),
      (
        "steps",
        .array(
          steps.map {
            .object([
              ("step", .string($0.name)), ("rule", .string($0.rule)),
              ("formula", .string($0.formula)), ("exact", .string($0.exact)),
              ("rounded", .string($0.rounded)),
            ])
          })
      ),
      ("next", .array(next.map(JSON.string))),
    ])
  }
}

extension Desk {
  /// Shows an explanation; CSV has its steps.
  func show(_ explanation: Explanation, _ options: AnswerOptions) throws {
    switch options.form {
    case .json: show(explanation.json)
    case .csv: try show(Listing(stepsOf: explanation), options)
    case .table: showPage(of: explanation)
    }
  }

  private func showPage(of explanation: Explanation) {
    terminal.show(explanation.headline + "\n")
    part("Facts", explanation.facts.map { ($0.name, $0.value) })
    part(
      "Conditions",
      explanation.gates.map { gate in
        let instant = gate.openedAt?.text() ?? "missing"
        return (gate.name, gate.reason.isEmpty ? instant : "\(instant)  \(gate.sentence)")
      })
    part("Terms", explanation.terms.map { ($0.isUsed ? "* \($0.id)" : "  \($0.id)", $0.sentence) })
    part(
      "Arithmetic",
      explanation.steps.map {
        let isExact = Self.shortened($0.exact) == Self.shortened($0.rounded)
        let result = isExact ? $0.rounded : "\($0.exact), rounded \($0.rounded)"
        return ($0.name, "\($0.formula) = \(result)   rule \($0.rule)")
      })
    for sentence in explanation.next { terminal.show(sentence + "\n") }
  }

  /// Decimals without the zeros that say nothing.
  private static func shortened(_ figure: String) -> Substring {
    var digits = figure[...]
    guard digits.contains(".") else { return digits }
    while digits.last == "0" { digits.removeLast() }
    if digits.last == "." { digits.removeLast() }
    return digits
  }

  private func part(_ title: String, _ facts: [(String, String)]) {
    if facts.isEmpty { return }
    terminal.show(title + "\n")
    show(facts.map { (label: "  " + $0.0, value: $0.1) })
  }
}
