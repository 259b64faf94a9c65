import CivilTime
import Documents
import Foundation
import Marketplace
import Operations
import Postgres
import TestKit

/// Imports brief files.
func load(_ brief: [String: String], into database: TestDatabase) throws {
  let outcome = try database.load(csv: try BriefFacts.completed(brief))
  precondition(outcome.isLoaded, "the facts of a test are not good: \(outcome.findings)")
}

extension TestDatabase {
  /// What a report answers, with the report.
  func ask(
    _ name: String, _ period: String? = nil, site: Site? = nil, partner: String? = nil,
    reports directory: String? = nil
  ) throws -> ReportAnswer {
    let report = try ReportShelf(directory: directory).report(name)
    let arguments = RunReport.Arguments(
      period: try period.map { try Period(parsing: $0) }, site: site, partner: partner)
    return try RunReport(workplace)(report, arguments)
  }
}

extension ReportAnswer {
  /// The answer as CSV without its header, a line a row.
  var csv: [String] {
    get throws { Array(try lines(of: rows).dropFirst()) }
  }

  /// The totals in the same form.
  var totalLines: [String] {
    get throws { Array(try lines(of: totals).dropFirst()) }
  }

  private func lines(of rows: [[TableCell]]) throws -> [String] {
    let text = String(decoding: try bytes(.csv, rows), as: UTF8.self)
    return text.split(separator: "\r\n").map(String.init)
  }

  /// The answer in a form.
  func bytes(_ format: TableFormat, _ rows: [[TableCell]]? = nil) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var writer = try format.writer(for: table) { bytes.append(contentsOf: $0) }
    for row in rows ?? self.rows { try writer.append(row) }
    try writer.finish()
    return bytes
  }
}

/// A folder that goes with its last reference.
final class Folder: Sendable {
  let url: URL

  init(_ files: [String: String] = [:]) throws {
    url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    for (path, text) in files { try write(text, to: path) }
  }

  func write(_ text: String, to path: String) throws {
    let file = url.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func path(_ name: String) -> String { url.appending(path: name).path }

  deinit {
    do {
      try FileManager.default.removeItem(at: url)
    } catch {
      FileHandle.standardError.write(Data("\(url.path) stays: \(error)\n".utf8))
    }
  }
}
