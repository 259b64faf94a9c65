import CivilTime
import Marketplace
import Operations
import Postgres
import Store
import TestKit
import Testing

extension FaultTests {
  @Test("a month is due at 00:00 UTC+8 of its run day, moved to the next working day")
  func runDay() throws {
    let (database, _) = try ScratchDatabase.copyOfFacts("run_day")
    // 7 November 2026 is a Saturday; the Monday after is made a holiday.
    try database.session().run(script: Statements.europe(holiday: "2026-11-09"))
    try closeEurope(at: "2026-10-20T12:00:00+08:00", database)

    let early = try closing(.eu, at: "2026-11-09T23:59:59.999999+08:00", in: database)()
    #expect(
      early == [
        "site eu is sealed up to 202609; 202610 is due at 2026-11-10T00:00:00+08:00"
      ])
    let refusal = try refusal { try closing(.eu, at: "2026-11-10T00:00:00+08:00", in: database)() }
    #expect(refusal.code == "approval_awaited")
    #expect(refusal.kind == .stillWaiting)
  }

  @Test("months that were missed are closed one after another, the oldest first")
  func missedMonths() throws {
    let (database, _) = try ScratchDatabase.copyOfFacts("missed")
    try database.session().run(script: Statements.europe(holiday: "2026-11-09"))
    try closeEurope(at: "2026-10-20T12:00:00+08:00", database)

    let late = "2027-01-20T12:00:00+08:00"
    var codes: [String] = []
    let reviewer = Reviewer("chen", at: database)
    for _ in 0..<3 {
      let refusal = try refusal { try closing(.eu, at: late, in: database)() }
      codes.append("\(refusal.code) \(refusal.sentence.prefix(6))")
      try reviewer.actOnce()
    }
    #expect(
      codes
        == [
          "approval_awaited 202610", "approval_awaited 202611", "approval_awaited 202612",
        ].map { String($0) })
    #expect(try closing(.eu, at: late, in: database)().count == 1)
    #expect(
      try closing(.eu, at: late, in: database)() == [
        "site eu is sealed up to 202612; 202701 is due at 2027-02-08T00:00:00+08:00"
      ])
    let unfinished = try database.session().query(Statements.unfinishedJobs).map { $0.text(0) }
    #expect(unfinished == [])
  }

  @Test("a month that is not over is not closed")
  func monthNotOver() throws {
    let (database, _) = try ScratchDatabase.copyOfFacts("not_over")
    try database.session().run(script: Statements.europe(holiday: "2026-11-09"))
    let refusal = try refusal {
      try closing(
        .eu, at: "2026-10-31T23:59:59+08:00", period: Period(year: 2026, month: 10), in: database)()
    }
    #expect(refusal.code == "period_not_over")
    #expect(refusal.kind == .conflict)
  }

  @Test("the clock leaves a draft alone that waits for review; a person has it computed again")
  func reviewNeeded() throws {
    let (database, months) = try ScratchDatabase.copyOfFacts("review")
    let now = database.workplace.now().text()
    func draft() throws -> String {
      try database.session().query(Statements.liveRuns)[0].text(0)
    }
    let first = try refusal { try closing(.intl, at: now, in: database)() }
    #expect(first.kind == .reviewNeeded)
    let planned = try draft()
    #expect(try refusal { try closing(.intl, at: now, in: database)() }.kind == .reviewNeeded)
    #expect(try draft() == planned)
    let again = try refusal {
      try closing(.intl, at: now, period: months[0], onlyIfDue: false, in: database)()
    }
    #expect(again.kind == .reviewNeeded)
    #expect(try draft() != planned)

    // Acknowledged, it goes into review as it is; sent back, it waits for a person with the reason.
    let acknowledged = try draft()
    try Reviewer("chen", at: database).actOnce()
    #expect(try refusal { try closing(.intl, at: now, in: database)() }.kind == .stillWaiting)
    try ReviewRun(database.workplace, by: "chen").reject(acknowledged, reason: "look at m3")
    let back = try refusal { try closing(.intl, at: now, in: database)() }
    #expect(back.kind == .reviewNeeded)
    #expect(back.sentence.hasSuffix("\(acknowledged) was sent back: look at m3"))
    #expect(try draft() == acknowledged)
  }

  @Test("what waits is told with whom it waits for and the command that decides it, and kept so")
  func toldAndKept() throws {
    let (database, months) = try ScratchDatabase.copyOfFacts("told")
    let month = "\(months[0].text) of site intl"
    let run = "RUN-\(months[0].text)-intl-1"
    func job() throws -> (status: Int32, said: String) {
      try SettledProcess(
        ["job", "run", "month-end", "--site", "intl", "--if-due", "--quiet"], at: database
      ).waitForEnd()
    }
    func kept() throws -> String {
      try database.session().query(Statements.unfinishedJobs)[0].text(0)
    }
    let review = try job()
    #expect(review.status == 3)
    #expect(
      review.said.hasPrefix(
        "waiting: \(month) waits for a person: \(run) has 1 open exception: 1 "),
      "\(review.said)")
    let decide = "`settled exception acknowledge --run \(run) --all --reason TEXT --as NAME`"
    #expect(review.said.hasSuffix("\(decide)\n"), "\(review.said)")
    #expect(try kept().hasSuffix(decide))

    try Reviewer("chen", at: database).actOnce()
    let approval = try job()
    #expect(approval.status == 8)
    #expect(
      approval.said.hasPrefix(
        "waiting: \(month) waits for the approval of \(run) by somebody other than settled: "),
      "\(approval.said)")
    #expect(approval.said.contains(" statements, payable "), "\(approval.said)")
    #expect(approval.said.contains("`settled run approve \(run) --if-plan "), "\(approval.said)")
    let told = approval.said.dropFirst("waiting: ".count).replacing("\n  ", with: "; ").dropLast()
    #expect(try kept().hasSuffix(String(told)))

    // The month that is closed is told, and so is the next one that waits.
    try Reviewer("chen", at: database).actOnce()
    let next = try SettledProcess(
      ["job", "run", "month-end", "--site", "intl", "--if-due"], at: database
    ).waitForEnd()
    #expect(next.said.contains("\n\(month) is sealed by \(run); "), "\(next.said)")
    #expect(next.said.contains("waiting: \(months[1].text) of site intl waits "), "\(next.said)")
  }

  @Test("while another process plans or seals, the job is busy and stays to be done")
  func busy() throws {
    let (database, months) = try ScratchDatabase.copyOfFacts("busy")
    let holder = try database.session()
    #expect(try RunStore.lock(.intl, in: holder))
    let now = database.workplace.now().text()
    #expect(try refusal { try closing(.intl, at: now, in: database)() }.kind == .busy)
    try RunStore.unlock(.intl, in: holder)
    #expect(try refusal { try closing(.intl, at: now, in: database)() }.kind == .reviewNeeded)
    let unfinished = try holder.query(Statements.unfinishedJobs).map { $0.text(0) }
    #expect(unfinished.count == 1)
    #expect(unfinished[0].hasPrefix("intl/\(months[0].text) is waiting"))
  }

  private func closing(
    _ site: Site, at instant: String, period: Period? = nil, onlyIfDue: Bool = true,
    in database: ScratchDatabase
  ) throws -> RunMonthEnd {
    let now = try Instant(parsing: instant)
    let workplace = Workplace(database: database.settings, sealKey: .passing()) { now }
    return RunMonthEnd(
      workplace, site: site, period: period, onlyIfDue: onlyIfDue,
      workerName: "test:\(UInt32.random(in: .min ... .max))",
      log: EventLog(level: .error, now: { now }) { print($0) })
  }

  /// Closes the last month that is due, with another person who approves.
  private func closeEurope(at instant: String, _ database: ScratchDatabase) throws {
    let waiting = try refusal { try closing(.eu, at: instant, in: database)() }
    #expect(waiting.kind == .stillWaiting)
    #expect(try Reviewer("chen", at: database).actOnce() == 1)
    let sentences = try closing(.eu, at: instant, in: database)()
    #expect(sentences.first?.hasPrefix("202609 of site eu is sealed by ") == true)
  }

  private func refusal(_ body: () throws -> [String]) throws -> Refusal {
    try #require(throws: Refusal.self) { try body() }
  }
}
