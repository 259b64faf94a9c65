internal import CLibpq

/// Where the database is, who we are there, and how long we wait for it.
///
/// Everything libpq understands (hosts, TLS, service files, `PG…` variables of the environment) is
/// left to libpq. Printing never shows a password.
package struct ConnectionSettings: Sendable {
  /// One keyword of a connection, as libpq names it.
  struct Entry: Sendable {
    let keyword: String
    let value: String
    let isSecret: Bool
  }

  /// What the URL said, in libpq's words.
  private(set) var entries: [Entry]
  /// Shown in `pg_stat_activity`, unless the URL names another.
  package var applicationName: String
  /// For the whole connection, from name look-up to log-in; a look-up that hangs in the resolver
  /// is beyond our reach.
  package var connectTimeout: Duration = .seconds(10)
  /// For each statement that sets no limit of its own, from sending to the last row. Streams are
  /// late when nothing moves for this long.
  package var statementDeadline: Duration = .seconds(60)
  /// The server gives up waiting for a lock (`55P03`). Keep it below ``statementDeadline``.
  package var lockTimeout: Duration = .seconds(20)
  /// The server ends a session that holds a transaction open and says nothing; a run's snapshot is
  /// held that way while its shards read.
  package var idleInTransactionTimeout: Duration = .seconds(3600)
  /// Receives notices and warnings. Called on the thread that uses the session; returns soon.
  package var onNotice: @Sendable (Notice) -> Void = { _ in }

  /// Reads a `postgres://` URL or a `keyword=value` string; an empty one means libpq's defaults.
  ///
  /// - Throws: `08001`, class ``ErrorClass/askOperator``, when libpq cannot read it.
  package init(url: String, applicationName: String = "settled") throws(PostgresError) {
    var complaint: UnsafeMutablePointer<CChar>?
    guard let options = PQconninfoParse(url, &complaint) else {
      defer { PQfreemem(complaint) }
      throw .unreadableURL(complaint.map { String(cString: $0) } ?? "out of memory")
    }
    defer { PQconninfoFree(options) }
    var entries: [Entry] = []
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val {
        let isSecret = option.pointee.dispchar.map { String(cString: $0).contains("*") } ?? false
        entries.append(
          Entry(
            keyword: String(cString: keyword), value: String(cString: value), isSecret: isSecret))
      }
      option += 1
    }
    self.entries = entries
    self.applicationName = applicationName
    if let seconds = self["connect_timeout"].flatMap({ Int64($0) }), seconds > 0 {
      connectTimeout = .seconds(seconds)
    }
  }

  /// What libpq is told for one of its keywords, such as `sslmode`; nil leaves it to libpq.
  package subscript(keyword: String) -> String? {
    get { entries.first { $0.keyword == keyword }?.value }
    set {
      let isSecret = ["password", "sslpassword"].contains(keyword)
      entries.removeAll { $0.keyword == keyword }
      if let newValue {
        entries.append(Entry(keyword: keyword, value: newValue, isSecret: isSecret))
      }
    }
  }

  /// The database to connect to; nil leaves it to libpq.
  package var database: String? {
    get { self["dbname"] }
    set { self["dbname"] = newValue }
  }

  /// What libpq is given: the URL's words, then those without which the daemon would misread.
  var keywords: [(keyword: String, value: String)] {
    let ours = ["options", "client_encoding", "fallback_application_name"]
    var result = entries.filter { !ours.contains($0.keyword) }.map { ($0.keyword, $0.value) }
    // A silent network must not hold a connection: by default nothing is ever noticed (M-24).
    let watchfulness = [
      ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"),
      ("tcp_user_timeout", "30000"),
    ]
    result += watchfulness.filter { self[$0.0] == nil }
    result.append(("fallback_application_name", applicationName))
    result.append(("client_encoding", "UTF8"))
    result.append(("options", startOptions))
    return result
  }

  /// The server's side of the time limits may be changed by the URL; the forms of text may not.
  private var startOptions: String {
    let limits = [
      "-c statement_timeout=\(serverTimeout(for: statementDeadline))",
      "-c lock_timeout=\(lockTimeout.milliseconds)",
      "-c idle_in_transaction_session_timeout=\(idleInTransactionTimeout.milliseconds)",
      "-c client_connection_check_interval=5000",
    ]
    let forms = ["-c TimeZone=UTC", "-c DateStyle=ISO", "-c IntervalStyle=iso_8601"]
    return (limits + [self["options"] ?? ""] + forms).joined(separator: " ")
  }

  /// The server's limit in milliseconds for a statement that we give up on after `deadline`: later
  /// than ours, for the case that we are no more.
  func serverTimeout(for deadline: Duration) -> Int64 {
    (deadline + Deadline.grace + .seconds(1)).milliseconds
  }
}

/// A remark of the server that is no error.
package struct Notice: Sendable, Hashable {
  /// Such as `WARNING` or `NOTICE`, in the server's language.
  package let severity: String
  /// Five characters.
  package let sqlState: String
  /// One sentence of the server.
  package let message: String
}

extension ConnectionSettings: CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// The keywords and values, secrets as bullets.
  package var description: String {
    let words = entries.map { "\($0.keyword)=\($0.isSecret ? "•••" : $0.value)" }
    return words.joined(separator: " ")
  }

  /// The same as ``description``.
  package var debugDescription: String { description }

  /// Keeps secrets out of `dump` and of a debugger's summary.
  package var customMirror: Mirror { Mirror(self, children: ["settings": description]) }
}

extension PostgresError {
  /// libpq quotes what it stumbled over, which may be a piece of a password: quotations are left
  /// out.
  fileprivate static func unreadableURL(_ complaint: String) -> PostgresError {
    let parts = complaint.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
    let redacted = parts.map { $0.offset.isMultiple(of: 2) ? String($0.element) : "…" }.joined()
    let reason = redacted.split(whereSeparator: \.isNewline).joined(separator: " ")
    return PostgresError(
      "08001", "the database URL cannot be read: \(reason)", class: .askOperator,
      hint: "Write postgres://user@host:5432/database?sslmode=verify-full, or keyword=value pairs")
  }
}
