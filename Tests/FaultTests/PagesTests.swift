import Foundation
import Postgres
import TestKit
import Testing

extension FaultTests {
  @Test("the pages say whether the daemon lives, whether it can work, and how it stands")
  func pages() throws {
    let (database, months) = try ScratchDatabase.copyOfFacts("pages")
    let daemon = try SettledProcess(
      ["serve", "--port", "0", "--interval", "1"], at: database)
    try daemon.wait(for: "job_waiting")
    try daemon.wait(for: "pages_listening port=")
    let said = daemon.saidSoFar
    let port = try #require(said.firstMatch(of: /pages_listening port=(\d+)/)?.1)
    let pages = try #require(UInt16(port))

    let alive = try answer(of: "/healthz", at: pages)
    #expect(alive.hasPrefix("HTTP/1.1 200 OK"))
    #expect(alive.hasSuffix("\r\n\r\nalive\n"))
    for header in ["X-Content-Type-Options: nosniff", "Cache-Control: no-store"] {
      #expect(alive.contains("\r\n\(header)\r\n"))
    }
    #expect(try answer(of: "/readyz", at: pages).hasPrefix("HTTP/1.1 200 OK"))
    #expect(try answer(of: "/nowhere", at: pages).hasPrefix("HTTP/1.1 404"))
    #expect(
      try answer(of: "/healthz", host: "evil.example", at: pages).hasPrefix("HTTP/1.1 421"))

    let metrics = try answer(of: "/metrics", at: pages)
    for sample in [
      "settled_run_state{state=\"sealed\"} 1", "settled_run_state{state=\"draft\"} 1",
      "settled_last_sealed_period{site=\"intl\"} \(months[0].previous.text)",
      "settled_jobs{state=\"waiting\"} 1", "settled_jobs{state=\"failed\"} 0",
      "settled_http_requests_total{status=\"404\"} 1",
    ] {
      #expect(metrics.contains("\n\(sample)\n"), "\(sample) is not in \(metrics)")
    }

    try database.session().query(Statements.forgetMigration)
    usleep(1_100_000)
    let unready = try answer(of: "/readyz", at: pages)
    #expect(unready.hasPrefix("HTTP/1.1 503"))
    #expect(unready.contains("the database lacks 0002_settlement"))
    daemon.send(SIGTERM)
    #expect(try daemon.waitForEnd().status == 0)
  }

  /// Everything a server on loopback answers to one GET.
  func answer(of path: String, host: String = "localhost", at port: UInt16) throws -> String {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    try #require(socket >= 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(connected == 0)
    let request = "GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n"
    try #require(request.withCString { send(socket, $0, strlen($0), 0) } == request.utf8.count)
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = recv(socket, &buffer, buffer.count, 0)
      if count <= 0 { return String(decoding: answer, as: UTF8.self) }
      answer += buffer[..<count]
    }
  }
}
