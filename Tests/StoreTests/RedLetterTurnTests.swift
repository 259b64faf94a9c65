import CivilTime
import Foundation
import Operations
import Synchronization
import TestKit
import Testing

/// What the daemon says of red-letter confirmations that nobody answers. May of `ReplayedMonths`.
struct RedLetterTurnTests {
  private let blue = "CN-FEE-2026-000001"

  /// A confirmation of which the buyer was asked at noon on 10 June.
  private func asked() throws -> TestDatabase {
    let database = try ReplayedMonths.sealed(junes: false)
    let workplace = database.workplace
    _ = try IssueFeeInvoices(workplace, by: "finance")(of: "RUN-202605-cn-1")
    try database.setClock("2026-06-10T12:00:00+08:00")
    try LegalNumbers(workplace, by: "ann").enter(
      LegalNumbers.Entry(
        id: blue, number: "26312000000012345678", issuedOn: CivilDate(parsing: "2026-06-08")))
    let letters = RedLetters(workplace, by: "ann")
    #expect(
      try letters.request(
        RedLetters.Request(invoiceID: blue, creditNoteID: nil, reasonCode: "04")) == "RLC-1")
    _ = try letters.record(RedLetters.Report(code: "02"), of: "RLC-1")
    return database
  }

  @Test("an overdue answer is told once a day, until somebody has entered it")
  func onceADay() throws {
    let database = try asked()
    let lines = Mutex<[String]>([])
    let workplace = database.workplace
    let log = EventLog(now: workplace.now) { line in lines.withLock { $0.append(line) } }
    let turns = RedLetterTurns(workplace, log: log)
    for (instant, count) in [
      ("2026-06-13T11:59:00+08:00", 0), ("2026-06-14T00:01:00+08:00", 1),
      ("2026-06-14T00:02:00+08:00", 1), ("2026-06-14T23:59:00+08:00", 1),
      ("2026-06-15T00:00:00+08:00", 2),
    ] {
      try database.setClock(instant)
      try turns.turn()
      #expect(lines.withLock { $0.count } == count, "\(instant)")
    }
    let told = lines.withLock { $0[0] }
    #expect(told.contains("red_letters_overdue"))
    #expect(told.contains("1 red-letter confirmation unanswered after 72 hours: RLC-1"), "\(told)")
    _ = try RedLetters(workplace, by: "ann").record(RedLetters.Report(code: "07"), of: "RLC-1")
    try database.setClock("2026-06-16T10:00:00+08:00")
    try turns.turn()
    #expect(lines.withLock { $0.count } == 2)
  }

  @Test("the daemon tells it by itself, and not at each look")
  func daemon() throws {
    let database = try asked()
    let daemon = try SettledProcess(
      ["serve", "--port", "0", "--interval", "1"], atURL: database.url())
    for _ in 0..<300 where !daemon.saidSoFar.contains("red_letters_overdue") { usleep(100_000) }
    usleep(2_500_000)
    daemon.send(SIGTERM)
    #expect(try daemon.waitForEnd(seconds: 60).status == 0)
    let said = daemon.saidSoFar
    #expect(said.components(separatedBy: "red_letters_overdue").count == 2, "\(said)")
  }
}
