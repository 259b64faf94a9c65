internal import CLibpq

/// One connection to the database, used from one thread at a time.
///
/// Every wait has a limit. After the server is lost the session is dead, and each use throws;
/// ``Connection`` replaces it. Leaving the scope closes it.
package struct Session: ~Copyable {
  let wire: Wire

  /// Connects.
  ///
  /// - Parameters:
  ///   - settings: Where to, as whom, and how long to wait.
  ///   - cancelSource: Stops what the session is doing, from any thread.
  /// - Throws: The server's reason (`28…` log-in, `3D000` no such database, `53300` too many
  ///   connections), `08001` when there is no server, `0A000` when it is too old.
  package init(
    connecting settings: ConnectionSettings, cancelledBy cancelSource: CancelSource? = nil
  ) throws(PostgresError) {
    wire = try Wire(connecting: settings, cancelSource: cancelSource)
  }

  /// Whether the session can be used. A lost server shows at the next use, not before.
  package var isOpen: Bool { wire.isOpen }

  /// The server's process that serves this session, as in `pg_stat_activity`.
  package var backendID: Int32 { wire.pointer.map(PQbackendPID) ?? 0 }

  /// The server's version, such as 150018 for 15.18.
  package var serverVersion: Int32 { wire.pointer.map(PQserverVersion) ?? 0 }

  /// Runs one statement, in a transaction of its own unless one is open.
  ///
  /// The server parses it once for each session and keeps it under its name.
  ///
  /// - Parameter limit: Instead of the settings' ``ConnectionSettings/statementDeadline``.
  /// - Throws: The server's error; class ``ErrorClass/outcomeUnknown`` when the connection was lost
  ///   before the answer, outside a transaction.
  @discardableResult
  package borrowing func query(
    _ sql: SQL, _ parameters: [Parameter] = [], within limit: Duration? = nil
  ) throws(PostgresError) -> Rows {
    try wire.query(sql, parameters, within: limit)
  }

  /// Runs a text of several statements, all in one transaction; for migrations.
  ///
  /// - Parameter limit: For the script as a whole.
  package borrowing func run(
    script: SQL, within limit: Duration? = nil
  ) throws(PostgresError) {
    try wire.runScript(script, within: limit)
  }

  /// Takes a lock that lasts until it is released or the session ends.
  ///
  /// - Parameter key: What is locked; one meaning for each key in a database.
  /// - Returns: False when another session holds it.
  package borrowing func tryAdvisoryLock(key: Int64) throws(PostgresError) -> Bool {
    let result = try wire.run("SELECT pg_try_advisory_lock(\(key))", name: nil)
    return PQgetvalue(result.pointer, 0, 0).map { String(cString: $0) } == "t"
  }

  /// Releases a lock of ``tryAdvisoryLock(key:)``, once for each time it was taken.
  package borrowing func releaseAdvisoryLock(key: Int64) throws(PostgresError) {
    try wire.run("SELECT pg_advisory_unlock(\(key))", name: nil)
  }

  /// Runs the body in a transaction: commits when it returns, rolls back when it throws.
  ///
  /// - Parameters:
  ///   - mode: What the transaction sees of others.
  ///   - isReadOnly: The server refuses to write.
  ///   - snapshot: See what the transaction saw that exported it; needs ``TransactionMode/repeatableRead``
  ///     or ``TransactionMode/serializable``.
  /// - Throws: What the body throws, else a ``PostgresError``: class ``ErrorClass/outcomeUnknown``
  ///   when the server was lost while committing. A body that hides an error of its statements
  ///   cannot commit: that is `25P02`.
  @discardableResult
  package borrowing func transaction<R: ~Copyable>(
    _ mode: TransactionMode = .readCommitted, readOnly isReadOnly: Bool = false,
    snapshot: SnapshotID? = nil, _ body: (borrowing Transaction) throws -> R
  ) throws -> R {
    try wire.beginTransaction(mode, isReadOnly, snapshot)
    let result: R
    do {
      result = try body(Transaction(wire: wire))
    } catch {
      wire.rollBack()
      throw error
    }
    do {
      try wire.commit()
    } catch {
      // Where COMMIT was not even sent, the transaction is still open.
      wire.rollBack()
      throw error
    }
    return result
  }
}
