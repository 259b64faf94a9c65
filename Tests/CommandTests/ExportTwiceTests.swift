import Dispatch
import Foundation
import Testing

/// `-O PATH` where somebody else writes to the same path, or has left something beside it.
@Suite("Exports to one path")
struct ExportTwiceTests {
  @Test("exports to one path at once all end well, and leave a whole file and nothing else")
  func atOnce() throws {
    let settled = try CommandDatabase.sealedOctober("export_twice")
    let lines = ["export", "lines", "--period", "202610", "--site", "cn"]
    let whole = try settled.run(lines).out
    #expect(whole.hasPrefix("statement_id,"))
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    // What an earlier release left is nobody's, and stays.
    let left = "\(folder)/lines.csv.incomplete"
    try FileManager.default.createDirectory(atPath: left, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for _ in 0..<3 {
      DispatchQueue.concurrentPerform(iterations: 6) { _ in
        do {
          let outcome = try settled.run(lines + ["-O", "\(folder)/lines.csv"])
          #expect(outcome.code == 0, "\(outcome.err)")
        } catch {
          Issue.record("\(error)")
        }
      }
      #expect(try String(contentsOfFile: "\(folder)/lines.csv", encoding: .utf8) == whole)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
          == ["lines.csv", "lines.csv.incomplete"])
    }
  }
}
