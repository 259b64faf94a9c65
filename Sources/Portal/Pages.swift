import Hummingbird
import HummingbirdCore
import Operations
import Synchronization

/// What is served, on loopback only: `/healthz`, `/readyz` and `/metrics` for an operator's tools, and
/// `/v/NUMBER` for whoever holds a document, through a proxy.
package struct Pages: Sendable {
  private let check: HealthCheck
  private let verify: VerifyDocument
  private let turnstile = Turnstile()
  private let port: Int
  private let log: EventLog
  private let requests = RequestTally()

  /// What a request may take, and how many are served at once.
  private enum Limit {
    static let connections = 64
    static let headerBytes = 16 * 1024
    static let headers = 64
    static let idleSeconds: Int64 = 8
  }

  /// - Parameter port: 1 to 65535; 0 for any free one, which the log names.
  /// - Throws: `DocumentError` when the fonts are missing.
  package init(_ workplace: Workplace, port: Int = 8187, log: EventLog, tally: Tally) throws {
    check = HealthCheck(workplace, tally: tally)
    verify = try VerifyDocument(workplace)
    self.port = port
    self.log = log
  }

  /// Serves until the task is cancelled.
  ///
  /// - Throws: `Refusal` `.configuration` when the port is taken.
  package func run() async throws {
    defer {
      check.close()
      verify.close()
    }
    let router = Router()
    router.add(middleware: RequestRules(requests: requests))
    router.get("/healthz") { _, _ in plainText(.ok, "alive\n") }
    router.get("/readyz") { _, _ in
      let obstacles = await check.obstacles()
      return obstacles.isEmpty
        ? plainText(.ok, "ready\n")
        : plainText(.serviceUnavailable, obstacles.map { "\($0)\n" }.joined())
    }
    router.get("/metrics") { _, _ in
      guard let figures = await check.figures() else {
        return plainText(.serviceUnavailable, "# the database does not answer\n")
      }
      return metricsText(Metrics(figures, requests: requests).text)
    }
    router.get("/v/:number") { request, context in
      try await verification(
        try context.parameters.require("number"), key: request.uri.queryParameters["k"])
    }
    try await serve(router)
  }

  /// - Parameters:
  ///   - number: As it stands in the path.
  ///   - key: As it stands behind `?k=`; none without.
  private func verification(_ number: String, key: Substring?) async throws -> Response {
    guard turnstile.enter(at: .now) else {
      var response = plainText(.tooManyRequests, "too many questions at once: ask again\n")
      response.headers[.retryAfter] = "1"
      return response
    }
    defer { turnstile.leave() }
    guard let number = number.removingPercentEncoding else {
      return plainText(.badRequest, "the number is not UTF-8\n")
    }
    do {
      let (html, isFound) = try await verify.page(number, key: key.map(String.init))
      return Response(
        status: isFound ? .ok : .notFound,
        headers: [
          .contentType: "text/html; charset=utf-8",
          .contentSecurityPolicy: VerifyDocument.pagePolicy,
        ],
        body: .init(byteBuffer: ByteBuffer(string: html)))
    } catch {
      log.notice("verification_failed", ["reason": reasonText(error)])
      return plainText(.serviceUnavailable, "this cannot be looked up now: ask again later\n")
    }
  }

  private func serve(_ router: Router<BasicRequestContext>) async throws {
    var application = Application(
      router: router,
      server: .http1(
        configuration: .init(
          idleTimeout: .seconds(Limit.idleSeconds),
          httpDecoderConfiguration: .init(
            maxHeaderFieldSize: Limit.headerBytes, maxHeaderListSize: Limit.headerBytes,
            maxHeaderFieldCount: Limit.headers))),
      configuration: ApplicationConfiguration(
        address: .hostname("127.0.0.1", port: port), backlog: Limit.connections,
        availableConnectionsDelegate: MaximumAvailableConnections(Limit.connections)),
      onServerRunning: { channel in
        log.info("pages_listening", ["port": String(channel.localAddress?.port ?? port)])
      })
    // The framework's own talk would break our lines; what it knows arrives as errors.
    application.logger.logLevel = .critical
    do {
      try await application.run()
    } catch let error as CancellationError {
      throw error
    } catch {
      throw Refusal(
        .configuration, "port_not_bound", "127.0.0.1:\(port) cannot be served: \(error)",
        remedy: "choose another with --port, or 0 for any free one")
    }
  }
}

/// Counts the answers of the pages.
final class RequestTally: Sendable {
  private let counts = Mutex<[Int: Int]>([:])

  func count(status: Int) { counts.withLock { $0[status, default: 0] += 1 } }

  /// Answers by status, in order.
  var all: [(status: Int, count: Int)] {
    counts.withLock { $0 }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

/// What every answer carries, and what every request keeps to: no body, a host that is this machine.
private struct RequestRules: RouterMiddleware {
  let requests: RequestTally

  func handle(
    _ request: Request, context: BasicRequestContext,
    next: (Request, BasicRequestContext) async throws -> Response
  ) async throws -> Response {
    var response: Response
    // Whoever holds a document comes under the name that it prints.
    if request.uri.path.hasPrefix("/v/") || Self.isHere(request.head.authority) {
      do {
        response = try await next(request, context)
      } catch let error as any HTTPResponseError {
        response = plainText(error.status, "\(error.status.code)\n")
      }
    } else {
      // A page of elsewhere whose name was pointed at this machine.
      response = plainText(.misdirectedRequest, "this server answers for localhost only\n")
    }
    response.headers[.cacheControl] = "no-store"
    if response.headers[.contentSecurityPolicy] == nil {
      response.headers[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
    }
    response.headers[.xContentTypeOptions] = "nosniff"
    requests.count(status: response.status.code)
    return response
  }

  private static func isHere(_ authority: String?) -> Bool {
    guard let authority else { return true }
    let host = authority.hasPrefix("[") ? "[::1]" : authority.prefix { $0 != ":" }
    return host == "127.0.0.1" || host == "localhost"
      || (host == "[::1]" && authority.hasPrefix(host))
  }
}

private func plainText(_ status: HTTPResponse.Status, _ text: String) -> Response {
  Response(
    status: status, headers: [.contentType: "text/plain; charset=utf-8"],
    body: .init(byteBuffer: ByteBuffer(string: text)))
}

private func metricsText(_ text: String) -> Response {
  Response(
    status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
    body: .init(byteBuffer: ByteBuffer(string: text)))
}
