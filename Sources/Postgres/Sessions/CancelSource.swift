internal import CLibpq
import Dispatch
import Synchronization

/// Stops what many sessions are doing, from any thread: Ctrl-C, a shutdown, a caller who left.
///
/// Cancelling is final. A statement under way fails with class ``ErrorClass/cancelled``, and so does
/// every later one of the sessions made with this source; roll-backs still go through.
package final class CancelSource: Sendable {
  private struct State {
    var isCancelled = false
    var handles: [ObjectIdentifier: CancelHandle] = [:]
  }

  private let state = Mutex(State())

  /// Makes a source that nobody has cancelled.
  package init() {}

  /// Whether ``cancel()`` was called.
  package var isCancelled: Bool { state.withLock { $0.isCancelled } }

  /// Asks the server to stop every statement of the registered sessions, and returns at once.
  package func cancel() {
    let handles = state.withLock { state in
      state.isCancelled = true
      return Array(state.handles.values)
    }
    for handle in handles { handle.send() }
  }

  func register(_ handle: CancelHandle) {
    state.withLock { $0.handles[ObjectIdentifier(handle)] = handle }
  }

  func unregister(_ handle: CancelHandle) {
    state.withLock { _ = $0.handles.removeValue(forKey: ObjectIdentifier(handle)) }
  }
}

/// What libpq needs to cancel a session's statement over a connection of its own.
///
/// Sendable, because libpq only reads it (`PQcancel` may even be called from a signal handler).
final class CancelHandle: @unchecked Sendable {
  private let pointer: OpaquePointer

  init?(_ connection: OpaquePointer) {
    guard let pointer = PQgetCancel(connection) else { return nil }
    self.pointer = pointer
  }

  deinit { PQfreeCancel(pointer) }

  /// Sends the request from a thread of its own: `PQcancel` waits for the server without a limit.
  @discardableResult
  func send() -> Cancellation {
    let cancellation = Cancellation()
    cancellation.group.enter()
    DispatchQueue(label: "settled.postgres.cancel").async {
      var complaint = [CChar](repeating: 0, count: 256)
      _ = PQcancel(self.pointer, &complaint, Int32(complaint.count))
      cancellation.group.leave()
    }
    return cancellation
  }
}

/// A cancel request on its way.
struct Cancellation {
  fileprivate let group = DispatchGroup()

  /// Waits until the server has taken the request, so that it cannot hit a later statement.
  ///
  /// - Returns: False when it did not do so in time.
  func isDelivered(within milliseconds: Int32) -> Bool {
    group.wait(timeout: .now() + .milliseconds(Int(milliseconds))) == .success
  }
}
