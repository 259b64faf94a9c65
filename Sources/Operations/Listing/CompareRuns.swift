import Amounts
import CivilTime
import Documents
import Marketplace
import Postgres
import Store

/// What a run is compared with.
package enum RunToCompare: Sendable, Equatable {
  /// A run by its id.
  case run(String)
  /// The sealed run of the month before, of the same site, else its live one.
  case lastMonth
}

/// `run diff`: where two runs differ, largest change first.
package struct RunComparison: Sendable {
  package let run: RunRecord
  package let other: RunRecord
  package let statements: Listing
  /// Lines matched by source and role; nil where the runs are of different periods, for then no
  /// line is on both.
  package let lines: Listing?
  /// How many lines differ, listed or not.
  package let changedLines: Int64
  /// Why they differ; all reasons together are the difference.
  package let changes: RunChanges

  /// Contract 4, exit code 7.
  package var isDifferent: Bool { !statements.rows.isEmpty || changedLines > 0 }
}

/// Compares two runs.
package struct CompareRuns: Sendable {
  private let workplace: Workplace

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// - Parameter limit: So many lines at most.
  /// - Throws: `Refusal` `.notFound` when one of the runs does not exist, `.conflict` when it was given
  ///   up and its lines are gone.
  package func callAsFunction(
    _ id: String, against other: RunToCompare, limit: Int
  ) throws -> RunComparison {
    let session = try workplace.openCheckedSession()
    return try session.transaction(.repeatableRead, readOnly: true) {
      (tx: borrowing Transaction) in
      try tx.query(Query.Export.preferHashJoins)
      let run = try Runs.find(id, in: tx)
      let before = try find(other, of: run, in: tx)
      for side in [run, before] { try Self.requireLines(of: side, in: tx) }
      let statements = try statements(run, before, in: tx)
      var lines: [ChangedLine] = []
      if run.period == before.period { lines = try self.lines(run, before, limit: limit, in: tx) }
      return RunComparison(
        run: run, other: before, statements: statements,
        lines: run.period == before.period ? listing(of: lines) : nil,
        changedLines: lines.first?.differences ?? 0,
        changes: try RunChanges(run, against: before, in: tx))
    }
  }

  private static func requireLines(of run: RunRecord, in tx: borrowing Transaction) throws {
    switch run.state {
    case .computing, .draft, .inReview, .approved, .sealed: return
    case .discarded:
      guard try !RunStore.keptDrafts(of: run.site, in: tx).contains(run.number) else { return }
      throw Refusal(
        .conflict, "run_given_up", "\(run.id) was given up, and its lines are gone",
        remedy: "the draft that the last plan of site \(run.site.rawValue) replaced has its lines"
          + " until the next one; see `settled run list`")
    }
  }

  private func find(
    _ other: RunToCompare, of run: RunRecord, in tx: borrowing Transaction
  ) throws -> RunRecord {
    switch other {
    case .run(let id): return try Runs.find(id, in: tx)
    case .lastMonth:
      let earlier = try RunStore.list(site: run.site, period: run.period.previous, in: tx)
        .filter { [.draft, .inReview, .approved, .sealed].contains($0.state) }
      guard let found = earlier.first(where: { $0.state == .sealed }) ?? earlier.first else {
        throw Refusal(
          .notFound, "run_not_found",
          "site \(run.site.rawValue) has no run for \(run.period.previous.text)",
          remedy: "name another with --against RUN; see `settled run list`")
      }
      return found
    }
  }

  private func statements(
    _ run: RunRecord, _ before: RunRecord, in tx: borrowing Transaction
  ) throws -> Listing {
    let changed = try tx.query(
      Query.Export.listChangedStatements, [.int32(run.number), .int32(before.number)]
    ).map { ChangedStatement($0) }
    return Listing(
      "statements", of: changed,
      [
        ListedColumn("statement_id", .text) { .text($0.id) },
        ListedColumn("partner_id", .text) { .text($0.partnerID) },
        ListedColumn("currency", .text) { .text($0.currency.code) },
        ListedColumn("lines_before", .integer) { $0.linesBefore.map(TableCell.integer) ?? .empty },
        ListedColumn("lines_after", .integer) { $0.linesAfter.map(TableCell.integer) ?? .empty },
        ListedColumn("payable_before", .amount) { TableCell($0.payableBefore) },
        ListedColumn("payable_after", .amount) { TableCell($0.payableAfter) },
        ListedColumn("change", .amount) { TableCell($0.change) },
      ], summary: changed.isEmpty ? "no statement differs" : counted(changed.count, "statement"))
  }

  private func lines(
    _ run: RunRecord, _ before: RunRecord, limit: Int, in tx: borrowing Transaction
  ) throws -> [ChangedLine] {
    try tx.query(
      Query.Export.listChangedLines,
      [.int32(run.number), .int32(before.number), .int64(Int64(limit))], within: .seconds(600)
    ).map { ChangedLine($0) }
  }

  private func listing(of lines: [ChangedLine]) -> Listing {
    let all = lines.first?.differences ?? 0
    return Listing(
      "lines", of: lines,
      [
        ListedColumn("source_kind", .text) { TableCell($0.kind?.code) },
        ListedColumn("source_id", .text) { .text($0.sourceID) },
        ListedColumn("role", .text) { .text($0.role) },
        ListedColumn("statement_id", .text) { .text($0.statementID) },
        ListedColumn("currency", .text) { .text($0.currency.code) },
        ListedColumn("amount_before", .amount) { TableCell($0.before) },
        ListedColumn("amount_after", .amount) { TableCell($0.after) },
        ListedColumn("change", .amount) { TableCell($0.change) },
      ],
      summary: all == 0
        ? "no line differs"
        : all > Int64(lines.count)
          ? "\(counted(all, "line")) differ, the first \(lines.count) are listed"
          : "\(counted(all, "line"))")
  }
}

/// A statement that differs between two runs; nil where one run has none.
private struct ChangedStatement {
  let id: String
  let partnerID: String
  let currency: Currency
  let linesBefore: Int64?
  let linesAfter: Int64?
  let payableBefore: Money?
  let payableAfter: Money?

  var change: Money? { difference(payableBefore, payableAfter) }

  init(_ row: Row) {
    let currency = storedCurrency(row.text(2))
    id = row.text(0)
    partnerID = row.text(1)
    self.currency = currency
    linesBefore = row.optionalInt64(3)
    linesAfter = row.optionalInt64(4)
    payableBefore = row.optionalInt64(7).map { Money(minorUnits: $0, currency: currency) }
    payableAfter = row.optionalInt64(8).map { Money(minorUnits: $0, currency: currency) }
  }
}

/// A line that differs between two runs; nil where one run has none.
private struct ChangedLine {
  let kind: SourceKind?
  let sourceID: String
  let role: String
  let statementID: String
  let currency: Currency
  let before: Money?
  let after: Money?
  /// Of all lines that differ.
  let differences: Int64

  var change: Money? { difference(before, after) }

  init(_ row: Row) {
    let currency = storedCurrency(row.text(3))
    kind = SourceKind(rawValue: row.int16(0))
    sourceID = row.text(1)
    role = ExportedLine.roles[Int(row.int16(2))]
    self.currency = currency
    statementID = row.text(4)
    before = row.optionalInt64(5).map { Money(minorUnits: $0, currency: currency) }
    after = row.optionalInt64(6).map { Money(minorUnits: $0, currency: currency) }
    differences = row.int64(7)
  }
}

private func storedCurrency(_ code: String) -> Currency {
  guard let currency = Currency(code: code) else {
    preconditionFailure("currency \(code) was written by a run and is not known")
  }
  return currency
}

/// After less before, with nothing counted as zero; nil where it does not fit 64 bits.
private func difference(_ before: Money?, _ after: Money?) -> Money? {
  guard let known = after ?? before else { return nil }
  let zero = Money.zero(in: known.currency)
  return try? (after ?? zero).subtracting(before ?? zero)
}
