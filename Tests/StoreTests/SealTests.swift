import CivilTime
import Foundation
import Marketplace
import Operations
import Postgres
import TestKit
import Testing

/// What sealing signs, and what a partner can check of it. May and June of `ReplayedMonths`.
struct SealTests {
  /// The verdicts on the proof of every statement of a month, in the order of the statements.
  private func verdicts(
    on period: Period, of database: TestDatabase
  ) throws -> [(id: String, verdict: ProofVerdict)] {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let records = try Operations.Statements(database.workplace).records(
      period: period, site: .cn, partner: nil)
    let paths = try WritePapers(database.workplace, language: .both).statements(
      records, formats: [.proof], into: folder)
    return try zip(records, paths).map { record, path in
      #expect(path == "\(folder)/\(record.id).proof.json")
      return (record.id, try VerifyProof()(path))
    }
  }

  private func head(of verdict: ProofVerdict) -> String? {
    verdict.facts.first { $0.name == "head" }?.value
  }

  @Test("every sealed statement has a proof that holds, and the head of June follows that of May")
  func chained() throws {
    let database = try ReplayedMonths.sealed()
    let may = try verdicts(on: ReplayedMonths.may, of: database)
    let june = try verdicts(on: ReplayedMonths.june, of: database)
    #expect(may.count > 2 && !june.isEmpty)
    for (id, verdict) in may + june {
      #expect(verdict.flaws == [], "\(id)")
      #expect(verdict.facts.first?.value == id)
    }
    let first = try #require(head(of: may[0].verdict))
    #expect(may.allSatisfy { head(of: $0.verdict) == first })
    #expect(
      may[0].verdict.proves.last == "The head is number 1 in the chain of site cn, the first.")
    #expect(
      june[0].verdict.proves.last
        == "The head is number 2 in the chain of site cn, after head \(first).")
  }

  @Test("a run that was sealed before there were heads gets its own at the next seal")
  func earlier() throws {
    let database = try ReplayedMonths.sealed(junes: false)
    try database.forgetHeads()
    #expect(try verdicts(on: ReplayedMonths.may, of: database).isEmpty)
    try database.setClock("2026-07-03T12:00:00+08:00")
    try database.seal(ReplayedMonths.june, site: .cn)
    let may = try verdicts(on: ReplayedMonths.may, of: database)
    #expect(may.count > 2 && may.allSatisfy { $0.verdict.isProven })
    // It says when it was signed, and does not pretend that this was at the seal.
    #expect(may[0].verdict.proves[0].hasSuffix("signed at 2026-07-03T04:00:00.000000Z."))
    #expect(may[0].verdict.proves[1].hasSuffix("sealed at 2026-06-03T04:00:00.000000Z."))
    #expect(try verdicts(on: ReplayedMonths.june, of: database).allSatisfy { $0.verdict.isProven })
  }

  @Test("another key is recorded with its instant, and what the former one signed stays valid")
  func rotation() throws {
    let database = try ReplayedMonths.sealed(junes: false)
    #expect(try database.count("settlement.seal_key") == 1)
    try database.setClock("2026-07-03T12:00:00+08:00")
    let run = try database.plan(ReplayedMonths.june, site: .cn).run.id
    try ReviewRun(database.workplace, by: "settler").submit(run)
    try ReviewRun(database.workplace, by: "approver").approve(run)
    let now = database.now
    _ = try SealRun(
      Workplace(database: database.settings, sealKey: .passing()) { now }, by: "settler")(run)
    #expect(try database.count("settlement.seal_key") == 2)
    let may = try verdicts(on: ReplayedMonths.may, of: database)
    let june = try verdicts(on: ReplayedMonths.june, of: database)
    #expect((may + june).allSatisfy { $0.verdict.isProven })
    #expect(may[0].verdict.facts.last?.value != june[0].verdict.facts.last?.value)
  }

  @Test("heads and keys are not changed, and a statement that was is given no proof")
  func frozen() throws {
    let database = try ReplayedMonths.sealed(junes: false)
    for table in ["seal_head", "seal_key"] {
      #expect(throws: PostgresError.self) { try database.forgetAll("settlement.\(table)") }
    }
    let id = try #require(try verdicts(on: ReplayedMonths.may, of: database).last?.id)
    try database.rename(sealedStatement: id)
    let refusal = #expect(throws: Refusal.self) {
      try verdicts(on: ReplayedMonths.may, of: database)
    }
    #expect(refusal?.kind == .verificationFailed)
  }
}
