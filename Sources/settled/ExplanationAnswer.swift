import Operations

extension Explanation {
  /// All of it for programs; members are only ever added.
  var json: JSON {
    .object([
      ("subject", .string(subject)), ("kind", .string(kind.rawValue)),
      ("headline", .string(headline)), ("currency", .optional(currency?.code)),
      ("amount", .optional(amount)), ("reasons", .array(reasons.map(JSON.string))),
      ("facts", .array(rows.map(\.json))), ("gates", .array(gates.map(\.json))),
      ("terms", .array(terms.map(\.json))), ("causes", .array(causes.map(\.json))),
      ("rating", .array(rating.map(\.json))),
      ("lines", .array(lines.map(\.json))),
      ("platform", .array(steps.map(\.json))), ("steps", .array(allSteps.map(\.json))),
      ("alarms", .array(alarms.map(JSON.string))), ("notes", .array(notes.map(JSON.string))),
    ])
  }
}

extension Explanation.Row {
  fileprivate var json: JSON {
    .object([
      ("table", .string(table)), ("key", .string(key)),
      ("columns", .object(columns.map { ($0.name, .string($0.value)) })),
    ])
  }
}

extension Explanation.Gate {
  fileprivate var json: JSON {
    .object([
      ("name", .string(name)), ("opened_at", .optional(openedAt?.text())),
      ("reason", .string(reason)), ("who", .optional(who?.rawValue)),
      ("sentence", .string(sentence)),
    ])
  }
}

extension Explanation.TermsView {
  fileprivate var json: JSON {
    .object([
      ("terms_id", .string(id)), ("valid_from", .string(validFrom.text())),
      ("valid_to", .optional(validTo?.text())), ("says", .string(says)), ("used", .bool(isUsed)),
      ("sentence", .string(sentence)),
    ])
  }
}

extension Explanation.Step {
  fileprivate var json: JSON {
    .object([
      ("step", .string(name)), ("rule", .string(rule)), ("formula", .string(formula)),
      ("exact", .string(exact)), ("rounded", .optional(rounded)),
    ])
  }
}

extension Explanation.WaiverView {
  fileprivate var json: JSON {
    .object([
      ("tier_policy_id", .string(policyID)), ("run", .optional(runID)),
      ("total", .optional(total)), ("band_from", .optional(bandFrom)),
      ("increment", .string(increment)), ("next_band_from", .optional(nextBandFrom)),
      ("missing", .optional(missing)), ("sentence", .string(sentence)),
    ])
  }
}

extension Explanation.Cause {
  fileprivate var json: JSON {
    .object([
      ("code", .string(code)), ("who", .optional(who?.rawValue)), ("sentence", .string(sentence)),
      ("figures", .array(figures.map(\.json))),
    ])
  }
}

extension Explanation.Column {
  fileprivate var json: JSON {
    .object([("name", .string(name)), ("value", .string(value))])
  }
}

extension Explanation.Line {
  fileprivate var json: JSON {
    .object([
      ("payee_id", .string(payeeID)), ("payee_name", .string(payeeName)), ("role", .string(role)),
      ("tab", .string(tab)), ("amount", .optional(amount)), ("priced_with", .string(pricedWith)),
      ("place", place.map(\.json) ?? .null), ("terms", .array(terms.map(\.json))),
      ("waiver", waiver.map(\.json) ?? .null), ("steps", .array(steps.map(\.json))),
      ("causes", .array(causes.map(\.json))), ("earliest", earliest.map(\.json) ?? .null),
    ])
  }
}

extension Explanation.Place {
  fileprivate var json: JSON {
    .object([
      ("run", .string(runID)), ("run_state", .string(runState)),
      ("statement_id", .string(statementID)), ("line_no", .integer(lineNumber)),
      ("natural_period", .string(naturalPeriod.text)), ("ready_at", .string(readyAt.text())),
      ("content_hash", .string(contentHash)), ("journal_entry", .optional(journalEntry)),
    ])
  }
}

extension Explanation.Earliest {
  fileprivate var json: JSON {
    .object([
      ("statement_id", .string(statementID)), ("period", .string(period.text)),
      ("run_on", .string(runOn.text)), ("certain", .bool(isCertain)),
    ])
  }
}
