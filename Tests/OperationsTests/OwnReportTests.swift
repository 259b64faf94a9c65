import Documents
import Foundation
import Operations
import Testing
import TestKit

/// Reports of a user's own folder, good ones and bad ones.
@Suite("Reports of one's own")
struct OwnReportTests {
  /// A good report; each test spoils one thing of it.
  private static let definition = """
    {
      "title": {"en": "Mine", "zh": "我的"},
      "summary": {"en": "One row.", "zh": "一行。"},
      "parameters": [{"name": "site"}],
      "columns": [
        {"name": "currency", "kind": "text", "en": "Currency", "zh": "币种"},
        {"name": "amount", "kind": "amount", "currency": "currency", "en": "Amount", "zh": "金额"},
        {"name": "fee", "kind": "rate", "en": "Fee", "zh": "费率"},
        {"name": "success", "kind": "percent", "en": "Success", "zh": "成功率"},
        {"name": "day", "kind": "date", "en": "Day", "zh": "日期"},
        {"name": "at", "kind": "instant", "en": "At", "zh": "时间"},
        {"name": "number", "kind": "integer", "en": "Number", "zh": "数量"}
      ],
      "totals": ["amount", "number"],
      "chart": {"kind": "bar", "label": "currency", "values": ["amount"]}
    }
    """

  private func folder(
    _ definition: String = OwnReportTests.definition, _ query: String = Statements.ownReport
  ) throws -> Folder {
    try Folder(["mine/report.json": definition, "mine/query.sql": query])
  }

  /// Everything that is wrong with the report `mine`, each without the path of its folder.
  private func flaws(_ folder: Folder, _ database: TestDatabase) throws -> [String] {
    let shelf = try ReportShelf(directory: folder.url.path)
    let reports = try ShelvedReport.all(of: shelf, at: database.workplace)
    // What is bad hinders no other.
    #expect(reports.count { $0.findings.isEmpty } >= 6)
    return reports.filter { $0.entry.name == "mine" }.flatMap(\.findings).map {
      $0.text.replacingOccurrences(of: folder.url.path + "/", with: "")
    }
  }

  @Test("a folder adds a report; its kinds are read strictly and shown as they are meant")
  func added() throws {
    let database = try TestDatabase()
    let folder = try folder()
    #expect(try flaws(folder, database) == [])
    let answer = try database.ask("mine", reports: folder.url.path)
    #expect(
      try answer.csv == [
        "CNY,-12.50,0.150000,0.975000,2026-05-31,2026-06-01T00:00:00+08:00,3"
      ])
    #expect(try answer.totalLines == ["CNY,-12.50,,,,,3"])
    #expect(throws: Refusal.self) {
      try database.ask("mine", "202605", reports: folder.url.path)
    }
    #expect(throws: Refusal.self) { try database.ask("ageing", reports: folder.url.path) }
    #expect(throws: Refusal.self) { try database.ask("yours", reports: folder.url.path) }
  }

  @Test("amounts that do not fit 64 bits in sum have a total all the same")
  func largeTotal() throws {
    let folder = try folder(Self.definition, Statements.largeReport)
    let answer = try TestDatabase().ask("mine", reports: folder.url.path)
    // Three times 90,000,000,000,000,000.00, and 1 + 2 + 3.
    #expect(try answer.totalLines == ["CNY,270000000000000000.00,,,,,6"])
  }

  @Test("what is wrong with a definition is told with its line, its field and a remedy")
  func badDefinitions() throws {
    let database = try TestDatabase()
    let spoiled: [(was: String, becomes: String, finding: String)] = [
      (
        "\"totals\"", "\"total\"",
        "mine/report.json:14: total: is no field that is known; take it out; the fields here are "
          + "title, summary, parameters, columns, totals, chart, timeout_seconds"
      ),
      (
        ", \"zh\": \"金额\"", "",
        "mine/report.json:7: columns[1].zh: is missing; write the Chinese words"
      ),
      (
        "\"zh\": \"我的\"", "\"zh\": \" \"",
        "mine/report.json:2: title.zh: is no text; write the Chinese words"
      ),
      (
        "\"kind\": \"rate\"", "\"kind\": \"money\"",
        "mine/report.json:8: columns[2].kind: \"money\" is no kind; write one of text, integer, "
          + "amount, rate, percent, date, instant"
      ),
      (
        ", \"currency\": \"currency\"", "",
        "mine/report.json:7: columns[1].currency: is missing; name the column that holds the "
          + "currency of the amounts"
      ),
      (
        "{\"name\": \"site\"}", "{\"name\": \"colour\"}",
        "mine/report.json:4: parameters[0].name: \"colour\" is no parameter; name one of period, "
          + "site, partner, now"
      ),
      (
        "[\"amount\", \"number\"]", "[\"fee\"]",
        "mine/report.json:14: totals[0]: fee cannot be added up; name columns of kind integer or "
          + "amount"
      ),
      (
        "\"values\": [\"amount\"]", "\"values\": [\"amount\", \"number\"]",
        "mine/report.json:15: chart.values: the columns have different units; draw amounts of one "
          + "currency column, or integers"
      ),
      (
        "\"kind\": \"bar\"", "\"kind\": \"pie\"",
        "mine/report.json:15: chart.kind: \"pie\" is no chart; write bar or line"
      ),
      (
        "\"parameters\": [", "\"timeout_seconds\": 0, \"parameters\": [",
        "mine/report.json:4: timeout_seconds: is no number from 1 to 3600; write whole seconds"
      ),
      (
        "\"summary\":", "\"summary\"",
        "mine/report.json:3: the file is no JSON: a colon is missing; correct this line"
      ),
    ]
    for (was, becomes, finding) in spoiled {
      let text = Self.definition.replacingOccurrences(of: was, with: becomes)
      #expect(text != Self.definition, "\(was)")
      #expect(try flaws(try folder(text), database).contains(finding), "\(becomes)")
    }
  }

  @Test("a column that is wrong is told once, though totals and chart name it")
  func oneFinding() throws {
    let definition = Self.definition.replacingOccurrences(of: ", \"zh\": \"金额\"", with: "")
    #expect(
      try flaws(try folder(definition), TestDatabase()) == [
        "mine/report.json:7: columns[1].zh: is missing; write the Chinese words"
      ])
  }

  @Test("a query that does not fit is told before it runs, one that writes as well")
  func badQueries() throws {
    let database = try TestDatabase()
    let spoiled: [(was: String, becomes: String, finding: String)] = [
      (
        "AS fee", "AS rate",
        "mine/report.json:1: columns[2].name: the query returns no column fee; it returns currency, "
          + "amount, rate, success, day, at, number"
      ),
      (
        "date '2026-05-31'", "'2026-05-31'",
        "mine/report.json:1: columns[4].kind: the query returns day as text; cast it to date, or "
          + "give the column another kind"
      ),
      (
        "$1::text IS NULL", "true",
        "mine/report.json:1: parameters: names 1 parameter and the query takes 0; name them in the "
          + "order of $1, $2, ..., each of them used"
      ),
      (
        Statements.ownReportHead, "SELEC 'CNY'",
        "mine/query.sql:3: syntax error at or near \"SELEC\" (SQLSTATE 42601); write one SELECT "
          + "that PostgreSQL takes"
      ),
      (
        "0.15 AS fee", "nick AS fee",
        "mine/query.sql:3: column \"nick\" does not exist (SQLSTATE 42703); write one SELECT that "
          + "PostgreSQL takes"
      ),
    ]
    for (was, becomes, finding) in spoiled {
      let text = Statements.ownReport.replacingOccurrences(of: was, with: becomes)
      #expect(text != Statements.ownReport, "\(was)")
      #expect(
        try flaws(try folder(Self.definition, text), database).contains(finding), "\(becomes)")
    }
    for text in Statements.writing {
      let found = try flaws(try folder(Self.definition, text), database)
      // A command without parameters does not fit the definition either.
      #expect(found.first?.hasPrefix("mine/query.sql:") == true, "\(text): \(found)")
    }
  }

  @Test("a query that writes behind a function is stopped by its read-only transaction")
  func hiddenWrite() throws {
    let database = try TestDatabase()
    try database.session().run(script: Statements.writingFunction)
    let folder = try folder(
      Self.definition,
      Statements.ownReport.replacingOccurrences(
        of: "3 AS number", with: "public.write_hold() AS number"))
    #expect(try flaws(folder, database) == [])
    let refusal = #expect(throws: ReportRefusal.self) {
      try database.ask("mine", reports: folder.url.path)
    }
    #expect(refusal?.findings.first?.reason.hasPrefix("the query writes: ") == true)
    #expect(try database.session().query(Statements.countHolds)[0].int64(0) == 0)
  }

  @Test("a value that does not fit its kind is refused with its row, and stops nothing")
  func badValues() throws {
    let database = try TestDatabase()
    let spoiled: [(was: String, becomes: String, reason: String)] = [
      ("'CNY' AS", "'QQQ' AS", "the amount has no currency: currency is no code of ISO 4217"),
      ("-1250::bigint", "12.5", "12.5 is no whole number of 64 bits"),
      ("0.15 AS", "0.1234567 AS", "0.1234567 has more than six decimals, or is too large"),
      ("date '2026-05-31'", "date 'infinity'", "the value is infinity"),
      ("97.5 AS", "'NaN'::numeric AS", "the value is not a number"),
    ]
    for (was, becomes, reason) in spoiled {
      let text = Statements.ownReport.replacingOccurrences(of: was, with: becomes)
      let folder = try folder(Self.definition, text)
      let refusal = #expect(throws: ReportRefusal.self, "\(becomes)") {
        try database.ask("mine", reports: folder.url.path)
      }
      #expect(refusal?.findings.first?.reason == "row 1 of the answer: " + reason, "\(becomes)")
    }
  }

  @Test("a query that takes too long is stopped")
  func slow() throws {
    let database = try TestDatabase()
    let folder = try folder(
      Self.definition.replacingOccurrences(
        of: "\"parameters\": [", with: "\"timeout_seconds\": 1, \"parameters\": ["),
      Statements.ownReport.replacingOccurrences(
        of: "3 AS number", with: "(SELECT 3 FROM pg_sleep(30)) AS number"))
    let refusal = #expect(throws: Refusal.self) {
      try database.ask("mine", reports: folder.url.path)
    }
    #expect(refusal?.code == "report_too_slow")
  }

  @Test("a folder without a file, of a shipped name or with an odd name is refused for itself")
  func badFolders() throws {
    let database = try TestDatabase()
    let folder = try Folder([
      "half/query.sql": Statements.ownReport, "ageing/query.sql": Statements.ownReport,
      "Odd Name/query.sql": "",
      "a-file": "not a folder",
    ])
    let shelf = try ReportShelf(directory: folder.url.path)
    let reports = try ShelvedReport.all(of: shelf, at: database.workplace)
    let found = reports.flatMap(\.findings).map {
      $0.text.replacingOccurrences(of: folder.url.path + "/", with: "")
    }
    #expect(
      Set(found) == [
        "half/report.json:1: is missing; a report has report.json and query.sql",
        "ageing:1: a report of the program has this name; give the folder another name",
        "Odd Name:1: is no name of a report; call the folder by 1 to 40 small letters, digits and "
          + "hyphens, a letter first",
      ])
    #expect(try database.ask("ageing", "202605", reports: folder.url.path).rows.isEmpty)
  }
}
