import Dispatch
import Synchronization

extension Array where Element: Sendable {
  /// Maps every element on a thread of its own and waits for all; the results keep the order.
  ///
  /// For a handful of shards that block on the database: never for many elements, never from a
  /// Swift task.
  ///
  /// - Throws: The first error in the order of the elements, after all have ended.
  func mapAtOnce<R: Sendable>(_ transform: @Sendable (Element) throws -> R) throws -> [R] {
    if count == 1 { return [try transform(self[0])] }
    let results = Mutex<[Int: Result<R, any Error>]>([:])
    DispatchQueue.concurrentPerform(iterations: count) { index in
      let result = Result { try transform(self[index]) }
      results.withLock { $0[index] = result }
    }
    return try results.withLock { found in
      try indices.map { index in
        guard let result = found[index] else {
          preconditionFailure("shard \(index) left no result")
        }
        return try result.get()
      }
    }
  }
}
