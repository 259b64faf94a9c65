import CivilTime
import Operations
import Settlement
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

  /// May of site cn, where M-1 sold eight things: four are lost, and five of like amounts came later.
  private func crowded() throws -> TestDatabase {
    let database = try ReplayedMonths.sealed(junes: false)
    try database.loseLines(of: "L-1", run: 1)
    try database.loseLines(of: "R-1", run: 1)
    try database.loseLines(of: "L-2", run: 1)
    let later = (1...5).map {
      "N-\($0),P-1,\($0.isMultiple(of: 2) ? 300_000 : 400_000),2026-05-1\($0)T10:00:00+08:00,S-2\n"
    }
    try database.load(
      csv: BriefFacts.completed([
        "partner": "partner_id,kind\nM-1,merchant\nS-2,csp\n",
        "product": "product_id\nP-1\n",
        "product_terms": "terms_id,product_id,fee_rate,tier_policy_id\nT-1,P-1,0.05,W-1\n",
        "order_line": "line_id,product_id,sales_amount,paid_at,csp_id\n" + later.joined(),
        "refund": """
        refund_id,line_id,paid_refunded,completed_at
        R-9,L-1,100000,2026-05-21T10:00:00+08:00

        """,
      ]))
    return database
  }

  private static let crowdLost = [
    "merchant line of order L-1 for M-1 over 3840.00 CNY",
    "csp line of order L-1 for S-2 over 120.00 CNY",
    "merchant line of refund R-1 for M-1 over -960.00 CNY",
    "csp line of refund R-1 for S-2 over -30.00 CNY",
    "merchant line of order L-2 for M-1 over 2880.00 CNY",
  ]

  @Test("facts that were lost together are named among others of the same amounts that came later")
  func amongLater() throws {
    let database = try crowded()
    #expect(try missing(database) == sentences(Self.crowdLost))
    let findings = try AuditSeals(database.workplace)().findings
    #expect(
      Set(findings.filter { $0.code == "line_missing" }.map(\.statement)) == [
        "202605-M-1-general-CNY", "202605-S-2-csp-CNY",
      ])
  }

  @Test("a replay names the statement, the line and the fact that is gone, before any figure")
  func replayed() throws {
    let database = try crowded()
    let run = try ReplayPeriod(database.workplace)(
      ReplayedMonths.may, site: .cn, limit: 100)[0]
    let gone = run.differences.prefix { $0.column == "line" }
    #expect(
      Set(gone.map { "\($0.statementID) \($0.kind ?? "") \($0.sourceID ?? "") \($0.role ?? "")" })
        == [
          "202605-M-1-general-CNY order L-1 merchant", "202605-S-2-csp-CNY order L-1 csp",
          "202605-M-1-general-CNY refund R-1 merchant", "202605-S-2-csp-CNY refund R-1 csp",
          "202605-M-1-general-CNY order L-2 merchant",
        ])
    #expect(
      gone.allSatisfy { $0.sealed == nil && $0.sentence.hasSuffix("is gone from the database.") })
    let first = try #require(gone.first { $0.sourceID == "L-2" })
    #expect(first.recomputed == "2880.00")
    #expect(first.sentence == "The sealed line of order line L-2 is gone from the database.")
    #expect(run.differences.contains { $0.column == "line_count" && $0.sealed == "3" })
    #expect(run.differenceCount == Int64(run.differences.count))
  }

  @Test("a line that is there is not said to have changed where others are missing from its waiver")
  func waiver() throws {
    // Without L-1 and its refund X is 3,000.00, below the band.
    let database = try ReplayedMonths.sealed(junes: false)
    try database.loseLines(of: "L-1", run: 1)
    try database.loseLines(of: "R-1", run: 1)
    let run = try ReplayPeriod(database.workplace)(
      ReplayedMonths.may, site: .cn, limit: 100)[0]
    let increment = try #require(run.differences.first { $0.column == "increment" })
    #expect(increment.sealed == "0.010000" && increment.recomputed == "0.000000")
    #expect(
      increment.sentence
        == "Without the lines that are gone X is another, and so is the waiver of L-2.")
  }

  @Test("where only one payee's line of a fact is gone it is said to be gone, not to have changed")
  func onePayee() throws {
    let database = try ReplayedMonths.sealed(junes: false)
    try database.loseLine(of: "L-1", role: 0, run: 1)
    let run = try ReplayPeriod(database.workplace)(
      ReplayedMonths.may, site: .cn, limit: 100)[0]
    let lines = run.differences.filter { $0.column == "line" }
    #expect(
      lines.map(\.sentence) == ["The sealed line of order line L-1 is gone from the database."])
    #expect(lines.map(\.recomputed) == ["3840.00"])
  }
}

/// Which terms a sum of digests has.
@Suite("Sums of digests")
struct DigestTermsTests {
  /// Forty digests of 32 bytes each, from a generator of full period.
  private let digests: [LineSetDigest] = {
    var state: UInt64 = 1
    return (0..<40).map { _ in
      digest(
        (0..<32).map { _ in
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          return UInt8(truncatingIfNeeded: state >> 56)
        })
    }
  }()

  private static func digest(_ bytes: [UInt8]) -> LineSetDigest {
    bytes.withUnsafeBytes { LineSetDigest(bytes: $0) }
  }

  private func sum(_ places: [Int]) -> LineSetDigest {
    places.reduce(into: LineSetDigest()) { $0.add(digests[$1]) }
  }

  @Test(
    "few terms of many, and all but few, are found",
    arguments: [[], [7], [3, 39], [0, 1, 2], [5, 11, 23, 31], Array(0..<40), Array(2..<40)])
  func found(_ places: [Int]) {
    #expect(sum(places).terms(places.count, of: digests) == places)
  }

  @Test("what is no sum of so many, or would take too long, is nothing")
  func unknown() {
    #expect(sum([1, 2]).terms(1, of: digests) == nil)
    #expect(sum([1, 2, 1]).terms(3, of: digests) == nil)
    #expect(sum([4]).terms(41, of: digests) == nil)
    #expect(sum(Array(0..<20)).terms(20, of: digests) == nil)
  }

  @Test("a difference takes back what was added, with every carry")
  func difference() {
    let most = Self.digest([UInt8](repeating: 0xFF, count: 32))
    let one = Self.digest([UInt8](repeating: 0, count: 31) + [1])
    var value = most
    value.add(one)
    #expect(value == LineSetDigest())
    value.subtract(one)
    #expect(value == most)
    value = sum([0, 1])
    value.subtract(digests[1])
    #expect(value == digests[0])
  }
}
