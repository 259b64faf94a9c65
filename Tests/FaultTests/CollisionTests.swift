import CivilTime
@preconcurrency import Dispatch
import Foundation
import Postgres
import Synchronization
import TestKit
import Testing

extension FaultTests {
  @Test("two daemons, cron and two approvers at once close a month once")
  func closedOnce() throws {
    let (base, months) = try ScratchDatabase.copyOfFacts("collision")
    let last = months[months.count - 1]
    try base.close(upTo: last.previous)
    let undisturbed = try ScratchDatabase("collision_reference", from: base)
    try undisturbed.close(upTo: last)
    let reference = try Books(of: undisturbed, [last])

    for round in 1...20 {
      let name = "collision round \(round)"
      let database = try ScratchDatabase("collision_\(round)", from: base)
      try collide(over: last, at: database, name)
      try Books(of: database, [last]).expectEqual(to: reference, name)
      try Books.expectConsistent(database, name)
      let unfinished = try database.session().query(Statements.unfinishedJobs).map { $0.text(0) }
      #expect(unfinished == [], "\(name)")
    }
  }

  private func collide(over month: Period, at database: ScratchDatabase, _ name: String) throws {
    let daemons = try (0..<2).map { _ in
      try SettledProcess(["serve", "--port", "0", "--interval", "1"], at: database)
    }
    let isClosed = Mutex(false)
    let group = DispatchGroup()
    let people = DispatchQueue(label: "settled.tests.people", attributes: .concurrent)
    for person in ["chen", "li"] {
      people.async(group: group) {
        let reviewer = Reviewer(person, at: database)
        while !isClosed.withLock({ $0 }) {
          do { try reviewer.actOnce() } catch { Issue.record("\(name): \(person): \(error)") }
          usleep(10_000)
        }
      }
    }
    let cron = try runCron(at: database)
    isClosed.withLock { $0 = true }
    group.wait()
    #expect(cron == 0, "\(name)")
    // The daemons may still be writing down that the job is done.
    for daemon in daemons {
      daemon.send(SIGTERM)
    }
    for daemon in daemons {
      let end = try daemon.waitForEnd()
      #expect(end.status == 0, "\(name): \(end.said)")
    }
    _ = try SettledProcess(
      ["job", "run", "month-end", "--site", "intl", "--if-due"], at: database
    ).waitForEnd()
  }

  /// Calls the job as cron would, only faster, until it says that the month is closed.
  private func runCron(at database: ScratchDatabase) throws -> Int32 {
    var status: Int32 = -1
    for _ in 0..<200 {
      let end = try SettledProcess(
        ["job", "run", "month-end", "--site", "intl", "--if-due"], at: database
      ).waitForEnd()
      status = end.status
      // Review needed, still waiting, busy; 6 when a person was faster between looking and acting.
      guard [3, 6, 8, 75].contains(status) else {
        if status != 0 { throw UnexpectedEnd(status: status, said: end.said) }
        return status
      }
    }
    return status
  }
}
