import Digests
import Foundation
import Testing

/// Rows that an import left out, by commands.
struct LeftOutCommandTests {
  private static let line =
    "L-9,O-9,new,C-1,P-1,1,1,CNY,100000,100000,0,100000,0,0,0,0,2026-10-08T09:00:00+08:00,"
    + "yesterday,2026-10-08T09:30:00+08:00,false,,,,,,,,\n"

  @Test(
    "they stop the month's job and its close, are listed, and a named person says why they stay out"
  )
  func month() throws {
    let settled = try CommandDatabase("left_out").settled
    let root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let facts = root.appending(path: "facts")
    try FileManager.default.createDirectory(at: facts, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: root) }
    try (ImportTests.header + Self.line).write(
      to: facts.appending(path: "order_line.csv"), atomically: true, encoding: .utf8)
    let accepted = try settled("import", facts.path, "--accept-rejects", "--as", "ann")
    #expect(
      accepted.code == 0 && accepted.err.contains("import acknowledge IMP-1"), "\(accepted.err)")

    let month = ["--period", "202610", "--site", "cn"]
    let stopped = try settled.run(["job", "run", "month-end"] + month)
    #expect(stopped.code == 3, "\(stopped.err)")
    #expect(stopped.err.contains("IMP-1 of \(facts.path) by ann at "), "\(stopped.err)")
    #expect(stopped.err.contains("import acknowledge IMP-1 --reason"), "\(stopped.err)")
    let check = try settled.run(["period", "check"] + month + ["--format", "csv"])
    #expect(check.code == 3 && check.out.contains("open,rows_left_out,"), "\(check.out)")
    #expect(check.out.contains("order_line.csv:2: paid_at: "), "\(check.out)")

    let imports = try settled("import", "list", "--format", "csv")
    #expect(imports.out.contains(",ann,order_line,1,0,0,0,1,1,\(facts.path),"), "\(imports.out)")
    let rejects = facts.path + ".rejects.csv"
    let digest = SHA256.digest(of: Array(try Data(contentsOf: URL(fileURLWithPath: rejects))))
    #expect(imports.out.contains("\(rejects),\(digest.hex)"), "\(imports.out)")
    let rows = try settled("import", "left-out", "IMP-1", "--format", "csv")
    #expect(rows.out.contains("IMP-1,order_line.csv,2,1,L-9,202610,"), "\(rows.out)")
    #expect(try settled("import", "left-out", "IMP-4").code == 5)

    let words = ["import", "acknowledge", "IMP-1", "--as", "bea", "--reason"]
    #expect(try settled.run(words + [" "]).code == 64)
    #expect(try settled("import", "acknowledge", "IMP-4", "--reason", "x", "--as", "bea").code == 5)
    #expect(try settled.run(words + ["a test order"]).out == "1\n")
    #expect(try settled.run(words + ["a test order"]).code == 6)
    let event = try settled(
      "audit", "list", "--subject", "IMP-1", "--limit", "1", "--format", "csv")
    #expect(
      event.out.contains(",bea,left_out_acknowledged,IMP-1,open,acknowledged,1 row: a test order,"),
      "\(event.out)")
    let said = try settled("import", "left-out", "--all", "--format", "csv")
    #expect(said.out.contains(",acknowledged,bea,"), "\(said.out)")

    // The month goes on to its approval, and the checklist has evidence in place of the blocker.
    #expect(try settled.run(["job", "run", "month-end"] + month).code == 8)
    let then = try settled.run(["period", "check"] + month + ["--format", "csv"])
    #expect(then.out.contains("ok,imports_complete,nothing is left out of 1 table,"))
    #expect(then.out.contains("ok,imported,\"order_line: 0 rows by 1 import, the last at "))
    #expect(!then.out.contains("rows_left_out"), "\(then.out)")
  }
}
