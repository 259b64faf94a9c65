import Dispatch
import Synchronization

/// A session with a thread of its own, so that waiting for the database never holds up Swift's
/// cooperative threads.
///
/// Work is done one piece after another. The session is opened when first needed, and opened again
/// after the server was lost.
package final class Connection: Sendable {
  private struct State: ~Copyable {
    var session: Session?
    var isClosed = false
  }

  /// Where to, as whom, and how long to wait.
  package let settings: ConnectionSettings
  private let cancelSource: CancelSource?
  private let queue: DispatchQueue
  private let state = Mutex(State())

  /// Makes a connection that is opened at the first use.
  ///
  /// - Parameters:
  ///   - label: What its thread is called in a debugger.
  ///   - cancelSource: Stops what the session is doing, from any thread.
  package init(
    _ settings: ConnectionSettings, label: String = "settled.postgres",
    cancelledBy cancelSource: CancelSource? = nil
  ) {
    self.settings = settings
    self.cancelSource = cancelSource
    queue = DispatchQueue(label: label)
  }

  /// Does a piece of work with the session, after those that were asked for before.
  ///
  /// - Throws: What the work throws; a ``PostgresError`` when there is no session to be had.
  @discardableResult
  package func perform<R: Sendable>(
    _ work: @escaping @Sendable (borrowing Session) throws -> R
  ) async throws -> R {
    try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Result { try self.use(work) }) }
    }
  }

  /// The same for a caller that has a thread to spare; never from a Swift task.
  @discardableResult
  package func performAndWait<R: Sendable>(
    _ work: @Sendable (borrowing Session) throws -> R
  ) throws -> R {
    dispatchPrecondition(condition: .notOnQueue(queue))
    return try queue.sync { try use(work) }
  }

  /// Closes the session after the work under way; later work fails with `08003`.
  package func close() {
    queue.async {
      self.state.withLock { state in
        state.isClosed = true
        state.session = nil
      }
    }
  }

  /// The queue keeps the order; the lock proves to the compiler that nobody else is inside.
  private func use<R: Sendable>(_ work: @Sendable (borrowing Session) throws -> R) throws -> R {
    try state.withLock { state in
      if state.isClosed {
        throw PostgresError("08003", "the connection is closed", class: .giveUp)
      }
      let session =
        if let session = state.session.take(), session.isOpen {
          session
        } else {
          try Session(connecting: settings, cancelledBy: cancelSource)
        }
      let outcome = Result { try work(session) }
      state.session = consume session
      return try outcome.get()
    }
  }
}
