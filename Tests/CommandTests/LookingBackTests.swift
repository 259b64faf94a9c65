import Foundation
import Testing

/// Looking back at sealed months by commands.
struct LookingBackTests {
  private let run = "RUN-202610-cn-1"

  @Test("a sealed month replays to the same bytes with 0, an open one is not found with 5")
  func replay() throws {
    let settled = try CommandDatabase.sealedOctober("replay")
    let outcome = try settled("replay", "2026-10", "--json")
    #expect(outcome.code == 0, "\(outcome.err)")
    let run = try #require(try outcome.json() as? [[String: Any]]).first
    #expect(run?["same"] as? Bool == true && run?["lines"] as? Int == 2)
    #expect(run?["content_hash"] as? String == run?["recomputed_hash"] as? String)
    #expect(try settled("replay", "202611").code == 5)
  }

  @Test("a question is answered as table, CSV and JSON, with a picture; a bad one ends with 65")
  func whatIf() throws {
    let settled = try CommandDatabase.sealedOctober("whatif")
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "fee.json")
    try Data(#"{"changes": [{"product": "P-1", "fee_rate": "0.10"}]}"#.utf8).write(to: file)
    let picture = folder.appending(path: "fee.svg")
    let csv = try settled(
      "what-if", file.path, "--periods", "2026-10", "--format", "csv", "--chart", picture.path)
    #expect(csv.code == 0, "\(csv.err)")
    let rows = csv.out.components(separatedBy: "\r\n")
    #expect(rows[0] == "partner_id,partner_name,currency,before,after,difference,proportion")
    // 8,500.00 at 95 % and at 90 %.
    #expect(
      rows[1].hasPrefix("M-1,") && rows[1].hasSuffix(",CNY,8075.00,7650.00,-425.00,-0.052632"))
    #expect(rows[2].hasSuffix(",CNY,6080.00,6080.00,0.00,0.000000"))
    #expect(try String(contentsOf: picture, encoding: .utf8).contains("<svg xmlns="))
    let json = try settled("what-if", file.path, "--periods", "202610..202610", "--json").object()
    let month = (json["platform"] as? [[String: Any]])?.first
    #expect(month?["platform_before"] as? String == "745.00")
    #expect(month?["platform_after"] as? String == "1170.00")
    #expect((json["offers"] as? [Any])?.isEmpty == true)
    try Data(#"{"changes": [{"offers": true, "discount_rate": "0.90"}]}"#.utf8).write(to: file)
    let unused = try settled("what-if", file.path, "--periods", "202610")
    #expect(unused.code == 0 && unused.err.contains("changes[0] touches nothing"), "\(unused.err)")
    try Data(#"{"changes": [{"product": "P-1", "fee_rate": "1.1"}]}"#.utf8).write(to: file)
    let refused = try settled("what-if", file.path, "--periods", "202610")
    #expect(refused.code == 65 && refused.err.contains("changes[0].fee_rate: 1.1 is no rate"))
    #expect(
      try settled("run", "list", "--format", "csv").out.components(separatedBy: "\r\n").count == 3)
  }

  @Test("a month is compared with the one before by reasons that add up, with 7")
  func diff() throws {
    let settled = try CommandDatabase.sealedOctober("diff")
    _ = try settled("run", "plan", "--period", "202611", "--site", "cn", "--as", "ann")
    let outcome = try settled("run", "diff", "RUN-202611-cn-1", "--last-month", "--json")
    #expect(outcome.code == 7, "\(outcome.err)")
    let totals = (try outcome.object()["totals"] as? [[String: Any]])?.first
    // 8,075.00 and 6,080.00; 9,000.00 at 95 %, the voucher is the platform's.
    #expect(totals?["before"] as? String == "14155.00" && totals?["after"] as? String == "8550.00")
    let changes = try #require(try outcome.object()["changes"] as? [[String: Any]])
    #expect(
      changes.map { "\($0["partner_id"] ?? "") \($0["reason"] ?? "") \($0["change"] ?? "")" } == [
        "M-2 statement_gone -6080.00", "M-1 volume 475.00",
      ])
    let named = try settled("run", "diff", "RUN-202611-cn-1", run, "--format", "csv")
    #expect(named.out.components(separatedBy: "\r\n").count == 4)
    #expect(try settled("run", "diff", run, run, "--last-month").code == 64)
  }

  /// 8,500.00 at 95 %, and at 90 % once the fee is 10 %.
  @Test("a month that is planned anew is compared with the draft that it replaced, until the next")
  func planned() throws {
    let database = try CommandDatabase("diff_of_plans")
    let settled = database.settled
    let plan = ["run", "plan", "--period", "202610", "--site", "cn", "--as", "ann"]
    _ = try settled.run(plan)
    try database.run(Statements.higherFee)
    _ = try settled.run(plan)
    let (second, third) = ("RUN-202610-cn-2", "RUN-202610-cn-3")
    let outcome = try settled("run", "diff", second, run, "--json")
    #expect(outcome.code == 7, "\(outcome.err)")
    let changes = try #require(try outcome.object()["changes"] as? [[String: Any]])
    #expect(
      changes.map { "\($0["partner_id"] ?? "") \($0["reason"] ?? "") \($0["change"] ?? "")" }
        == ["M-1 rate -425.00"])
    let listed = try settled("statement", "list", "--period", "202610", "--format", "csv").out
    #expect(listed.contains(",7650.00,") && !listed.contains(",8075.00,"), "\(listed)")
    _ = try settled.run(plan)
    #expect(try settled("run", "diff", third, second).code == 0)
    let gone = try settled("run", "diff", third, run)
    #expect(gone.code == 6 && gone.err.contains("its lines are gone"), "\(gone.err)")
    // What is not the live run bears on nothing.
    _ = try settled("run", "submit", third, "--as", "ann")
    #expect(try settled("run", "approve", third, "--as", "bea").code == 0)
    #expect(try settled("run", "seal", third, "--as", "bea").code == 0)
    #expect(try settled("run", "diff", third, second).code == 0)
    #expect(try settled("replay", "202610", "--site", "cn").code == 0)
  }
}
