import Foundation
import Testing

/// A folder of `Scenarios`: facts in, what a run must make of them out, and why.
struct Scenario: CustomTestStringConvertible, Sendable {
  /// The rule and what of it: `7.4-minimum-carried-to-june`.
  let name: String
  /// The first line of `why.md`: the rule in one sentence.
  let rule: String
  let steps: [Step]
  private let folder: URL

  var testDescription: String { "\(name): \(rule)" }

  /// Every folder beside this file's `Scenarios`, by name.
  static func all(file: String = #filePath) throws -> [Scenario] {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
      .appendingPathComponent("Scenarios")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    return try names.filter { $0.first?.isNumber == true }.map {
      try Scenario(folder.appendingPathComponent($0))
    }
  }

  init(_ folder: URL) throws {
    self.folder = folder
    name = folder.lastPathComponent
    let why = try String(contentsOf: folder.appendingPathComponent("why.md"), encoding: .utf8)
    rule = why.split(separator: "\n").first.map { String($0.drop { "# ".contains($0) }) } ?? ""
    steps = try String(contentsOf: folder.appendingPathComponent("steps.txt"), encoding: .utf8)
      .split(separator: "\n").filter { !$0.hasPrefix("#") }.map { try Step(String($0)) }
  }

  /// The brief facts of a subfolder, by table.
  func facts(_ name: String) throws -> [String: String] {
    try texts(in: folder.appendingPathComponent(name))
  }

  /// What was written by hand, by the name of the file without `.csv`.
  func expectations() throws -> [String: String] {
    try texts(in: folder.appendingPathComponent("expected"))
  }

  private func texts(in folder: URL) throws -> [String: String] {
    guard FileManager.default.fileExists(atPath: folder.path) else { return [:] }
    var texts: [String: String] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
    where name.hasSuffix(".csv") {
      texts[String(name.dropLast(4))] = try String(
        contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }
    return texts
  }
}
