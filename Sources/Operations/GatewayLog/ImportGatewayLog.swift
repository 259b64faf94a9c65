import CivilTime
import Glibc
import Postgres
import Store

/// `import gateway-log`: counts the forwarded calls of an access log into hourly usage records.
/// Contract 2, rule 4.2.
///
/// One successful forward is one unit, whatever the backend answers. A call is refused before
/// forwarding when the status is 401, 403 or 429, and when it is 503 without a body (size `-` or 0)
/// or with exactly as many bytes as the gateway's own page has; any other 503 is the backend's.
package struct ImportGatewayLog: Sendable {
  private let workplace: Workplace
  private let actor: String

  package init(_ workplace: Workplace, by actor: String) {
    self.workplace = workplace
    self.actor = actor
  }

  /// What is read, and what is done about what is wrong with it.
  package struct Request: Sendable {
    let log: String
    let map: String
    /// Leave bad lines and refused hours out and load the others.
    package var acceptsRejects = false
    /// An hour with another count takes the place of the known one, unless a sealed run read that.
    package var replaces = false
    /// Count and compare, and store nothing.
    package var isDryRun = false
    /// The size of the page that the gateway itself answers with a 503; nil where it has none.
    package var ownPageSize: Int64?
    /// Where bad lines go; nil for nowhere.
    package var rejectsFile: String?

    package init(log: String, map: String) {
      self.log = log
      self.map = map
    }
  }

  /// How many bytes an import of the log reads, for a progress bar; 0 where that is not known.
  package static func byteCount(of log: String) -> Int {
    var status = stat()
    return stat(log, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Reads a log and stores its hours, all in one transaction.
  ///
  /// - Parameter progress: Told the bytes read in the stage `read log`.
  /// - Returns: What was found and whether it was loaded: bad lines are no error of this function.
  /// - Throws: `Refusal` `.badInput` for a file that cannot be read.
  package func callAsFunction(
    _ request: Request, progress: (Progress) -> Void = { _ in }
  ) throws -> GatewayOutcome {
    let now = workplace.now()
    let session = try workplace.openCheckedSession()
    do {
      var map = try InstanceMap(path: request.map)
      var findings = GatewayFindings(rejectsFile: request.rejectsFile)
      for finding in map.findings { try findings.add(finding) }
      guard map.findings.isEmpty else { return try findings.outcome() }
      let lives = try session.transaction(.repeatableRead, readOnly: true) {
        (tx: borrowing Transaction) in
        try self.lives(of: map, request.map, &findings, in: tx)
      }
      guard findings.count == 0 else { return try findings.outcome() }
      progress(.stage("read log"))
      var tally = CallTally(lives: lives)
      try count(request, &map, &tally, &findings, progress)
      let records = GatewayRecords(tally.buckets, of: map.instances)
      progress(.stage("store hours"))
      return try session.transaction { (tx: borrowing Transaction) in
        try store(records, tally.buckets, map, request, &findings, at: now, in: tx)
      }
    } catch let error as UnreadableFile {
      throw Refusal(.badInput, error.code, error.sentence, remedy: error.remedy)
    }
  }

  /// The lives of the instances that the map names; an unknown one is a finding.
  private func lives(
    of map: InstanceMap, _ path: String, _ findings: inout GatewayFindings,
    in tx: borrowing Transaction
  ) throws -> [CallTally.Life] {
    let relation = try ImportStore.relations(in: tx)["usage_record"]
    guard let relation, ["table", "partitioned table"].contains(relation.kind) else {
      throw Refusal(
        .configuration, "relation_is_no_table",
        "marketplace.usage_record is \(relation.map { "a \($0.kind)" } ?? "missing"); "
          + "import writes tables",
        remedy: "see `settled db check`, or load what is behind the view")
    }
    var known: [String: CallTally.Life] = [:]
    for row in try tx.query(Query.Gateway.listInstances, [.textArray(map.instances)]) {
      known[row.text(0)] = CallTally.Life(
        opened: row.microseconds(1), closed: row.optionalMicroseconds(2) ?? .max)
    }
    var lives: [CallTally.Life] = []
    for (instance, line) in zip(map.instances, map.lines) {
      if let life = known[instance] {
        lives.append(life)
      } else {
        try findings.add(
          Finding(
            file: String(path.split(separator: "/").last ?? ""), line: line,
            columnName: "instance_id", reason: "there is no instance \"\(instance)\"",
            remedy: "import the instance first, or correct the id"))
      }
    }
    return lives
  }

  private func count(
    _ request: Request, _ map: inout InstanceMap, _ tally: inout CallTally,
    _ findings: inout GatewayFindings, _ progress: (Progress) -> Void
  ) throws {
    var reader = try LogReader(path: request.log)
    var parser = LogLineParser()
    var call = LogCall()
    let ownPageSize = request.ownPageSize ?? 0
    var bytesTold = 0
    reading: while true {
      let step = try reader.advance()
      if reader.bytesRead > bytesTold {
        progress(.advanced(reader.bytesRead - bytesTold))
        bytesTold = reader.bytesRead
      }
      switch step {
      case .end: break reading
      case .tooLong: try findings.add(.tooLong, reader)
      case .line:
        let line = reader.line
        if let flaw = parser.parse(line, into: &call) {
          try findings.add(flaw, reader)
          continue
        }
        let instance = map.instance(
          path: UnsafeRawBufferPointer(rebasing: line[call.path]),
          user: UnsafeRawBufferPointer(rebasing: line[call.user]))
        tally.count(
          instance, second: call.second, isForwarded: Self.isForwarded(call, ownPageSize),
          line: reader.number)
      }
    }
  }

  @inline(__always)
  private static func isForwarded(_ call: LogCall, _ ownPageSize: Int64) -> Bool {
    switch call.status {
    case 401, 403, 429: false
    case 503: (call.size ?? 0) != 0 && call.size != ownPageSize
    default: true
    }
  }

  private func store(
    _ records: GatewayRecords, _ buckets: [CallTally.Bucket], _ map: InstanceMap,
    _ request: Request, _ findings: inout GatewayFindings, at now: Instant,
    in tx: borrowing Transaction
  ) throws -> GatewayOutcome {
    if !request.isDryRun {
      try tx.query(Query.Gateway.lockRecords)
      if request.replaces { try tx.query(Query.Gateway.lockRuns) }
    }
    let known = try records.known(in: tx)
    let file = String(request.log.split(separator: "/").last ?? "")
    var hours = GatewayHours()
    hours.unchanged = known.filter(\.isSame).map(\.place)
    for record in known where !record.isSame {
      if request.replaces, !record.isSealed {
        hours.replaced.append(record)
      } else {
        let finding = records.finding(record, file)
        try findings.add(finding)
        hours.refused.append((record.place, finding))
      }
    }
    let isLoadable = findings.count == 0 || request.acceptsRejects
    let names = Set(known.map(\.place))
    hours.new = records.ids.indices.filter { !names.contains($0) }
    if isLoadable, !request.isDryRun {
      try records.selected(hours.new).insert(at: now, in: tx)
      try records.selected(hours.replaced.map(\.place)).replace(at: now, in: tx)
      try keep(hours, of: records, request.log, &findings, at: now, in: tx)
    }
    var counts = GatewayFindings.Counts()
    if isLoadable {
      counts = .init(
        new: hours.new.count, unchanged: hours.unchanged.count, replaced: hours.replaced.count)
    }
    return try findings.outcome(
      buckets, map.instances, counts, isLoaded: isLoadable && !request.isDryRun,
      isDryRun: request.isDryRun && isLoadable)
  }

  /// Puts on record what was loaded, what it replaced, what it brings, and what is left out.
  private func keep(
    _ hours: GatewayHours, of records: GatewayRecords, _ log: String,
    _ findings: inout GatewayFindings, at now: Instant, in tx: borrowing Transaction
  ) throws {
    let record = try ImportOnRecord(of: log, by: actor, at: now, in: tx)
    let refused = try hours.refused.map { place, finding in
      var row = LeftOutRow(file: finding.file, line: finding.line, cause: finding.reason)
      row.relation = "usage_record"
      row.key = [String(records.ids[place])]
      row.earliest = Period(containing: try Instant(parsing: records.begins[place]))
      return row
    }
    try record.keep(
      [
        ImportedTable(
          relation: "usage_record", read: records.ids.count + findings.bad,
          inserted: hours.new.count, replaced: hours.replaced.count,
          unchanged: hours.unchanged.count, leftOut: refused.count + findings.bad)
      ], as: "gateway_log_imported", from: log, in: tx)
    try record.noteReplaced(
      hours.replaced.count, of: "usage_record",
      hours.replaced.map { known in
        (
          "\(records.instances[known.place]) from \(records.begins[known.place])",
          "usage_value=\(known.value)", "usage_value=\(records.counts[known.place])"
        )
      }, in: tx)
    try record.bring(
      (hours.new + hours.unchanged + hours.replaced.map(\.place)).map { String(records.ids[$0]) },
      of: "usage_record", in: tx)
    try record.leaveOut(refused + [findings.badLines].compactMap(\.self), in: tx)
    if let written = try findings.finish() { try record.keep(rejects: written, in: tx) }
  }
}

/// What becomes of the hours of a log, by their places among its records.
private struct GatewayHours {
  var new: [Int] = []
  var unchanged: [Int] = []
  var replaced: [GatewayRecords.Known] = []
  /// With what is wrong.
  var refused: [(place: Int, finding: Finding)] = []
}

extension GatewayRecords {
  /// An hour that is known with another count.
  fileprivate func finding(_ known: Known, _ file: String) -> Finding {
    let value = known.value.split(separator: ".").first.map(String.init) ?? known.value
    return Finding(
      file: file, line: lines[known.place],
      reason: "instance \(instances[known.place]) has \(counts[known.place]) forwarded calls here "
        + "from \(begins[known.place]) on, and \(value) in the database"
        + (known.isSealed ? ", which a sealed month used" : ""),
      remedy: known.isSealed
        ? "a sealed month is corrected by an adjustment"
        : "give --replace if this log is the whole of that hour")
  }
}
