import Synchronization

/// Resumes a waiting task once, with the first of several answers.
package final class FirstAnswer<Value: Sendable>: Sendable {
  private let continuation: Mutex<CheckedContinuation<Value, Never>?>

  package init(_ continuation: CheckedContinuation<Value, Never>) {
    self.continuation = Mutex(continuation)
  }

  /// Answers; does nothing when somebody was faster.
  package func give(_ value: Value) {
    continuation.withLock { $0.take() }?.resume(returning: value)
  }
}
