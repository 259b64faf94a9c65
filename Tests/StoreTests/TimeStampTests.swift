import CivilTime
import Foundation
import Operations
import Synchronization
import TestKit
import Testing

/// When the daemon asks for the time stamp of a sealed month. May of `ReplayedMonths`.
struct TimeStampTests {
  /// Lines of a log.
  private final class Lines: Sendable {
    let all = Mutex<[String]>([])
    func has(_ words: String...) -> Bool {
      all.withLock { $0.contains { line in words.allSatisfy(line.contains) } }
    }
  }

  private func move(_ database: TestDatabase, seconds: Int64) {
    database.now = Instant(microseconds: database.now.microseconds + seconds * 1_000_000)
  }

  @Test("a silent authority is asked again after 15, 30, 60 seconds, and not when all is stamped")
  func pauses() throws {
    let database = try ReplayedMonths.sealed(junes: false)
    let server = try StampServer(TestAuthority(), [.fails, .hangsUp, .fails, .answers])
    let workplace = Workplace(
      database: database.settings, sealKey: .passing(),
      timeStamps: .named(by: ["SETTLED_TSA": server.address])
    ) { database.now }
    let lines = Lines()
    let log = EventLog(now: workplace.now) { line in lines.all.withLock { $0.append(line) } }
    let turns = StampTurns(workplace, of: .cn, log: log)
    turns.turn()
    turns.turn()
    #expect(server.count == 1)
    #expect(lines.has("time_not_stamped", "15"))
    for (pause, count) in [(15, 2), (30, 3), (60, 4)] as [(Int64, Int)] {
      move(database, seconds: pause - 1)
      turns.turn()
      #expect(server.count == count - 1, "a second before \(pause)")
      move(database, seconds: 1)
      turns.turn()
      #expect(server.count == count, "after \(pause)")
    }
    #expect(lines.has("run_stamped", "RUN-202605-cn-1"))
    move(database, seconds: 7_200)
    turns.turn()
    #expect(server.count == 4)
  }

  @Test("after the run its signatures are stamped, and what an outage left out after the pause")
  func signatures() throws {
    let database = try ReplayedMonths.sealed(junes: false)
    let authority = try TestAuthority()
    let issued = try IssueFeeInvoices(database.workplace, by: "finance")(of: "RUN-202605-cn-1")
    // The certificates of the test are valid now.
    let signing = Workplace(
      database: database.settings, sealKey: .passing(), signer: .given(try authority.signer)
    ) { authority.now }
    #expect(try SignInvoices(signing, by: "finance")(issued) == issued.count)
    let server = try StampServer(
      authority, [.answers] + issued.map { _ in .fails } + [.answers])
    let workplace = Workplace(
      database: database.settings, sealKey: .passing(),
      timeStamps: .named(by: ["SETTLED_TSA": server.address])
    ) { database.now }
    let lines = Lines()
    let log = EventLog(now: workplace.now) { line in lines.all.withLock { $0.append(line) } }
    let turns = StampTurns(workplace, of: .cn, log: log)
    #expect(!turns.turn())
    #expect(lines.has("run_stamped") && lines.has("time_not_stamped", "15"))
    #expect(!lines.has("signatures_stamped"))
    move(database, seconds: 15)
    #expect(!turns.turn(), "fewer than a turn takes are left")
    #expect(lines.has("signatures_stamped", "count=\(issued.count)"))
    let records = try Invoices(workplace).records()
    #expect(records.allSatisfy { $0.signatureLevel == "PAdES B-T" })
    #expect(try AuditSeals(workplace)().findings.isEmpty)
  }

  @Test("another site's months are left to another turn, and without an authority there is none")
  func others() throws {
    let database = try ReplayedMonths.sealed(junes: false)
    let server = try StampServer(TestAuthority())
    let workplace = Workplace(
      database: database.settings, sealKey: .passing(),
      timeStamps: .named(by: ["SETTLED_TSA": server.address])
    ) { database.now }
    let log = EventLog(now: workplace.now) { _ in }
    StampTurns(workplace, of: .eu, log: log).turn()
    StampTurns(database.workplace, of: .cn, log: log).turn()
    #expect(server.count == 0)
  }

  @Test("the daemon has a sealed month stamped by itself")
  func daemon() throws {
    let database = try ReplayedMonths.sealed(junes: false)
    let server = try StampServer(TestAuthority())
    let daemon = try SettledProcess(
      ["serve", "--port", "0", "--interval", "1"], atURL: database.url(),
      environment: ["SETTLED_TSA": server.address])
    for _ in 0..<300 where !daemon.saidSoFar.contains("run_stamped") { usleep(100_000) }
    #expect(daemon.saidSoFar.contains("run_stamped"), "\(daemon.saidSoFar)")
    daemon.send(SIGTERM)
    #expect(try daemon.waitForEnd(seconds: 60).status == 0)
  }
}
