import Foundation
import TestKit
import Testing

/// Where documents are checked, by commands; the page itself is in `FaultTests`.
@Suite("Verification by commands")
struct VerificationCommandTests {
  private let run = "RUN-202610-cn-1"
  private let address = "https://verify.example.com"

  /// 8,500.00 at 5 % are 425.00, with 6 % of tax 450.50; 6,400.00 less 320.00 are 6,080.00.
  @Test("what is issued after an address was entered prints it; the key opens what it says")
  func link() throws {
    let settled = try CommandDatabase.sealedOctober("verification")
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    func page(_ kind: String, _ id: String) throws -> String {
      let path = "\(folder.path)/\(id).pdf"
      _ = try settled.run([kind, "download", id, "--type", "pdf", "-O", folder.path])
      return try Tool.run("pdftotext", ["-layout", path, "-"])
    }
    let statement = "202610-M-2-general-CNY"
    let before = try page("statement", statement)
    #expect(try settled("verification", "at", "\(address)/", "--as", "ann").code == 0)
    #expect(try settled("invoice", "issue", run, "--as", "ann").code == 0)
    #expect(try page("statement", statement) == before, "it was sealed before")

    let first = "CN-FEE-2026-000001"
    let printed = try page("invoice", first)
    let key = try #require(
      printed.firstMatch(of: /verify\.example\.com\/v\/CN-FEE-2026-000001\?k=([0-9a-f]{12})/)?.1,
      "\(printed)")
    _ = try settled.run(["invoice", "download", first, "--type", "json", "-O", folder.path])
    let record = try Tool.run("sha256sum", ["\(folder.path)/\(first).json"])
    #expect(record.hasPrefix(key), "the key is the beginning of the record's digest")
    let plain = try settled("verification", "check", first)
    #expect(plain.out.hasPrefix("\(first) was issued here, and is current.\n"), "\(plain.err)")
    #expect(!plain.out.contains("450.50") && !plain.out.contains("莲花云"), "\(plain.out)")
    let opened = try settled.run(["verification", "check", first, "--key", key.uppercased()])
    for part in ["莲花云科技有限公司", "CNY 450.50", String(key)] {
      #expect(opened.out.contains(part), "\(part) is not told: \(opened.out)")
    }
    let digest = try Tool.run("sha256sum", ["\(folder.path)/\(first).pdf"]).prefix(64)
    #expect(opened.out.contains("PDF (both)  \(digest)\n"), "\(opened.out)")
    try standing(of: first, with: settled)

    #expect(try settled("verification", "at", "--nothing", "--as", "ann").code == 0)
    #expect(try page("invoice", first) == printed, "it keeps what it was issued with")
    let listed = try settled("verification", "addresses", "--format", "csv").out
    #expect(listed.contains("\r\n\(address),ann,"), "\(listed)")
  }

  private func standing(of first: String, with settled: Command) throws {
    let other = try settled("verification", "check", first, "--key", "000000000000")
    #expect(other.code == 9 && other.err.contains("does not say what was issued"), "\(other.err)")
    let unknown = try settled("verification", "check", "CN-FEE-2026-000404")
    #expect(unknown.code == 5 && unknown.err.contains("No document"), "\(unknown.err)")
    let credited = try settled(
      "invoice", "credit", first, "--amount", "400.00", "--reason", "wrong", "--as", "ann")
    #expect(credited.code == 0, "\(credited.err)")
    #expect(try settled("verification", "check", first).out.contains("is current"))
    _ = try settled("invoice", "credit", first, "--reason", "wrong", "--as", "ann")
    let all = try settled("verification", "check", first).out
    #expect(all.contains("credit notes have given back all of it"), "\(all)")
  }

  @Test("statements that are sealed later print it; drafts are no documents")
  func sealed() throws {
    let settled = try CommandDatabase("verification_draft").settled
    _ = try settled("verification", "at", address, "--as", "ann")
    _ = try settled("run", "plan", "--period", "202610", "--site", "cn", "--as", "ann")
    let statement = "202610-M-2-general-CNY"
    #expect(try settled("verification", "check", statement).code == 5)
    _ = try settled("run", "submit", run, "--as", "ann")
    _ = try settled("run", "approve", run, "--as", "bea")
    _ = try settled("run", "seal", run, "--as", "bea")
    let hash = try #require(
      try settled("export", "statements", "--period", "202610").out
        .split(separator: "\r\n").first { $0.hasPrefix(statement) }?
        .split(separator: ",").last)
    let opened = try settled.run(
      ["verification", "check", statement, "--key", String(hash.prefix(12))])
    for part in ["Harbour Services", "CNY 6,080.00", "CSV", "JSON", "PDF (en)"] {
      #expect(opened.out.contains(part), "\(part) is not told: \(opened.out)\(opened.err)")
    }
  }

  @Test("what no document can print is refused with what can be")
  func refused() throws {
    let settled = try CommandDatabase("verification_refused").settled
    for address in [
      "verify.example.com", "http://verify.example.com", "https://", "https://a b.example",
      "https://u:p@example.com", "https://example.com/?a=1", "https://example.com/#a",
      "https://验真.example", "https://\(String(repeating: "a", count: 70)).example",
    ] {
      let told = try settled("verification", "at", address, "--as", "ann")
      #expect(
        told.code == 64 && told.err.contains("https://verify.example.com"),
        "\(address): \(told.err)")
    }
    #expect(try settled("verification", "at", "--as", "ann").code == 64)
    #expect(try settled("verification", "at", "http://localhost:8187", "--as", "ann").code == 0)
    let again = try settled("verification", "at", "http://localhost:8187/", "--as", "ann")
    #expect(again.code == 6 && again.err.contains("already"), "\(again.err)")
    let listed = try settled("verification", "addresses", "--format", "csv").out
    #expect(listed.components(separatedBy: "\r\n").count == 3, "\(listed)")
  }
}
