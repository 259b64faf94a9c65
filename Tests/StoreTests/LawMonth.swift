import CivilTime
import Foundation
import Marketplace
import Operations
import Postgres
import Store
import Synchronization
import TestKit
import Testing

/// The month that laws are held against: May 2026 of 10,000 merchants on two sites, each of them a
/// case with facts, terms and company of its own, behind an April that is sealed.
///
/// A law that fails names the cases. With `SETTLED_LAW_CASE=17` the month is the case 17 alone.
enum LawMonth {
  static let seed: UInt64 = 20_260_531
  static let april = Period(year: 2026, month: 4)
  static let may = Period(year: 2026, month: 5)
  static let june = Period(year: 2026, month: 6)
  /// The numbers of the cases: some have nothing but facts of other months.
  static let cases: [Int] =
    ProcessInfo.processInfo.environment["SETTLED_LAW_CASE"].flatMap(Int.init).map { [$0] }
    ?? Array(1...10_300)
  /// Whether there are enough cases to expect so many of something.
  static var isWhole: Bool { cases.count > 1 }

  /// The sites that have merchants; a case alone is on one of them.
  static let sites = [Site.cn, .intl].filter { site in
    isWhole || drawn.files["partner"]?.contains(",merchant,\(site.rawValue),") == true
  }

  /// The month as it was drawn, and its complete contract files by table.
  static let drawn = MixedMonth(seed: seed, cases: cases)
  static let files = Result { try BriefFacts.completed(drawn.files) }

  /// The month with April sealed, which is made once, and what a plan of May makes of it.
  private static let made = Mutex<(database: TestDatabase, outcome: [String: String])?>(nil)

  /// A copy of the month, April sealed on 3 May; its clock shows 3 June.
  static func database() throws -> TestDatabase {
    try TestDatabase(copying: whole().database)
  }

  /// What one shard makes of the month.
  static func outcome() throws -> [String: String] { try whole().outcome }

  private static func whole() throws -> (database: TestDatabase, outcome: [String: String]) {
    try made.withLock { made in
      if let made { return made }
      let database = try database(files.get())
      let planned = try TestDatabase(copying: database)
      let new = (database, try outcome(of: planned, shards: 1))
      atexit { LawMonth.made.withLock { $0 = nil } }
      made = new
      return new
    }
  }

  /// A database with such files, brought to the same point.
  static func database(_ files: [String: String]) throws -> TestDatabase {
    let database = try TestDatabase(now: "2026-05-03T12:00:00+08:00")
    try load(files, into: database)
    try closeApril(of: database)
    return database
  }

  /// Seals April on 3 May; the clock then shows 3 June.
  static func closeApril(of database: TestDatabase) throws {
    try seal(april, of: database)
    try database.setClock("2026-06-03T12:00:00+08:00")
  }

  static func load(_ files: [String: String], into database: TestDatabase) throws {
    let findings = try database.load(csv: files).findings.map(\.text)
    try #require(findings == [])
  }

  /// Plans a month on both sites.
  @discardableResult
  static func plan(
    _ period: Period, of database: TestDatabase, shards: Int = PlanRun.defaultShards
  ) throws -> [RunRecord] {
    try sites.map { site in
      try PlanRun(
        database.workplace, site: site, period: period, by: "settler", shards: shards)().run
    }
  }

  /// Plans a month on both sites, accepts what it finds, and seals it.
  @discardableResult
  static func seal(_ period: Period, of database: TestDatabase) throws -> [RunRecord] {
    try plan(period, of: database).map { run in
      let settler = ReviewRun(database.workplace, by: "settler")
      let approver = ReviewRun(database.workplace, by: "approver")
      _ = try approver.acknowledge(run.id, .all, reason: "drawn at random")
      try settler.submit(run.id)
      try approver.approve(run.id)
      return try SealRun(database.workplace, by: "settler")(run.id)
    }
  }

  /// What a plan of May comes to: its exports, what waits, and for each site what was counted, the
  /// content hash and the conservation equation.
  static func outcome(
    of database: TestDatabase, shards: Int = PlanRun.defaultShards
  ) throws -> [String: String] {
    let runs = try plan(may, of: database, shards: shards)
    var texts = try database.exports(of: may)
    texts["pending"] = try exportedText(ExportPending.table) { writer in
      _ = try ExportPending(database.workplace).write(
        period: may, site: nil, asOf: nil, to: &writer)
    }
    texts["performance"] = try exportedText(ExportPerformance.table) { writer in
      _ = try ExportPerformance(database.workplace)(period: may, site: nil, to: &writer)
    }
    for run in runs {
      let view = try Runs(database.workplace).show(run.id)
      let exceptions = view.exceptions.map { "\($0.code) \($0.sourceID)" }.sorted()
      let counts = [run.factsRead, run.lines, run.pending, run.rejected]
      texts["run of \(run.site.rawValue)"] =
        "\(counts)\n\(run.contentHash?.hex ?? "")\n\(view.conservation)\n"
        + exceptions.joined(separator: "\n")
    }
    if isWhole {
      let found = Set(["lines", "pending"].flatMap { byCase(texts[$0] ?? "").keys })
      #expect(found.count >= 10_000, "only \(found.count) cases are in the month")
    }
    return texts
  }

  /// Judges two outcomes case by case, and names the cases in which they differ.
  static func expect(
    _ found: [String: String], toBe expected: [String: String], _ name: String,
    at location: SourceLocation = #_sourceLocation
  ) {
    #expect(found.keys.sorted() == expected.keys.sorted(), sourceLocation: location)
    // Texts that are the same are the same in every case.
    for (export, text) in expected where found[export] != text {
      let wanted = byCase(text)
      let actual = byCase(found[export] ?? "")
      let broken = Set(wanted.keys).union(actual.keys).sorted().filter { wanted[$0] != actual[$0] }
      let examples = broken.prefix(3).map { number in
        let (wanted, actual) = (wanted[number] ?? [], actual[number] ?? [])
        let name = "case \(number), alone with SETTLED_LAW_CASE=\(number)"
        return """
          \(number == 0 ? "what belongs to no case" : name):
          - \(wanted.filter { !actual.contains($0) }.prefix(3).joined(separator: "\n- "))
          + \(actual.filter { !wanted.contains($0) }.prefix(3).joined(separator: "\n+ "))
          """
      }
      Issue.record(
        """
        \(name), seed \(seed): \(export) differs in \(broken.count) cases
        \(examples.joined(separator: "\n"))
        """, sourceLocation: location)
    }
  }

  /// The rows of a text by the case whose ids are in them, in order; 0 is what belongs to no case.
  private static func byCase(_ text: String) -> [Int: [String]] {
    Dictionary(grouping: text.split(whereSeparator: \.isNewline).map(String.init), by: caseNumber)
  }

  /// The number after the first `X-` of a row, whatever capital X is: `202605-M-17-general-CNY`.
  private static func caseNumber(of row: String) -> Int {
    let bytes = Array(row.utf8)
    for place in bytes.indices.dropFirst()
    where bytes[place] == UInt8(ascii: "-") && (65...90).contains(bytes[place - 1]) {
      let digits = bytes[(place + 1)...].prefix { (48...57).contains($0) }
      if !digits.isEmpty { return digits.reduce(0) { $0 * 10 + Int($1 - 48) } }
    }
    return 0
  }
}
