import Operations
import Postgres
import Store

/// Another person than the job: acknowledges exceptions and approves whatever waits.
struct Reviewer: Sendable {
  private let name: String
  private let database: ScratchDatabase

  init(_ name: String, at database: ScratchDatabase) {
    self.name = name
    self.database = database
  }

  /// Acts on every run that waits; others may be faster, which is no failure.
  ///
  /// - Returns: How many runs it approved.
  @discardableResult
  func actOnce() throws -> Int {
    let session = try database.session()
    var approved = 0
    for row in try session.query(Statements.liveRuns) {
      let review = ReviewRun(database.workplace, by: name)
      do {
        if row.text(1) == RunState.draft.rawValue {
          _ = try review.acknowledge(row.text(0), reason: "known to the merchant")
        } else {
          try review.approve(row.text(0))
          approved += 1
        }
      } catch let refusal as Refusal where refusal.kind == .conflict {
        continue
      }
    }
    return approved
  }
}
