import Glibc
import Postgres

/// A database of one test suite, created on first use and dropped by the next test run that needs
/// its name.
struct TestDatabase {
  let settings: ConnectionSettings

  /// Creates the database anew.
  ///
  /// - Parameter name: Distinguishes suites, which run side by side.
  init(_ name: String) throws {
    var settings = try Self.cluster()
    let database = "settled_postgres_\(name)"
    let session = try Session(connecting: settings)
    try session.query(Statements.dropDatabase(database))
    try session.query(Statements.createDatabase(database))
    settings.database = database
    self.settings = settings
  }

  /// Settings for the scratch cluster that the test command started.
  static func cluster() throws -> ConnectionSettings {
    guard let url = getenv("SETTLED_TEST_DATABASE_URL").map({ String(cString: $0) }) else {
      throw MissingCluster()
    }
    return try ConnectionSettings(url: url, applicationName: "settled-tests")
  }

  func session(cancelledBy source: CancelSource? = nil) throws -> Session {
    try Session(connecting: settings, cancelledBy: source)
  }

  /// A session that waits at most this long.
  func session(deadline: Duration, lockTimeout: Duration = .seconds(20)) throws -> Session {
    var settings = settings
    settings.statementDeadline = deadline
    settings.lockTimeout = lockTimeout
    return try Session(connecting: settings)
  }
}

struct MissingCluster: Error, CustomStringConvertible {
  var description: String {
    "SETTLED_TEST_DATABASE_URL is not set: run .ci/test, which starts a PostgreSQL and sets it."
  }
}
