import Amounts
import CivilTime
import Documents
import Foundation
import Marketplace
import Operations
import Store
import TestKit
import Testing

@Suite("Files of statements")
struct StatementFileTests {
  private static let seed: UInt64 = 20_261_126
  private static let may = Period(year: 2026, month: 5)

  /// A month with every kind of line for every role, adjustments among them; nothing is sealed.
  private func month() throws -> TestDatabase {
    let facts = MixedMonth(seed: Self.seed, cases: 1...100)
    let database = try TestDatabase(now: "2026-06-03T12:00:00+08:00")
    try database.load(csv: BriefFacts.completed(facts.files))
    for amount in ["-12.34", "2500"] {
      let view = try Adjustments(database.workplace, by: "settler").add(
        AdjustmentRequest(
          partnerID: "M-1", tab: .general, currency: "CNY", amount: amount,
          reasonCode: "CORRECTION", reason: "as agreed"))
      _ = try Adjustments(database.workplace, by: "approver").approve(view.adjustment.id)
    }
    for site in [Site.cn, .intl] { try database.plan(Self.may, site: site) }
    return database
  }

  // A provider's statement called it a merchant, and lines that divide no sale said one of 0.00.
  @Test("the CSV of a statement is its part of the export of lines, byte by byte")
  func lines() throws {
    let database = try month()
    let exported = try exportedText(ExportLines.table) { writer in
      _ = try ExportLines(database.workplace)(period: Self.may, site: nil, to: &writer)
    }
    let rows = exported.split(separator: "\r\n")
    let head = try #require(rows.first)
    let lines = Dictionary(grouping: rows.dropFirst()) { String($0.prefix { $0 != "," }) }
    let files = try files(of: database, [.csv])
    #expect(files.count == lines.count && files.count > 50, "\(files.count)")
    for (id, suffixes) in files {
      let expected = ([head] + lines[id, default: []]).map { $0 + "\r\n" }.joined()
      #expect(suffixes["csv"] == expected, "\(id)")
    }
    for word in [",merchant,", ",csp,", ",reseller,", ",operator,"] {
      #expect(exported.contains(word), "\(word)")
    }
    for kind in [",order,", ",refund,", ",usage,", ",adjustment,", ",incentive,"] {
      #expect(exported.contains(kind), "\(kind)")
    }
  }

  @Test("JSON, HTML and the terminal have the figures that the export of statements has")
  func figures() throws {
    let database = try month()
    let statements = Operations.Statements(database.workplace)
    let records = try statements.records(period: Self.may)
    let listing = Operations.Statements.exported(records)
    let exported = try exportedText(listing.table) { writer in
      for row in listing.rows { try writer.append(row) }
      try writer.finish()
    }.split(separator: "\r\n").map { $0.split(separator: ",").map(String.init) }
    let files = try files(of: database, [.json, .html])
    let amounts = [
      "opening_balance", "lines_total", "adjustments_total", "net", "payable", "closing_balance",
    ]
    for (record, row) in zip(records, exported.dropFirst()) {
      let values = Dictionary(uniqueKeysWithValues: zip(exported[0], row))
      let file = try #require(files[record.id])
      let json = try #require(
        JSONSerialization.jsonObject(with: Data(file["json", default: ""].utf8))
          as? [String: Any])
      #expect(json["role"] as? String == record.role.code, "\(record.id)")
      // Grouping is for people: without it the amounts are those of the export.
      let terminal = try statements.summary(of: record, style: .plain).filter { $0 != "," }
      for name in amounts {
        let value = try #require(values[name])
        #expect(json[name] as? String == value, "\(record.id) \(name)")
        #expect(file["html"]?.contains("<data value=\"\(value)\"") == true, "\(record.id) \(name)")
        #expect(terminal.contains(value), "\(record.id) \(name)")
      }
    }
    #expect(exported.count == records.count + 1)
    #expect(records.contains { $0.adjustmentsTotal != 0 })
  }

  /// The files of every statement by its id and by how their names end.
  private func files(
    of database: TestDatabase, _ formats: [PaperFormat]
  ) throws -> [String: [String: String]] {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "settled-statements-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let records = try Operations.Statements(database.workplace).records(period: Self.may)
    let written = try WritePapers(database.workplace, language: .en)
      .statements(records, formats: formats, into: folder)
    #expect(written.count == records.count * formats.count)
    var files: [String: [String: String]] = [:]
    for record in records {
      for format in formats {
        files[record.id, default: [:]][format.suffix] = try String(
          contentsOfFile: "\(folder)/\(record.id).\(format.suffix)", encoding: .utf8)
      }
    }
    return files
  }
}
