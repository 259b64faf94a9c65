import Foundation
import Testing

/// No rule without a scenario, no scenario without a rule.
@Suite("rules and their scenarios")
struct RuleTests {
  @Test("every number of the rules has a scenario that begins with it")
  func everyNumber() throws {
    let numbers = Set(try Scenario.all().map(number))
    #expect(RuleTable.numbers.filter { !numbers.contains($0) } == [])
  }

  @Test("every scenario begins with a number of the rules, and says so in its first line")
  func everyScenario() throws {
    let known = Set(RuleTable.numbers)
    for scenario in try Scenario.all() {
      let number = number(scenario)
      #expect(number == "5" || known.contains(number), "\(scenario.name)")
      #expect(scenario.rule.count > 10, "\(scenario.name) does not say its rule")
    }
  }

  @Test("every decision of the fine print has the scenario that is named for it")
  func everyDecision() throws {
    let folders = Set(try Scenario.all().map(\.name))
    for (item, folder) in FinePrint.items where !folders.contains(folder) {
      Issue.record("\(item): there is no \(folder)")
    }
  }

  @Test("every worked number has the scenario that is named for it")
  func everyWorkedNumber() throws {
    let folders = Set(try Scenario.all().map(\.name))
    for (number, folder) in RuleTable.worked where !folders.contains(folder) {
      Issue.record("\(number): there is no \(folder)")
    }
  }

  @Test("what no scenario can show is pinned by the test that is named for it")
  func elsewhere() throws {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    for (rule, file, name) in RuleTable.elsewhere {
      let text = try String(contentsOf: tests.appendingPathComponent(file), encoding: .utf8)
      #expect(text.contains("\"\(name)\""), "\(rule): \(file) has no test of this name")
    }
  }

  private func number(_ scenario: Scenario) -> String {
    String(scenario.name.prefix { $0 != "-" })
  }
}
