import Amounts
import Documents
import Operations

extension RunView {
  /// The first digits of the hash, enough for --if-plan.
  var hashPrefix: String { run.contentHash.map { "plan \($0.hex.prefix(12))" } ?? "no plan yet" }

  /// Contract 3, `run show --format json`.
  var json: JSON {
    .object([
      ("id", .string(run.id)), ("site", .string(run.site.rawValue)),
      ("period", .string(run.period.text)), ("as_of", .string(run.asOf.text())),
      ("state", .string(run.state.rawValue)),
      ("content_hash", .optional(run.contentHash?.hex)),
      ("needs_review", .bool(needsReview)), ("counts", counts),
      ("conservation", .array(conservation.map(\.json))),
      (
        "pending",
        .array(
          pendingByReason.map {
            .object([
              ("reason", .string($0.code)), ("facts", .integer($0.facts)),
              ("sentence", .string($0.sentence)),
            ])
          })
      ),
      ("exceptions", .array(exceptionList)), ("engine", .string(run.engine)),
      ("planned_by", .string(run.plannedBy)), ("planned_at", .string(run.plannedAt.text())),
      ("submitted_by", .optional(run.submittedBy)),
      ("submitted_at", .optional(run.submittedAt?.text())),
      ("approved_by", .optional(run.approvedBy)),
      ("approved_at", .optional(run.approvedAt?.text())),
      ("sealed_by", .optional(run.sealedBy)), ("sealed_at", .optional(run.sealedAt?.text())),
      ("closed_reason", .optional(run.closedReason)),
    ])
  }

  private var counts: JSON {
    .object([
      ("facts", .integer(run.factsRead)), ("lines", .integer(run.lines)),
      ("pending", .integer(run.pending)), ("rejected", .integer(run.rejected)),
      ("statements", .integer(Int64(statements))),
      ("exceptions", .integer(Int64(exceptions.count))),
      ("open_exceptions", .integer(Int64(openExceptions))),
    ])
  }

  private var exceptionList: [JSON] {
    exceptions.map {
      .object([
        ("exception_no", .integer(Int64($0.number))), ("code", .string($0.code)),
        ("source_id", .string($0.sourceID)), ("partner_id", .optional($0.partnerID)),
        ("detail", .string($0.detail)), ("remedy", .string($0.remedy)),
        ("acknowledged_by", .optional($0.acknowledgedBy)),
        ("acknowledgement", .optional($0.acknowledgement)),
        ("state", .string($0.stateWord)), ("assigned_to", .optional($0.assignedTo)),
        ("currency", .optional($0.amount?.currency.code)),
        ("amount", .optional($0.amount?.decimalText)),
      ])
    }
  }

  /// What to run next, by the run's state.
  var next: [String] {
    switch run.state {
    case .computing: ["settled run list"]
    case .draft where openExceptions > 0:
      [
        "settled exception list --run \(run.id)",
        "settled exception acknowledge --run \(run.id) --all --reason TEXT",
        "settled run submit \(run.id)",
      ]
    case .draft: ["settled run diff \(run.id)", "settled run submit \(run.id)"]
    case .inReview:
      [
        "settled run approve \(run.id) --if-plan \(run.contentHash?.hex.prefix(12) ?? "")"
          + "   (another person)",
        "settled run reject \(run.id) --reason TEXT",
      ]
    case .approved: ["settled run seal \(run.id)"]
    case .sealed:
      [
        "settled statement download --period \(run.period.text) -O FOLDER",
        "settled export lines --period \(run.period.text) -O lines.csv",
      ]
    case .discarded:
      ["settled run plan --period \(run.period.text) --site \(run.site.rawValue)"]
    }
  }
}

extension Conserved {
  /// Contract 3: one member a party, decimal strings.
  var json: JSON {
    .object(
      [
        ("currency", .string(currency.code)), ("paid", .string(paid.decimalText)),
      ] + parts.map { ($0.name, .string($0.amount.decimalText)) }
        + [("payable", .string(payable.decimalText))])
  }

  /// `CNY 100.00 = merchant 85.00 + ... + platform 15.00`, parties without an amount left out.
  var sentence: String {
    let shown = parts.filter { $0.amount.minorUnits != 0 }
    let right = shown.map { "\($0.name) \($0.amount.groupedText.asciiMinus)" }
    return "\(currency.code) \(paid.groupedText.asciiMinus) = "
      + (right.isEmpty ? "0" : right.joined(separator: " + "))
  }
}

extension String {
  /// Figures that may be copied into a spreadsheet.
  var asciiMinus: String { replacing("\u{2212}", with: "-") }
}

extension Desk {
  /// Shows a run as JSON, as a row of CSV, or as a page of text.
  func show(_ view: RunView, _ options: AnswerOptions) throws {
    switch options.form {
    case .json: show(view.json)
    case .csv: try show(Listing(totalsOf: view), options)
    case .table: showPage(of: view)
    }
  }

  private func showPage(of view: RunView) {
    let run = view.run
    let verdict = view.needsReview ? "   review needed" : ""
    terminal.show("\(run.id)   \(view.hashPrefix)   \(run.state.rawValue)\(verdict)\n")
    var facts = [
      ("  as of", run.asOf.text()), ("  facts", grouped(run.factsRead)),
      ("  lines", grouped(run.lines)), ("  statements", grouped(view.statements)),
      ("  pending", grouped(run.pending)), ("  rejected", grouped(run.rejected)),
      ("  exceptions", "\(grouped(view.exceptions.count)), \(grouped(view.openExceptions)) open"),
    ]
    for equation in view.conservation {
      facts.append(
        ("  payable", "\(equation.currency.code) \(equation.payable.groupedText.asciiMinus)"))
    }
    for equation in view.conservation { facts.append(("  paid", equation.sentence)) }
    if let reason = run.closedReason { facts.append(("  reason", reason)) }
    show(facts.map { (label: $0.0, value: $0.1) })
    if !view.pendingByReason.isEmpty { terminal.show("Pending, by reason\n") }
    show(
      view.pendingByReason.map {
        (label: "  \($0.code)", value: "\(grouped($0.facts))  \($0.sentence)")
      })
    let open = view.exceptions.filter { $0.acknowledgedBy == nil }
    if !open.isEmpty { terminal.show("Open exceptions\n") }
    show(open.prefix(5).map { (label: "  \($0.number) \($0.code)", value: $0.detail) })
    if open.count > 5 { terminal.show("  and \(grouped(open.count - 5)) more\n") }
  }

  /// Says on stderr what to run next.
  func hintNext(after view: RunView) {
    for (index, command) in view.next.enumerated() {
      terminal.hint((index == 0 ? "Next:  " : "       ") + command)
    }
  }

  /// Shows where two runs differ.
  func show(_ comparison: RunComparison, limit: Int, _ options: AnswerOptions) throws {
    switch options.form {
    case .json:
      show(
        .object([
          ("run", .string(comparison.run.id)), ("against", .string(comparison.other.id)),
          ("different", .bool(comparison.isDifferent)),
          ("changed_lines", .integer(comparison.changedLines)),
          ("totals", .array(comparison.changes.sums.map(\.json))),
          ("changes", Listing(changes: comparison.changes, limit: .max).json),
          ("statements", comparison.statements.json),
          ("lines", comparison.lines?.json ?? .null),
        ]))
    case .csv: try show(Listing(changes: comparison.changes, limit: .max), options)
    case .table:
      terminal.hint("\(comparison.run.id) compared with \(comparison.other.id)")
      try show(Listing(changes: comparison.changes, limit: limit), options)
      try show(comparison.statements, options)
      if let lines = comparison.lines { try show(lines, options) }
    }
  }
}

extension RunChanges.Sum {
  /// Decimal strings, as everywhere.
  fileprivate var json: JSON {
    .object([
      ("currency", .string(currency.code)), ("before", .string(before.decimalText)),
      ("after", .string(after.decimalText)), ("change", .string(change.decimalText)),
    ])
  }
}
