import Digests
import Foundation
import Postgres
import TestKit
import Testing

/// Time stamps over what was sealed and signed, by an authority of the test's own.
struct InvoiceTimestampTests {
  private let run = "RUN-202610-cn-1"
  private let first = "CN-FEE-2026-000001"
  private let second = "CN-FEE-2026-000002"
  private let authority: TestAuthority

  init() throws { authority = try TestAuthority() }

  /// Two signed documents of a sealed month, and nobody who stamps.
  static func signedMonth(_ name: String, signedBy authority: TestAuthority) throws -> Command {
    var settled = try CommandDatabase.sealedOctober(name)
    settled.signer = try authority.signerFile()
    let issued = try settled("invoice", "issue", "RUN-202610-cn-1", "--as", "ann")
    #expect(issued.code == 0, "\(issued.err)")
    return settled
  }

  static func ask(_ settled: Command, tries: Int = 1) throws -> Command.Outcome {
    try settled(
      "invoice", "timestamp", "--period", "202610", "--tries", "\(tries)", "--as", "ann",
      "--format", "csv")
  }

  @Test("one stamp covers a run, each signature has its own within, and anybody can check both")
  func stamped() throws {
    var settled = try Self.signedMonth("stamped", signedBy: authority)
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    func original(_ options: String...) throws -> Data {
      _ = try settled.run(
        ["invoice", "download", first, "--type", "pdf", "-O", folder.path] + options)
      return try Data(contentsOf: folder.appending(path: "\(first).pdf"))
    }
    let before = try original()
    let server = try StampServer(authority)
    settled.authority = server.address
    settled.trust = authority.root
    let asked = try Self.ask(settled)
    #expect(asked.code == 0, "\(asked.err)")
    #expect(asked.out.contains("\n\(run),2,yes,"), "\(asked.out)")
    #expect(asked.out.contains(",\"CN=Test stamper,O=Example\","), "\(asked.out)")
    // Asked again there is nothing to ask for.
    #expect(try Self.ask(settled).out == asked.out)
    // One for the run, and one for each of two documents.
    #expect(server.count == 3)
    // What was handed out is still there, and what is handed out now is one file as well.
    #expect(try original("--as-signed") == before)
    let now = try original()
    #expect(try now != before && original() == now)
    try SignatureStampTests.expectStamped(now, unlike: before, by: authority, in: folder)
    let shown = try settled("invoice", "show", first, "--json").object()
    #expect(shown["time_authority"] as? String == "CN=Test stamper,O=Example")
    #expect(shown["stamped_at"] is String)
    #expect(shown["signature_level"] as? String == "PAdES B-T")
    #expect(shown["signature_authority"] as? String == "CN=Test stamper,O=Example")
    #expect(shown["signature_stamped_at"] is String)
    #expect(try settled("audit", "verify").code == 0)
    #expect(
      try settled("audit", "list", "--action", "signatures_stamped", "--format", "csv").out
        .contains("2 signatures to \(second) by CN=Test stamper"))
    #expect(
      try settled("audit", "list", "--action", "run_stamped", "--format", "csv").out
        .contains("over the head and 2 originals"))
    #expect(
      try settled("doctor").out.contains(
        "\(server.address); 0 sealed runs and 0 signatures without one"))
    try expectEvidence(of: settled, in: folder)
  }

  /// The evidence of the second document leads from its original to what the authority signed.
  private func expectEvidence(of settled: Command, in folder: URL) throws {
    let evidence = try settled("invoice", "timestamp", second, "--evidence").object()
    _ = try settled.run(
      ["invoice", "download", second, "--type", "pdf", "--as-signed", "-O", folder.path])
    let file = try Data(contentsOf: folder.appending(path: "\(second).pdf"))
    let digest = SHA256.digest(of: Array(file))
    #expect(evidence["sha256"] as? String == digest.hex)
    // Three leaves, of which it is the last: its hash is the right half of the root, and the only
    // hash on its way is that of the first two. RFC 9162, 2.1.3.1.
    #expect(evidence["leaf_index"] as? Int == 2 && evidence["tree_size"] as? Int == 3)
    let path = try #require(evidence["path"] as? [String])
    try #require(path.count == 1)
    let left = try #require(SHA256Digest(hex: path[0]))
    let leaf = SHA256.digest(of: [0] + digest.bytes)
    let root = SHA256.digest(of: [1] + left.bytes + leaf.bytes)
    #expect(evidence["root"] as? String == root.hex)
    let token = try #require(Data(base64Encoded: evidence["token"] as? String ?? ""))
    #expect(try authority.accepts(timeStamp: Array(token), of: root))
    let text = try settled("invoice", "timestamp", second, "--evidence").out
    try expectVerified(text, of: folder.appending(path: "\(second).pdf"))
    // The stamp in the signature came later, and changes nothing of what the run's is of.
    _ = try settled.run(["invoice", "download", second, "--type", "pdf", "-O", folder.path])
    let whole = try Command().run(
      ["verify", folder.appending(path: "\(second).pdf.time.json").path]
        + ["--document", folder.appending(path: "\(second).pdf").path])
    #expect(whole.code == 0, "\(whole.out)")
  }

  /// Who has neither database nor account checks the evidence, and one changed byte of anything is told.
  private func expectVerified(_ text: String, of pdf: URL) throws {
    let path = pdf.appendingPathExtension("time.json").path
    func verify(_ text: String, _ options: String...) throws -> Command.Outcome {
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      return try Command().run(["verify", path] + options)
    }
    let alone = try verify(text)
    #expect(alone.code == 0 && alone.err == "", "\(alone.out)\(alone.err)")
    for words in [
      "Proven.\n", "document   \(second)\n", "authority  CN=Test stamper,O=Example\n",
      "A file with the SHA-256 above, to the byte, existed at ", "with 2 other digests",
      "name it with --document", "its certificate is the stamp's own",
    ] { #expect(alone.out.contains(words), "\(words): \(alone.out)") }
    let whole = try verify(text, "--document", pdf.path, "--trust", authority.root)
    #expect(whole.code == 0, "\(whole.out)\(whole.err)")
    for words in ["\(pdf.path), to the byte, existed at ", "no certificate was revoked"] {
      #expect(whole.out.contains(words), "\(words): \(whole.out)")
    }
    #expect(!whole.out.contains("the stamp's own"))
    let stranger = try TestAuthority()
    var file = try Data(contentsOf: pdf)
    file[file.count / 2] ^= 1
    let changed = pdf.appendingPathExtension("changed")
    try file.write(to: changed)
    let stated = try #require(text.firstMatch(of: #/"stamped_at":"([^"]+)"/#)?.1)
    for (code, told) in [
      ("stamp_wrong", try verify(text, "--trust", stranger.root, "--json")),
      ("another_file", try verify(text, "--document", changed.path, "--json")),
      (
        "stamp_says_otherwise",
        try verify(text.replacing(stated, with: "2020-01-01T00:00:00+08:00"), "--json")
      ),
      (
        "not_in_tree",
        try verify(text.replacing(#""leaf_index":2"#, with: #""leaf_index":1"#), "--json")
      ),
      ("no_stamp", try verify(text.replacing(#""token":"MI"#, with: #""token":"AA"#), "--json")),
      ("no_proof", try verify(text.replacing(#""root""#, with: #""boot""#), "--json")),
    ] {
      let flaws = try told.object()["flaws"] as? [[String: String]]
      #expect(told.code == 9 && flaws?.map { $0["code"] } == [code], "\(code): \(told.out)")
    }
    #expect(try verify(text, "--key", String(repeating: "0", count: 64)).code == 64)
    #expect(try verify(text, "--trust", pdf.path).code == 65)
    #expect(try verify(text, "--document", "nowhere.pdf").code == 5)
  }

  @Test("a document that is signed later gets a stamp of its own")
  func signedLater() throws {
    var settled = try CommandDatabase.sealedOctober("stamped_later")
    let server = try StampServer(authority)
    settled.authority = server.address
    #expect(try Self.ask(settled).out.contains("\n\(run),0,yes,"))
    settled.signer = try authority.signerFile()
    #expect(try settled("invoice", "issue", run, "--as", "ann").code == 0)
    let listed = try Self.ask(settled)
    #expect(listed.out.contains("\n\(run),0,yes,") && listed.out.contains("\n\(run),2,no,"))
    // Of the run twice, and of two signatures.
    #expect(server.count == 4)
    // A tree of other rows than the stamped ones is found.
    let url = try #require(settled.databaseURL)
    try Session(connecting: ConnectionSettings(url: url)).run(script: Statements.backdateStamps)
    let audit = try settled("audit", "verify", "--format", "csv")
    #expect(audit.code == 9 && audit.out.contains("stamp_wrong"), "\(audit.out)")
  }

  @Test("an authority that fails is asked again, one that is late or away another time")
  func silent() throws {
    var settled = try Self.signedMonth("stamp_silence", signedBy: authority)
    let failing = try StampServer(authority, [.fails, .answers])
    settled.authority = failing.address
    let once = try Self.ask(settled)
    #expect(once.code == 8 && once.err.contains("gave no answer"), "\(once.err)")
    for behaviour in [StampServer.Behaviour.hangsUp, .answersAfter(7)] {
      let server = try StampServer(authority, [behaviour])
      settled.authority = server.address
      let outcome = try Self.ask(settled)
      #expect(outcome.code == 8, "\(behaviour): \(outcome.err)")
      #expect(server.count == 1)
      server.close()
      #expect(try Self.ask(settled).code == 8)
    }
    let recovering = try StampServer(authority, [.fails, .hangsUp, .answers])
    settled.authority = recovering.address
    let third = try Self.ask(settled, tries: 3)
    #expect(third.code == 0, "\(third.err)")
    // The third answers for the run, the next two for its signatures.
    #expect(recovering.count == 5)
  }

  @Test("a stamp of something else, of a stranger, and an address that cannot be asked are refused")
  func refused() throws {
    var settled = try Self.signedMonth("stamp_refused", signedBy: authority)
    #expect(try Self.ask(settled).code == 78)
    let wrong = try StampServer(authority, [.answersAnother])
    settled.authority = wrong.address
    let other = try Self.ask(settled, tries: 3)
    #expect(other.code == 9 && other.err.contains("imprint"), "\(other.err)")
    #expect(wrong.count == 1)
    let right = try StampServer(authority)
    settled.authority = right.address
    let stranger = try TestAuthority()
    settled.trust = stranger.root
    let untrusted = try Self.ask(settled)
    #expect(untrusted.code == 9 && untrusted.err.contains("trusted"), "\(untrusted.err)")
    settled.trust = "/nonexistent"
    #expect(try Self.ask(settled).code == 78)
    settled.trust = nil
    for address in ["https://127.0.0.1/stamp", "ftp://127.0.0.1/", "nowhere"] {
      settled.authority = address
      let outcome = try Self.ask(settled)
      #expect(outcome.code == 78 && outcome.err.contains("http://HOST"), "\(outcome.err)")
    }
    settled.authority = "http://ann:secret@127.0.0.1/"
    let named = try Self.ask(settled)
    #expect(named.code == 78 && !named.err.contains("secret"), "\(named.err)")
    #expect(try settled("invoice", "timestamp", first, "--evidence").code == 5)
    #expect(try settled("invoice", "show", first, "--json").object()["stamped_at"] is NSNull)
  }

  @Test("the job of the night closes the month whether or not the authority answers")
  func monthEnd() throws {
    var settled = try CommandDatabase("stamp_by_job").settled
    settled.signer = try authority.signerFile()
    let server = try StampServer(authority, [.fails, .fails, .answers])
    settled.authority = server.address
    let job = ["job", "run", "month-end", "--site", "cn", "--period", "202610"]
    #expect(try settled.run(job).code == 8)
    #expect(try settled("run", "approve", run, "--as", "bea").code == 0)
    let closed = try settled.run(job)
    #expect(closed.code == 0, "\(closed.err)")
    #expect((closed.out + closed.err).contains("the next look asks again"), "\(closed.out)")
    #expect(try settled.run(job).code == 0)
    let shown = try settled("invoice", "show", first, "--json").object()
    #expect(shown["stamped_at"] is String, "\(shown)")
  }
}
