import Foundation
import TestKit
import Testing

/// The tax bureau's invoices beside the platform's documents, by commands.
@Suite("Legal numbers")
struct LegalNumberTests {
  private let run = "RUN-202610-cn-1"
  private let first = "CN-FEE-2026-000001"
  private let second = "CN-FEE-2026-000002"
  /// Of 2026, Shanghai.
  private let number = "26312000000012345678"
  private let other = "26312000000012345679"

  private func enter(
    _ settled: Command, _ id: String, _ number: String, on day: String = "2026-10-31",
    _ more: String...
  ) throws -> Command.Outcome {
    try settled.run(
      ["invoice", "legal", id, "--number", number, "--issued-on", day, "--as", "ann"] + more)
  }

  private func list(_ settled: Command) throws -> String {
    try settled("invoice", "list", "--format", "csv").out
  }

  @Test(
    "a number stands beside its document, whose files stay; a mistake is replaced with a reason")
  func entered() throws {
    let settled = try CommandDatabase.sealedOctober("legal_numbers")
    #expect(try settled("invoice", "issue", run, "--as", "ann").code == 0)
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    func page() throws -> Data {
      _ = try settled.run(["invoice", "download", first, "--type", "pdf", "-O", folder.path])
      return try Data(contentsOf: folder.appending(path: "\(first).pdf"))
    }
    let before = try page()
    let told = try enter(settled, first, number)
    #expect(told.out == "\(first) has the legal number \(number)\n", "\(told.err)")
    #expect(try list(settled).contains(",\(number),2026-10-31,,,\r\n"))
    #expect(try page() == before)

    let again = try enter(settled, first, number)
    #expect(again.code == 6 && again.err.contains("nothing is left to do"), "\(again.err)")
    let silent = try enter(settled, first, other)
    #expect(silent.code == 6 && silent.err.contains("--reason"), "\(silent.err)")
    #expect(try enter(settled, first, other, on: "2026-11-01", "--reason", "misread").code == 0)
    let listed = try list(settled)
    #expect(listed.contains(",\(other),2026-11-01,,,\r\n") && !listed.contains(number), "\(listed)")
    // What the first document no longer has is free for the second.
    let taken = try enter(settled, second, other)
    #expect(
      taken.code == 6 && taken.err.contains("is the legal number of \(first)"), "\(taken.err)")
    #expect(try enter(settled, second, number).code == 0)
    let trail = try settled("audit", "list", "--format", "csv").out
    #expect(trail.components(separatedBy: "legal_number_entered").count == 4, "\(trail)")
    #expect(trail.contains("misread"))
  }

  @Test("what is no number, not of that year, of tomorrow or of no document is refused")
  func refused() throws {
    let settled = try CommandDatabase.sealedOctober("legal_refusals")
    #expect(try settled("invoice", "issue", run, "--as", "ann").code == 0)
    for (id, number, day, code, word) in [
      (first, "2631200000001234567", "2026-10-31", 65, "20 digits"),
      (first, "26992000000012345678", "2026-10-31", 65, "province"),
      (first, number, "2025-10-31", 65, "a year that ends in 26"),
      (first, number, "2026-12-31", 65, "has not come yet"),
      ("CN-FEE-2026-000404", number, "2026-10-31", 5, "there is no invoice"),
    ] as [(String, String, String, Int32, String)] {
      let told = try enter(settled, id, number, on: day)
      #expect(told.code == code && told.err.contains(word), "\(told.code): \(told.err)")
    }
    #expect(try !list(settled).contains("2631"))
  }

  @Test("the document of a seller elsewhere is the invoice itself")
  func elsewhere() throws {
    let settled = try CommandDatabase.sealedOctober("legal_elsewhere")
    let party = try settled(
      "invoice", "party", "--site", "cn", "--country", "SG", "--city", "Singapore", "--tax-number",
      "SG200012345A", "--from", "2026-01-01", "--as", "ann")
    #expect(party.code == 0, "\(party.err)")
    let partner = try settled(
      "invoice", "party", "M-1", "--country", "CN", "--city", "北京市", "--from", "2026-01-01",
      "--as", "ann")
    #expect(partner.code == 0, "\(partner.err)")
    let issued = try settled("invoice", "issue", run, "--partner", "M-1", "--as", "ann")
    #expect(issued.code == 0, "\(issued.err)")
    let told = try enter(settled, first, number)
    #expect(told.code == 6 && told.err.contains("not in China"), "\(told.err)")
  }

  @Test("a file is entered whole or not at all, with every flaw and its line")
  func file() throws {
    let settled = try CommandDatabase.sealedOctober("legal_file")
    #expect(try settled("invoice", "issue", run, "--as", "ann").code == 0)
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: file) }
    func load(_ text: String) throws -> Command.Outcome {
      try Data(text.utf8).write(to: file)
      return try settled("invoice", "load-legal", file.path, "--as", "ann")
    }
    let wrong = try load(
      """
      invoice_id,legal_number,issued_on
      \(first),\(number),2026-10-31
      \(second),\(number),2026-10-31
      \(second),12345,2026-10-31
      \(second),\(other),2026-13-01
      CN-FEE-2026-000404,\(other),2026-10-31

      """)
    #expect(wrong.code == 65)
    for part in [
      ":3: \(number) is the legal number of \(first)", ":4: 12345 is no number",
      "\"2026-13-01\" is no day", ":6: there is no invoice CN-FEE-2026-000404", "4 findings",
      "nothing was entered",
    ] { #expect(wrong.err.contains(part), "\(part) is not in \(wrong.err)") }
    #expect(try !list(settled).contains(number))
    #expect(try load("invoice,number\n").err.contains("the header has other columns"))
    #expect(try load("invoice_id,legal_number,issued_on\n").err.contains("names no document"))
    let right = try load(
      "issued_on,invoice_id,legal_number\n2026-10-31,\(first),\(number)\n"
        + "2026-11-01,\(second),\(other)\n")
    #expect(right.out == "2 rows entered\n", "\(right.err)")
    let listed = try list(settled)
    #expect(listed.contains(",\(number),2026-10-31,,,\r\n"))
    #expect(listed.contains(",\(other),2026-11-01,,,\r\n"))
  }
}
