import CivilTime
import Foundation
import Marketplace
import Operations
import Postgres
import Store
import Synchronization

/// A migrated database of one test on the server of `SETTLED_TEST_DATABASE_URL`, with a clock that
/// the test moves; it is dropped with its last reference.
package final class TestDatabase: Sendable {
  /// Settings for it.
  package let settings: ConnectionSettings
  private let name: String
  private let clock: Mutex<Instant>
  private let sealKey: SealKeySource
  /// Another server than that of the tests, which goes with everything on it; nil for that one.
  private let cluster: String?
  /// Who operates; nil while that is the owner.
  private let operatingRole = Mutex<String?>(nil)

  /// Copies the template, which the process makes once.
  ///
  /// - Parameters:
  ///   - now: What the clock shows until it is moved, ISO 8601.
  ///   - cluster: The URL of another server, where it is made anew.
  package init(
    now: String = "2026-07-15T12:00:00+08:00", sealKey: SealKeySource = .passing(),
    cluster: String? = nil
  ) throws {
    self.sealKey = sealKey
    self.cluster = cluster
    clock = Mutex(try Instant(parsing: now))
    name = "settled_test_\(UUID().uuidString.prefix(12).lowercased().filter { $0 != "-" })"
    if let cluster {
      settings = try TestTemplate.make(name, at: cluster)
      return
    }
    let template = try TestTemplate.made.get()
    var settings = try TestTemplate.cluster()
    let session = try Session(connecting: settings)
    try session.query(Statements.createDatabase(name, from: template))
    settings.database = name
    self.settings = settings
  }

  /// Copies another test's database, whose sessions are closed, with its clock as it stands.
  package init(copying other: TestDatabase) throws {
    sealKey = other.sealKey
    cluster = nil
    clock = Mutex(other.now)
    name = "settled_test_\(UUID().uuidString.prefix(12).lowercased().filter { $0 != "-" })"
    var settings = try TestTemplate.cluster()
    let session = try Session(connecting: settings)
    try session.query(Statements.createDatabase(name, from: other.name), within: .seconds(60))
    settings.database = name
    self.settings = settings
  }

  deinit {
    if cluster != nil { return }
    do {
      let session = try Session(connecting: TestTemplate.cluster())
      try session.query(Statements.dropDatabase(name))
      if let role = operatingRole.withLock({ $0 }) { try session.query(Statements.dropRole(role)) }
    } catch {
      FileHandle.standardError.write(Data("\(name) was not dropped: \(error)\n".utf8))
    }
  }

  /// What use cases need, with the clock of the test.
  package var workplace: Workplace {
    var settings = settings
    if let role = operatingRole.withLock({ $0 }) { settings["user"] = role }
    return Workplace(database: settings, sealKey: sealKey) { [self] in now }
  }

  /// Lets use cases work as a role of its own from now on, with what `settled db grant` gives it;
  /// the sessions of the test stay the owner's.
  ///
  /// - Returns: The role; it is dropped with the database.
  @discardableResult
  package func confine(mayImport: Bool = false) throws -> String {
    let role = "\(name)_operator"
    try session().query(Statements.createRole(role))
    _ = try GrantOperation(workplace)(to: role, mayImport: mayImport)
    operatingRole.withLock { $0 = role }
    return role
  }

  /// What the clock shows; a test may move it either way.
  package var now: Instant {
    get { clock.withLock { $0 } }
    set { clock.withLock { $0 = newValue } }
  }

  /// Moves the clock to an instant of ISO 8601.
  package func setClock(_ text: String) throws {
    now = try Instant(parsing: text)
  }

  /// Its URL, for processes of the product.
  package func url() throws -> String {
    let cluster =
      cluster ?? ProcessInfo.processInfo.environment["SETTLED_TEST_DATABASE_URL"] ?? ""
    guard var parts = URLComponents(string: cluster) else { throw MissingCluster() }
    parts.path = "/\(name)"
    return parts.string ?? cluster
  }

  /// Opens a session on it.
  package func session() throws -> Session {
    try Session(connecting: settings)
  }

  /// Where imports of this process put their files: one after the other in the same place, which an
  /// import keeps on record, so that two databases that did the same say the same.
  private static let places = Mutex(Places())

  private struct Places {
    private var taken: Set<Int> = []

    mutating func takeFirstFree() -> Int {
      var place = 0
      while !taken.insert(place).inserted { place += 1 }
      return place
    }

    mutating func free(_ place: Int) { taken.remove(place) }
  }

  /// Imports files given by the name of their table, as `settled import` would.
  ///
  /// - Parameter csv: Texts of CSV files; a key without a dot is the name of a table.
  @discardableResult
  package func load(
    csv: [String: String], acceptRejects: Bool = false, replace: Bool = false,
    rejectsFile: String? = nil
  ) throws -> ImportOutcome {
    let place = Self.places.withLock { $0.takeFirstFree() }
    defer { Self.places.withLock { $0.free(place) } }
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("settled-load-\(getpid())-\(place)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in csv {
      let file = folder.appendingPathComponent(name.contains(".") ? name : "\(name).csv")
      try Data(text.utf8).write(to: file)
    }
    return try load(
      folder: folder.path, acceptRejects: acceptRejects, replace: replace,
      rejectsFile: rejectsFile)
  }

  /// Imports a folder of files.
  @discardableResult
  package func load(
    folder: String, acceptRejects: Bool = false, replace: Bool = false,
    rejectsFile: String? = nil
  ) throws -> ImportOutcome {
    try ImportFiles(workplace, by: "importer")(
      directory: folder, acceptRejects: acceptRejects, replace: replace, rejectsFile: rejectsFile)
  }

  /// Plans a period as `settler`, as of the clock.
  @discardableResult
  package func plan(_ period: Period, site: Site) throws -> PlanOutcome {
    try PlanRun(workplace, site: site, period: period, by: "settler")()
  }

  /// Plans a period and submits it as `settler`, approves it as `approver`, and seals it.
  @discardableResult
  package func seal(_ period: Period, site: Site) throws -> RunRecord {
    try seal(plan(period, site: site).run)
  }

  /// Takes a draft through review and seals it.
  @discardableResult
  package func seal(_ run: RunRecord) throws -> RunRecord {
    try ReviewRun(workplace, by: "settler").submit(run.id)
    try ReviewRun(workplace, by: "approver").approve(run.id)
    return try SealRun(workplace, by: "settler")(run.id)
  }
}

/// The migrated database that every ``TestDatabase`` of this process is a copy of.
private enum TestTemplate {
  static let made = Result { try make() }
  private static let name = "settled_template_\(ProcessInfo.processInfo.processIdentifier)"

  static func cluster() throws -> ConnectionSettings {
    guard let url = ProcessInfo.processInfo.environment["SETTLED_TEST_DATABASE_URL"] else {
      throw MissingCluster()
    }
    return try ConnectionSettings(url: url, applicationName: "settled-tests")
  }

  private static func make() throws -> String {
    let session = try Session(connecting: cluster())
    try session.query(Statements.dropDatabase(name))
    atexit { TestTemplate.drop() }
    _ = try make(name, in: cluster())
    return name
  }

  /// A migrated database on another server.
  static func make(_ name: String, at url: String) throws -> ConnectionSettings {
    try make(name, in: ConnectionSettings(url: url, applicationName: "settled-tests"))
  }

  private static func make(
    _ name: String, in cluster: ConnectionSettings
  ) throws -> ConnectionSettings {
    var settings = cluster
    let session = try Session(connecting: settings)
    try session.query(Statements.createDatabase(name), within: .seconds(60))
    settings.database = name
    let migrating = try Session(connecting: settings)
    let now = try Instant(parsing: "2026-01-01T00:00:00+08:00")
    try Migrations.apply(to: migrating, now: now) { _ in }
    return settings
  }

  private static func drop() {
    do {
      let session = try Session(connecting: cluster())
      try session.query(Statements.dropDatabase(name))
    } catch {
      FileHandle.standardError.write(Data("\(name) was not dropped: \(error)\n".utf8))
    }
  }
}

/// There is no server to test with.
package struct MissingCluster: Error, CustomStringConvertible {
  /// What is missing and how to get it.
  package var description: String {
    "SETTLED_TEST_DATABASE_URL is not set: run .ci/test, which starts a PostgreSQL and sets it."
  }
}
