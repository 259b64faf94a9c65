internal import CLibpq

/// A statement that the server has parsed for this session.
struct PreparedStatement {
  let text: String
  /// What the server takes each parameter for; nil until it has told.
  var parameterTypes: [UInt32]?
  /// The tables have changed since: the server refuses to run it as it was parsed.
  var isStale = false
}

extension Wire {
  /// Runs one prepared statement; see ``Session/query(_:_:within:)``.
  func query(
    _ sql: SQL, _ parameters: [Parameter], within limit: Duration?
  ) throws(PostgresError) -> Rows {
    try withServerTimeout(for: limit) { () throws(PostgresError) in
      let pointer = try begin(within: limit)
      let mayCommit = transactionStatus == PQTRANS_IDLE
      let types = try prepare(sql, pointer)
      precondition(
        types.count == parameters.count,
        "\(sql.name) takes \(types.count) parameters, not \(parameters.count)")
      let values = try EncodedParameters(parameters, for: types, of: sql.name)
      let isSent = values.withPointers { values, lengths, formats in
        PQsendQueryPrepared(
          pointer, sql.name, Int32(parameters.count), values, lengths, formats, 1)
      }
      guard isSent == 1 else { throw refusedToSend(pointer) }
      do throws(PostgresError) {
        return Rows(try complete(sql.name, mayCommit: mayCommit), query: sql.name)
      } catch {
        throw noticingStalePlan(error, sql)
      }
    }
  }

  /// After a migration a parsed statement may return other columns than before; parsed anew, it
  /// works.
  private func noticingStalePlan(_ error: PostgresError, _ sql: SQL) -> PostgresError {
    guard error.sqlState == "0A000" else { return error }
    preparedStatements[sql.name]?.isStale = true
    var error = error
    error.class = .retry
    return error
  }

  /// Runs protocol words or a script as one simple query.
  @discardableResult
  func run(
    _ text: String, name: String?, within limit: Duration? = nil, isCleanup: Bool = false,
    mayCommit: Bool = false
  ) throws(PostgresError) -> ResultHandle {
    let pointer = try begin(within: limit, isCleanup: isCleanup)
    guard PQsendQuery(pointer, text) == 1 else { throw refusedToSend(pointer) }
    return try complete(name, mayCommit: mayCommit)
  }

  /// Has the server parse a statement, once for each session.
  ///
  /// - Returns: The types of its parameters.
  private func prepare(_ sql: SQL, _ pointer: OpaquePointer) throws(PostgresError) -> [UInt32] {
    if preparedStatements[sql.name]?.isStale == true {
      try run("DEALLOCATE \(quoted(sql.name))", name: nil)
      preparedStatements[sql.name] = nil
    }
    let known = preparedStatements[sql.name]
    precondition(known == nil || known?.text == sql.text, "two statements are called \(sql.name)")
    if let types = known?.parameterTypes { return types }
    if known == nil {
      try parse(sql.text, as: sql.name, sql.name, pointer)
      preparedStatements[sql.name] = PreparedStatement(text: sql.text)
    }
    let description = try describe(sql.name, sql.name, pointer)
    let types = (0..<PQnparams(description.pointer)).map { PQparamtype(description.pointer, $0) }
    preparedStatements[sql.name]?.parameterTypes = types
    return types
  }

  /// Has the server parse a text.
  ///
  /// - Parameters:
  ///   - serverName: The name to keep it under; the empty one is replaced by the next.
  ///   - query: The name for errors.
  func parse(
    _ text: String, as serverName: String, _ query: String, _ pointer: OpaquePointer
  ) throws(PostgresError) {
    guard PQsendPrepare(pointer, serverName, text, 0, nil) == 1 else {
      throw refusedToSend(pointer)
    }
    _ = try complete(query, mayCommit: false)
  }

  /// Has the server tell the types of a parsed statement.
  func describe(
    _ serverName: String, _ query: String, _ pointer: OpaquePointer
  ) throws(PostgresError) -> ResultHandle {
    guard PQsendDescribePrepared(pointer, serverName) == 1 else { throw refusedToSend(pointer) }
    return try complete(query, mayCommit: false)
  }

  /// Starts a COPY and waits until the server is ready for it.
  func startCopy(
    _ text: String, expecting status: ExecStatusType, _ query: String, within limit: Duration?
  ) throws(PostgresError) {
    let pointer = try begin(within: limit)
    guard PQsendQuery(pointer, text) == 1 else { throw refusedToSend(pointer) }
    try flush()
    let result = try nextResult()
    guard result?.status == status else {
      _ = try drain(query, after: result)
      throw close(PostgresError("08P01", "the server did not start a COPY", query: query))
    }
  }

  func refusedToSend(_ pointer: OpaquePointer) -> PostgresError {
    PQstatus(pointer) == CONNECTION_BAD
      ? lost(pointer) : PostgresError("08P01", Self.complaint(of: pointer))
  }

  // MARK: The server's own limit

  /// Runs a statement that may take longer than the server's own limit was set for.
  func withServerTimeout<R>(
    for limit: Duration?, _ body: () throws(PostgresError) -> R
  ) throws(PostgresError) -> R {
    guard let limit, limit > settings.statementDeadline else { return try body() }
    try setServerTimeout(settings.serverTimeout(for: limit))
    let outcome: Result<R, PostgresError>
    do { outcome = .success(try body()) } catch { outcome = .failure(error) }
    if transactionStatus == PQTRANS_IDLE {
      try setServerTimeout(settings.serverTimeout(for: settings.statementDeadline))
    }
    return try outcome.get()
  }

  /// Changes the server's limit: until the transaction's end inside one, else for the session.
  ///
  /// - Parameter milliseconds: Zero means none.
  func setServerTimeout(_ milliseconds: Int64) throws(PostgresError) {
    guard transactionStatus != PQTRANS_INERROR else { return }
    let isLocal = transactionStatus == PQTRANS_INTRANS
    if isLocal, localServerTimeout == milliseconds { return }
    try run("SET \(isLocal ? "LOCAL " : "")statement_timeout = \(milliseconds)", name: nil)
    localServerTimeout = isLocal ? milliseconds : nil
  }
}

/// An identifier as the server reads it, whatever is in it.
func quoted(_ identifier: String) -> String {
  "\"\(identifier.replacing("\"", with: "\"\""))\""
}
