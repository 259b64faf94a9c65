import Postgres

extension TestDatabase {
  /// Adds to an amount of a sealed line behind the backs of all triggers, as a superuser could.
  ///
  /// - Parameters:
  ///   - role: As the table has it, 0 for the merchant's line.
  ///   - column: Which amount of the line.
  package func addToSealedLine(
    _ sourceID: String, role: Int = 0, of run: Int32, column: String = "amount",
    minorUnits: Int64
  ) throws {
    try session().run(
      script: Statements.addToSealedLine(
        sourceID, role: role, of: run, column: column, minorUnits: minorUnits))
  }

  /// Lets a run look like one of engine 0.1.0, which did not keep whose the terms were.
  package func forgetMerchants(of run: Int32) throws {
    try session().run(script: Statements.forgetMerchants(of: run))
  }

  /// Changes one column of one row of the marketplace, whether it was settled or not.
  package func change(
    _ table: String, _ column: String, to value: String, where key: String, is id: String
  ) throws {
    try session().query(
      Statements.change(column, of: table, by: key), [.text(value), .text(id)])
  }

  /// Deletes one row of the marketplace, whether it was settled or not.
  package func forget(_ table: String, where key: String, is id: String) throws {
    try session().query(Statements.forget(table, by: key), [.text(id)])
  }

  /// How many rows a table has.
  package func count(_ table: String) throws -> Int64 {
    try session().query(Statements.count(table))[0].int64(0)
  }

  /// Deletes every line of a fact from a sealed run, as a superuser could.
  package func loseLines(of sourceID: String, run: Int32) throws {
    try session().run(script: Statements.deleteLines("source_id = '\(sourceID)'", run))
  }

  /// Deletes the line of one payee of a fact from a sealed run.
  ///
  /// - Parameter role: As the table has it, 0 for the merchant's line.
  package func loseLine(of sourceID: String, role: Int, run: Int32) throws {
    try session().run(
      script: Statements.deleteLines("source_id = '\(sourceID)' AND role = \(role)", run))
  }

  /// Does to sealed rows what a superuser could who turns the triggers of their table off.
  package func tamper(_ tampering: Tampering, run: Int32) throws {
    try session().run(script: tampering.statement(run))
  }

  /// Lets the database look like one of before there were heads.
  package func forgetHeads() throws {
    try session().run(script: Statements.forgetHeads)
  }

  /// Tries to delete all rows of a table, as our own role could.
  package func forgetAll(_ table: String) throws {
    try session().query(Statements.forgetAll(table))
  }

  /// Adds a blank to the partner's name on a sealed statement, as a superuser could.
  package func rename(sealedStatement id: String) throws {
    try session().run(script: Statements.rename(sealedStatement: id))
  }
}

/// What somebody with all rights might do to the rows of a sealed run.
package enum Tampering: CaseIterable, Sendable {
  case lineAmount, lineDeleted, lineMoved, statementFigure, statementName, statementDeleted
  case runApprover, headRoot, headSignature, headOrder, headDeleted, keyReplaced

  func statement(_ run: Int32) -> SQL {
    switch self {
    case .lineAmount: Statements.changeLine(run)
    case .lineDeleted: Statements.deleteLines("source_id = 'L-4'", run)
    case .lineMoved: Statements.moveLine(run)
    case .statementFigure: Statements.changeStatement(run, "line_count = line_count + 1")
    case .statementName: Statements.changeStatement(run, "partner_name = 'x'")
    case .statementDeleted: Statements.deleteStatement(run)
    case .runApprover: Statements.changeRun(run)
    case .headRoot: Statements.changeHead(run, "root = sha256('x')")
    case .headSignature: Statements.changeHead(run, "signature = sha512('x')")
    case .headOrder: Statements.changeHead(run, "previous_head = sha256('x')")
    case .headDeleted: Statements.deleteHead(run)
    case .keyReplaced: Statements.replaceKey
    }
  }
}

extension TestDatabase {
  /// Does to the journal what a superuser could who turns its triggers off.
  package func tamper(_ tampering: JournalTampering) throws {
    try session().run(script: Statements.tamper(withJournal: tampering))
  }

  /// Does something else to the journal with its triggers off.
  package func tamper(withJournal change: String) throws {
    try session().run(script: Statements.behindTriggers(change))
  }

  /// Lets the database look like one of before there were books.
  package func forgetBooks() throws {
    try session().run(script: Statements.forgetBooks)
  }

  /// Lets all batches look like those that were posted before vouchers had an account.
  package func forgetVouchersApart() throws {
    try session().run(script: Statements.forgetVouchersApart)
  }

  /// Changes what the statements of runs that are not sealed yet say of vouchers.
  ///
  /// - Parameter amount: Minor units; nil as if they were submitted by a release that did not count.
  package func setVouchersBorne(_ amount: Int64?) throws {
    try session().query(Statements.setVouchersBorne, [amount.map { .int64($0) } ?? .null])
  }

  /// Tries to add an entry that belongs to no batch, as our own role could.
  package func postStray() throws {
    try session().query(Statements.strayEntry)
  }

  /// Tries to add a batch of one entry with some hash, as our own role could.
  ///
  /// - Parameters:
  ///   - amounts: Minor units; a debit above zero, a credit below.
  ///   - account: Where all of them go.
  package func postBatch(_ amounts: [Int], account: String = "1012") throws {
    try session().run(script: Statements.batch(amounts, account: account))
  }
}

/// What somebody with all rights might do to the journal.
package enum JournalTampering: CaseIterable, Sendable {
  case amount, account, postingsDeleted, entryDeleted, partner, hash, batchDeleted

  /// The entry that must be named, or the first of its batch.
  package var entry: Int64 {
    switch self {
    case .amount, .partner: 2
    case .account, .postingsDeleted, .entryDeleted, .hash, .batchDeleted: 1
    }
  }
}

/// What somebody with all rights might do to the audit trail.
package enum TrailTampering: CaseIterable, Sendable {
  case actor, before, instant, deleted, linkDeleted, hash, added
}

extension TestDatabase {
  /// Does to an event what a superuser could who turns the triggers of the trail off.
  package func tamper(_ tampering: TrailTampering, event: Int64) throws {
    try session().run(script: Statements.tamper(withTrail: tampering, event: event))
  }

  /// Writes a whole new chain over changed events, as a superuser could who knows how.
  package func rewriteTrail() throws {
    try session().run(script: Statements.rewriteTrail)
  }
}
