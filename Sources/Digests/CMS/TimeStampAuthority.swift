import CCrypto
import Glibc

/// A time-stamping authority that is asked over HTTP. RFC 3161, 3.4.
///
/// A proxy that `http_proxy` names is used, unless `no_proxy` names the host.
package struct TimeStampAuthority: Sendable {
  /// The address, as it was given.
  package let address: String
  private let host: String
  private let port: String
  private let path: String
  private let trustedPEM: [UInt8]?
  /// How long an answer may take, seconds.
  private let patience: Int32
  /// A token is some 3 to 8 kB with its certificates.
  private static let answerLimit = 100_000

  /// - Parameters:
  ///   - address: `http://host[:port]/path`. There is no TLS here: the answer is signed, and what
  ///     is sent is a digest and tells nothing.
  ///   - trustedPEM: See ``TimeStamp/init(token:trustedPEM:)``.
  ///   - patience: Seconds, above 0.
  /// - Throws: `authorityAddress`, or `certificatesUnreadable`.
  package init(
    _ address: String, trustedPEM: [UInt8]? = nil, patience: Int = 5
  ) throws(SignatureError) {
    defer { ERR_clear_error() }
    if let trustedPEM, Certificate.all(inPEM: trustedPEM) == nil { throw .certificatesUnreadable }
    var (isSecure, number): (Int32, Int32) = (0, 0)
    var user: UnsafeMutablePointer<CChar>?
    var host: UnsafeMutablePointer<CChar>?
    var port: UnsafeMutablePointer<CChar>?
    var path: UnsafeMutablePointer<CChar>?
    var query: UnsafeMutablePointer<CChar>?
    let isRead = OSSL_HTTP_parse_url(
      address, &isSecure, &user, &host, &port, &number, &path, &query, nil)
    defer { for text in [user, host, port, path, query] { CRYPTO_free(text, nil, 0) } }
    // A name and a password in an address end up in logs.
    guard isRead == 1, address.hasPrefix("http://"), isSecure == 0, let host, let port, let path,
      host.pointee != 0, user.map({ $0.pointee == 0 }) ?? true
    else { throw .authorityAddress(found: Self.withoutUser(address)) }
    self.address = address
    self.host = String(cString: host)
    self.port = String(cString: port)
    let asked = query.map { String(cString: $0) } ?? ""
    self.path = String(cString: path) + (asked.isEmpty ? "" : "?\(asked)")
    self.trustedPEM = trustedPEM
    self.patience = Int32(clamping: max(1, patience))
  }

  /// Asks once, and checks what comes.
  ///
  /// - Throws: `authoritySilent` where asking again may help; `timeStampUnreadable`,
  ///   `timeStampRefused`, `timeStampMismatch`, `timeStampUntrusted` for an answer that is none.
  package func stamp(of digest: SHA256Digest) throws(SignatureError) -> TimeStamp {
    let request = TimeStampRequest(of: digest)
    let token = try request.token(from: answer(to: request.bytes))
    return try TimeStamp(token: token, trustedPEM: trustedPEM)
  }

  /// Posts a request and waits for the answer.
  private func answer(to request: [UInt8]) throws(SignatureError) -> [UInt8] {
    ERR_clear_error()
    defer { ERR_clear_error() }
    guard let body = BIO_new(BIO_s_mem()) else {
      preconditionFailure("libcrypto has no memory for a request")
    }
    defer { BIO_free(body) }
    BIO_write(body, request, Int32(request.count))
    let answer = withoutBrokenPipes {
      OSSL_HTTP_transfer(
        nil, host, port, path, 0, nil, nil, nil, nil, nil, nil, 0, nil,
        "application/timestamp-query", body, "application/timestamp-reply", 1, Self.answerLimit,
        patience, 0)
    }
    guard let answer else { throw .authoritySilent(reason: lastReason()) }
    defer { BIO_free(answer) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = BIO_read(answer, &part, Int32(part.count))
      guard count > 0 else { return bytes }
      bytes += part.prefix(Int(count))
    }
  }

  /// An address that may be shown.
  private static func withoutUser(_ address: String) -> String {
    guard let at = address.lastIndex(of: "@") else { return address }
    return "…" + address[at...]
  }
}

/// Does something in which a peer that hangs up is an error, and not the end of the process.
private func withoutBrokenPipes<R>(_ body: () -> R) -> R {
  var (pipe, before) = (sigset_t(), sigset_t())
  sigemptyset(&pipe)
  sigaddset(&pipe, SIGPIPE)
  pthread_sigmask(SIG_BLOCK, &pipe, &before)
  defer {
    var now = timespec()
    sigtimedwait(&pipe, nil, &now)
    pthread_sigmask(SIG_SETMASK, &before, nil)
  }
  return body()
}
