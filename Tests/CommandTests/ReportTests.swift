import Foundation
import Testing

/// `settled report` as a person and a script see it.
struct ReportTests {
  private static let rows =
    "M-1,莲花云科技有限公司,merchant,202610,estimate,CNY,1,1,8500.00,0.00,0.00,8500.00,8500.00,facts\r\n"
    + "M-2,Harbour Services,merchant,202610,estimate,CNY,2,1,7400.00,0.00,0.00,7400.00,7400.00,facts\r\n"

  @Test("a report speaks both languages on a terminal and keeps its columns for machines")
  func forms() throws {
    let settled = try CommandDatabase("report").settled
    let run = ["report", "run", "performance", "--period", "2026-10"]
    let csv = try settled.run(run + ["--format", "csv"])
    #expect(csv.code == 0, "\(csv.err)")
    #expect(csv.out.split(separator: "\r\n", maxSplits: 1)[1] == Self.rows[...])
    let chinese = try settled.run(run + ["--lang", "zh"])
    #expect(chinese.out.hasPrefix("伙伴编号"))
    #expect(chinese.out.contains("8,500.00"))
    let json = try settled.run(run + ["--format", "json"]).json()
    #expect((json as? [[String: Any]])?.first?["performance"] as? String == "8500.00")
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (suffix, beginning) in ["html": "<!doctype html>", "xlsx": "PK", "csv": "partner_id,"] {
      let file = folder.appending(path: "performance.\(suffix)")
      let outcome = try settled.run(run + ["-O", file.path])
      #expect(outcome.code == 0 && outcome.out == "", "\(suffix): \(outcome.err)")
      #expect(try Data(contentsOf: file).starts(with: Array(beginning.utf8)), "\(suffix)")
    }
  }

  @Test("what a report needs and does not take is told as a fault of use")
  func arguments() throws {
    let settled = try CommandDatabase("report_use").settled
    let missing = try settled("report", "run", "ageing")
    #expect(missing.code == 64 && missing.err.contains("the report ageing needs --period"))
    let surplus = try settled("report", "run", "close-time", "--partner", "M-1")
    #expect(surplus.code == 64 && surplus.err.contains("takes no --partner"))
    #expect(try settled("report", "run", "weather").code == 5)
    #expect(try settled("report", "list", "--reports", "./nowhere").code == 5)
  }

  @Test("a folder of one's own is listed; a bad one is told with 65 and hinders no other")
  func ownFolder() throws {
    let settled = try CommandDatabase("report_own").settled
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (path, text) in [
      "good/query.sql": Statements.ownReport, "good/report.json": Self.definition,
      "bad/query.sql": Statements.ownReport, "bad/report.json": "{\n\"titel\": 1}",
    ] {
      let file = folder.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    let list = try settled("report", "list", "--reports", folder.path, "--format", "csv")
    #expect(list.code == 65)
    #expect(list.out.contains("\r\ngood,Customers,,") && list.out.contains("\r\nbad,,,"))
    #expect(list.err.contains("bad/report.json:2: titel: is no field that is known"))
    let good = try settled("report", "run", "good", "--reports", folder.path, "--format", "csv")
    #expect(good.out == "customer_id\r\nC-1\r\n", "\(good.err)")
    let bad = try settled("report", "run", "bad", "--reports", folder.path, "--format", "json")
    #expect(bad.code == 65 && bad.out == "")
    let problem = try JSONSerialization.jsonObject(with: Data(bad.err.utf8)) as? [String: Any]
    #expect(problem?["code"] as? String == "report_refused")
    #expect((problem?["findings"] as? [String])?.isEmpty == false)
  }

  private static let definition = """
    {"title": {"en": "Customers", "zh": "客户"}, "summary": {"en": "All.", "zh": "全部。"},
     "columns": [{"name": "customer_id", "kind": "text", "en": "Customer", "zh": "客户"}]}
    """
}
