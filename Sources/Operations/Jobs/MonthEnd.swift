import CivilTime
import Marketplace
import Postgres
import Store

/// Closes one month of a site: plan, submit, wait for another person's approval, seal, issue the fee
/// invoices, and what partners who have agreed to it wait for. Rules 8.1 and 8.3.
///
/// It keeps nothing in memory between steps: each looks at what the database holds, so that it goes
/// on wherever it was stopped, by whomever the steps before were taken.
struct MonthEnd {
  /// Who plans, submits and seals; an approver is therefore always another person.
  static let actor = "settled"

  /// Where the month stands when nothing more can be done now.
  enum Outcome {
    /// With so many documents in partners' names beside.
    case closed(RunRecord, invoices: Int, selfBilled: Int)
    /// A later month is sealed; this one was passed over.
    case passedOver(lastSealed: Period)
    /// A person must look at the draft first; why, one sentence.
    case reviewNeeded(RunRecord, String)
    /// Imports left out rows that the month may need: they come, or a person says why they need not.
    case rowsLeftOut(RunRecord, [CloseBlocker])
    /// Another person must approve; what, one sentence.
    case awaitingApproval(RunRecord, String)
    /// An earlier month has a run that is not over; it comes first.
    case earlierOpen(Period)
    /// The shutdown came between two steps.
    case interrupted
  }

  let workplace: Workplace
  let site: Site
  let period: Period
  /// When the calendar wants it done: a draft planned before it may lack facts.
  let dueAt: Instant
  /// Whether a person asked: then a draft that waits for review is computed again.
  let isAskedByPerson: Bool
  let progress: @Sendable (Progress) -> Void
  /// Called after each step with what is done.
  let stepDone: (String) throws -> Void
  let isStopping: @Sendable () -> Bool

  /// What the database says about the month.
  private enum Situation {
    case sealed(RunRecord)
    case passedOver(lastSealed: Period)
    case earlierOpen(Period)
    case approved(RunRecord)
    case inReview(RunRecord, String)
    case draft(RunRecord, [ExceptionRecord], leftOut: [CloseBlocker])
    case nothing
  }

  func callAsFunction() throws -> Outcome {
    // The draft that this very call planned needs no second plan.
    var planned: String?
    // Each turn takes a step forward or ends; people may take the month back beside us.
    for _ in 0..<20 {
      if isStopping() { return .interrupted }
      switch try situation() {
      case .sealed(let run):
        progress(.stage("issue invoices"))
        let invoices = try IssueFeeInvoices(workplace, by: Self.actor)(of: run.id)
        let selfBilled = try SelfBilling(workplace, by: Self.actor).waiting(of: site).issued
        try SignInvoices(workplace, by: Self.actor)(
          invoices + selfBilled, progress: progress, isStopping: isStopping)
        if isStopping() { return .interrupted }
        return .closed(run, invoices: invoices.count, selfBilled: selfBilled.count)
      case .passedOver(let last):
        return .passedOver(lastSealed: last)
      case .earlierOpen(let earlier):
        return .earlierOpen(earlier)
      case .approved(let run):
        progress(.stage("seal"))
        _ = try SealRun(workplace, by: Self.actor)(run.id)
        try stepDone("sealed \(run.id)")
      case .inReview(let run, let content):
        return .awaitingApproval(run, content)
      case .draft(let run, let exceptions, let leftOut):
        if run.id != planned, mustReplan(run, exceptions) {
          planned = try plan()
        } else if let reason = reasonToStop(run, exceptions, isOurs: run.id == planned) {
          return .reviewNeeded(run, reason)
        } else if !leftOut.isEmpty {
          return .rowsLeftOut(run, leftOut)
        } else {
          progress(.stage("submit"))
          try ReviewRun(workplace, by: Self.actor).submit(run.id)
          try stepDone("submitted \(run.id)")
        }
      case .nothing:
        planned = try plan()
      }
    }
    throw Refusal(
      .conflict, "month_keeps_changing",
      "\(period.text) of site \(site.rawValue) was changed by others at every step",
      remedy: "see `settled run list`, and let one person at a time work on the month")
  }

  private func plan() throws -> String {
    let outcome = try PlanRun(
      workplace, site: site, period: period, by: Self.actor, progress: progress)()
    try stepDone("planned \(outcome.run.id)")
    return outcome.run.id
  }

  private func situation() throws -> Situation {
    let session = try workplace.openCheckedSession()
    return try session.transaction { (tx: borrowing Transaction) in
      let runs = try RunStore.list(site: site, period: period, in: tx)
      if let run = runs.first(where: { $0.state == .sealed }) { return .sealed(run) }
      let chain = try JobStore.progress(of: site, in: tx)
      if let last = chain.lastSealed, last > period { return .passedOver(lastSealed: last) }
      if let first = chain.firstLive, first < period { return .earlierOpen(first) }
      for run in runs {
        switch run.state {
        case .approved: return .approved(run)
        case .inReview:
          let statements = try StatementStore.list(run: run.number, in: tx)
          return .inReview(run, try Statements.summary(of: statements))
        case .draft:
          return .draft(
            run, try RunStore.exceptions(of: run.number, in: tx),
            leftOut: try ImportWaits(until: period, in: tx).blockers)
        // One that computes is another process's, which holds the lock, or a dead one's.
        case .computing, .discarded, .sealed: continue
        }
      }
      return .nothing
    }
  }

  /// A draft is computed again unless that would throw away what a person did with it.
  private func mustReplan(_ run: RunRecord, _ exceptions: [ExceptionRecord]) -> Bool {
    if run.plannedAt < dueAt { return true }
    if isAskedByPerson { return exceptions.allSatisfy { $0.acknowledgedBy == nil } }
    return exceptions.isEmpty && run.closedReason == nil
  }

  private func reasonToStop(
    _ run: RunRecord, _ exceptions: [ExceptionRecord], isOurs: Bool
  ) -> String? {
    let open = exceptions.filter { $0.acknowledgedBy == nil }
    if !open.isEmpty { return "\(run.id) has \(Self.causes(of: open))" }
    if !isOurs, let reason = run.closedReason { return "\(run.id) was sent back: \(reason)" }
    return nil
  }

  /// `3 open exceptions: 2 PLATFORM_LOSS for bea, 1 TERMS_MISSING for anybody`.
  static func causes(of open: [ExceptionRecord]) -> String {
    let causes = Dictionary(grouping: open) { "\($0.code) for \($0.assignedTo ?? "anybody")" }
    let parts = causes.sorted { $0.key < $1.key }.map { "\($0.value.count) \($0.key)" }
    return "\(counted(open.count, "open exception")): \(parts.joined(separator: ", "))"
  }
}
