import Foundation
import Store

/// The reports that there are: those of the program, and those in a folder of the user's.
///
/// Each stands for itself: a bad one is told with everything that is wrong, and hinders no other.
package struct ReportShelf: Sendable {
  /// A report that can be read, or why not.
  package enum Entry: Sendable {
    case report(Report)
    case refused(name: String, origin: Report.Origin, [Finding])

    /// The name of its folder.
    package var name: String {
      switch self {
      case .report(let report): report.name
      case .refused(let name, _, _): name
      }
    }
  }

  /// By name, in alphabetical order.
  package let entries: [Entry]

  /// What a folder of a report holds.
  private static let files = (definition: "report.json", query: "query.sql")

  /// - Parameter directory: A folder of reports; nil for those of the program only.
  /// - Throws: `Refusal` `.notFound` for a folder that cannot be read.
  package init(directory: String?) throws {
    var found = Self.shipped()
    let names = Set(found.map(\.name))
    if let directory { found += try Self.own(in: directory, taken: names) }
    entries = found.sorted { ($0.name, $0.isShipped ? 0 : 1) < ($1.name, $1.isShipped ? 0 : 1) }
  }

  /// The report of that name.
  ///
  /// - Throws: `ReportRefusal` for one with findings, `Refusal` `.notFound` where there is none.
  package func report(_ name: String) throws -> Report {
    switch entries.first(where: { $0.name == name }) {
    case .report(let report): return report
    case .refused(let name, _, let findings):
      throw ReportRefusal(report: name, findings: findings)
    case nil:
      throw Refusal(
        .notFound, "report_unknown", "there is no report \(name)",
        remedy: "see `settled report list`; --reports DIR names a folder of your own")
    }
  }

  private static func shipped() -> [Entry] {
    var texts: [String: [String: String]] = [:]
    for (path, text) in embeddedReports {
      let parts = path.split(separator: "/").map(String.init)
      precondition(parts.count == 2, "\(path) is embedded and no file of a report")
      texts[parts[0], default: [:]][parts[1]] = text
    }
    return texts.map { name, files in
      entry(name, .shipped, at: "reports/\(name)") { files[$0].map { .success($0) } }
    }
  }

  private static func own(in directory: String, taken: Set<String>) throws -> [Entry] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: directory)
    } catch {
      throw Refusal(
        .notFound, "folder_unreadable", "\(directory) cannot be read",
        remedy: "give the folder that holds a folder for each report")
    }
    return names.filter { name in
      var isFolder: ObjCBool = false
      let path = "\(directory)/\(name)"
      return !name.hasPrefix(".")
        && FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        && isFolder.boolValue
    }.map { name in
      let path = "\(directory)/\(name)"
      if let flaw = flaw(ofName: name, taken) {
        let finding = Finding(file: path, line: 1, reason: flaw.reason, remedy: flaw.remedy)
        return .refused(name: name, origin: .folder(path), [finding])
      }
      return entry(name, .folder(path), at: path) { read("\(path)/\($0)") }
    }
  }

  private static func flaw(ofName name: String, _ taken: Set<String>) -> (
    reason: String, remedy: String
  )? {
    if taken.contains(name) {
      return ("a report of the program has this name", "give the folder another name")
    }
    guard name.wholeMatch(of: /[a-z][a-z0-9-]{0,39}/) != nil else {
      return (
        "is no name of a report",
        "call the folder by 1 to 40 small letters, digits and hyphens, a letter first"
      )
    }
    return nil
  }

  /// - Parameter text: The text of a file; nil where there is no such file.
  private static func entry(
    _ name: String, _ origin: Report.Origin, at path: String,
    _ text: (String) -> Result<String, UnreadableText>?
  ) -> Entry {
    var texts: [String: String] = [:]
    var missing: [Finding] = []
    for file in [files.definition, files.query] {
      do {
        texts[file] = try text(file)?.get()
        if texts[file] == nil {
          missing.append(
            Finding(
              file: "\(path)/\(file)", line: 1, reason: "is missing",
              remedy: "a report has \(files.definition) and \(files.query)"))
        }
      } catch {
        missing.append(
          Finding(
            file: "\(path)/\(file)", line: 1, reason: error.reason, remedy: "save it as UTF-8"))
      }
    }
    guard let json = texts[files.definition], let query = texts[files.query], missing.isEmpty else {
      return .refused(name: name, origin: origin, missing)
    }
    let findings = ReportFindings(file: "\(path)/\(files.definition)")
    let report = ReportReading.report(name, origin, json: json, query: query, findings)
    return report.map { .report($0) } ?? .refused(name: name, origin: origin, findings.all)
  }

  private struct UnreadableText: Error {
    let reason: String
  }

  private static func read(_ path: String) -> Result<String, UnreadableText>? {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      return FileManager.default.fileExists(atPath: path)
        ? .failure(UnreadableText(reason: "cannot be read")) : nil
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return .failure(UnreadableText(reason: "is no UTF-8"))
    }
    return .success(text)
  }
}

extension ReportShelf.Entry {
  fileprivate var isShipped: Bool {
    switch self {
    case .report(let report): report.origin == .shipped
    case .refused(_, let origin, _): origin == .shipped
    }
  }
}

/// A report that does not run because of what its files say.
package struct ReportRefusal: Error, Sendable {
  package let report: String
  package let findings: [Finding]

  /// The refusal as commands and pages tell it.
  package var refusal: Refusal {
    Refusal(
      .badInput, "report_refused",
      "the report \(report) has \(counted(findings.count, "finding")); it did not run",
      remedy: "correct its files as the findings say; `settled report list` checks them")
  }
}
