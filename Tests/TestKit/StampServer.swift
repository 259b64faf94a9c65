import Digests
import Foundation
import Glibc
import Synchronization

/// A time-stamping authority that listens on this machine, and behaves as a test wants it to.
package final class StampServer: Sendable {
  /// What it does with a request.
  package enum Behaviour: Sendable {
    case answers
    /// After so many seconds.
    case answersAfter(Double)
    /// With HTTP status 500.
    case fails
    /// With a stamp of something else.
    case answersAnother
    /// Without a word.
    case hangsUp
  }

  private let authority: TestAuthority
  private let socket: Int32
  private let script: Mutex<[Behaviour]>
  private let requests = Atomic(0)
  private let isClosed = Atomic(false)
  /// Where it listens.
  package let address: String

  /// - Parameter script: For one request after another; the last one counts for all that follow.
  package init(_ authority: TestAuthority, _ script: [Behaviour] = [.answers]) throws {
    self.authority = authority
    self.script = Mutex(script)
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = socket
    let isBound = withUnsafeMutablePointer(to: &place) { place in
      place.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
        bind(listener, place, size) == 0 && listen(listener, 8) == 0
          && getsockname(listener, place, &size) == 0
      }
    }
    guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
    address = "http://127.0.0.1:\(UInt16(bigEndian: place.sin_port))/stamp"
    let thread = Thread { [weak self, listener] in
      while true {
        let peer = accept(listener, nil, nil)
        guard peer >= 0, let self else { return }
        self.serve(peer)
        Glibc.close(peer)
      }
    }
    thread.start()
  }

  deinit { close() }

  /// Listens no more.
  package func close() {
    // Its number may be another's by the second time.
    guard !isClosed.exchange(true, ordering: .relaxed) else { return }
    shutdown(socket, Int32(SHUT_RDWR))
    Glibc.close(socket)
  }

  /// How often it was asked.
  package var count: Int { requests.load(ordering: .relaxed) }

  private func serve(_ peer: Int32) {
    requests.add(1, ordering: .relaxed)
    let behaviour = script.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
    if case .hangsUp = behaviour { return }
    guard let request = read(peer) else { return }
    do {
      switch behaviour {
      case .answers: write(peer, "200 OK", try authority.answer(to: request))
      case .answersAfter(let seconds):
        Thread.sleep(forTimeInterval: seconds)
        write(peer, "200 OK", try authority.answer(to: request))
      case .fails: write(peer, "500 Internal Server Error", [])
      case .answersAnother:
        let other = TimeStampRequest(of: SHA256.digest(of: [1, 2, 3]))
        write(peer, "200 OK", try authority.answer(to: other.bytes))
      case .hangsUp: return
      }
    } catch {
      write(peer, "503 Service Unavailable", [])
    }
  }

  /// The body of a request; nil where it does not come whole.
  private func read(_ peer: Int32) -> [UInt8]? {
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 4_096)
    while true {
      if let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) {
        let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).lowercased()
        let length =
          head.components(separatedBy: "content-length: ").last
          .flatMap { Int($0.prefix { $0.isNumber }) } ?? 0
        let body = bytes[end.upperBound...]
        if body.count >= length { return Array(body.prefix(length)) }
      }
      let count = recv(peer, &part, part.count, 0)
      guard count > 0 else { return nil }
      bytes += part.prefix(count)
    }
  }

  private func write(_ peer: Int32, _ status: String, _ body: [UInt8]) {
    let head =
      "HTTP/1.0 \(status)\r\nContent-Type: application/timestamp-reply\r\n"
      + "Content-Length: \(body.count)\r\n\r\n"
    let bytes = Array(head.utf8) + body
    // A peer that has given up is not our end.
    send(peer, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }
}
