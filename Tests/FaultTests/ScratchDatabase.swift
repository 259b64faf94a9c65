import CivilTime
import Foundation
import Operations
import Postgres
import Store
import TestKit

/// A database of one round, dropped when the round is over.
final class ScratchDatabase: Sendable {
  let name: String
  /// What a process is given to reach it.
  let url: String
  let settings: ConnectionSettings

  /// An empty one, or a copy of another that nobody is connected to.
  init(_ name: String, from template: ScratchDatabase? = nil) throws {
    let name = "settled_fault_\(name)"
    self.name = name
    guard let cluster = ProcessInfo.processInfo.environment["SETTLED_TEST_DATABASE_URL"] else {
      throw MissingCluster()
    }
    guard var parts = URLComponents(string: cluster) else { throw MissingCluster() }
    let session = try Session(connecting: ConnectionSettings(url: cluster))
    try session.query(Statements.dropDatabase(name))
    try session.query(
      template.map { Statements.createDatabase(name, from: $0.name) }
        ?? Statements.createDatabase(name), within: .seconds(60))
    parts.path = "/\(name)"
    guard let url = parts.string else { throw MissingCluster() }
    self.url = url
    settings = try ConnectionSettings(url: url, applicationName: "settled-tests")
  }

  deinit {
    do {
      guard let cluster = ProcessInfo.processInfo.environment["SETTLED_TEST_DATABASE_URL"] else {
        return
      }
      let session = try Session(connecting: ConnectionSettings(url: cluster))
      try session.query(Statements.dropDatabase(name), within: .seconds(60))
    } catch {
      print("the database \(name) was not dropped: \(error)")
    }
  }

  func session() throws -> Session { try Session(connecting: settings) }

  var workplace: Workplace {
    Workplace(database: settings, sealKey: .passing()) {
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }
  }

  /// A database with four months of facts, the first of them closed by an undisturbed process. Made
  /// once; tests work on copies.
  static func facts() throws -> (base: ScratchDatabase, months: [Period]) {
    try madeFacts.get()
  }

  /// A copy of the facts for one test.
  static func copyOfFacts(_ name: String) throws -> (ScratchDatabase, months: [Period]) {
    let (base, months) = try facts()
    return (try ScratchDatabase(name, from: base), months)
  }

  private static let madeFacts = Result { try makeFacts() }

  private static func makeFacts() throws -> (base: ScratchDatabase, months: [Period]) {
    let database = try ScratchDatabase("base")
    let now = database.workplace.now()
    let session = try database.session()
    try Migrations.apply(to: session, now: now) { _ in }
    try session.run(script: Statements.calendar)
    let this = Period(containing: now)
    try session.run(script: Statements.facts(until: this.start.text()))
    let months = this.previous.previous.previous.months(to: this.previous)
    try database.close(upTo: months[0].previous)
    return (database, months)
  }

  /// Closes months as a person at the terminal would, with another who approves.
  func close(upTo month: Period) throws {
    let reviewer = Reviewer("chen", at: self)
    for _ in 0..<100 {
      let end = try SettledProcess(
        ["job", "run", "month-end", "--site", "intl", "--period", month.text], at: self
      ).waitForEnd()
      switch end.status {
      case 0: return
      case 3, 8: try reviewer.actOnce()
      default: throw UnexpectedEnd(status: end.status, said: end.said)
      }
    }
    throw UnexpectedEnd(status: -1, said: "\(month.text) was not closed in 100 tries")
  }

  /// Waits until no process of the product is connected.
  func waitForWorkersToLeave(in session: borrowing Session) throws {
    for _ in 0..<2_000 {
      if try session.query(Statements.workers)[0].int64(0) == 0 { return }
      usleep(2_000)
    }
    throw UnexpectedEnd(status: -1, said: "sessions of a killed process are still there")
  }
}

struct MissingCluster: Error, CustomStringConvertible {
  var description: String {
    "SETTLED_TEST_DATABASE_URL names no PostgreSQL. Run .ci/test, which starts one."
  }
}
