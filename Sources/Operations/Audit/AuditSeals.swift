import CivilTime
import Digests
import Documents
import Marketplace
import Postgres
import Proofs
import Store

/// Something in sealed rows that is not what was signed.
package struct AuditFinding: Sendable, Equatable {
  package let code: String
  package let run: String
  /// Empty where it is a matter of the whole run, or the statement cannot be told.
  package let statement: String
  package let sentence: String
}

/// `audit verify|head`: computes every seal, the journal and the audit trail again from the rows.
/// Rule 8.1.
package struct AuditSeals: Sendable {
  private let workplace: Workplace

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// Looks at the sealed runs of sites, in the order of their chains.
  ///
  /// - Parameters:
  ///   - sites: Whose chains.
  ///   - outside: The hash of a head that was kept elsewhere, which must still be there.
  ///   - trail: A hash of the audit trail that was kept elsewhere, which must be in its chain.
  /// - Returns: How many runs there are, and everything that is wrong with them, with the entries of
  ///   their sites' journals, or with the trail.
  package func callAsFunction(
    of sites: [Site] = Site.allCases, outside: SHA256Digest? = nil, trail: SHA256Digest? = nil
  ) throws -> (runs: Int, findings: [AuditFinding]) {
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    let found = try session.transaction(.repeatableRead, readOnly: true) {
      (tx: borrowing Transaction) -> (runs: Int, findings: [AuditFinding]) in
      var findings: [AuditFinding] = []
      var heads: Set<SHA256Digest> = []
      var count = 0
      for site in sites {
        let records = try RunStore.list(site: site, period: nil, in: tx)
        var previous: SHA256Digest?
        for (place, run) in try SealStore.runs(of: site, isUnsigned: false, at: now, in: tx)
          .enumerated()
        {
          guard let record = records.first(where: { $0.number == run.number }) else {
            preconditionFailure("run \(run.number) is listed once and not twice")
          }
          var audit = RunAudit(record: record, sealed: run)
          previous = try audit.examine(after: previous, at: place + 1, in: tx)
          if let previous { heads.insert(previous) }
          findings += audit.findings
          findings += try RunAudit.stampFlaws(of: record, in: tx)
          count += 1
        }
        let journal =
          try LedgerStore.chainFlaws(of: site, in: tx) + LedgerStore.lostBatches(of: site, in: tx)
        findings += journal.map { flaw in
          AuditFinding(
            code: flaw.code, run: "", statement: "",
            sentence: "journal of site \(site.rawValue), entry \(flaw.number): \(flaw.sentence)")
        }
      }
      if let outside, !heads.contains(outside) {
        findings.append(
          AuditFinding(
            code: "head_unknown", run: "", statement: "",
            sentence:
              "no run has the head \(outside.hex) that you kept: a run was replaced or is gone"
          ))
      }
      return (count, findings + (try AuditTrail.flaws(outside: trail, in: tx)))
    }
    return (found.runs, found.findings + (try missingLines(found.findings)))
  }

  /// Names the facts whose lines are gone from the runs that differ: the second calculation derives
  /// them again, from the facts and terms that are there today.
  private func missingLines(_ findings: [AuditFinding]) throws -> [AuditFinding] {
    let runs = Set(findings.filter { $0.code == "lines_differ" }.map(\.run)).sorted()
    return try runs.flatMap { run in
      try CheckRun(workplace)(run).differences.filter { $0.problem == .missing }.map {
        AuditFinding(
          code: "line_missing", run: run, statement: $0.statementID,
          sentence: CheckRun.words(about: $0))
      }
    }
  }

  /// The heads of sites, in the order of their chains, to be kept elsewhere.
  package func heads(of sites: [Site] = Site.allCases) throws -> Listing {
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    let rows = try session.transaction(.repeatableRead, readOnly: true) {
      (tx: borrowing Transaction) in
      var rows: [Record] = []
      for site in sites {
        for run in try SealStore.runs(of: site, isUnsigned: false, at: now, in: tx) {
          guard let head = try SealStore.head(of: run.number, in: tx) else { continue }
          rows.append(head.record)
        }
      }
      return rows
    }
    func field(_ name: String) -> ListedColumn<Record> {
      ListedColumn(name, .text) { .text($0[name] ?? "") }
    }
    return Listing(
      "heads", of: rows,
      [
        field("site"), field("chain_number"), field("run_id"), field("period"),
        field("signed_at"),
        ListedColumn("head", .text) { .text(SHA256.digest(of: $0.bytes).hex) },
        field("key_id"),
      ], summary: counted(rows.count, "head"))
  }

  /// A head as it was written down.
  ///
  /// - Throws: `Refusal` `.usage` for what is not 64 digits.
  package static func head(_ digits: String) throws -> SHA256Digest {
    if let head = SHA256Digest(hex: digits) { return head }
    throw Refusal(
      .usage, "head_not_understood", "\(digits) is not 64 hexadecimal digits",
      remedy: "give a head as `settled audit head` lists it")
  }

  /// Findings in columns.
  package static func listing(_ findings: [AuditFinding], runs: Int) -> Listing {
    Listing(
      "findings", of: findings,
      [
        ListedColumn("run", .text) { .text($0.run) },
        ListedColumn("statement", .text) { .text($0.statement) },
        ListedColumn("code", .text) { .text($0.code) },
        ListedColumn("finding", .text) { .text($0.sentence) },
      ],
      summary: "\(counted(runs, "sealed run")): "
        + (findings.isEmpty ? "as signed" : counted(findings.count, "finding")))
  }
}
