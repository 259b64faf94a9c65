import Foundation
import Postgres
import Testing

struct InterruptionTests {
  @Test("Ctrl-C stops the statement in the database, says so, and exits with 2")
  func interrupted() throws {
    let database = try CommandDatabase("interrupted")
    let session = try database.session()
    let outcome = try session.transaction { (tx: borrowing Transaction) in
      // The command waits for this lock until it is stopped.
      try tx.query(Statements.lockRuns)
      return try database.settled.run(
        ["run", "plan", "--period", "202610", "--site", "cn"], interruptedOnceWaitingIn: database)
    }
    #expect(outcome.code == 2, "\(outcome.err)")
    #expect(outcome.out == "")
    #expect(outcome.err.contains("stopping"))
    #expect(outcome.err.contains("error: the work was stopped as asked"))
  }
}
