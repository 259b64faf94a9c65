import Digests
import Foundation
import Postgres
import TestKit
import Testing

/// Time stamps within the signatures of documents, PAdES B-T, by an authority of the test's own.
struct SignatureStampTests {
  private let first = "CN-FEE-2026-000001"
  private let second = "CN-FEE-2026-000002"
  private let authority: TestAuthority

  init() throws { authority = try TestAuthority() }

  @Test(
    "signatures that an authority answers for are kept when it falls silent, the rest go on later")
  func resumed() throws {
    var settled = try InvoiceTimestampTests.signedMonth("stamps_resumed", signedBy: authority)
    let falling = try StampServer(authority, [.answers, .answers, .fails])
    settled.authority = falling.address
    let silent = try InvoiceTimestampTests.ask(settled)
    #expect(silent.code == 8 && silent.err.contains("gave no answer"), "\(silent.err)")
    func levels() throws -> [String] {
      try [first, second].map {
        try settled("invoice", "show", $0, "--json").object()["signature_level"] as? String ?? ""
      }
    }
    #expect(try levels().sorted() == ["PAdES B-B", "PAdES B-T"])
    #expect(try settled("doctor").out.contains("0 sealed runs and 1 signature without one"))
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let zip = folder.appending(path: "all.zip").path
    func manifest() throws -> String {
      _ = try settled.run(
        ["invoice", "download", "--period", "202610", "--archive", zip, "--type", "pdf"])
      return try Tool.run("unzip", ["-p", zip, "manifest.json"])
    }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let mixed = try manifest()
    #expect(
      mixed.contains(#""signature":"PAdES B-B""#) && mixed.contains(#""signature":"PAdES B-T""#),
      "\(mixed)")
    let server = try StampServer(authority)
    settled.authority = server.address
    #expect(try InvoiceTimestampTests.ask(settled).code == 0)
    #expect(server.count == 1, "what is stamped is not asked for again")
    #expect(try levels() == ["PAdES B-T", "PAdES B-T"])
    #expect(try !manifest().contains("PAdES B-B"))
    try expectVerifiable(settled, in: folder)
    let url = try #require(settled.databaseURL)
    try Session(connecting: ConnectionSettings(url: url)).run(script: Statements.swapStamps)
    let audit = try settled("audit", "verify", "--format", "csv")
    #expect(audit.code == 9 && audit.out.contains("stamp_wrong"), "\(audit.out)")
    let refused = try settled.run(
      ["invoice", "download", first, "--type", "pdf", "-O", folder.path])
    #expect(refused.code == 9 && refused.err.contains("--as-signed"), "\(refused.err)")
  }

  /// Whoever checks the document finds the digests of the file with the stamp and of that without.
  private func expectVerifiable(_ settled: Command, in folder: URL) throws {
    func file(_ options: String...) throws -> [UInt8] {
      _ = try settled.run(["invoice", "download", first, "-O", folder.path, "--type"] + options)
      let path = folder.appending(path: "\(first).\(options[0])")
      return Array(try Data(contentsOf: path))
    }
    let key = String(SHA256.digest(of: try file("json")).hex.prefix(12))
    let told = try settled("verification", "check", first, "--key", key).out
    for digest in [try file("pdf"), try file("pdf", "--as-signed")].map(SHA256.digest(of:)) {
      #expect(told.contains(digest.hex), "\(told)")
    }
    #expect(told.contains("PAdES B-B"), "\(told)")
  }

  /// Others find the time stamp in the signature, `verify` tells the level, and a changed byte is found.
  static func expectStamped(
    _ stamped: Data, unlike signed: Data, by authority: TestAuthority, in folder: URL
  ) throws {
    func verify(_ file: Data, _ options: String...) throws -> [String: Any] {
      let path = folder.appending(path: "checked.pdf")
      try file.write(to: path)
      return try Command().run(["verify", path.path, "--json"] + options).object()
    }
    func level(_ told: [String: Any]) -> String? { (told["says"] as? [String: String])?["level"] }
    func flaws(_ told: [String: Any]) -> [String?] {
      (told["flaws"] as? [[String: String]] ?? []).map { $0["code"] }
    }
    let path = folder.appending(path: "stamped.pdf")
    try stamped.write(to: path)
    let inspected = try Tool.run("pdfsig", ["-nocert", path.path])
    for part in ["Signature is Valid.", "Total document signed", "ETSI.CAdES.detached"] {
      #expect(inspected.contains(part), "\(inspected)")
    }
    #expect(stamped.count == signed.count)
    for options in [[], ["--trust", authority.root]] {
      let told = try Command().run(["verify", path.path] + options)
      #expect(told.code == 0, "\(told.out)\(told.err)")
      for words in [
        "Proven.\n", "PAdES B-T\n", "CN=Test signer,O=Example\n", "The signature existed at ",
        options.isEmpty ? "Name the roots" : "no certificate was revoked",
      ] { #expect(told.out.contains(words), "\(words): \(told.out)") }
    }
    let before = try verify(signed, "--trust", authority.root)
    #expect(level(before) == "PAdES B-B" && before["proven"] as? Bool == true)
    var changed = stamped
    changed[200] ^= 1
    #expect(flaws(try verify(changed)) == ["signature_wrong"])
    #expect(flaws(try verify(stamped + Data("\n%x\n".utf8))) == ["not_signed"])
    let stranger = try TestAuthority()
    #expect(flaws(try verify(stamped, "--trust", stranger.root)) == ["stamp_wrong"])
    #expect(flaws(try verify(signed, "--trust", stranger.root)) == ["signature_wrong"])
    #expect(try Command().run(["verify", path.path, "--document", path.path]).code == 64)
    #expect(try Command().run(["verify", path.path, "--trust", path.path]).code == 65)
  }
}
