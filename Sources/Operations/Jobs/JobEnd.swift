import Store

/// What a try of a job came to; the job's row says the same.
package enum JobEnd: Sendable {
  /// Done, or there was nothing left to do: one sentence.
  case done(String)
  /// Somebody else must act first: a person (`.reviewNeeded`, `.stillWaiting`), or a process that
  /// holds the site (`.busy`).
  case waiting(Refusal)
  /// The try failed; `isOver` when it is not tried again by itself.
  case failed(any Error, isOver: Bool)
  /// Given back between two steps, for the process stops.
  case released
  /// Another worker has taken the job over; nothing more was done.
  case lost
}

extension JobEnd {
  /// A person's view of where the month stands.
  init(_ outcome: MonthEnd.Outcome, of job: JobRecord) {
    let month = "\(job.period.text) of site \(job.site.rawValue)"
    switch outcome {
    case .closed(let run, let invoices, let selfBilled):
      self = .done(
        "\(month) is sealed by \(run.id); \(invoices) fee invoices"
          + (selfBilled > 0 ? ", \(selfBilled) self-billed" : ""))
    case .passedOver(let last):
      self = .done("\(month) has no run of its own: \(last.text) is sealed")
    case .interrupted:
      self = .released
    case .earlierOpen(let period):
      self = .waiting(
        Refusal(
          .stillWaiting, "earlier_period_open",
          "\(month) waits for \(period.text), which has an open run",
          remedy: "seal or discard the run of \(period.text); see `settled run list`"))
    case .awaitingApproval(let run, let content):
      let hash = run.contentHash.map { " --if-plan \($0.hex.prefix(16))" } ?? ""
      let submitter = run.submittedBy.map { " by somebody other than \($0)" } ?? ""
      self = .waiting(
        Refusal(
          .stillWaiting, "approval_awaited",
          "\(month) waits for the approval of \(run.id)\(submitter): \(content)",
          remedy: "look at `settled run show \(run.id)`, then"
            + " `settled run approve \(run.id)\(hash) --as NAME` or"
            + " `settled run reject \(run.id) --reason TEXT --as NAME`"))
    case .rowsLeftOut(let run, let blockers):
      self = .waiting(
        Refusal(
          .reviewNeeded, "rows_left_out",
          "\(month) waits for a person, \(run.id) is planned: "
            + blockers.map(\.sentence).joined(separator: "; "),
          remedy: "\(blockers[0].remedy), then"
            + " `settled job run month-end --site \(job.site.rawValue)`"))
    case .reviewNeeded(let run, let reason):
      self = .waiting(
        Refusal(
          .reviewNeeded, "review_needed", "\(month) waits for a person: \(reason)",
          remedy: "look at `settled exception list --run \(run.id) --open`, mend the facts and"
            + " `settled job run month-end --site \(job.site.rawValue)`, or"
            + " `settled exception acknowledge --run \(run.id) --all --reason TEXT --as NAME`"))
    }
  }
}

extension Refusal {
  /// What a waiting job keeps: what it waits for, and the command that decides it.
  var waitingOutcome: String { "\(sentence); \(remedy)" }
}
