import CivilTime
import Marketplace
import Operations
import Postgres
import Store
import TestKit
import Testing

/// The month that laws are held against: more than 10,000 facts of May 2026 on two sites, each of
/// them a case, behind an April that is sealed.
enum LawMonth {
  static let seed: UInt64 = 20_260_531
  static let april = Period(year: 2026, month: 4)
  static let may = Period(year: 2026, month: 5)
  static let june = Period(year: 2026, month: 6)
  private static let sites = [Site.cn, .intl]

  /// Complete contract files by table.
  static func files() throws -> [String: String] {
    var generator = Generator(seed: seed)
    return try BriefFacts.completed(MixedMonth(orders: 9_000, instances: 400, &generator).files)
  }

  /// A database with such files, April sealed on 3 May; the clock then shows 3 June.
  static func database(_ files: [String: String]) throws -> TestDatabase {
    let database = try TestDatabase(now: "2026-05-03T12:00:00+08:00")
    try load(files, into: database)
    try seal(april, of: database)
    try database.setClock("2026-06-03T12:00:00+08:00")
    return database
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
    let facts = runs.reduce(0) { $0 + $1.factsRead }
    #expect(facts >= 10_000, "only \(facts) facts")
    return texts
  }

  /// Reports the first lines in which two outcomes differ.
  static func expect(
    _ found: [String: String], toBe expected: [String: String], _ name: String,
    at location: SourceLocation = #_sourceLocation
  ) {
    #expect(found.keys.sorted() == expected.keys.sorted(), sourceLocation: location)
    for (export, text) in expected where found[export] != text {
      let wanted = Set(text.split(whereSeparator: \.isNewline))
      let actual = Set((found[export] ?? "").split(whereSeparator: \.isNewline))
      Issue.record(
        """
        \(name), seed \(seed): \(export) differs
        lines \(wanted.count), \(actual.count)
        missing \(wanted.subtracting(actual).sorted().prefix(3))
        surplus \(actual.subtracting(wanted).sorted().prefix(3))
        """, sourceLocation: location)
    }
  }
}
