import CivilTime
import Marketplace
import Operations
import Postgres
import Store
import TestKit
import Testing

/// What is printed is what is computed: an independent parser reads every formula again.
@Suite("The arithmetic of explanations, 10,000 cases")
struct ExplainLawTests {
  private static let seed = LawMonth.seed

  @Test("every printed formula gives its exact value, rounds to its result, and ends in the amount")
  func formulas() throws {
    let database = try LawMonth.database()
    try LawMonth.plan(LawMonth.may, of: database)
    let examination = Examination(database.workplace)
    var generator = Generator(seed: Self.seed)
    var cases = 0
    var steps = 0
    var placed = 0
    let used = try usageLines()
    let session = try database.session()
    try session.transaction(.repeatableRead) { (tx: borrowing Transaction) in
      // One fact of each case, all of a case that is looked at alone.
      for (number, sold) in zip(LawMonth.cases, LawMonth.drawn.keys) {
        let keys = sold + used[number, default: []]
        for key in LawMonth.isWhole ? [generator.pick(keys)] : keys {
          let explanation = try examination.explanation(of: key, in: tx)
          #expect(explanation.alarms == [], "\(key), case \(number), seed \(Self.seed)")
          steps += try check(explanation, key)
          placed += explanation.lines.filter { $0.place != nil }.count
        }
        cases += 1
      }
    }
    print("explained: \(cases) cases, \(steps) steps, \(placed) lines on statements")
    guard LawMonth.isWhole else { return }
    #expect(cases >= 10_000 && steps >= 20_000 && placed >= 5_000)
  }

  /// The ids of the lines of usage of each case, as a plan has them.
  private func usageLines() throws -> [Int: [String]] {
    let lines = try LawMonth.outcome()["lines"] ?? ""
    let ids = lines.split(separator: ",").filter { $0.hasPrefix("I-") && $0.contains("/") }
    return Dictionary(grouping: Set(ids).sorted().map(String.init)) { id in
      Int(id.dropFirst(2).prefix { $0 != "/" }) ?? 0
    }
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
