import Hummingbird
import HummingbirdCore
import Operations
import Synchronization

/// The pages an operator's tools read: `/healthz`, `/readyz` and `/metrics`, on loopback only.
package struct HealthPages: Sendable {
  private let check: HealthCheck
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
  package init(_ workplace: Workplace, port: Int = 8187, log: EventLog, tally: Tally) {
    check = HealthCheck(workplace, tally: tally)
    self.port = port
    self.log = log
  }

  /// Serves until the task is cancelled.
  ///
  /// - Throws: `Refusal` `.configuration` when the port is taken.
  package func run() async throws {
    defer { check.close() }
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
    try await serve(router)
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
    if Self.isHere(request.head.authority) {
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
    response.headers[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
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
