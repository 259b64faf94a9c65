internal import CLibpq
internal import Glibc

extension Wire {
  /// The oldest server whose behaviour is tested.
  static let oldestServer: Int32 = 150_000

  /// Opens a connection within the settings' limit and checks that it is one we can work with.
  static func connect(
    _ settings: ConnectionSettings, _ notices: NoticeTarget
  ) throws(PostgresError) -> OpaquePointer {
    guard let pointer = start(settings.keywords) else {
      throw PostgresError("53200", "no memory for a connection")
    }
    do {
      // Verbose messages carry the SQLSTATE of a refused log-in, which libpq tells nowhere else.
      PQsetErrorVerbosity(pointer, PQERRORS_VERBOSE)
      let target = Unmanaged.passUnretained(notices).toOpaque()
      _ = PQsetNoticeReceiver(pointer, receiveNotice, target)
      try awaitConnection(pointer, settings.connectTimeout)
      PQsetErrorVerbosity(pointer, PQERRORS_DEFAULT)
      try check(pointer)
      return pointer
    } catch {
      PQfinish(pointer)
      throw error
    }
  }

  private static func start(_ words: [(keyword: String, value: String)]) -> OpaquePointer? {
    let keywords = words.map { strdup($0.keyword) }
    let values = words.map { strdup($0.value) }
    defer {
      for text in keywords { free(text) }
      for text in values { free(text) }
    }
    let end: [UnsafePointer<CChar>?] = [nil]
    return PQconnectStartParams(
      keywords.map { UnsafePointer($0) } + end, values.map { UnsafePointer($0) } + end, 0)
  }

  private static func awaitConnection(
    _ pointer: OpaquePointer, _ limit: Duration
  ) throws(PostgresError) {
    guard PQstatus(pointer) != CONNECTION_BAD else {
      throw PostgresError(connecting: String(cString: PQerrorMessage(pointer)))
    }
    let deadline = Deadline(limit)
    var events = Int16(POLLOUT)
    while true {
      while poll(PQsocket(pointer), events, deadline.remainingMilliseconds) == 0 {
        if deadline.hasPassed {
          throw PostgresError("08001", "no connection to the server within \(limit.text)")
        }
      }
      switch PQconnectPoll(pointer) {
      case PGRES_POLLING_READING: events = Int16(POLLIN)
      case PGRES_POLLING_WRITING: events = Int16(POLLOUT)
      case PGRES_POLLING_OK: return
      default: throw PostgresError(connecting: String(cString: PQerrorMessage(pointer)))
      }
    }
  }

  private static func check(_ pointer: OpaquePointer) throws(PostgresError) {
    let version = PQserverVersion(pointer)
    guard version >= oldestServer else {
      throw PostgresError(
        "0A000", "the server is PostgreSQL \(version / 10_000), and settled needs 15 or newer",
        class: .askOperator)
    }
    // Quoting of the few words that this module writes itself relies on it.
    let conforming = PQparameterStatus(pointer, "standard_conforming_strings")
    guard conforming.map({ String(cString: $0) }) == "on" else {
      throw PostgresError(
        "0A000", "the server has standard_conforming_strings switched off", class: .askOperator,
        hint: "Set standard_conforming_strings to on for this role and database")
    }
    guard PQsetnonblocking(pointer, 1) == 0 else {
      throw PostgresError("08006", complaint(of: pointer))
    }
  }
}

/// Carries the handler of notices through libpq's C callback.
final class NoticeTarget {
  let handle: @Sendable (Notice) -> Void
  /// Why the server ended an idle session; libpq knows no statement to tell it to.
  var farewell: PostgresError?

  init(_ handle: @escaping @Sendable (Notice) -> Void) { self.handle = handle }
}

private func receiveNotice(target: UnsafeMutableRawPointer?, result: OpaquePointer?) {
  guard let target, let result else { return }
  func field(_ code: UnicodeScalar) -> String {
    PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) } ?? ""
  }
  let receiver = Unmanaged<NoticeTarget>.fromOpaque(target).takeUnretainedValue()
  // The severity in English, whatever the server's language.
  if ["FATAL", "PANIC"].contains(field("V")) {
    receiver.farewell = PostgresError(field("C"), field("M"))
  } else {
    receiver.handle(Notice(severity: field("S"), sqlState: field("C"), message: field("M")))
  }
}
