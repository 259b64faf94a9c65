internal import CLibpq

/// A statement that the server has parsed for this session.
struct PreparedStatement {
  let text: String
  /// What the server takes each parameter for.
  let parameterTypes: [UInt32]
}

extension Wire {
  /// Runs one prepared statement; see ``Session/query(_:_:within:)``.
  func query(
    _ sql: SQL, _ parameters: [Parameter], within limit: Duration?
  ) throws(PostgresError) -> Rows {
    try withServerTimeout(for: limit) { () throws(PostgresError) in
      let pointer = try begin(within: limit)
      let mayCommit = transactionStatus == PQTRANS_IDLE
      let statement = try prepared(sql, pointer)
      precondition(
        statement.parameterTypes.count == parameters.count,
        "\(sql.name) takes \(statement.parameterTypes.count) parameters, not \(parameters.count)")
      let values = try EncodedParameters(parameters, for: statement.parameterTypes, of: sql.name)
      let isSent = values.withPointers { values, lengths, formats in
        PQsendQueryPrepared(
          pointer, sql.name, Int32(parameters.count), values, lengths, formats, 1)
      }
      guard isSent == 1 else { throw refusedToSend(pointer) }
      return Rows(try complete(sql.name, mayCommit: mayCommit), query: sql.name)
    }
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

  /// Parses a statement once for each session.
  private func prepared(
    _ sql: SQL, _ pointer: OpaquePointer
  ) throws(PostgresError) -> PreparedStatement {
    if let known = preparedStatements[sql.name] {
      precondition(known.text == sql.text, "two statements are called \(sql.name)")
      return known
    }
    let types = try describe(sql.text, as: sql.name, sql.name, pointer).parameterTypes
    let statement = PreparedStatement(text: sql.text, parameterTypes: types)
    preparedStatements[sql.name] = statement
    return statement
  }

  /// Has the server parse a text and tell its types.
  ///
  /// - Parameters:
  ///   - serverName: The name to keep it under; the empty one is replaced by the next.
  ///   - query: The name for errors.
  func describe(
    _ text: String, as serverName: String, _ query: String, _ pointer: OpaquePointer
  ) throws(PostgresError) -> (result: ResultHandle, parameterTypes: [UInt32]) {
    guard PQsendPrepare(pointer, serverName, text, 0, nil) == 1 else {
      throw refusedToSend(pointer)
    }
    _ = try complete(query, mayCommit: false)
    guard PQsendDescribePrepared(pointer, serverName) == 1 else { throw refusedToSend(pointer) }
    let result = try complete(query, mayCommit: false)
    let types = (0..<PQnparams(result.pointer)).map { PQparamtype(result.pointer, $0) }
    return (result, types)
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
