import CivilTime
import Marketplace
import Operations
import Postgres
import TestKit
import Testing

/// `audit verify` on May and June of `ReplayedMonths`, where June is tampered with.
struct AuditTests {
  /// What every tampering must be found as, and the statement that must be named; empty for none.
  private static func expected(_ tampering: Tampering) -> (code: String, statement: String) {
    let statement = "202606-M-1-general-CNY"
    return switch tampering {
    case .lineAmount, .lineDeleted, .lineMoved: ("lines_differ", statement)
    case .statementFigure: ("statement_differs", statement)
    case .statementName: ("root_differs", "")
    case .statementDeleted: ("statements_differ", "")
    case .runApprover: ("run_differs", "")
    case .headRoot: ("root_differs", "")
    case .headSignature: ("signature_wrong", "")
    case .headOrder: ("chain_broken", "")
    case .headDeleted: ("head_missing", "")
    case .keyReplaced: ("key_differs", "")
    }
  }

  @Test("every kind of tampering is found in its run, and honest seals raise no alarm")
  func tamperings() throws {
    for tampering in Tampering.allCases {
      let database = try ReplayedMonths.sealed()
      let audit = AuditSeals(database.workplace)
      let honest = try audit()
      #expect(honest.runs == 2)
      #expect(honest.findings == [])
      try database.tamper(tampering, run: 2)
      let found = try audit().findings
      let expected = Self.expected(tampering)
      #expect(
        found.contains {
          $0.code == expected.code && $0.statement == expected.statement
            && $0.run == "RUN-202606-cn-1"
        }, "\(tampering): \(found)")
      // One key signed both months.
      if tampering != .keyReplaced {
        #expect(found.allSatisfy { $0.run == "RUN-202606-cn-1" }, "\(tampering): \(found)")
      }
    }
  }

  @Test("a chain that was signed again as a whole is found by a head that was kept elsewhere")
  func replaced() throws {
    let database = try ReplayedMonths.sealed(junes: false)
    let audit = AuditSeals(database.workplace)
    let heads = try audit.heads()
    guard case .text(let digits) = try #require(heads.rows.first)[5] else {
      Issue.record("a head is a text")
      return
    }
    let kept = try AuditSeals.head(digits)
    #expect(try audit(outside: kept).findings == [])
    try database.forgetHeads()
    try database.setClock("2026-07-03T12:00:00+08:00")
    try database.seal(ReplayedMonths.june, site: .cn)
    #expect(try audit().findings == [])
    #expect(try audit(outside: kept).findings.map(\.code) == ["head_unknown"])
    #expect(throws: Refusal.self) { try AuditSeals.head("5f8b") }
  }

  @Test("a journal whose end is deleted or written anew is found: the trail knows what was posted")
  func journalEnds() throws {
    let told = ["there is no such batch", "the batch has another hash"]
    for (change, sentence) in zip(Statements.journalEnds, told) {
      let database = try ReplayedMonths.sealed()
      #expect(try AuditSeals(database.workplace)().findings == [])
      try database.tamper(withJournal: change)
      let findings = try AuditSeals(database.workplace)().findings
      #expect(findings.map(\.code) == ["batch_lost"], "\(findings)")
      let found = try #require(findings.first).sentence
      #expect(found.hasPrefix("journal of site cn, entry 5: event "), "\(found)")
      #expect(found.hasSuffix("says that entries 5 to 8 were posted; \(sentence)"), "\(found)")
    }
  }
}
