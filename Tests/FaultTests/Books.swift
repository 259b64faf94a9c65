import CivilTime
import Postgres
import TestKit
import Testing

/// What the database says of a site after its months were closed.
struct Books {
  /// One text a row, in order.
  let rows: [String]

  /// The exports of each month, to the byte.
  let exports: [String]

  init(of database: ScratchDatabase, _ months: [Period]) throws {
    let session = try database.session()
    rows = try session.query(Statements.closedBooks).map { $0.text(0) }
    exports = try months.flatMap { month in
      try ["lines", "statements"].map { table in
        try SettledProcess.results(
          of: ["export", table, "--site", "intl", "--period", month.text, "--format", "csv"],
          at: database)
      }
    }
  }

  /// Reports the first rows that differ.
  func expectEqual(to other: Books, _ round: String) {
    #expect(exports == other.exports, "\(round)")
    guard rows != other.rows else { return }
    let difference = rows.difference(from: other.rows)
    Issue.record(
      """
      \(round): the sealed books differ from the undisturbed ones in \(difference.count) rows:
      \(difference.prefix(6).map { "\($0)" }.joined(separator: "\n"))
      """)
  }

  /// Reports what must never be.
  static func expectConsistent(_ database: ScratchDatabase, _ round: String) throws {
    let session = try database.session()
    let found = try session.query(Statements.contradictions).map { $0.text(0) }
    #expect(found == [], "\(round)")
  }
}

/// Where the month stands that is being closed.
enum Stage: String, CaseIterable {
  /// No run yet, or one that was given up.
  case nothing
  case computing, draft
  case inReview = "in_review"
  case approved
  /// Sealed without invoices.
  case sealed
  /// With invoices; the job does not say so yet.
  case invoiced
  /// All months are closed.
  case done

  static func now(
    of months: [Period], in session: borrowing Session
  ) throws -> (stage: Stage, closed: Int) {
    let row = try session.query(
      Statements.stage, [.int64Array(months.map { Int64($0.yyyymm) })])[0]
    guard let stage = Stage(rawValue: row.text(0)) else {
      throw UnexpectedEnd(status: -1, said: "a run is \(row.text(0))")
    }
    return (stage, Int(row.int64(1)))
  }
}
