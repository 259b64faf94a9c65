internal import CLibpq

/// What a transaction sees of the transactions beside it.
package enum TransactionMode: String, Sendable, CaseIterable {
  /// Each statement sees what was committed before it. For short work under locks.
  case readCommitted = "READ COMMITTED"
  /// All statements see one instant. For computing.
  case repeatableRead = "REPEATABLE READ"
  /// As if transactions ran one after another; may be refused with `40001`.
  case serializable = "SERIALIZABLE"
}

/// One instant of the database that several sessions can look at.
///
/// It lasts as long as the transaction that exported it.
package struct SnapshotID: Sendable, Hashable, CustomStringConvertible {
  /// The identifier as PostgreSQL writes it.
  package let description: String

  /// Reads an identifier as PostgreSQL writes it, such as `00000003-0000001B-1`; nil for anything
  /// else.
  package init?(_ text: String) {
    let isHexadecimal = text.utf8.allSatisfy {
      (48...57).contains($0) || (65...70).contains($0) || $0 == 45
    }
    guard !text.isEmpty, isHexadecimal else { return nil }
    description = text
  }
}

/// An open transaction, lent to the body of ``Session/transaction(_:readOnly:snapshot:_:)`` and gone
/// with it: it can be neither kept nor copied.
@usableFromInline
package struct Transaction: ~Copyable {
  @usableFromInline let wire: Wire

  /// Runs one statement; see ``Session/query(_:_:within:)``.
  @discardableResult
  package borrowing func query(
    _ sql: SQL, _ parameters: [Parameter] = [], within limit: Duration? = nil
  ) throws(PostgresError) -> Rows {
    try wire.query(sql, parameters, within: limit)
  }

  /// Runs a text of several statements; for migrations. The text must not end the transaction.
  package borrowing func run(
    script: SQL, within limit: Duration? = nil
  ) throws(PostgresError) {
    try wire.runScript(script, within: limit)
    precondition(
      wire.transactionStatus == PQTRANS_INTRANS, "\(script.name) ended the transaction it ran in")
  }

  /// Lets other sessions see what this transaction sees, as long as it is open.
  package borrowing func exportSnapshot() throws(PostgresError) -> SnapshotID {
    let result = try wire.run("SELECT pg_export_snapshot()", name: nil)
    guard let text = PQgetvalue(result.pointer, 0, 0).map({ String(cString: $0) }),
      let snapshot = SnapshotID(text)
    else { throw PostgresError("08P01", "the server named a snapshot in an unknown way") }
    return snapshot
  }

  /// Runs the body so that its failure undoes only what the body did.
  ///
  /// - Throws: What the body throws; the transaction goes on as if it had not run.
  @discardableResult
  package borrowing func savepoint<R: ~Copyable>(
    _ body: (borrowing Transaction) throws -> R
  ) throws -> R {
    // The server keeps equal names as a stack, and the innermost one is meant.
    try wire.run("SAVEPOINT settled", name: nil)
    let result: R
    do {
      result = try body(self)
    } catch {
      try wire.run(
        "ROLLBACK TO SAVEPOINT settled; RELEASE SAVEPOINT settled", name: nil, isCleanup: true)
      wire.localServerTimeout = nil
      throw error
    }
    try wire.run("RELEASE SAVEPOINT settled", name: nil)
    return result
  }
}

extension Wire {
  func beginTransaction(
    _ mode: TransactionMode, _ isReadOnly: Bool, _ snapshot: SnapshotID?
  ) throws(PostgresError) {
    precondition(
      snapshot == nil || mode != .readCommitted, "a shared snapshot needs REPEATABLE READ")
    precondition(
      !isOpen || transactionStatus == PQTRANS_IDLE, "a transaction is open already")
    let access = isReadOnly ? "READ ONLY" : "READ WRITE"
    try run("BEGIN ISOLATION LEVEL \(mode.rawValue) \(access)", name: nil)
    localServerTimeout = nil
    guard let snapshot else { return }
    do {
      try run("SET TRANSACTION SNAPSHOT '\(snapshot)'", name: nil)
    } catch {
      rollBack()
      throw error
    }
  }

  func commit() throws(PostgresError) {
    defer { localServerTimeout = nil }
    let result = try run("COMMIT", name: nil, mayCommit: true)
    guard result.commandTag == "COMMIT" else {
      throw PostgresError(
        "25P02", "a statement of the transaction had failed, so that it was rolled back",
        hint: "Do not hide the statement's error, or use a savepoint")
    }
  }

  /// Undoes the transaction. Where the server cannot be told, closing the session does it.
  func rollBack() {
    defer { localServerTimeout = nil }
    guard isOpen, transactionStatus != PQTRANS_IDLE else { return }
    do {
      try run("ROLLBACK", name: nil, isCleanup: true)
    } catch {
      close(error)
    }
  }

  func runScript(_ script: SQL, within limit: Duration?) throws(PostgresError) {
    try withServerTimeout(for: limit) { () throws(PostgresError) in
      let mayCommit = transactionStatus == PQTRANS_IDLE
      try run(script.text, name: script.name, within: limit, mayCommit: mayCommit)
    }
  }
}
