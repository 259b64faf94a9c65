import Operations

/// The figures as Prometheus reads them: base units, `_total` for what only grows, no partner.
struct Metrics {
  private(set) var text = ""

  init(_ figures: HealthCheck.Figures, requests: RequestTally) {
    let version = Workplace.engine.split(separator: " ").last.map(String.init) ?? ""
    add(
      "settled_build_info", .gauge, "The release that runs.",
      [("version", version, 1)])
    add(
      "settled_run_state", .gauge, "Runs by state.",
      figures.runs.map { ("state", $0.state, $0.count) })
    add(
      "settled_last_sealed_period", .gauge, "The last sealed month of each site, as 202610.",
      figures.lastSealed.map { ("site", $0.site, Int64($0.period)) })
    add(
      "settled_jobs", .gauge, "Jobs by state.",
      figures.jobs.map { ("state", $0.state, $0.count) })
    add(
      "settled_job_oldest_due_seconds", .gauge,
      "How long the oldest job that nobody has taken could have been taken.",
      [("", "", figures.oldestDueSeconds)])
    add(
      "settled_pending_facts", .gauge,
      "Facts that wait, by reason, as the newest plan of each site counted them.",
      figures.pending.map { ("reason", $0.reason, $0.facts) })
    add(
      "settled_http_requests_total", .counter, "Answers of these pages by status.",
      requests.all.map { ("status", String($0.status), Int64($0.count)) })
    add(
      "settled_db_errors_total", .counter, "Failures of the database by SQLSTATE class.",
      figures.databaseErrors.map { ("sqlstate_class", $0.sqlStateClass, Int64($0.count)) })
  }

  private enum Kind: String {
    case gauge, counter
  }

  private mutating func add(
    _ name: String, _ kind: Kind, _ help: String,
    _ samples: [(label: String, value: String, count: Int64)]
  ) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    for sample in samples {
      let label = sample.label.isEmpty ? "" : "{\(sample.label)=\"\(sample.value)\"}"
      text += "\(name)\(label) \(sample.count)\n"
    }
  }
}
