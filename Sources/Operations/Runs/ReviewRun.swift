import CivilTime
import Digests
import Postgres
import Store

/// `run submit|approve|reject|discard`: what people do with a draft. Rules 8.1 and 9.5.
package struct ReviewRun: Sendable {
  let workplace: Workplace
  let actor: String

  package init(_ workplace: Workplace, by actor: String) {
    self.workplace = workplace
    self.actor = actor
  }

  /// Freezes a draft for review, and keeps the figures of its partners.
  ///
  /// The bands that the run kept are of the facts it was planned from. Figures are of those of now, so
  /// that a run whose partners stand otherwise by now is not submitted.
  ///
  /// - Throws: `Refusal` `.notFound`, `.conflict` when it is not a draft, or facts have changed.
  @discardableResult
  package func submit(_ id: String) throws -> RunRecord {
    try change(id, "run_submitted") { run, now, tx in
      try require(run, in: [.draft], for: "submit")
      try RunStore.submit(run.number, by: actor, at: now, in: tx)
      try KeptFigures.keep(of: run, in: tx)
      // Last, so that what comes in while the figures are read is noticed.
      if let change = try ProgressChange.first(since: run, in: tx) {
        throw Refusal(
          .conflict, "facts_changed",
          "facts have changed since \(id) was planned: \(change.sentence)",
          remedy: "plan it again: `settled run plan --period \(run.period.text) --site "
            + "\(run.site.rawValue)`")
      }
    }
  }

  /// Signs the content of a run: the stored lines are digested again before the name goes under it.
  ///
  /// - Parameter ifPlan: At least 8 hexadecimal digits of the hash that was looked at; nil to sign
  ///   what is there.
  /// - Throws: `Refusal` `.notPermitted` for the submitter, `.conflict` for a stale hash or changed
  ///   lines, `.reviewNeeded` while an exception is open.
  @discardableResult
  package func approve(_ id: String, ifPlan: String? = nil) throws -> RunRecord {
    try change(id, "run_approved") { run, now, tx in
      try require(run, in: [.inReview], for: "approve")
      if run.submittedBy == actor {
        throw Refusal(
          .notPermitted, "approver_is_submitter",
          "\(actor) submitted \(id) and cannot approve it",
          remedy: "ask another person to run `settled run approve \(id)`")
      }
      try requireHash(of: run, toBe: ifPlan)
      let open = try RunStore.exceptions(of: run.number, in: tx).filter { $0.acknowledgedBy == nil }
      if let first = open.first {
        throw Refusal(
          .reviewNeeded, "exceptions_open",
          "\(id) has \(open.count) open exceptions; the first: \(first.detail)",
          remedy: "correct them and plan again, or resolve or acknowledge each by name: "
            + "`settled exception list --run \(id) --open`")
      }
      try SealedContent.requireUnchanged(run, isThorough: true, in: tx)
      try RunStore.approve(run.number, by: actor, at: now, in: tx)
    }
  }

  /// Sends a run in review, or an approved one, back to being a draft.
  @discardableResult
  package func reject(_ id: String, reason: String) throws -> RunRecord {
    try Refusal.requireReason(reason)
    return try change(id, "run_rejected", detail: reason) { run, _, tx in
      try require(run, in: [.inReview, .approved], for: "reject")
      try RunStore.reject(run.number, reason: reason, in: tx)
    }
  }

  /// Gives a run up: its lines go, the trail stays.
  @discardableResult
  package func discard(_ id: String, reason: String) throws -> RunRecord {
    try Refusal.requireReason(reason)
    return try change(id, "run_discarded", detail: reason) { run, _, tx in
      try require(run, in: [.computing, .draft, .inReview, .approved], for: "discard")
      try RunStore.discard(run.number, reason: reason, in: tx)
    }
  }

  private func change(
    _ id: String, _ action: String, detail: String = "",
    _ body: (RunRecord, Instant, borrowing Transaction) throws -> Void
  ) throws -> RunRecord {
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    return try session.transaction { (tx: borrowing Transaction) in
      let run = try SealedContent.find(id, in: tx)
      try body(run, now, tx)
      let changed = try SealedContent.find(id, in: tx)
      try Trail.note(
        action, of: id, by: actor, at: now, detail: detail,
        change: (run.state.rawValue, changed.state.rawValue), in: tx)
      return changed
    }
  }

  func require(_ run: RunRecord, in states: [RunState], for verb: String) throws {
    if states.contains(run.state) { return }
    throw Refusal(
      .conflict, "run_is_\(run.state.rawValue)",
      "\(run.id) is \(run.state.rawValue); \(verb) needs "
        + states.map(\.rawValue).joined(separator: " or "),
      remedy: "see `settled run show \(run.id)`")
  }

  private func requireHash(of run: RunRecord, toBe prefix: String?) throws {
    guard let prefix else { return }
    let hash = run.contentHash?.hex ?? ""
    guard prefix.utf8.count >= 8 else {
      throw Refusal(
        .usage, "hash_too_short", "\(prefix) has fewer than 8 digits",
        remedy: "give at least the first 8 digits of the plan's hash")
    }
    if hash.hasPrefix(prefix.lowercased()) { return }
    throw Refusal(
      .conflict, "plan_changed",
      "the plan of \(run.id) is now \(hash.prefix(16)), not \(prefix); nothing was approved",
      remedy: "look at `settled run diff \(run.id)`, then approve with --if-plan \(hash.prefix(16))"
    )
  }
}
