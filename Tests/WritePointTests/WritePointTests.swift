import CivilTime
import Foundation
import Marketplace
import Operations
import Postgres
import TestKit
import Testing

/// A fault at every point of sealing, numbering, posting and paying where something is written:
/// afterwards nothing has happened, and what is done then is what would have been done without.
@Suite("Every write")
struct WritePointTests {
  @Test("a fault before, after or at the commit of any write leaves nothing behind")
  func everyWrite() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let key = SealKeySource.passing()
    let undisturbed = try Steps.world(key)
    let struck = try Steps.world(key)
    let reference = try WriteProbe(in: undisturbed.database)
    let probe = try WriteProbe(in: struck.database)
    #expect(try reference.digest() == probe.digest())
    let url = try struck.database.url()
    var tally: [String: Int] = [:]
    for step in try Steps().all(in: folder) {
      for world in [undisturbed, struck] { try step.prepare(world) }
      try reference.reset()
      try step.run(undisturbed)
      let commit = try reference.firstCommitPoint()
      let points = try strike(step, at: struck, probe, url, commit, &tally)
      #expect(try points == reference.points(), "\(step.name)")
      let differing = try zip(reference.digest(), probe.digest()).filter { $0 != $1 }
      #expect(differing.isEmpty, "\(step.name): \(differing.map(\.0))")
      print("every write: \(step.name), \(points) points")
    }
    #expect(try Ledger(struck.database.workplace).check(site: nil) == [])
    #expect(try Steps.findings(in: struck) == [])
    #expect(try Invoices(struck.database.workplace).gaps().rows.isEmpty)
    let total = tally.values.reduce(0, +)
    print("every write: \(total) faults: \(tally.sorted { $0.key < $1.key })")
    #expect(total >= 500)
  }

  /// Strikes at every point of a step with everything there is, then lets it happen.
  ///
  /// - Returns: How many points it has.
  private func strike(
    _ step: Step, at world: PayingWorld, _ probe: WriteProbe, _ url: String,
    _ commit: Int, _ tally: inout [String: Int]
  ) throws -> Int {
    let before = try probe.digest()
    let sequences = try probe.sequences()
    for point in 1... {
      for strike in Strike.allCases {
        try probe.arm(point: point, strike)
        if strike == .killed {
          // What dies once the commit is on its way is done, and nobody was told.
          if point >= commit { continue }
          try probe.kill(step.command, atURL: url)
        } else {
          do {
            try step.run(world)
            // It has no such point, and is done.
            if strike == .terminated { return point - 1 }
            Issue.record("\(step.name), point \(point): \(strike) did not strike")
          } catch {
            try #require(try probe.points() >= point, "\(step.name), point \(point): \(error)")
          }
        }
        #expect(try probe.digest() == before, "\(step.name), point \(point), \(strike)")
        try probe.set(sequences)
        tally[strike.rawValue, default: 0] += 1
      }
    }
    return 0
  }
}
