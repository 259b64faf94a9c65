import Foundation
import Testing

/// `settled verify`, where no database is named.
struct VerifyTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Data/proof")
  private static let proof = folder.appending(path: "202605-M-1-general-CNY.proof.json").path
  private static let key = folder.appending(path: "platform.pem").path
  private static let keyID = "06e3fd8fda29bb60ab59557de61edb0aecdb231134be30e75b455f8e1b792fa9"

  @Test("a proof is told in plain words within a second, and its own key is not taken for trust")
  func proven() throws {
    let start = ContinuousClock.now
    let told = try Command()("verify", Self.proof)
    #expect(ContinuousClock.now - start < .seconds(1))
    #expect(told.code == 0)
    #expect(told.err == "")
    for words in [
      "Proven.\n", "statement    202605-M-1-general-CNY\n", "partner      M-1 杭州“甲”公司\n",
      "payable      937.50 CNY\n", "adjustments  -12.50 CNY\n",
      "one of the 3 statements of run RUN-202605-cn-1, sealed at 2026-06-05T10:00:00+08:00.",
      "what the key in this file, whosever it is, signed at", "the key is the file's own",
      Self.keyID,
    ] { #expect(told.out.contains(words), "\(words): \(told.out)") }
  }

  @Test("a trusted key is a file or an id, and another key proves nothing")
  func trusted() throws {
    for key in [Self.key, Self.keyID] {
      let told = try Command()("verify", Self.proof, "--key", key)
      #expect(told.code == 0)
      #expect(told.out.contains("what the key you trust signed at"))
      #expect(!told.out.contains("the file's own"))
    }
    let other = String(repeating: "0", count: 64)
    let told = try Command()("verify", Self.proof, "--key", other)
    #expect(told.code == 9)
    #expect(told.out.hasPrefix("NOT proven.\n"))
    #expect(told.out.contains("not the key you trust"))
    #expect(!told.out.contains("This proves"))
    #expect(try Command()("verify", Self.proof, "--key", Self.proof).code == 65)
    #expect(try Command()("verify", Self.proof, "--key", "nowhere.pem").code == 5)
  }

  @Test("a changed figure is told, in JSON too, and a damaged file proves nothing")
  func changed() throws {
    let text = try String(contentsOfFile: Self.proof, encoding: .utf8)
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try text.replacing("\"93750\"", with: "\"93751\"").write(
      toFile: path, atomically: true, encoding: .utf8)
    let told = try Command()("verify", path)
    #expect(told.code == 9)
    #expect(told.out.contains("not among those that the head names, or it was changed"))
    let answer = try Command()("verify", path, "--json")
    #expect(answer.code == 9)
    let flaws = try #require(try answer.object()["flaws"] as? [[String: String]])
    #expect(flaws.map { $0["code"] } == ["not_in_tree"])
    try text.dropLast(9).write(toFile: path, atomically: true, encoding: .utf8)
    let damaged = try Command()("verify", path)
    #expect(damaged.code == 9)
    #expect(damaged.out.contains("It is no proof file: line 1: "))
    #expect(try Command()("verify", "nowhere.json").code == 5)
  }

  @Test("a stranger's file cannot move the cursor")
  func hostile() throws {
    let text = try String(contentsOfFile: Self.proof, encoding: .utf8)
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try text.replacing("\"M-1\"", with: "\"M-1\\u001b[2J\\u202e\\nProven.\"").write(
      toFile: path, atomically: true, encoding: .utf8)
    let told = try Command()("verify", path)
    #expect(told.code == 9)
    #expect(!told.out.contains("\u{1B}") && !told.out.contains("\u{202E}"))
    #expect(!told.out.contains("\nProven."))
  }
}
