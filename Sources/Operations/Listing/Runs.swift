import Amounts
import CivilTime
import Documents
import Marketplace
import Postgres
import Settlement
import Store

/// `run list|show`: what was planned, reviewed and sealed.
package struct Runs: Sendable {
  private let workplace: Workplace

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// Runs of a site and period, newest period first; nil for all.
  package func list(site: Site?, period: Period?) throws -> Listing {
    let session = try workplace.openCheckedSession()
    let runs = try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try RunStore.list(site: site, period: period, in: tx)
    }
    return Listing(
      "runs", of: runs,
      [
        ListedColumn("id", .text) { .text($0.id) },
        ListedColumn("site", .text) { .text($0.site.rawValue) },
        ListedColumn("period", .text) { .text($0.period.text) },
        ListedColumn("state", .text) { .text($0.state.rawValue) },
        ListedColumn("facts", .integer) { .integer($0.factsRead) },
        ListedColumn("lines", .integer) { .integer($0.lines) },
        ListedColumn("pending", .integer) { .integer($0.pending) },
        ListedColumn("rejected", .integer) { .integer($0.rejected) },
        ListedColumn("content_hash", .text) { TableCell($0.contentHash?.hex) },
        ListedColumn("as_of", .instant) { .instant($0.asOf) },
        ListedColumn("planned_by", .text) { .text($0.plannedBy) },
        ListedColumn("planned_at", .instant) { .instant($0.plannedAt) },
        ListedColumn("submitted_by", .text) { TableCell($0.submittedBy) },
        ListedColumn("approved_by", .text) { TableCell($0.approvedBy) },
        ListedColumn("sealed_at", .instant) { TableCell($0.sealedAt) },
      ], summary: counted(runs.count, "run"))
  }

  /// One run with all that a person looks at before it is approved.
  ///
  /// - Throws: `Refusal` `.notFound` when there is none.
  package func show(_ id: String) throws -> RunView {
    let session = try workplace.openCheckedSession()
    return try session.transaction(.repeatableRead, readOnly: true) {
      (tx: borrowing Transaction) in
      let run = try Runs.find(id, in: tx)
      return RunView(
        run: run, statements: try StatementStore.count(run: run.number, in: tx),
        conservation: try RunStore.conservation(of: run.number, in: tx).map { Conserved($0) },
        exceptions: try RunStore.exceptions(of: run.number, in: tx),
        pending: try RunStore.pending(of: run.number, in: tx))
    }
  }

  /// How many facts the last run of a site read: what a progress bar may expect. Zero if none.
  package func expectedFacts(site: Site) throws -> Int {
    let session = try workplace.openCheckedSession()
    return try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      let runs = try RunStore.list(site: site, period: nil, in: tx)
      return Int(runs.map(\.factsRead).max() ?? 0)
    }
  }

  /// A run by its id, without locking it.
  static func find(_ id: String, in tx: borrowing Transaction) throws -> RunRecord {
    guard let run = try RunStore.list(site: nil, period: nil, in: tx).first(where: { $0.id == id })
    else {
      throw Refusal(
        .notFound, "run_not_found", "there is no run \(id)", remedy: "see `settled run list`")
    }
    return run
  }
}

/// A run with what it came to. Contract 3, `run show`.
package struct RunView: Sendable {
  package let run: RunRecord
  package let statements: Int
  package let conservation: [Conserved]
  package let exceptions: [ExceptionRecord]
  package let pending: [PendingRecord]

  /// Exceptions nobody has acknowledged; they keep the run from being approved. Rule 9.5.
  package var openExceptions: Int { exceptions.count { $0.acknowledgedBy == nil } }

  /// Whether a person must look at the draft. Contract 4, exit code 3.
  package var needsReview: Bool {
    openExceptions > 0 || pending.contains { $0.reasons.contains(.parked) }
  }

  /// Facts and amounts by each reason, most facts first; a fact with two reasons counts in both.
  package var pendingByReason: [(code: String, sentence: String, facts: Int64)] {
    PendingReasons.codes.compactMap { reason, code in
      let facts = pending.filter { $0.reasons.contains(reason) }.reduce(0) { $0 + $1.facts }
      let sentence = reason.sentences.joined(separator: " ")
      return facts == 0 ? nil : (code, sentence, facts)
    }.sorted { ($1.facts, $0.code) < ($0.facts, $1.code) }
  }
}

/// The conservation equation in one currency: what was paid, and who gets it. Rule 7.8.
package struct Conserved: Sendable {
  package let currency: Currency
  package let payable: Total
  /// What customers paid: the left side.
  package let paid: Total
  /// The right side in the order of the contract: `merchant`, ..., `platform`.
  package let parts: [(name: String, amount: Total)]

  init(_ record: ConservationRecord) {
    func total(_ amount: Int128) -> Total {
      Total(minorUnits: amount, currency: record.currency)
    }
    currency = record.currency
    payable = total(record.payable)
    paid = total(record.paid)
    parts = [
      ("merchant", total(record.merchant)), ("csp", total(record.csp)),
      ("reseller", total(record.reseller)), ("operator", total(record.operator)),
      ("taxes", total(record.taxes)), ("platform", total(record.platform)),
    ]
  }
}
