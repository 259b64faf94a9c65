import Postgres
import Synchronization

/// What a process counts for `/metrics` since it started.
package final class Tally: Sendable {
  private let databaseErrors = Mutex<[String: Int]>([:])

  package init() {}

  /// Counts a failure of the database under the first two characters of its SQLSTATE.
  package func count(_ error: PostgresError) {
    databaseErrors.withLock { $0[String(error.sqlState.prefix(2)), default: 0] += 1 }
  }

  /// Failures by SQLSTATE class, in order.
  package var errors: [(sqlStateClass: String, count: Int)] {
    databaseErrors.withLock { $0 }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
