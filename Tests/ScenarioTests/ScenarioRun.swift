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
      let planned = try plan(period, site)
      if isLastOfPeriod { try compare(planned.run, asOf: asOf, isFinal: true) }
    case .submit(let site, let period, let asOf):
      let run = try submit(site, period, asOf)
      if isLastOfPeriod { try compare(run, asOf: asOf, isFinal: true) }
    case .refuse(let site, let period, let asOf):
      let run = try submit(site, period, asOf)
      let refusal = #expect(throws: Refusal.self, "\(scenario.name): the approval is given") {
        try ReviewRun(database.workplace, by: "approver").approve(run.id)
      }
      #expect(refusal?.code == "exceptions_open")
      try ReviewRun(database.workplace, by: "approver").reject(run.id, reason: "to be looked at")
    case .adjust(let adjusting):
      try adjust(adjusting)
    case .seal(let site, let period, let asOf, let despite):
      try seal(site, period, asOf, despite: despite)
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

  /// Plans, and expects that the second calculation agrees.
  private func plan(_ period: Period, _ site: Site) throws -> PlanOutcome {
    let planned = try database.plan(period, site: site)
    let difference = planned.exceptions.first { $0.code == CheckRun.exceptionCode }
    #expect(difference == nil, "\(scenario.name), \(site.rawValue) \(period.text)")
    return planned
  }

  private func submit(_ site: Site, _ period: Period, _ asOf: Instant) throws -> RunRecord {
    database.now = asOf
    let planned = try plan(period, site)
    return try ReviewRun(database.workplace, by: "settler").submit(planned.run.id)
  }

  private mutating func seal(
    _ site: Site, _ period: Period, _ asOf: Instant, despite: String?
  ) throws {
    database.now = asOf
    let planned = try plan(period, site)
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
  }

  private func adjust(_ adjusting: Step.Adjusting) throws {
    if let instant = adjusting.approvedAt { database.now = instant }
    let tab = try #require(
      Tab.allCases.first { $0.code == adjusting.tab }, "\(adjusting.tab) is no tab")
    let written = try Adjustments(database.workplace, by: "writer").add(
      AdjustmentRequest(
        partnerID: adjusting.partner, tab: tab, currency: adjusting.currency,
        amount: adjusting.amount, reasonCode: adjusting.reasonCode, reason: "as calculated",
        site: adjusting.site))
    guard adjusting.approvedAt != nil else { return }
    _ = try Adjustments(database.workplace, by: "approver").approve(written.adjustment.id)
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
      let actual = try kind.rows(of: run, asOf: asOf, in: database.workplace)
      // States move on with the seal; before it they are not what the file is about.
      let expected = isFinal ? NamedRows(text) : NamedRows(text).without("state")
      if let difference = difference(expected, actual) {
        Issue.record("\(scenario.rule)\n\(scenario.name)/expected/\(name).csv:\n\(difference)")
      }
      let isDone = isFinal || kind == .pending
      if isDone { expectations[name] = nil }
    }
  }
}
