import CivilTime
import Foundation
import Postgres
import TestKit
import Testing

extension FaultTests {
  @Test("a daemon killed at any instant of a run and started again seals the same bytes")
  func killedAtAnyInstant() throws {
    var generator = Generator()
    print("kill test: seed \(generator.seed)")
    let (base, months) = try ScratchDatabase.facts()
    let reference = try referenceBooks(base, months)

    var tally = KillTally()
    var round = 0
    while !tally.isEnough, round < 40 {
      round += 1
      let name = "kill round \(round) of seed \(generator.seed)"
      let database = try ScratchDatabase("kill_\(round)", from: base)
      try closeUnderFire(database, months, &generator, &tally, name)
      try Books(of: database, months).expectEqual(to: reference, name)
      try Books.expectConsistent(database, name)
    }
    print("kill test: \(tally.total) kills in \(round) rounds: \(tally.text)")
    #expect(tally.total >= KillTally.wanted)
    #expect(tally.missed == [], "no kill hit these stages; seed \(generator.seed)")
  }

  private func referenceBooks(
    _ base: ScratchDatabase, _ months: [Period]
  ) throws -> Books {
    let database = try ScratchDatabase("reference", from: base)
    try database.close(upTo: months[months.count - 1])
    try Books.expectConsistent(database, "undisturbed")
    let books = try Books(of: database, months)
    #expect(books.rows.filter { $0.hasPrefix("invoice") }.count >= 12)
    #expect(books.rows.filter { $0.hasPrefix("line") }.count >= 300)
    #expect(books.exports.count == 2 * months.count)
    #expect(books.exports.allSatisfy { $0.split(whereSeparator: \.isNewline).count > 4 })
    return books
  }

  /// Starts and kills processes until all months are closed, then once more.
  private func closeUnderFire(
    _ database: ScratchDatabase, _ months: [Period], _ generator: inout Generator,
    _ tally: inout KillTally, _ name: String
  ) throws {
    let session = try database.session()
    let reviewer = Reviewer("chen", at: database)
    for life in 0..<300 {
      let isDone = try Stage.now(of: months, in: session).stage == .done
      // In the break between two lives, as a person at a desk would.
      if generator.once(in: 2) { try reviewer.actOnce() }
      // Lives become longer: on a machine that is busy elsewhere a short one never gets anywhere.
      try fire(
        at: database, months, in: session, longest: 250_000 + 5_000 * life, &generator, &tally)
      if isDone { return }
    }
    Issue.record("\(name): not closed after 300 lives")
  }

  /// One life of one process, from its start to its death after so many microseconds at most.
  private func fire(
    at database: ScratchDatabase, _ months: [Period], in session: borrowing Session, longest: Int,
    _ generator: inout Generator, _ tally: inout KillTally
  ) throws {
    let arguments =
      generator.once(in: 2)
      ? ["serve", "--port", "0", "--interval", "1"]
      : ["job", "run", "month-end", "--site", "intl", "--if-due"]
    // Half of the lives end at an instant of the clock, half near a stage that was hit least.
    let isHunt = generator.once(in: 2)
    let pause = Int.random(in: 0...(isHunt ? 6_000 : longest), using: &generator)
    let process = try SettledProcess(arguments, at: database)
    if isHunt {
      let deadline = ContinuousClock.now + .milliseconds(400)
      while process.isRunning, ContinuousClock.now < deadline,
        try Stage.now(of: months, in: session).stage != tally.rarest
      {}
    }
    usleep(UInt32(pause))
    let wasAlive = process.isRunning
    process.killNow()
    try database.waitForWorkersToLeave(in: session)
    if wasAlive { tally.count(try Stage.now(of: months, in: session).stage) }
  }
}

/// Which stages the kills hit.
struct KillTally {
  static let wanted = 105
  private(set) var counts: [Stage: Int] = [:]

  mutating func count(_ stage: Stage) { counts[stage, default: 0] += 1 }

  var total: Int { counts.values.reduce(0, +) }

  /// The stages that must be hit; `nothing` and `invoiced` are hit as it comes.
  private static let required: [Stage] = [
    .computing, .draft, .inReview, .approved, .sealed, .done,
  ]

  var missed: [Stage] { Self.required.filter { counts[$0] == nil } }

  /// The required stage that was hit least.
  var rarest: Stage {
    Self.required.min { (counts[$0] ?? 0) < (counts[$1] ?? 0) } ?? .computing
  }

  var isEnough: Bool { total >= Self.wanted && missed == [] }

  var text: String {
    Stage.allCases.map { "\($0.rawValue) \(counts[$0] ?? 0)" }.joined(separator: ", ")
  }
}
