import Postgres

/// One place where a run does not hold what its facts and the rules say.
package struct RunDifference: Sendable, Equatable {
  /// In which way it differs.
  package enum Problem: String, Sendable {
    /// The run lacks a line.
    case missing
    /// No fact asks for a line of the run.
    case surplus
    /// The run holds a line more than once.
    case twice
    /// A column of a line has another value.
    case different
    /// A figure of a statement does not follow from its lines.
    case figure
    /// A statement is made, or not made, against rules 7.4 to 7.7.
    case decision
  }

  package let problem: Problem
  /// How many facts decide the value: the smaller, the easier to look at.
  package let facts: Int64
  /// As exports name it; `statement` where a figure or a decision differs.
  package let sourceKind: String
  /// Of the fact; of the statement where a figure differs, of the partner where a decision does.
  package let sourceID: String
  /// As exports name it; empty where no line is meant.
  package let role: String
  package let partnerID: String
  package let tab: String
  package let currency: String
  /// What differs, as the tables name it; amounts are in minor units, rates in millionths.
  package let column: String
  /// By the rules; empty where there is none.
  package let expected: String
  /// In the run; empty where there is none.
  package let found: String
  /// The statement that it is of; empty of a decision, and where none was made.
  package let statementID: String

  init(_ row: Row) {
    guard let problem = Problem(rawValue: row.text(1)) else {
      preconditionFailure("a check found the problem \(row.text(1))")
    }
    self.problem = problem
    facts = row.int64(0)
    sourceKind = row.text(2)
    sourceID = row.text(3)
    role = row.text(4)
    partnerID = row.text(5)
    tab = row.text(6)
    currency = row.text(7)
    column = row.text(8)
    expected = row.text(9)
    found = row.text(10)
    statementID = row.text(11)
  }
}

/// The second calculator: derives the lines of a run by sets, in `sql/check`, and compares.
///
/// It is written from the rules alone and shares nothing with what computed the run. It makes
/// temporary tables that last until the transaction ends, so that a transaction checks one run.
package enum CheckStore {
  /// How much of a run is derived a second time.
  package struct Extent: Sendable, Equatable {
    /// All facts of a run with at most as many lines; of a larger one a sample.
    package let wholeUpTo: Int64
    /// How many facts a sample picks one of.
    package let oneIn: Int64
    /// Which facts a sample picks.
    package let seed: Int64

    package init(wholeUpTo: Int64, oneIn: Int64, seed: Int64) {
      precondition(oneIn >= 1, "one fact in \(oneIn) cannot be picked")
      self.wholeUpTo = wholeUpTo
      self.oneIn = oneIn
      self.seed = seed
    }
  }

  /// Derives what the run should hold.
  ///
  /// - Parameter step: Hears the name of each step before it begins.
  /// - Returns: How many facts one was picked of, 1 for all; and how many lines follow from them.
  package static func derive(
    run: Int32, _ extent: Extent, in tx: borrowing Transaction,
    step: (String) -> Void = { _ in }
  ) throws -> (oneIn: Int64, lines: Int64) {
    try tx.run(script: Query.Check.openCheck)
    let begun = try tx.query(
      Query.Check.insertRun,
      [.int32(run), .int64(extent.wholeUpTo), .int64(extent.oneIn), .int64(extent.seed)])
    guard let oneIn = begun.first?.int64(0) else {
      preconditionFailure("run number \(run) does not exist")
    }
    try take([Query.Check.insertLacks], of: run, in: tx, step: step)
    let isLacking = try !tx.query(Query.Check.listLacks, [.int32(run)], within: limit).isEmpty
    try take(
      [
        Query.Check.insertSights, Query.Check.insertWatch, Query.Check.insertCurrencies,
        Query.Check.insertTerms, Query.Check.insertPayeeTerms, Query.Check.insertRefunds,
        Query.Check.analyzeTerms, Query.Check.insertOrders, Query.Check.insertBands,
        Query.Check.insertUsage, Query.Check.insertCounters, Query.Check.analyzeUsage,
      ], in: tx, step: step)
    step(Query.Check.consumePackages.name)
    try tx.run(script: Query.Check.consumePackages, within: limit)
    try take(
      [
        Query.Check.insertRatedUsage, Query.Check.analyzeRated, Query.Check.insertUsageFacts,
        Query.Check.analyzeFacts, Query.Check.insertConsumption, Query.Check.analyzeConsumption,
      ], in: tx, step: step)
    // A sample of the facts does not tell a product's total of the month. Rule 5.7.
    if isLacking {
      try take([Query.Check.insertKeptWaivers], of: run, in: tx, step: step)
    } else if oneIn == 1 {
      try take([Query.Check.insertWaivers], in: tx, step: step)
    } else {
      try take([Query.Check.insertStoredWaivers], of: run, in: tx, step: step)
    }
    try take([Query.Check.insertLegs, Query.Check.analyzeLegs], in: tx, step: step)
    try take(
      [
        Query.Check.insertFactLines, Query.Check.insertRefundLines,
        Query.Check.insertAdjustmentLines, Query.Check.insertIncentiveLines,
      ], of: run, in: tx, step: step)
    try take([Query.Check.analyzeLines], in: tx, step: step)
    if isLacking {
      step(Query.Check.deleteLaterLines.name)
      try LostLines.settle(run, in: tx, within: limit)
    }
    return (oneIn, try tx.query(Query.Check.countLines, within: limit)[0].int64(0))
  }

  /// What differs from what ``derive(run:_:in:)`` found in the same transaction: lines first, those
  /// that fewest facts decide before others, then figures of statements, then decisions.
  ///
  /// - Parameters:
  ///   - most: No more than so many of each.
  ///   - step: Hears the name of each comparison before it begins.
  package static func differences(
    run: Int32, most: Int64, in tx: borrowing Transaction, step: (String) -> Void = { _ in }
  ) throws -> [RunDifference] {
    var found: [RunDifference] = []
    for query in [
      Query.Check.listLineDifferences, Query.Check.listStatementDifferences,
      Query.Check.listDecisionDifferences,
    ] {
      step(query.name)
      found += try tx.query(query, [.int32(run), .int64(most)], within: limit).map {
        RunDifference($0)
      }
    }
    return found
  }

  /// Keeps a difference as an exception of the run, which nobody can acknowledge.
  package static func keep(
    _ difference: RunDifference, detail: String, remedy: String, run: Int32,
    in tx: borrowing Transaction
  ) throws {
    try tx.query(
      Query.Runs.insertCheckException,
      [
        .int32(run), .text(difference.sourceKind), .text(difference.sourceID),
        .text(difference.partnerID), .text(detail), .text(remedy),
      ])
  }

  /// A step works on a whole month, which takes longer than any other statement may.
  private static let limit = Duration.seconds(3600)

  private static func take(
    _ queries: [SQL], of run: Int32? = nil, in tx: borrowing Transaction, step: (String) -> Void
  ) throws {
    for query in queries {
      step(query.name)
      try tx.query(query, run.map { [.int32($0)] } ?? [], within: limit)
    }
  }
}
