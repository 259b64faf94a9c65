import Dispatch
import Glibc

/// A listener on the loopback that says what it was told to say, for what a healthy server never
/// does.
///
/// It answers each connection's messages with one reply after another. After the last it waits
/// until the client leaves, or leaves itself.
final class FakeServer: Sendable {
  /// Where it listens, as a URL without parameters.
  let url: String
  private let socket: Int32

  init(replying replies: [[UInt8]], thenLeaves: Bool = false) {
    let listener = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let port = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        precondition(bind(listener, generic, size) == 0 && listen(listener, 8) == 0)
        precondition(getsockname(listener, generic, &size) == 0)
      }
      return UInt16(bigEndian: pointer.pointee.sin_port)
    }
    socket = listener
    url = "postgres://someone@127.0.0.1:\(port)/books"
    DispatchQueue(label: "fake-server").async {
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { return }
        DispatchQueue(label: "fake-server.client").async { Self.serve(client, replies, thenLeaves) }
      }
    }
  }

  deinit {
    shutdown(socket, Int32(SHUT_RDWR))
    close(socket)
  }

  private static func serve(_ client: Int32, _ replies: [[UInt8]], _ thenLeaves: Bool) {
    var buffer = [UInt8](repeating: 0, count: 4096)
    defer { close(client) }
    for reply in replies {
      guard recv(client, &buffer, buffer.count, 0) > 0 else { return }
      _ = send(client, reply, reply.count, Int32(MSG_NOSIGNAL))
    }
    while !thenLeaves, recv(client, &buffer, buffer.count, 0) > 0 {}
  }

  /// What a server says to a client it lets in, when it has these settings.
  static func welcome(
    _ parameters: [(String, String)] = [
      ("server_version", "15.18"), ("standard_conforming_strings", "on"),
    ]
  ) -> [UInt8] {
    let states = parameters.flatMap { name, value in
      message("S", Array(name.utf8) + [0] + Array(value.utf8) + [0])
    }
    return message("R", [0, 0, 0, 0]) + states + message("K", [0, 0, 0, 1, 0, 0, 0, 2])
      + message("Z", Array("I".utf8))
  }

  /// What a server says after a statement.
  ///
  /// - Parameter state: `I` outside a transaction, `T` inside one.
  static func done(_ tag: String, _ state: String) -> [UInt8] {
    message("C", Array(tag.utf8) + [0]) + message("Z", Array(state.utf8))
  }

  /// One message of the protocol: its kind, its length, its body.
  static func message(_ kind: Character, _ body: [UInt8]) -> [UInt8] {
    Array(kind.utf8) + [0, 0, 0, UInt8(body.count + 4)] + body
  }
}
