import Foundation
import TestKit
import Testing

/// `statement download --type incentive`.
struct IncentiveCommandTests {
  /// S-1 brought 8,500.00: 2 % from 5,000.00 are 170.00; 3 % begin 1,500.00 higher.
  @Test("the incentive statement is written where it is asked for, in four forms, and archived")
  func download() throws {
    let settled = try CommandDatabase.sealedOctober("incentive", after: Statements.provider)
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "settled-incentive-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let statement = "202610-S-1-csp-CNY"
    let path = { (form: String) in "\(folder.path)/\(statement).incentive.\(form)" }
    let written = try settled(
      "statement", "download", statement, "--type", "incentive", "-O", folder.path)
    #expect(
      written.out == ["pdf", "csv", "json", "xlsx"].map { path($0) + "\n" }.joined(),
      "\(written.err)")
    let page = try Tool.run("pdftotext", ["-layout", path("pdf"), "-"])
    for part in [
      "激励对账单", "IP-1/202610", "8,500.00", "8500.00 * 0.020000 = 170", "CNY 170.00", "1,500.00",
    ] { #expect(page.contains(part), "\(part) is not on the page: \(page)") }
    let first = try Data(contentsOf: URL(filePath: path("xlsx")))
    let month = try settled(
      "statement", "download", "--period", "202610", "--type", "incentive", "-O", folder.path)
    #expect(month.out == written.out)
    #expect(month.err.contains("2 statements without an incentive statement"), "\(month.err)")
    #expect(try Data(contentsOf: URL(filePath: path("xlsx"))) == first)
    let archive = folder.appending(path: "october.zip").path
    let archived = try settled(
      "statement", "download", "--period", "202610", "--type", "incentive", "--archive", archive)
    #expect(archived.code == 0, "\(archived.err)")
    let manifest = try Tool.run("unzip", ["-p", archive, "manifest.json"])
    #expect(
      manifest.contains(#""kind":"incentive_statement","#) && manifest.contains("incentive.xlsx"),
      "\(manifest)")
  }

  @Test("a partner's month as JSON has its state, its figures and the distance to each next band")
  func month() throws {
    let settled = try CommandDatabase.sealedOctober("month_json", after: Statements.provider)
    let month = try settled(
      "performance", "show", "S-1", "--period", "202610", "--json"
    ).object()
    #expect(month["partner_id"] as? String == "S-1" && month["period"] as? String == "202610")
    #expect(month["state"] as? String == "final")
    let figures = try #require(month["figures"] as? [[String: Any]])
    #expect(figures.map { $0["performance"] as? String } == ["8500.00"])
    let bands = try #require(month["bands"] as? [[String: Any]])
    #expect(bands.map { $0["earned"] as? String } == ["170.00"])
    let next = try #require(bands.first?["next"] as? [String: Any])
    #expect(next["missing"] as? String == "1500.00")
    #expect(next["until"] as? String == "2026-10-31" && next["rate"] as? String == "0.030000")
    #expect(month["notes"] as? [String] == [])
  }

  @Test("a statement without an incentive has none, and the refusal says where to look")
  func refused() throws {
    let settled = try CommandDatabase.sealedOctober("no_incentive")
    let refused = try settled(
      "statement", "download", "202610-M-1-general-CNY", "--type", "incentive")
    #expect(refused.code == 6 && refused.out == "")
    #expect(refused.err.contains("none of its lines is an incentive"), "\(refused.err)")
    #expect(refused.err.contains("settled performance show M-1 --period 202610"), "\(refused.err)")
  }
}
