import CivilTime
import Documents
import Foundation
import Marketplace
import Operations
import Postgres
import Store
import TestKit
import Testing

/// Takes the steps of one scenario in a database of its own, and compares after each run.
struct ScenarioRun {
  private let scenario: Scenario
  private let database: TestDatabase
  private var expectations: [String: String]
  private var holds: [String: Int32] = [:]

  init(_ scenario: Scenario) throws {
    self.scenario = scenario
    database = try TestDatabase(now: "2020-01-02T00:00:00+08:00")
    expectations = try scenario.expectations()
    try load(BriefFacts.completed(scenario.facts("facts")))
  }

  mutating func callAsFunction() throws {
    try #require(!expectations.isEmpty, "nothing is expected of \(scenario.name)")
    for (index, step) in scenario.steps.enumerated() {
      let isLastOfPeriod = !scenario.steps[(index + 1)...].contains { later in
        guard let run = later.run, let own = step.run else { return false }
        return run == own
      }
      try take(step, isLastOfPeriod: isLastOfPeriod)
    }
    #expect(
      expectations.keys.sorted() == [], "\(scenario.name): no step makes what these files expect")
  }

  private mutating func take(_ step: Step, isLastOfPeriod: Bool) throws {
    switch step {
    case .plan(let site, let period, let asOf):
      database.now = asOf
      let planned = try database.plan(period, site: site)
      if isLastOfPeriod { try compare(planned.run, asOf: asOf, isFinal: true) }
    case .seal(let site, let period, let asOf, let despite):
      database.now = asOf
      let planned = try database.plan(period, site: site)
      try compare(planned.run, asOf: asOf, isFinal: false)
      if let despite {
        let acknowledged = try ReviewRun(database.workplace, by: "settler").acknowledge(
          planned.run.id, code: despite, reason: "looked at")
        #expect(acknowledged > 0, "\(scenario.name): no exception \(despite)")
      }
      try ReviewRun(database.workplace, by: "settler").submit(planned.run.id)
      try ReviewRun(database.workplace, by: "approver").approve(planned.run.id)
      let sealed = try SealRun(database.workplace, by: "settler")(planned.run.id)
      try compare(sealed, asOf: asOf, isFinal: true)
    case .load(let folder):
      var files: [String: String] = [:]
      for (name, text) in try scenario.facts(folder) {
        let table = try #require(MarketplaceTables.named(name), "\(name) is no table")
        files[name] = try BriefFacts.completed(text, of: table)
      }
      try load(files)
    case .hold(let partner, let reason):
      holds[partner] = try Holds(database.workplace, by: "settler").add(
        partner: partner, reason: reason)
    case .release(let partner):
      let number = try #require(holds[partner], "\(partner) is not held")
      try Holds(database.workplace, by: "settler").release(number)
    case .forget(let product):
      try database.session().query(Statements.forgetProduct, [.text(product)])
    }
  }

  private func load(_ files: [String: String]) throws {
    let outcome = try database.load(csv: files, replace: true)
    try #require(
      outcome.isLoaded,
      "\(scenario.name): \(outcome.findings.map(\.text).joined(separator: "\n"))")
  }

  /// Compares what the run made. What waits is asked before the seal; lines and statements again
  /// after it, for then they are the truth.
  private mutating func compare(_ run: RunRecord, asOf: Instant, isFinal: Bool) throws {
    for kind in Expectation.allCases {
      let names = [
        "\(kind.rawValue)-\(run.site.rawValue)-\(run.period.text)",
        "\(kind.rawValue)-\(run.period.text)",
      ]
      guard let name = names.first(where: { expectations[$0] != nil }),
        let text = expectations[name], run.state != .sealed || kind != .pending
      else { continue }
      let actual = try rows(kind, of: run, asOf: asOf)
      if let difference = difference(NamedRows(text), actual) {
        Issue.record("\(scenario.rule)\n\(scenario.name)/expected/\(name).csv:\n\(difference)")
      }
      let isDone = isFinal || kind == .pending
      if isDone { expectations[name] = nil }
    }
  }

  private func rows(_ kind: Expectation, of run: RunRecord, asOf: Instant) throws -> NamedRows {
    let place = database.workplace
    switch kind {
    case .lines:
      return try NamedRows(exporting: ExportLines.table) { writer in
        _ = try ExportLines(place)(run: run.id, limit: nil, to: &writer)
      }
    case .statements:
      let records = try Operations.Statements(place).records(period: run.period, site: run.site)
      let listing = Operations.Statements.exported(records)
      return try NamedRows(exporting: listing.table) { writer in
        for row in listing.rows { try writer.append(row) }
        try writer.finish()
      }
    case .pending:
      return try NamedRows(exporting: ExportPending.table) { writer in
        _ = try ExportPending(place).write(
          period: run.period, site: run.site, asOf: asOf, to: &writer)
      }
    case .conservation:
      return NamedRows(
        columns: [
          "currency", "paid", "merchant", "csp", "reseller", "operator", "taxes", "platform",
        ],
        rows: try Runs(place).show(run.id).conservation.map { equation in
          [equation.currency.code, equation.paid.decimalText]
            + equation.parts.map(\.amount.decimalText)
        })
    case .exceptions:
      return NamedRows(
        columns: ["code", "source_id", "partner_id"],
        rows: try Runs(place).show(run.id).exceptions.map {
          [$0.code, $0.sourceID, $0.partnerID ?? ""]
        })
    case .counts:
      return NamedRows(
        columns: ["facts_read", "lines", "pending", "rejected"],
        rows: [["\(run.factsRead)", "\(run.lines)", "\(run.pending)", "\(run.rejected)"]])
    }
  }
}

/// What a file of `expected` is about: the first word of its name.
private enum Expectation: String, CaseIterable {
  case lines, statements, pending, conservation, exceptions, counts
}
