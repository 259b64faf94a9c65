internal import CLibpq
internal import Glibc

/// One libpq connection that never blocks without a limit, and the only place that waits.
///
/// A class because it has identity: ``Session``, ``Transaction`` and the streams share it. Used
/// from one thread at a time.
@usableFromInline
final class Wire {
  let settings: ConnectionSettings
  let cancelSource: CancelSource?
  /// Nil once closed; see ``ending``.
  private(set) var pointer: OpaquePointer?
  /// Why the session is closed.
  private(set) var ending: PostgresError?
  /// Of the statement under way.
  var deadline = Deadline(.zero)
  /// What the server was told of its own time limit inside this transaction; nil: the session's.
  var localServerTimeout: Int64?
  var preparedStatements: [String: PreparedStatement] = [:]
  private let cancelHandle: CancelHandle
  private let noticeTarget: NoticeTarget

  init(
    connecting settings: ConnectionSettings, cancelSource: CancelSource?
  ) throws(PostgresError) {
    let target = NoticeTarget(settings.onNotice)
    let pointer = try Self.connect(settings, target)
    guard let handle = CancelHandle(pointer) else {
      PQfinish(pointer)
      throw PostgresError("53200", "no memory for a connection")
    }
    self.settings = settings
    self.cancelSource = cancelSource
    self.pointer = pointer
    self.cancelHandle = handle
    self.noticeTarget = target
    cancelSource?.register(handle)
  }

  deinit {
    cancelSource?.unregister(cancelHandle)
    if let pointer { PQfinish(pointer) }
  }

  var isOpen: Bool { pointer != nil }

  var transactionStatus: PGTransactionStatusType {
    pointer.map(PQtransactionStatus) ?? PQTRANS_UNKNOWN
  }

  // MARK: One statement

  /// Begins a statement: the session must be alive and idle, and nobody may have cancelled it.
  ///
  /// - Parameter isCleanup: A roll-back goes through even when everything was cancelled.
  func begin(
    within limit: Duration?, isCleanup: Bool = false
  ) throws(PostgresError) -> OpaquePointer {
    if let ending { throw PostgresError.closed(because: ending) }
    guard let pointer else { throw PostgresError("08003", "the connection is closed") }
    if !isCleanup, cancelSource?.isCancelled == true { throw PostgresError.cancelled }
    try checkStillConnected(pointer)
    let status = PQtransactionStatus(pointer)
    precondition(
      status != PQTRANS_ACTIVE, "a statement was begun while another or a COPY is under way")
    deadline = Deadline(limit ?? settings.statementDeadline)
    return pointer
  }

  /// Sends what libpq has buffered, reading whatever comes meanwhile.
  func flush() throws(PostgresError) {
    while let pointer {
      switch PQflush(pointer) {
      case 0: return
      case 1:
        let events = try wait(for: Int16(POLLIN | POLLOUT))
        // Where reading fails, the server's last words wait to be read as a result.
        if events & Int16(POLLIN) != 0, PQconsumeInput(pointer) == 0 { return }
      default: throw lost(pointer)
      }
    }
  }

  /// The next answer to the statement under way; nil after the last.
  func nextResult() throws(PostgresError) -> ResultHandle? {
    guard let pointer else { return nil }
    while PQisBusy(pointer) == 1 { try awaitInput(pointer) }
    return PQgetResult(pointer).map(ResultHandle.init)
  }

  /// Waits until the server has sent something, and takes it in.
  ///
  /// - Returns: False when the server is gone. Its last words may be in the buffer, and
  ///   PQgetResult reports them.
  @discardableResult
  func awaitInput(_ pointer: OpaquePointer) throws(PostgresError) -> Bool {
    try wait(for: Int16(POLLIN))
    return PQconsumeInput(pointer) == 1
  }

  /// Sends the statement and reads it to its end; the first error wins.
  ///
  /// - Parameters:
  ///   - query: The name for errors.
  ///   - mayCommit: Whether the statement may have been committed when the connection is lost.
  /// - Returns: The last result.
  func complete(_ query: String?, mayCommit: Bool) throws(PostgresError) -> ResultHandle {
    do {
      try flush()
      return try drain(query)
    } catch {
      if isOpen || !mayCommit { throw error }
      throw error.whileCommitting()
    }
  }

  /// Reads the statement's answers to the end; the first error wins.
  ///
  /// - Parameter first: An answer that was read already.
  func drain(
    _ query: String?, after first: ResultHandle? = nil
  ) throws(PostgresError) -> ResultHandle {
    var last = first
    var failure = first.flatMap { $0.isError ? PostgresError($0, query: query) : nil }
    while let result = try nextResult() {
      precondition(
        ![PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH].contains(result.status),
        "\(query ?? "a statement") is a COPY: use copyIn or copyOut")
      if result.isError { failure = failure ?? PostgresError(result, query: query) }
      last = result
    }
    try settle(failure)
    if let failure { throw explained(failure) }
    guard let last else { throw close(PostgresError("08P01", "the server gave no answer")) }
    return last
  }

  /// Makes sure that nothing of the finished statement can reach the next one.
  private func settle(_ failure: PostgresError?) throws(PostgresError) {
    guard let pointer else { return }
    if PQstatus(pointer) == CONNECTION_BAD {
      throw close(failure ?? PostgresError("08006", Self.complaint(of: pointer)))
    }
    if let cancellation = deadline.cancellation,
      !cancellation.isDelivered(within: deadline.remainingMilliseconds)
    {
      throw close(.late(deadline.limit, isConfirmed: false))
    }
  }

  /// `57014` says that a statement was cancelled; we know by whom.
  private func explained(_ failure: PostgresError) -> PostgresError {
    guard failure.sqlState == "57014", deadline.isOver else { return failure }
    var error = PostgresError.late(deadline.limit, isConfirmed: true)
    error.query = failure.query
    return error
  }

  // MARK: Waiting

  /// Waits for the socket, at most until the deadline; then cancels, and at last gives up.
  ///
  /// - Returns: The events that came.
  @discardableResult
  func wait(for events: Int16) throws(PostgresError) -> Int16 {
    while let pointer {
      let seen = Self.poll(PQsocket(pointer), events, deadline.remainingMilliseconds)
      if seen != 0 { return seen }
      guard deadline.hasPassed else { continue }
      if deadline.isOver { throw close(.late(deadline.limit, isConfirmed: false)) }
      deadline.extend(awaiting: cancelHandle.send())
    }
    return 0
  }

  /// `poll(2)` of one socket.
  ///
  /// - Returns: The events, where an error or a hang-up counts as readable and writable so that
  ///   libpq meets and reports it; zero when the time is over or a signal came.
  static func poll(_ socket: Int32, _ events: Int16, _ milliseconds: Int32) -> Int16 {
    var descriptor = pollfd(fd: socket, events: events, revents: 0)
    guard Glibc.poll(&descriptor, 1, milliseconds) > 0 else { return 0 }
    let isBroken = descriptor.revents & Int16(POLLERR | POLLHUP | POLLNVAL) != 0
    return isBroken ? events : descriptor.revents
  }

  /// Ends the statement under way before its end; what was sent is still to be read.
  func cancelStatement() {
    if !deadline.isOver { deadline.extend(awaiting: cancelHandle.send()) }
  }

  /// Notices before anything is sent that the server has left: what is not sent is not committed,
  /// so this failure may be retried without a doubt.
  private func checkStillConnected(_ pointer: OpaquePointer) throws(PostgresError) {
    while Self.poll(PQsocket(pointer), Int16(POLLIN), 0) != 0 {
      let isReadable = PQconsumeInput(pointer) == 1
      // Has libpq look at what came; a farewell comes to us as a notice.
      _ = PQisBusy(pointer)
      if let farewell = noticeTarget.farewell { throw close(farewell) }
      if !isReadable || PQstatus(pointer) == CONNECTION_BAD { throw lost(pointer) }
    }
  }

  // MARK: The end

  /// Closes the session for good and remembers why. The server rolls back what was open.
  @discardableResult
  func close(_ error: PostgresError) -> PostgresError {
    if let pointer {
      cancelSource?.unregister(cancelHandle)
      PQfinish(pointer)
    }
    pointer = nil
    ending = ending ?? error
    return error
  }

  func lost(_ pointer: OpaquePointer) -> PostgresError {
    close(PostgresError("08006", Self.complaint(of: pointer)))
  }

  /// libpq's last words, as one sentence.
  static func complaint(of pointer: OpaquePointer) -> String {
    let text = String(cString: PQerrorMessage(pointer))
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.isEmpty ? "the connection to the server was lost" : line
  }
}

extension PostgresError {
  static let cancelled = PostgresError("57014", "the work was cancelled before this statement")

  static func closed(because reason: PostgresError) -> PostgresError {
    var error = PostgresError("08003", "the session was closed earlier: \(reason.message)")
    error.class = .retry
    return error
  }

  /// Time is up. Inside a transaction nothing was committed; for a commit see
  /// ``whileCommitting()``.
  static func late(_ limit: Duration, isConfirmed: Bool) -> PostgresError {
    isConfirmed
      ? PostgresError(
        "57014", "the statement took longer than \(limit.text) and was cancelled", class: .retry)
      : PostgresError(
        "08006", "the server did not answer within \(limit.text) and not to a cancel request")
  }
}
