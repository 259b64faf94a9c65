import CivilTime
import Marketplace
import Postgres
import Store

/// `job run month-end`: closes the months of a site that are due, earlier ones first, as a person or
/// cron asks for it. Rule 8.3.
package struct RunMonthEnd: Sendable {
  private let workplace: Workplace
  private let site: Site
  private let period: Period?
  private let onlyIfDue: Bool
  private let worker: JobWorker
  private let runner: JobRunner

  /// - Parameters:
  ///   - period: The last month to close; nil for the one before now, with `onlyIfDue` the last one
  ///     whose run day has come.
  ///   - onlyIfDue: Do nothing before the run day, and leave a draft that waits for review alone.
  ///   - workerName: Unique in the database; see ``JobWorker``.
  package init(
    _ workplace: Workplace, site: Site, period: Period? = nil, onlyIfDue: Bool,
    workerName: String, log: EventLog,
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) {
    self.workplace = workplace
    self.site = site
    self.period = period
    self.onlyIfDue = onlyIfDue
    worker = JobWorker(workplace, name: workerName)
    let cancelSource = workplace.cancelSource
    runner = JobRunner(
      worker, log: log, tally: Tally(), progress: progress,
      isStopping: { cancelSource.isCancelled })
  }

  /// Closes what is to be closed.
  ///
  /// - Parameter tell: Told each sentence as it comes true, for a later month may stop for a person.
  /// - Returns: One sentence a month, or one that says why there is nothing to do.
  /// - Throws: `Refusal` `.reviewNeeded`, `.stillWaiting` when a person must act, `.busy` when
  ///   another process is at it, `.cancelled`, `.conflict` for a month that is not over; what the
  ///   steps throw.
  @discardableResult
  package func callAsFunction(tell: (String) -> Void = { _ in }) throws -> [String] {
    defer { worker.close() }
    let now = workplace.now()
    let session = try workplace.openCheckedSession()
    let asked = period ?? (onlyIfDue ? nil : Period(containing: now).previous)
    let calendar = try session.transaction { (tx: borrowing Transaction) in
      try MonthEndCalendar(of: site, at: now, asked: asked, in: tx)
    }
    let last = asked ?? calendar.lastDue
    var sentences: [String] = []
    func note(_ sentence: String) {
      tell(sentence)
      sentences.append(sentence)
    }
    guard calendar.hasMerchants else {
      note("site \(site.rawValue) has no merchants; there is nothing to close")
      return sentences
    }
    guard last.end <= now else {
      throw Refusal(
        .conflict, "period_not_over", "\(last.text) is not over before \(last.end.text())",
        remedy: "close it then; `settled run plan --period \(last.text)` shows how it stands")
    }
    // A sealed month may still lack its invoices: its job knows.
    let first = calendar.lastSealed.map { min($0, last) } ?? calendar.firstOpen
    for month in first.months(to: last) {
      let dueAt = calendar.dueAt(month)
      if let sealed = calendar.lastSealed, month <= sealed {
        if try !isUnfinished(month, in: session) { continue }
      } else if onlyIfDue, dueAt > now {
        note("\(month.text) of site \(site.rawValue) is due at \(dueAt.text())")
        break
      }
      note(try close(month, dueAt: dueAt))
    }
    if sentences.isEmpty { note(nothingToDo(calendar, last)) }
    if let sentence = try selfBill() { note(sentence) }
    for blocker in try rowsLeftOut(until: last, in: session) {
      note("\(blocker.sentence); \(blocker.remedy)")
    }
    if site == .cn, let sentence = try overdueRedLetters(in: session) { note(sentence) }
    if let silence = try StampRuns(workplace, by: MonthEnd.actor)(site: site, tries: 2)?.silence {
      note("\(silence.sentence); the next look asks again")
    }
    return sentences
  }

  /// Statements are countersigned weeks after their month is closed: what waits by now is issued.
  private func selfBill() throws -> String? {
    let outcome = try SelfBilling(workplace, by: MonthEnd.actor).waiting(of: site)
    try SignInvoices(workplace, by: MonthEnd.actor)(outcome.issued)
    let parts = [
      outcome.issued.isEmpty
        ? nil : "\(counted(outcome.issued.count, "self-billed document")) issued",
      outcome.leftOut.isEmpty
        ? nil
        : "\(counted(outcome.leftOut.count, "statement")) not self-billed:"
          + " `settled invoice self-bill RUN` says why",
    ].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  /// Whether they are void by now, the tax platform decides; somebody must ask it.
  private func overdueRedLetters(in session: borrowing Session) throws -> String? {
    try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try RedLetters(workplace).overdue(in: tx)
    }
  }

  /// A month that people sealed without them cannot be closed before somebody has decided.
  private func rowsLeftOut(
    until last: Period, in session: borrowing Session
  ) throws -> [CloseBlocker] {
    try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try ImportWaits(until: last, in: tx).blockers
    }
  }

  private func isUnfinished(_ month: Period, in session: borrowing Session) throws -> Bool {
    let job = try JobStore.find(
      kind: JobWorker.kind, key: JobWorker.key(month, of: site), in: session)
    return job.map { $0.state != .done } ?? false
  }

  private func close(_ month: Period, dueAt: Instant) throws -> String {
    guard let job = try worker.take(month, of: site, dueAt: dueAt) else {
      let found = try worker.perform { session in
        try JobStore.find(
          kind: JobWorker.kind, key: JobWorker.key(month, of: site), in: session)
      }
      if let found, found.state == .done { return found.outcome ?? "\(month.text) is done" }
      throw Refusal(
        .busy, "job_running",
        "\(month.text) of site \(site.rawValue) is being closed by "
          + (found?.worker ?? "another process"),
        remedy: "try again when it is done; see `settled job list`")
    }
    let end = runner.run(
      job, isAskedByPerson: !onlyIfDue, cancelledBy: workplace.cancelSource)
    switch end {
    case .done(let sentence): return sentence
    case .waiting(let refusal): throw refusal
    case .failed(let error, _): throw error
    case .released:
      throw Refusal(
        .cancelled, "job_cancelled", "closing \(month.text) was stopped; what is done stays",
        remedy: "start it again; it goes on where it stopped")
    case .lost:
      throw Refusal(
        .busy, "job_lost", "another process has taken over closing \(month.text)",
        remedy: "see `settled job list`")
    }
  }

  private func nothingToDo(_ calendar: MonthEndCalendar, _ last: Period) -> String {
    guard let sealed = calendar.lastSealed, sealed >= last else {
      return "nothing is due for site \(site.rawValue);"
        + " \(calendar.firstOpen.text) is due at \(calendar.firstOpenDueAt.text())"
    }
    return "site \(site.rawValue) is sealed up to \(sealed.text);"
      + " \(calendar.firstOpen.text) is due at \(calendar.firstOpenDueAt.text())"
  }
}

/// `job list` and `job next`: the jobs as they stand.
package struct Jobs: Sendable {
  private let workplace: Workplace

  package init(_ workplace: Workplace) {
    self.workplace = workplace
  }

  /// Jobs of a site, the last due first; nil for all sites.
  package func list(site: Site? = nil, onlyOpen: Bool = false) throws -> [JobRecord] {
    let session = try workplace.openCheckedSession()
    return try JobStore.list(site: site, onlyOpen: onlyOpen, in: session)
  }

  /// What each site closes next, and when it is due; sites without merchants are left out.
  package func next() throws -> [MonthEndCalendar] {
    let session = try workplace.openCheckedSession()
    let now = workplace.now()
    return try session.transaction(readOnly: true) { (tx: borrowing Transaction) in
      try Site.allCases.map { try MonthEndCalendar(of: $0, at: now, in: tx) }
        .filter(\.hasMerchants)
    }
  }
}
