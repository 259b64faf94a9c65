import Amounts
import CivilTime
import Digests
import Documents
import Marketplace
import Postgres
import Settlement
import Store

/// A sealed run with what it comes to when it is calculated again from what it sealed.
package struct ReplayedRun: Sendable {
  package let run: RunRecord
  package let statements: Int
  /// Of the statements as they were calculated again; nil where one does not fit 64 bits.
  package let contentHash: SHA256Digest?
  /// The first of them, lines that are gone, lines, statements, the run; empty when every byte is the
  /// same.
  package let differences: [ReplayDifference]
  /// How many there are, listed or not.
  package let differenceCount: Int64

  /// Whether the same bytes came out.
  package var isSame: Bool { differences.isEmpty }
}

/// `replay`: calculates sealed periods again from what they sealed, and compares every byte.
///
/// Facts are those that the run's lines name, terms those that the run kept, balances and what was
/// billed before those of the chain before it. Nothing is written unless something differs.
package struct ReplayPeriod: Sendable {
  private let workplace: Workplace
  private let shards: Int
  private let progress: @Sendable (Progress) -> Void

  package init(
    _ workplace: Workplace, shards: Int = PlanRun.defaultShards,
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) {
    self.workplace = workplace
    self.shards = shards
    self.progress = progress
  }

  /// Replays the sealed runs of a period, those of one site or of all.
  ///
  /// - Parameter limit: So many differences of each run at most.
  /// - Throws: `Refusal` `.notFound` when nothing is sealed, `.failed` for a run of engine 0.1.0.
  package func callAsFunction(
    _ period: Period, site: Site?, limit: Int
  ) throws -> [ReplayedRun] {
    let session = try workplace.openCheckedSession()
    let runs = try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try RunStore.list(site: site, period: period, in: tx).filter { $0.state == .sealed }
    }
    if runs.isEmpty {
      let place = site.map { "site \($0.rawValue)" } ?? "any site"
      throw Refusal(
        .notFound, "period_not_sealed", "\(period.text) is not sealed at \(place)",
        remedy: "see `settled run list --period \(period.text)`")
    }
    return try runs.sorted { $0.site.rawValue < $1.site.rawValue }.map {
      try replay($0, limit: limit, in: session)
    }
  }

  private func replay(
    _ run: RunRecord, limit: Int, in session: borrowing Session
  ) throws -> ReplayedRun {
    progress(.stage("replay \(run.id)"))
    let progress = self.progress
    let (recalculation, stored) = try session.transaction(.repeatableRead, readOnly: true) {
      (tx: borrowing Transaction) in
      let reading = try SealedReading(of: run, shards: shards, in: tx)
      let recalculation = try reading.recalculated(at: workplace, into: nil, in: tx) {
        progress(.advanced($0))
      }
      return (recalculation, try ReplayStore.digests(of: run.number, in: tx))
    }
    let numbers = Set(recalculation.entries.map(\.sealed.number))
    var figures = recalculation.entries.flatMap { entry in
      entry.differences(storedLines: stored[entry.sealed.number] ?? LineSetDigest())
    }
    let strays = stored.keys.filter { !numbers.contains($0) }.sorted()
    figures += strays.map {
      ReplayDifference(
        "", "statement_no", sealed: "\($0)", recomputed: "",
        "Sealed lines belong to statement number \($0), which does not exist.")
    }
    let planned = recalculation.entries.compactMap { $0.statement.map { PlannedStatement($0) } }
    let hash = PlannedStatement.runHash(of: planned, site: run.site, period: run.period)
    if hash != run.contentHash {
      figures.append(
        ReplayDifference(
          "", "content_hash", sealed: run.contentHash?.hex ?? "", recomputed: hash.hex,
          "The run's content hash is not that of its statements calculated again."))
    }
    let lost = try lostLines(of: recalculation, figures)
    var lines: (first: [ReplayDifference], count: Int64) = ([], 0)
    if !figures.isEmpty {
      lines = try differingLines(of: run, recalculation, stored, limit: limit, in: session)
      // A line of which another payee's is left is calculated again; it is gone all the same.
      let others = lines.first.filter { line in !lost.contains { $0.isOfSameLine(as: line) } }
      lines.count -= Int64(lines.first.count - others.count)
      let waived = others.filter { $0.column == "increment" }
      lines.first = others.map { line in
        let isWaived = waived.contains { $0.isOfSameLine(as: line) }
        return isWaived && lost.contains { $0.statementID == line.statementID }
          ? line.followingFromLostLines : line
      }
    }
    let all = lost + lines.first + figures
    return ReplayedRun(
      run: run, statements: recalculation.entries.count,
      contentHash: planned.count == recalculation.entries.count ? hash : nil,
      differences: Array(all.prefix(limit)),
      differenceCount: Int64(lost.count) + lines.count + Int64(figures.count))
  }

  /// The lines that statements were sealed with and that are gone: nothing that is stored names their
  /// facts, and so the second calculation derives them again, as far as it can be known.
  private func lostLines(
    of recalculation: Recalculation, _ figures: [ReplayDifference]
  ) throws -> [ReplayDifference] {
    guard figures.contains(where: { $0.column == "line_count" }) else { return [] }
    progress(.stage("find the lines that are gone"))
    let statements = Dictionary(
      recalculation.entries.map { ($0.sealed.id, $0.sealed) },
      uniquingKeysWith: { first, _ in first })
    return try CheckRun(workplace)(recalculation.reading.record.id).differences
      .filter { $0.problem == .missing }
      .compactMap { missing in
        statements[missing.statementID].map { ReplayDifference(lost: missing, of: $0) }
      }
  }

  /// Calculates once more, writing the lines aside, to name the ones that differ.
  private func differingLines(
    of run: RunRecord, _ known: Recalculation, _ stored: [Int32: LineSetDigest], limit: Int,
    in session: borrowing Session
  ) throws -> ([ReplayDifference], Int64) {
    progress(.stage("find the lines that differ"))
    let scratch = try ScratchCalculation(
      title: "replay \(run.id)", isKept: false, at: workplace.now(), in: session)
    defer { try? scratch.drop(in: session) }
    let progress = self.progress
    let recalculation = try session.transaction(.repeatableRead, readOnly: true) {
      (tx: borrowing Transaction) in
      try SealedReading(of: run, shards: shards, in: tx)
        .recalculated(at: workplace, into: scratch, in: tx) { progress(.advanced($0)) }
    }
    try scratch.name(
      recalculation.entries.map { ($0.number, $0.sealed.id) }, of: run.number, in: session)
    let (first, count) = try scratch.differences(from: run.number, limit: limit, in: session)
    let entries = Dictionary(
      known.entries.map { ($0.sealed.id, $0) }, uniquingKeysWith: { first, _ in first })
    return (
      first.compactMap { difference in
        guard let entry = entries[difference.statementID] else { return nil }
        return ReplayDifference(
          difference, currency: entry.sealed.currency,
          isLineChanged: entry.sealed.lineDigest == entry.totals.digest.bytes)
      }, count
    )
  }
}

extension Listing {
  /// The runs that were replayed.
  package init(replayed runs: [ReplayedRun]) {
    self.init(
      "replays", of: runs,
      [
        ListedColumn("run", .text) { .text($0.run.id) },
        ListedColumn("as_of", .instant) { .instant($0.run.asOf) },
        ListedColumn("statements", .integer) { .integer(Int64($0.statements)) },
        ListedColumn("lines", .integer) { .integer($0.run.lines) },
        ListedColumn("same", .text) { .text($0.isSame ? "yes" : "no") },
        ListedColumn("differences", .integer) { .integer($0.differenceCount) },
        ListedColumn("content_hash", .text) { TableCell($0.contentHash?.hex) },
      ],
      summary: runs.allSatisfy(\.isSame)
        ? "\(counted(runs.count, "run")), the same bytes"
        : "\(counted(runs.count { !$0.isSame }, "run")) of \(runs.count) not what was sealed")
  }

  /// Where a replayed run differs.
  package init(differencesOf run: ReplayedRun) {
    let listed = run.differences.count
    self.init(
      "differences", of: run.differences,
      [
        ListedColumn("statement_id", .text) { .text($0.statementID) },
        ListedColumn("source_kind", .text) { TableCell($0.kind) },
        ListedColumn("source_id", .text) { TableCell($0.sourceID) },
        ListedColumn("role", .text) { TableCell($0.role) },
        ListedColumn("column", .text) { .text($0.column) },
        ListedColumn("sealed", .text) { TableCell($0.sealed) },
        ListedColumn("recomputed", .text) { TableCell($0.recomputed) },
        ListedColumn("meaning", .text) { .text($0.sentence) },
      ],
      summary: run.differenceCount > Int64(listed)
        ? "\(counted(run.differenceCount, "difference")), the first \(listed) are listed"
        : counted(run.differenceCount, "difference"))
  }
}
