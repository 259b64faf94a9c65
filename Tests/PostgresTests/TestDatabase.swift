import Glibc
import Postgres
import Synchronization
import Testing

/// The one database of these tests, made anew by each test run.
enum TestDatabase {
  private static let made = Result { try make() }

  /// Settings for it.
  static func settings() throws -> ConnectionSettings { try made.get() }

  /// Settings for the scratch cluster that the test command started.
  static func cluster() throws -> ConnectionSettings {
    guard let url = getenv("SETTLED_TEST_DATABASE_URL").map({ String(cString: $0) }) else {
      throw MissingCluster()
    }
    return try ConnectionSettings(url: url, applicationName: "settled-tests")
  }

  static func session(cancelledBy source: CancelSource? = nil) throws -> Session {
    try Session(connecting: settings(), cancelledBy: source)
  }

  /// A session that waits at most this long.
  static func session(
    deadline: Duration, lockTimeout: Duration = .seconds(20)
  ) throws -> Session {
    var settings = try settings()
    settings.statementDeadline = deadline
    settings.lockTimeout = lockTimeout
    return try Session(connecting: settings)
  }

  /// A session and an empty table of pairs for it.
  static func session(withPairs table: String) throws -> Session {
    let session = try session()
    try session.run(script: Statements.createPairs(table))
    return session
  }

  /// Settings for it, in a process that a test of this run started.
  static func settingsOfParent() throws -> ConnectionSettings {
    var settings = try cluster()
    settings.database = "settled_postgres_tests"
    return settings
  }

  private static func make() throws -> ConnectionSettings {
    var settings = try cluster()
    let session = try Session(connecting: settings)
    try session.query(Statements.dropDatabase("settled_postgres_tests"))
    try session.query(Statements.createDatabase("settled_postgres_tests"))
    settings.database = "settled_postgres_tests"
    return settings
  }
}

struct MissingCluster: Error, CustomStringConvertible {
  var description: String {
    "SETTLED_TEST_DATABASE_URL is not set: run .ci/test, which starts a PostgreSQL and sets it."
  }
}

/// What a body throws to be recognised.
struct Stop: Error, Equatable {}

/// Collects notices from whichever thread they come.
final class Heard: Sendable {
  private let list = Mutex<[Notice]>([])

  var notices: [Notice] { list.withLock { $0 } }

  func append(_ notice: Notice) { list.withLock { $0.append(notice) } }
}

/// The refusal that the body must end with.
func refusal<R>(
  sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> R
) throws -> PostgresError {
  do {
    _ = try body()
  } catch let error as PostgresError {
    return error
  }
  Issue.record("nothing was refused", sourceLocation: sourceLocation)
  throw Stop()
}
