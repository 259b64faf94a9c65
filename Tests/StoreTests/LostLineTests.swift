import CivilTime
import Operations
import Store
import TestKit
import Testing

/// Sealed runs from which somebody deleted every line of a fact: `audit verify` names the fact.
@Suite("Lost lines of sealed runs")
struct LostLineTests {
  private func missing(_ database: TestDatabase) throws -> [String] {
    try AuditSeals(database.workplace)().findings.filter { $0.code == "line_missing" }
      .map(\.sentence).sorted()
  }

  private func sentences(_ lines: [String]) -> [String] {
    lines.map { "the \($0) is missing" }.sorted()
  }

  @Test("an order line and a refund are named with the amounts of every payee")
  func ordersAndRefunds() throws {
    // 5 % of the fee less 1 % in May, whose X is 6,000.00; S-2 has 3 %, and S-1 is paid in June.
    let lost: [(id: String, run: Int32, lines: [String])] = [
      (
        "L-1", 1,
        [
          "merchant line of order L-1 for M-1 over 3840.00 CNY",
          "csp line of order L-1 for S-2 over 120.00 CNY",
        ]
      ),
      ("L-2", 1, ["merchant line of order L-2 for M-1 over 2880.00 CNY"]),
      (
        "L-4", 2,
        [
          "merchant line of order L-4 for M-1 over 2850.00 CNY",
          "csp line of order L-4 for S-2 over 90.00 CNY",
        ]
      ),
      (
        "R-2", 2,
        [
          "merchant line of refund R-2 for M-1 over -960.00 CNY",
          "csp line of refund R-2 for S-2 over -30.00 CNY",
        ]
      ),
    ]
    for (id, run, lines) in lost {
      let database = try ReplayedMonths.sealed()
      #expect(try missing(database) == [])
      try database.loseLines(of: id, run: run)
      let found = try missing(database)
      #expect(found == sentences(lines), "\(id): \(found)")
    }
  }

  @Test("usage, late usage, an adjustment and an incentive are named")
  func otherFacts() throws {
    // 1,000 and 500 units at 2.50; 1 % of 3,000.00 and 2,500.00.
    let lost: [(id: String, run: Int32, lines: [String])] = [
      (
        "I-1/202605", 1,
        [
          "merchant line of usage I-1/202605 for M-1 over 2375.00 CNY",
          "csp line of usage I-1/202605 for S-1 over 50.00 CNY",
        ]
      ),
      (
        "I-1/202605/2", 2,
        [
          "merchant line of usage I-1/202605/2 for M-1 over 1187.50 CNY",
          "csp line of usage I-1/202605/2 for S-1 over 25.00 CNY",
        ]
      ),
      ("ADJ-1", 2, ["merchant line of adjustment ADJ-1 for M-1 over -12.50 CNY"]),
      ("IP-1/202605", 1, ["csp line of incentive IP-1/202605 for S-1 over 55.00 CNY"]),
    ]
    for (id, run, lines) in lost {
      let database = try ReplayOfUsageTests.sealed()
      #expect(try missing(database) == [])
      try database.loseLines(of: id, run: run)
      let found = try missing(database)
      #expect(found == sentences(lines), "\(id): \(found)")
    }
  }

  @Test("what came in after the seal is no lost line, whether the run has lost one or not")
  func laterFacts() throws {
    let database = try ReplayedMonths.sealed()
    try database.load(
      csv: BriefFacts.completed([
        "partner": "partner_id\nM-1\n", "product": "product_id\nP-1\n",
        "product_terms": "terms_id,fee_rate,tier_policy_id\nT-1,0.05,W-1\n",
        "order_line":
          "line_id,product_id,sales_amount,paid_at\nL-9,P-1,900000,2026-06-13T10:00:00+08:00\n",
        "refund": """
        refund_id,line_id,paid_refunded,completed_at
        R-9,L-1,50000,2026-06-25T10:00:00+08:00

        """,
      ]))
    #expect(try CheckRun(database.workplace)("RUN-202606-cn-1").differences == [])
    try database.loseLines(of: "L-4", run: 2)
    try database.loseLines(of: "R-2", run: 2)
    #expect(
      try missing(database)
        == sentences([
          "merchant line of order L-4 for M-1 over 2850.00 CNY",
          "csp line of order L-4 for S-2 over 90.00 CNY",
          "merchant line of refund R-2 for M-1 over -960.00 CNY",
          "csp line of refund R-2 for S-2 over -30.00 CNY",
        ]))
  }

  @Test(
    "two facts that were lost together are both named, also of a run that is checked by a sample")
  func two() throws {
    let database = try ReplayedMonths.sealed(junes: false)
    try database.loseLines(of: "L-1", run: 1)
    try database.loseLines(of: "R-1", run: 1)
    try database.loseLines(of: "L-2", run: 1)
    let check = CheckRun(database.workplace, wholeUpTo: 0, oneIn: 1_000)
    let found = try check("RUN-202605-cn-1")
    #expect(found.oneIn == 1)
    #expect(
      found.differences.filter { $0.problem == .missing }.map { "\($0.sourceID) \($0.expected)" }
        .sorted() == ["L-1 12000", "L-1 384000", "L-2 288000", "R-1 -3000", "R-1 -96000"])
  }
}
