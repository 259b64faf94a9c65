import CivilTime
import Store

/// What is wrong with a log and its map: the first of it at hand, all of it in the rejects file.
struct GatewayFindings: ~Copyable {
  /// What became of the hours.
  struct Counts {
    var new = 0
    var unchanged = 0
    var replaced = 0
  }

  private(set) var count = 0
  private var first: [Finding] = []
  /// Lines that could not be read.
  private(set) var bad = 0
  /// They as one row that is left out, named by the first; nil where there is none.
  private(set) var badLines: LeftOutRow?
  private let rejectsFile: String?
  private var rejects: RejectsFile?

  /// - Parameter rejectsFile: Made with the first finding.
  init(rejectsFile: String?) {
    self.rejectsFile = rejectsFile
  }

  mutating func add(_ finding: Finding) throws {
    try add(finding, row: UnsafeRawBufferPointer(start: nil, count: 0))
  }

  /// A line that is no call.
  mutating func add(_ flaw: LogFlaw, _ reader: borrowing LogReader) throws {
    bad += 1
    if badLines == nil {
      badLines = LeftOutRow(file: reader.file, line: reader.number, cause: flaw.reason)
    } else {
      badLines?.rows += 1
    }
    try add(
      Finding(file: reader.file, line: reader.number, reason: flaw.reason, remedy: flaw.remedy),
      row: reader.line)
  }

  private mutating func add(_ finding: Finding, row: UnsafeRawBufferPointer) throws {
    count += 1
    if first.count < ImportOutcome.printedLimit { first.append(finding) }
    guard let rejectsFile else { return }
    if rejects == nil { rejects = try RejectsFile(rejectsFile) }
    rejects?.append(finding, row: row)
  }

  /// Gives the rejects file its name, once all findings are in it.
  ///
  /// - Returns: The file; nil where there is none.
  mutating func finish() throws -> String? {
    try rejects?.finish()
    rejects = nil
    return count > 0 ? rejectsFile : nil
  }

  /// The outcome with these findings, once all of them are written.
  mutating func outcome(
    _ buckets: [CallTally.Bucket] = [], _ instances: [String] = [], _ counts: Counts = Counts(),
    isLoaded: Bool = false, isDryRun: Bool = false
  ) throws -> GatewayOutcome {
    let written = try finish()
    typealias Hour = GatewayOutcome.Hour
    var hours = buckets.map { bucket in
      Hour(
        begin: Instant(microseconds: bucket.begin),
        instance: bucket.instance.map { instances[Int($0)] }, forwarded: bucket.forwarded,
        refused: bucket.refused, unmapped: bucket.unmapped, bad: 0)
    }
    hours.sort { left, right in
      let (begin, other) = (left.begin?.microseconds ?? .max, right.begin?.microseconds ?? .max)
      if begin != other { return begin < other }
      return (left.instance ?? "\u{10FFFF}") < (right.instance ?? "\u{10FFFF}")
    }
    if bad > 0 {
      hours.append(
        Hour(begin: nil, instance: nil, forwarded: 0, refused: 0, unmapped: 0, bad: bad))
    }
    return GatewayOutcome(
      hours: hours, bad: bad, new: counts.new, unchanged: counts.unchanged,
      replaced: counts.replaced, findings: first, findingCount: count, isLoaded: isLoaded,
      isDryRun: isDryRun, rejectsFile: written)
  }
}
