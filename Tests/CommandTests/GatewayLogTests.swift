import Foundation
import Testing

/// `settled import gateway-log` on the real log of `Tests/Data`.
struct GatewayLogTests {
  private static let log = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Data/gateway/access.log").path

  @Test("a log is counted per hour and instance, stored once, and every call is in the sum")
  func realLog() throws {
    let database = try CommandDatabase("gateway")
    try database.run(Statements.gatewayInstance)
    let settled = database.settled
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let map = folder.appending(path: "map.csv")
    try Data("prefix,instance_id\n/,INS-1\n".utf8).write(to: map)
    let call = [
      "import", "gateway-log", Self.log, "--instance-map", map.path, "--rejects",
      folder.appending(path: "rejects.csv").path,
    ]
    let refused = try settled.run(call)
    #expect(refused.code == 65 && refused.out == "")
    #expect(
      refused.err.contains("access.log:8899: the quote of the agent is not closed"))
    let rejects = try String(contentsOf: folder.appending(path: "rejects.csv"), encoding: .utf8)
    #expect(rejects.contains("/scripts/grok-py-test/configlib.py"))

    let dry = try settled.run(call + ["--accept-rejects", "--dry-run"])
    let equation = "10,000 calls = 9,997 forwarded + 2 refused + 0 unmapped + 1 bad"
    #expect(dry.code == 0 && dry.err.contains(equation), "\(dry.err)")
    #expect(dry.err.contains("would be stored: hours: 84 new"), "\(dry.err)")
    // Without a name for it, a dry run writes no file; the bad line is told all the same.
    let copy = folder.appending(path: "copy.log")
    try FileManager.default.copyItem(atPath: Self.log, toPath: copy.path)
    let bare = try settled.run([
      "import", "gateway-log", copy.path, "--instance-map", map.path, "--dry-run",
    ])
    #expect(bare.code == 65 && bare.err.contains("copy.log:8899: the quote of the agent"))
    #expect(bare.err.contains("has 1 finding"), "\(bare.err)")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(files.sorted() == ["copy.log", "map.csv", "rejects.csv"])
    let stored = try settled.run(call + ["--accept-rejects", "--json"]).object()
    #expect(stored["new"] as? Int == 84 && stored["stored"] as? Bool == true)
    let hours = try #require(stored["hours"] as? [[String: Any]])
    for (column, sum) in [
      "calls": 10_000, "forwarded": 9_997, "refused": 2, "unmapped": 0, "bad": 1,
    ] {
      #expect(hours.reduce(0) { $0 + ($1[column] as? Int ?? 0) } == sum, "\(column)")
      #expect(stored[column] as? Int == sum, "\(column)")
    }
    // 17 May 2015, 10:00 UTC: 74 calls.
    #expect(hours.first?["begin_time"] as? String == "2015-05-17T18:00:00+08:00")
    #expect(hours.first?["forwarded"] as? Int == 74)
    let again = try settled.run(call + ["--accept-rejects", "--json"]).object()
    #expect(again["new"] as? Int == 0 && again["unchanged"] as? Int == 84)
  }
}
