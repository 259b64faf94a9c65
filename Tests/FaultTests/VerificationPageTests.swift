import Foundation
import Operations
import TestKit
import Testing

extension FaultTests {
  @Test("anybody learns whether a statement is genuine, and only who has the key what it says")
  func verificationPage() throws {
    let (database, months) = try ScratchDatabase.copyOfFacts("verification")
    let statement = try #require(
      try Operations.Statements(database.workplace).records(
        period: months[0].previous, site: .intl
      ).first)
    let (id, partner) = (statement.id, statement.partnerName)
    let hash = statement.contentHash.hex
    let daemon = try SettledProcess(["serve", "--port", "0", "--interval", "1"], at: database)
    try daemon.wait(for: "pages_listening port=")
    let port = try #require(
      daemon.saidSoFar.firstMatch(of: /pages_listening port=(\d+)/)?.1)
    let pages = try #require(UInt16(port))
    func page(_ path: String) throws -> String {
      try answer(of: path, host: "verify.example.com", at: pages)
    }

    let plain = try page("/v/\(id)")
    #expect(plain.hasPrefix("HTTP/1.1 200 OK") && plain.contains("was issued here, and is current"))
    #expect(!plain.contains(partner) && !plain.contains(hash), "\(plain)")
    let opened = try page("/v/\(id)?k=\(hash.prefix(12))")
    #expect(opened.contains(partner) && opened.contains(hash), "\(opened)")
    #expect(opened.contains("script-src 'sha256-"))
    let other = try page("/v/\(id)?k=000000000000")
    #expect(other.contains("the key is not") && !other.contains(partner), "\(other)")
    let unknown = try page("/v/%3Cscript%3E")
    #expect(unknown.hasPrefix("HTTP/1.1 404") && unknown.contains("&lt;script&gt;"), "\(unknown)")
    #expect(!unknown.contains("<script>"))

    // Forty at once, ten a second after that.
    let answers = try (0..<60).map { _ in try page("/v/\(id)") }
    let late = try #require(answers.first { $0.hasPrefix("HTTP/1.1 429") })
    #expect(late.contains("\r\nRetry-After: 1\r\n"))
    #expect(try answer(of: "/healthz", at: pages).hasPrefix("HTTP/1.1 200"))
    daemon.send(SIGTERM)
    #expect(try daemon.waitForEnd().status == 0)
  }
}
