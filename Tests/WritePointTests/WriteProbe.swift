import Foundation
import Postgres
import TestKit

/// What strikes at a point.
enum Strike: String, CaseIterable {
  /// The server ends the session.
  case terminated
  /// The disk is full.
  case diskFull = "disk_full"
  /// The statement took too long.
  case timeout
  /// The process of the product is killed while its statement runs.
  case killed
}

/// Stands before and after every write of a database and before its commit: each statement that
/// writes a table of the books, and the end of the transaction. The points are counted where they
/// happen, so that a new write is a new point by itself.
struct WriteProbe {
  let database: TestDatabase

  init(in database: TestDatabase) throws {
    self.database = database
    try database.session().run(script: Statements.probe)
  }

  /// Counts from now on, and lets nothing strike.
  func reset() throws { try arm(point: -1, .terminated) }

  /// Lets one point strike from now on.
  func arm(point: Int, _ strike: Strike) throws {
    try database.session().query(
      Statements.armProbe, [.int64(Int64(point)), .text(strike.rawValue)])
  }

  /// How many points there were since the last reset.
  func points() throws -> Int { Int(try database.session().query(Statements.points)[0].int64(0)) }

  /// The first point since the last reset that is part of a commit that went through.
  func firstCommitPoint() throws -> Int {
    Int(try database.session().query(Statements.firstCommitPoint)[0].int64(0))
  }

  /// Everything that is stored, as one text: what differs is not the same.
  func digest() throws -> [String] {
    try database.session().query(Statements.digest, within: .seconds(60)).map { $0.text(0) }
  }

  /// Where the sequences stand; they skip numbers when something is rolled back.
  func sequences() throws -> [(name: String, value: Int64)] {
    try database.session().query(Statements.sequences).map { ($0.text(0), $0.int64(1)) }
  }

  /// Sets sequences back, so that what comes next can be compared byte by byte.
  func set(_ sequences: [(name: String, value: Int64)]) throws {
    try database.session().query(
      Statements.setSequences,
      [.textArray(sequences.map(\.name)), .int64Array(sequences.map(\.value))])
  }

  /// Runs a command until its statement reaches the armed point, kills it there, and waits until the
  /// server has noticed.
  func kill(_ arguments: [String], atURL url: String) throws {
    let session = try database.session()
    // The session that strikes waits for this lock.
    try session.query(Statements.holdStrike)
    let process = try SettledProcess(arguments, atURL: url)
    let deadline = ContinuousClock.now + .seconds(30)
    while try session.query(Statements.countStruck)[0].int64(0) == 0 {
      if !process.isRunning || ContinuousClock.now > deadline {
        let end = try process.waitForEnd()
        throw UnexpectedEnd(status: end.status, said: "never came to its point: \(end.said)")
      }
      usleep(1_000)
    }
    process.killNow()
    try session.query(Statements.letStrike)
    while try session.query(Statements.countOthers)[0].int64(0) > 0 {
      if ContinuousClock.now > deadline {
        throw UnexpectedEnd(status: -1, said: "its session did not end")
      }
      usleep(1_000)
    }
  }
}
