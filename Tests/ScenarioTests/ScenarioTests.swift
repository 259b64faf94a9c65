import TestKit
import Testing

/// Facts in, statements out: one folder of `Scenarios` for each thing that a rule says.
@Suite("scenarios")
struct ScenarioTests {
  @Test("a run makes of the facts what was calculated by hand", arguments: try Scenario.all())
  func scenario(_ scenario: Scenario) throws {
    var run = try ScenarioRun(scenario)
    try run()
  }

  @Test("the comparison of a scenario finds a missing, a surplus and a changed row")
  func comparison() {
    let expected = NamedRows("id,amount\nA,1.00\nB,2.00\nB,2.00\n")
    let actual = NamedRows("amount,state,id\n1.00,x,A\n2.00,x,B\n3.00,x,C\n")
    #expect(difference(expected, actual) == "  id,amount\n- B,2.00\n+ C,3.00")
    #expect(difference(NamedRows("id\nA\nB\nC\n"), actual) == nil)
    #expect(difference(NamedRows("id,colour\n"), actual)?.hasPrefix("columns") == true)
  }
}
