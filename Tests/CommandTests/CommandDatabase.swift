import Foundation
import Postgres
import Testing

/// A database of one suite, migrated by the binary under test and filled with a few facts.
struct CommandDatabase {
  let settled: Command
  let settings: ConnectionSettings

  /// - Parameter name: Distinguishes suites, which run side by side.
  init(_ name: String, isMigrated: Bool = true) throws {
    guard let url = ProcessInfo.processInfo.environment["SETTLED_TEST_DATABASE_URL"] else {
      throw MissingCluster()
    }
    var settings = try ConnectionSettings(url: url, applicationName: "settled-tests")
    let database = "settled_command_\(name)"
    let session = try Session(connecting: settings)
    try session.query(Statements.dropDatabase(database))
    try session.query(Statements.createDatabase(database))
    settings.database = database
    self.settings = settings
    guard var parts = URLComponents(string: url) else { throw MissingCluster() }
    parts.path = "/\(database)"
    settled = Command(databaseURL: parts.string)
    guard isMigrated else { return }
    _ = try settled("db", "migrate")
    try run(Statements.facts)
  }

  /// Such a database whose October of site cn is planned by `ann`, approved and sealed by `bea`.
  ///
  /// - Parameter change: Of the facts, before the run is planned.
  static func sealedOctober(_ name: String, after change: SQL? = nil) throws -> Command {
    let run = "RUN-202610-cn-1"
    let database = try CommandDatabase(name)
    if let change { try database.run(change) }
    let settled = database.settled
    _ = try settled("run", "plan", "--period", "202610", "--site", "cn", "--as", "ann")
    _ = try settled("run", "submit", run, "--as", "ann")
    _ = try settled("run", "approve", run, "--as", "bea")
    #expect(try settled("run", "seal", run, "--as", "bea").code == 0)
    return settled
  }

  func run(_ script: SQL) throws {
    try session().run(script: script)
  }

  /// Returns when a session of this database waits for a lock; gives up after 20 seconds.
  func awaitWaitingSession() throws {
    let session = try session()
    for _ in 0..<200 {
      if try session.query(Statements.countWaiting)[0].int64(0) > 0 { return }
      usleep(100_000)
    }
    throw NobodyWaits()
  }

  struct NobodyWaits: Error {}

  func session() throws -> Session {
    try Session(connecting: settings)
  }
}

struct MissingCluster: Error, CustomStringConvertible {
  var description: String {
    "SETTLED_TEST_DATABASE_URL is not set: run .ci/test, which starts a PostgreSQL and sets it."
  }
}
