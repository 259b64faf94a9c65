import Foundation
import Testing

/// Asks a real PostgreSQL whether it understands every query, with `psql` alone: the queries are
/// checked even while the program that sends them does not build.
struct QueriesPrepareTests {
  @Test("every query prepares on a migrated database")
  func everyQueryPrepares() throws {
    let database = try ScratchDatabase()
    defer { database.drop() }
    try migrate(database)

    let queries =
      try Repository.files(below: "sql/queries", extensions: ["sql"])
      + Repository.files(below: "reports", extensions: ["sql"])
    #expect(!queries.isEmpty)
    let whole = queries.flatMap { Statement.completed($0, among: queries) }
    expectNone(try whole.flatMap { try refusals(of: $0, by: database) })
  }

  @Test("every query but those of schema and benchmark is permitted to the role that operates")
  func everyQueryIsPermitted() throws {
    let database = try ScratchDatabase()
    defer { database.drop() }
    try migrate(database)
    let role = "house_operator_\(UUID().uuidString.prefix(8).lowercased())"
    let made = try database.run(Statement.makingOperator(role), inTransaction: true)
    try #require(made == "", "\(made)")
    defer {
      #expect(throws: Never.self) {
        try database.run(Statement.dropping(role: role), inTransaction: true)
      }
    }
    let queries = try Repository.files(below: "sql/queries", extensions: ["sql"]).filter {
      !["sql/queries/benchmark/", "sql/queries/schema/"].contains($0.folder)
    }
    let asked = queries.flatMap { Statement.completed($0, among: queries) }.map { query in
      switch Statement.check(of: query.text) {
      case .prepare(let text):
        (
          query.path,
          Statement.explaining(text, parameters: Statement.parameters(of: text), as: role)
        )
      case .run(let text): (query.path, Statement.trying(Statement.taking(on: role, text)))
      }
    }
    // All at once; only if something is refused, each by itself to name it.
    if try database.run(asked.map(\.1).joined(), inTransaction: false) == "" { return }
    expectNone(
      try asked.compactMap { path, statements in
        let words = try database.run(statements, inTransaction: false)
        return words == "" ? nil : Finding(path: path, line: 1, words: words)
      })
  }

  @Test("every step of the second calculation prepares where its tables are open")
  func everyStepPrepares() throws {
    let database = try ScratchDatabase()
    defer { database.drop() }
    try migrate(database)

    let steps = try Repository.files(below: "sql/check", extensions: ["sql"])
    let opening = try #require(steps.first { $0.name == "open_check.sql" })
    expectNone(
      try steps.filter { $0.path != opening.path }.flatMap { step in
        let asked =
          switch Statement.check(of: step.text) {
          case .prepare(let text): Statement.preparing(text)
          case .run(let text): text
          }
        let words = try database.run(
          Statement.trying("\(opening.text);\n\(asked)"), inTransaction: false)
        return words == "" ? [] : [Finding(path: step.path, line: 1, words: words)]
      })
  }

  @Test(
    "a query that names a missing column, or does not parse, is found with what the server says")
  func brokenQueryIsFound() throws {
    let database = try ScratchDatabase()
    defer { database.drop() }
    try migrate(database)

    let planted: [(text: String, words: String)] = [
      ("-- Bad.\nSELECT partner.nick\n  FROM marketplace.partner", "partner.nick does not exist"),
      ("SELEC 1", "syntax error at or near \"SELEC\""),
      ("COPY (\nSELECT 1 FROM nowhere) TO STDOUT (FORMAT binary)", "\"nowhere\" does not exist"),
      ("COPY marketplace.refund (nope) FROM STDIN (FORMAT binary)", "\"nope\" does not exist"),
      ("LOCK TABLE nowhere", "\"nowhere\" does not exist"),
    ]
    for (text, words) in planted {
      let findings = try refusals(of: TextFile(path: "planted.sql", text: text), by: database)
      #expect(findings.count == 1 && findings[0].words.contains(words), "\(text): \(findings)")
    }
    let fine = [
      "-- Fine; a comment may hold a semicolon.\nSELECT partner_id FROM marketplace.partner",
      "COPY (SELECT refund_id FROM marketplace.refund WHERE line_id > 'a)') TO STDOUT (FORMAT binary)",
      "COPY marketplace.refund (refund_id, line_id) FROM STDIN (FORMAT binary)",
      "LOCK TABLE marketplace.refund",
      "SELECT $1::text, $2::bigint;\n",
    ]
    for text in fine {
      #expect(
        try refusals(of: TextFile(path: "fine.sql", text: text), by: database) == [], "\(text)")
    }
  }

  @Test("a condition is checked at the end of every stream that it can narrow")
  func conditionIsCompleted() {
    let stream = TextFile(path: "sql/queries/a/stream_b.sql", text: "SELECT 1\n WHERE true")
    let other = TextFile(path: "sql/queries/c/stream_d.sql", text: "SELECT 2")
    let narrowing = TextFile(path: "sql/queries/a/narrow_to_e.sql", text: "-- E.\n   AND f = 1")
    let all = [stream, other, narrowing]
    #expect(Statement.completed(stream, among: all).map(\.text) == [stream.text])
    #expect(
      Statement.completed(narrowing, among: all).map(\.text) == [
        "SELECT 1\n WHERE true\n-- E.\n   AND f = 1"
      ])
    // A stream whose conditions stand elsewhere is sent with each join and them.
    let open = TextFile(path: "sql/queries/f/stream_g.sql", text: "SELECT 1\n  FROM h")
    let join = TextFile(path: "sql/queries/f/join_i.sql", text: "  LEFT JOIN i ON true")
    let keep = TextFile(path: "sql/queries/f/keep_j.sql", text: " WHERE true")
    let whole = "SELECT 1\n  FROM h\n  LEFT JOIN i ON true\n WHERE true"
    for part in [open, join, keep] {
      #expect(Statement.completed(part, among: [open, join, keep]).map(\.text) == [whole])
    }
    // Nothing to narrow: it stays what it is, which the server refuses.
    #expect(Statement.completed(narrowing, among: [other]).map(\.text) == [narrowing.text])
  }

  private func migrate(_ database: ScratchDatabase) throws {
    for migration in try Repository.files(below: "sql/migrations", extensions: ["sql"]) {
      let words = try database.run(migration.text, inTransaction: true)
      try #require(words == "", "\(migration.path): \(words)")
    }
  }

  private func refusals(of query: TextFile, by database: ScratchDatabase) throws -> [Finding] {
    let words =
      switch Statement.check(of: query.text) {
      case .prepare(let text): try database.run(Statement.preparing(text), inTransaction: false)
      case .run(let text): try database.run(Statement.trying(text), inTransaction: false)
      }
    return words == "" ? [] : [Finding(path: query.path, line: 1, words: words)]
  }
}
