import Testing

struct StatementTests {
  @Test("SQL stands in sql and reports, not in Swift")
  func noStatementsInSwift() throws {
    expectNone(try Repository.swiftFiles().filter(isBound).flatMap(statements))
  }

  @Test("a statement in a literal is found in capitals and in small letters, a sentence is not")
  func statementIsFound() {
    let planted = [
      #""SELECT 1""#, #""\n  with a as (values (1)) select * from a""#, #""insert into a values""#,
      #""UPDATE a SET b = 1""#, #""delete from a""#, #""create unique index a on b (c)""#,
      #""DROP TABLE a""#, #""LOCK TABLE a""#, ##"#"SELECT "a""#"##, "\"\"\"\n  TRUNCATE a\n\"\"\"",
      #""COPY a FROM STDIN""#, #""SET LOCAL x = 1""#, #""WITH \(a) AS (b)""#,
    ]
    for literal in planted {
      let file = SwiftFile(path: "Sources/Store/Planted.swift", text: "let a = \(literal)")
      #expect(statements(in: file).count == 1, "\(literal)")
    }
    let sentences = [
      "Select a statement first.", "With this rate the payee earns nothing.", "DELETE", "COPY",
      "Updates the draft.", "set", "Create a run with `settled run plan`.", "Drop it here.",
    ]
    for sentence in sentences {
      let file = SwiftFile(path: "Sources/Store/Fine.swift", text: "let a = \"\(sentence)\"")
      #expect(statements(in: file) == [], "\(sentence)")
    }
  }

  @Test("a query says what it does, and its header names every parameter")
  func queriesAreDescribed() throws {
    let queries = try ["sql/queries", "sql/check"].flatMap {
      try Repository.files(below: $0, extensions: ["sql"])
    }
    expectNone(try queries.flatMap(undescribed))
  }

  @Test("a report is a folder of two files, and its query's header names every parameter")
  func reportsAreDescribed() throws {
    let files = try Repository.files(below: "reports", extensions: ["sql", "json"])
      .filter { !$0.path.hasPrefix("reports/gallery/") }
    let folders = try Repository.folders(below: "reports").filter { $0 != "gallery" }
    #expect(!folders.isEmpty)
    #expect(
      files.map(\.path)
        == folders.flatMap { ["reports/\($0)/query.sql", "reports/\($0)/report.json"] })
    let queries = files.filter { $0.name == "query.sql" }
    expectNone(try queries.flatMap(undescribed))
  }

  @Test("a query without a header, or with a parameter that it does not name, is found")
  func undescribedQueryIsFound() throws {
    let bare = TextFile(path: "sql/queries/a/find_b.sql", text: "SELECT $1::text")
    #expect(try undescribed(bare).map(\.words) == ["no header comment", "$1 is not described"])
    let half = TextFile(
      path: "sql/queries/a/find_b.sql",
      text: "-- Finds b.\n--   $1 a text  the a\nSELECT $1, $10 -- $3\n")
    #expect(try undescribed(half).map(\.words) == ["$10 is not described"])
    let two = TextFile(path: "sql/queries/a/find_b.sql", text: "-- Finds b.\nSELECT 1;\nSELECT 2\n")
    #expect(try undescribed(two).map(\.words) == ["more than one statement"])
    let misnamed = TextFile(path: "sql/queries/find-b.sql", text: "-- Finds b.\nSELECT ';';\n")
    #expect(
      try undescribed(misnamed).map(\.words) == [
        "not named sql/queries/<area>/<verb>_<object>.sql"
      ])
  }

  /// The Postgres module may write protocol words; the tests of the house plant violations.
  private func isBound(_ file: SwiftFile) -> Bool {
    !["Postgres", "HouseTests"].contains(file.target) && file.code.name != "Statements.swift"
  }

  private func statements(in file: SwiftFile) -> [Finding] {
    let capitals =
      /^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|WITH|ALTER|DROP|TRUNCATE|MERGE|GRANT|REVOKE|COPY|LOCK|ANALYZE|VACUUM|SET|EXPLAIN|REINDEX|PREPARE|DECLARE|VALUES|COMMENT)\s+\S/
    let small =
      /^\s*(select\s.+\sfrom\s|with\s+\w+\s+as\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|(create|alter|drop)\s+(unique\s+)?(table|index|schema|view|role|database|function|trigger)\s)/
    return file.literals.filter { literal in
      literal.text.contains(capitals) || literal.text.contains(small.dotMatchesNewlines())
    }.map { Finding(path: file.path, line: $0.line, words: "SQL in a literal: \($0.text)") }
  }

  private func undescribed(_ query: TextFile) throws -> [Finding] {
    var words: [String] = []
    let report = /reports\/[a-z][a-z0-9-]*\/query\.sql/
    let name = /sql\/(queries\/[a-z_]+|check)\/[a-z]+(_[a-z0-9]+)+\.sql/
    if query.path.wholeMatch(of: report) == nil, query.path.wholeMatch(of: name) == nil {
      words.append("not named sql/queries/<area>/<verb>_<object>.sql")
    }
    let header = query.lines.prefix { $0.hasPrefix("--") }.joined(separator: "\n")
    if header.firstMatch(of: /^-- [A-Z]/) == nil { words.append("no header comment") }
    let body = Statement.code(of: query.text).trimmingTrailing { $0 == ";" || $0.isWhitespace }
    let used = Set(body.matches(of: /\$([0-9]+)/).compactMap { Int($0.output.1) })
    let named = Set(header.matches(of: /\$([0-9]+)/).compactMap { Int($0.output.1) })
    words += used.subtracting(named).sorted().map { "$\($0) is not described" }
    // Scripts: they take no parameters.
    let isScript = ["open_check.sql", "consume_packages.sql"].contains(query.name)
    if body.contains(";"), !isScript { words.append("more than one statement") }
    return words.map { Finding(path: query.path, line: 1, words: $0) }
  }
}

extension String {
  fileprivate func trimmingTrailing(_ isSurplus: (Character) -> Bool) -> Substring {
    var rest = self[...]
    while let last = rest.last, isSurplus(last) { rest.removeLast() }
    return rest
  }
}
