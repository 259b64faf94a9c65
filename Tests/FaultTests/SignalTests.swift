import CivilTime
import Foundation
import Postgres
import TestKit
import Testing

extension FaultTests {
  @Test("SIGTERM at any instant drains: exit code 0, and no job stays leased")
  func terminated() throws {
    var generator = Generator()
    print("drain test: seed \(generator.seed)")
    let (database, _) = try ScratchDatabase.copyOfFacts("drain")
    let session = try database.session()
    let reviewer = Reviewer("chen", at: database)
    var livesWithWork = 0
    for life in 1...16 {
      let daemon = try SettledProcess(["serve", "--port", "0", "--interval", "1"], at: database)
      try daemon.wait(for: "daemon_started")
      usleep(UInt32.random(in: 0...300_000, using: &generator))
      daemon.send(life.isMultiple(of: 2) ? SIGTERM : SIGINT)
      let end = try daemon.waitForEnd()
      #expect(end.status == 0, "seed \(generator.seed), life \(life): \(end.said)")
      #expect(end.said.contains("daemon_stopped"))
      if end.said.contains("job_started") { livesWithWork += 1 }
      let leased = try session.query(Statements.unfinishedJobs).filter {
        $0.text(0).contains("is running")
      }
      #expect(leased.isEmpty, "seed \(generator.seed), life \(life): \(end.said)")
      try reviewer.actOnce()
    }
    #expect(livesWithWork >= 2)
    try Books.expectConsistent(database, "drain test of seed \(generator.seed)")
  }

  @Test("a second SIGTERM ends a daemon that is held up at once")
  func terminatedTwice() throws {
    let (database, _) = try ScratchDatabase.copyOfFacts("twice")
    let holder = try database.session()
    try holder.transaction { (tx: borrowing Transaction) in
      try tx.query(Statements.lockRuns)
      let daemon = try SettledProcess(["serve", "--port", "0", "--interval", "1"], at: database)
      try waitForHeldUpWorker(at: database)
      daemon.send(SIGTERM)
      try daemon.wait(for: "daemon_draining")
      usleep(200_000)
      #expect(daemon.isRunning)
      daemon.send(SIGTERM)
      #expect(try daemon.waitForEnd(seconds: 2).status == 128 + SIGTERM)
    }
  }

  private func waitForHeldUpWorker(at database: ScratchDatabase) throws {
    let session = try database.session()
    for _ in 0..<5_000 {
      if try session.query(Statements.heldUpWorkers)[0].int64(0) > 0 { return }
      usleep(2_000)
    }
    throw UnexpectedEnd(status: -1, said: "no worker waits for the lock")
  }

  @Test("a daemon whose sessions are ended by the server goes on with new ones")
  func disconnected() throws {
    let (database, months) = try ScratchDatabase.copyOfFacts("disconnected")
    let session = try database.session()
    let reviewer = Reviewer("chen", at: database)
    let daemon = try SettledProcess(["serve", "--port", "0", "--interval", "1"], at: database)
    try daemon.wait(for: "daemon_started")
    let deadline = ContinuousClock.now + .seconds(40)
    var hits = 0
    while try Stage.now(of: months, in: session).stage != .done {
      try #require(ContinuousClock.now < deadline, "\(daemon.saidSoFar)")
      usleep(150_000)
      if hits < 8 {
        hits += 1
        try session.query(Statements.endWorkers)
      }
      try reviewer.actOnce()
    }
    try Books.expectConsistent(database, "disconnected")
    daemon.send(SIGTERM)
    #expect(try daemon.waitForEnd().status == 0)
  }

  @Test("SIGHUP reads the settings again, and keeps the old ones when the file is wrong")
  func reloaded() throws {
    let (database, _) = try ScratchDatabase.copyOfFacts("reload")
    let file = FileManager.default.temporaryDirectory
      .appending(path: "settled-\(UUID().uuidString).settings")
    defer { try? FileManager.default.removeItem(at: file) }
    try "log = info\ninterval = 1 # second\n".write(to: file, atomically: true, encoding: .utf8)
    let daemon = try SettledProcess(
      ["serve", "--port", "0", "--settings", file.path], at: database)
    try daemon.wait(for: "daemon_started")
    try "sites = mars\n".write(to: file, atomically: true, encoding: .utf8)
    daemon.send(SIGHUP)
    try daemon.wait(for: ":1: sites = mars")
    try "sites = intl eu\ninterval = 30\n".write(to: file, atomically: true, encoding: .utf8)
    daemon.send(SIGHUP)
    try daemon.wait(for: "settings_reloaded log=info interval=\"30.0 seconds\" sites=intl,eu")
    daemon.send(SIGTERM)
    #expect(try daemon.waitForEnd().status == 0)
  }
}
