import CivilTime
import Marketplace
import Operations
import Postgres
import Store
import TestKit
import Testing

/// What is printed is what is computed: an independent parser reads every formula again.
@Suite("The arithmetic of explanations")
struct ExplainLawTests {
  private static let seed: UInt64 = 20_260_503
  private static let may = Period(year: 2026, month: 5)

  @Test("every printed formula gives its exact value, rounds to its result, and ends in the amount")
  func formulas() throws {
    var generator = Generator(seed: Self.seed)
    let facts = MixedMonth(orders: 1_750, instances: 40, &generator)
    let database = try TestDatabase(now: "2026-06-03T12:00:00+08:00")
    try database.load(csv: BriefFacts.completed(facts.files))
    for site in [Site.cn, .intl] { try database.plan(Self.may, site: site) }
    let examination = Examination(database.workplace)
    var steps = 0
    var placed = 0
    let session = try database.session()
    try session.transaction(.repeatableRead) { (tx: borrowing Transaction) in
      for key in facts.keys {
        let explanation = try examination.explanation(of: key, in: tx)
        #expect(explanation.alarms == [], "\(key), seed \(Self.seed)")
        steps += try check(explanation, key)
        placed += explanation.lines.filter { $0.place != nil }.count
      }
    }
    #expect(steps >= 10_000, "only \(steps) steps")
    #expect(placed >= 3_000, "only \(placed) lines stand on statements")
  }

  /// - Returns: How many steps were read again.
  private func check(_ explanation: Explanation, _ key: String) throws -> Int {
    let currency = try #require(explanation.currency)
    for step in explanation.allSteps {
      let value = try Arithmetic.value(of: step.formula, decimals: currency.exponent)
      let exact = try Arithmetic.value(of: step.exact, decimals: currency.exponent)
      #expect(value == exact, "\(key) \(step) seed \(Self.seed)")
      guard let rounded = step.rounded else { continue }
      let printed = try Arithmetic.value(of: rounded, decimals: currency.exponent)
      #expect(
        try value.rounded(to: currency.exponent) == printed, "\(key) \(step) seed \(Self.seed)")
    }
    for line in explanation.lines {
      guard let last = line.steps.last, let amount = line.amount else { continue }
      #expect(last.rounded == amount, "\(key) of \(line.payeeID), seed \(Self.seed)")
    }
    return explanation.allSteps.count
  }
}
