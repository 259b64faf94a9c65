import CivilTime
import Postgres
import Store

/// `run seal`: makes an approved run the truth of its period. Rule 8.1.
package struct SealRun: Sendable {
  private let workplace: Workplace
  private let actor: String
  /// Up to so many lines everything is digested again; above it counts and sums are compared, for
  /// the lines were digested at the approval and are frozen since.
  private static let thoroughLimit = 200_000

  package init(_ workplace: Workplace, by actor: String) {
    self.workplace = workplace
    self.actor = actor
  }

  /// Seals a run.
  ///
  /// - Throws: `Refusal` `.conflict` when it is not approved, the period or a later one is sealed,
  ///   or it is no longer what was approved; `.busy` while another process plans or seals.
  package func callAsFunction(_ id: String) throws -> RunRecord {
    let session = try workplace.openCheckedSession()
    let key = try workplace.sealKey.key()
    let now = workplace.now()
    let site = try session.transaction { (tx: borrowing Transaction) in
      try SealedContent.find(id, in: tx).site
    }
    guard try RunStore.lock(site, in: session) else {
      throw Refusal(
        .busy, "run_locked", "another process is planning or sealing for site \(site.rawValue)",
        remedy: "try again when it is done")
    }
    return try session.transaction { (tx: borrowing Transaction) in
      let run = try SealedContent.find(id, in: tx)
      guard run.state == .approved else {
        throw Refusal(
          .conflict, "run_is_\(run.state.rawValue)",
          "\(id) is \(run.state.rawValue); only an approved run is sealed",
          remedy: "see `settled run show \(id)`")
      }
      let chain = try RunStore.chain(of: run.site, in: tx)
      guard chain.nextNumber == run.chainNumber else {
        throw Refusal(
          .conflict, "past_changed",
          "another run of site \(run.site.rawValue) was sealed since \(id) was planned",
          remedy: "discard it and plan the period again")
      }
      try SealedContent.requireUnchanged(
        run, isThorough: run.lines <= Self.thoroughLimit, in: tx)
      guard try RunStore.seal(run.number, by: actor, at: now, in: tx) else {
        throw Refusal(
          .conflict, "plan_changed", "\(id) is no longer what was approved; nothing was sealed",
          remedy: "send it back with `settled run reject \(id) --reason TEXT` and plan again")
      }
      try PostJournal.post(run.site, by: actor, at: now, in: tx)
      try SealHeads.extend(run.site, with: key, by: actor, at: now, in: tx)
      try Trail.note(
        "run_sealed", of: id, by: actor, at: now, change: (run.state.rawValue, "sealed"), in: tx)
      return try SealedContent.find(id, in: tx)
    }
  }
}

/// Whether what is stored is what was planned. Rule 8.1.
enum SealedContent {
  static func find(_ id: String, in tx: borrowing Transaction) throws -> RunRecord {
    guard let run = try RunStore.find(id, in: tx) else {
      throw Refusal(
        .notFound, "run_not_found", "there is no run \(id)", remedy: "see `settled run list`")
    }
    return run
  }

  /// Refuses a run whose statements or lines differ from its content hash, and names the first.
  static func requireUnchanged(
    _ run: RunRecord, isThorough: Bool, in tx: borrowing Transaction
  ) throws {
    let statements = try StatementStore.list(run: run.number, in: tx)
    let hashes = statements.map { PlannedStatement($0) }
    if let changed = hashes.first(where: { $0.contentHash != $0.stored }) {
      throw refusal(of: run, statement: changed.id, detail: "its figures were changed")
    }
    guard
      PlannedStatement.runHash(of: hashes, site: run.site, period: run.period) == run.contentHash
    else {
      throw refusal(of: run, statement: "", detail: "statements were added or removed")
    }
    let difference =
      if isThorough {
        try LineVerification.differences(
          run: run.number, planned: hashes.map { ($0.number, $0.id, $0.lineDigest) }, in: tx
        ).first
      } else {
        try LineVerification.firstSumDifference(run: run.number, in: tx)
      }
    if let difference {
      throw refusal(of: run, statement: difference.statementID, detail: difference.detail)
    }
  }

  private static func refusal(of run: RunRecord, statement: String, detail: String) -> Refusal {
    Refusal(
      .conflict, "content_changed",
      "\(run.id) is not what was planned"
        + (statement.isEmpty ? ": \(detail)" : ": statement \(statement): \(detail)"),
      remedy: "plan the period again; compare with `settled run diff \(run.id)`")
  }
}
