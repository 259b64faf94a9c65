import Foundation
import TestKit

/// The outside checker, and what it says.
enum Checker {
  /// What it found out about one file.
  struct Report: Decodable {
    struct Row: Decodable {
      let status: String
      let rule: String
      let message: String
      let place: String

      enum CodingKeys: String, CodingKey {
        case status, rule, message
        case place = "where"
      }
    }

    let file: String
    let rows: [Row]

    var name: String { URL(fileURLWithPath: file).lastPathComponent }

    func rules(_ status: String) -> Set<String> {
      Set(rows.filter { $0.status == status }.map(\.rule))
    }
  }

  /// It did not say a line about each file.
  struct Silence: Error {
    let output: String
  }

  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Whether a failure comes from the age of the rules on PyPI: Peppol of 2023 refused every
  /// corrected invoice, where today's takes it between German parties (P0112).
  static func isOutdated(_ rule: String, _ name: String) -> Bool {
    ProcessInfo.processInfo.environment["EINV_RULES"] == nil
      && rule == "PEPPOL-EN16931-P0100" && name.contains("-384-")
  }

  /// Runs once over all files: it takes seconds to begin, and milliseconds for a file.
  static func reports(on files: [String]) throws -> [Report] {
    let output: String
    do {
      output = try Tool.run(
        root.appending(path: ".ci/conformance").path, ["--json", "--allow-skip"] + files)
    } catch let failure as Tool.Failure {
      output = failure.output
    }
    let lines = output.split(separator: "\n").filter { $0.hasPrefix("{") }
    guard lines.count == files.count else { throw Silence(output: output) }
    return try lines.map { try JSONDecoder().decode(Report.self, from: Data($0.utf8)) }
  }
}
