import Foundation
import Testing

/// One place where a rule of the house is broken.
struct Finding: Hashable, CustomStringConvertible {
  var path: String
  var line: Int
  var words: String

  var description: String { "\(path):\(line): \(words)" }
}

/// Reports every finding as an issue of its own, one line each.
func expectNone(
  _ findings: [Finding], sourceLocation: SourceLocation = #_sourceLocation
) {
  for finding in findings {
    Issue.record("\(finding)", sourceLocation: sourceLocation)
  }
}

/// A text file of the repository.
struct TextFile {
  /// Relative to the top of the repository, as in `Sources/Amounts/Money.swift`.
  var path: String
  var text: String

  var name: String { path.split(separator: "/").last.map(String.init) ?? path }

  var folder: Substring { path.dropLast(name.count) }

  /// The lines that contain a match, as findings with the matched text.
  func findings(of pattern: some RegexComponent, _ words: String) -> [Finding] {
    lines.enumerated().compactMap { index, line in
      guard let match = line.firstMatch(of: pattern) else { return nil }
      return Finding(path: path, line: index + 1, words: "\(words): \(line[match.range])")
    }
  }

  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
}

/// The checkout that these tests were built from.
enum Repository {
  /// The top folder, found from the place of this file.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The names at the top, hidden ones left out.
  static func topLevel() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root.path)
      .filter { !$0.hasPrefix(".") }.sorted()
  }

  /// The names of the folders right below a folder.
  static func folders(below folder: String) throws -> [String] {
    let top = root.appending(path: folder)
    return try FileManager.default.contentsOfDirectory(atPath: top.path).filter { name in
      FileManager.default.fileExists(atPath: top.appending(path: "\(name)/.").path)
    }.sorted()
  }

  /// The files below a folder whose names end in one of the extensions, in order of their paths;
  /// none where there is no such folder.
  static func files(below folder: String, extensions: Set<String>) throws -> [TextFile] {
    let top = root.appending(path: folder)
    let names = FileManager.default.subpaths(atPath: top.path + "/") ?? []
    return try names.sorted().filter { name in
      extensions.contains(URL(fileURLWithPath: name).pathExtension)
        && !FileManager.default.fileExists(atPath: top.appending(path: "\(name)/.").path)
    }.map { name in
      TextFile(
        path: "\(folder)/\(name)",
        text: try String(contentsOf: top.appending(path: name), encoding: .utf8))
    }
  }

  static func file(_ path: String) throws -> TextFile {
    TextFile(
      path: path, text: try String(contentsOf: root.appending(path: path), encoding: .utf8))
  }

  static func swiftFiles(below folder: String) throws -> [SwiftFile] {
    try files(below: folder, extensions: ["swift"]).map(SwiftFile.init)
  }

  /// Every Swift file of `Sources` and `Tests`.
  static func swiftFiles() throws -> [SwiftFile] {
    try swiftFiles(below: "Sources") + swiftFiles(below: "Tests")
  }

  static func sqlFiles() throws -> [TextFile] {
    try files(below: "sql", extensions: ["sql"]) + files(below: "reports", extensions: ["sql"])
  }
}
