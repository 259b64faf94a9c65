import Foundation
import Testing

/// The forms of answers that scripts read.
struct AnswerTests {
  private let run = "RUN-202610-cn-1"

  private func planned(_ name: String) throws -> Command {
    let settled = try CommandDatabase(name).settled
    _ = try settled("run", "plan", "--period", "202610", "--site", "cn", "--as", "ann")
    return settled
  }

  @Test("a run as JSON has the members of the contract, amounts as decimal strings")
  func runAsJSON() throws {
    let settled = try planned("json")
    let run = try settled("run", "show", run, "--format", "json").object()
    #expect(run["id"] as? String == self.run)
    #expect(run["site"] as? String == "cn")
    #expect(run["period"] as? String == "202610")
    #expect(run["state"] as? String == "draft")
    #expect((run["as_of"] as? String)?.hasSuffix("+08:00") == true)
    #expect((run["content_hash"] as? String)?.count == 64)
    #expect((run["counts"] as? [String: Any])?["lines"] as? Int == 2)
    #expect((run["exceptions"] as? [Any])?.isEmpty == true)
    let equation = try #require((run["conservation"] as? [[String: Any]])?.first)
    let wanted = [
      "currency": "CNY", "paid": "14900.00", "merchant": "14155.00", "csp": "0.00",
      "reseller": "0.00", "operator": "0.00", "taxes": "0.00", "platform": "745.00",
    ]
    for (member, value) in wanted { #expect(equation[member] as? String == value, "\(member)") }
  }

  @Test("lines and statements are exported with the contract's columns, in its order")
  func exports() throws {
    let settled = try planned("export")
    let lines = try settled("export", "lines", "--period", "2026-10").out
      .components(separatedBy: "\r\n")
    #expect(
      lines[0]
        == "statement_id,line_no,source_kind,source_id,order_line_id,payee_id,role,tab,product_id,"
        + "customer_id,natural_period,ready_at,currency,sales_amount,voucher_amount,paid_amount,"
        + "rate,increment,amount_ex_tax,tax_amount,amount")
    #expect(
      lines[1]
        == "202610-M-1-general-CNY,1,order,L-1,L-1,M-1,merchant,general,P-1,C-1,202610,"
        + "2026-10-05T10:00:00+08:00,CNY,8500.00,0.00,8500.00,0.950000,0.000000,,,8075.00")
    #expect(lines.count == 4)
    let statements = try settled("export", "statements", "--period", "202610").out
      .components(separatedBy: "\r\n")
    #expect(
      statements[0]
        == "statement_id,partner_id,tab,currency,period,opening_balance,lines_total,"
        + "adjustments_total,net,payable,closing_balance,line_count,state,content_hash")
    #expect(
      statements[1].hasPrefix(
        "202610-M-1-general-CNY,M-1,general,CNY,202610,0.00,8075.00,0.00,8075.00,8075.00,0.00,1,"))
    let pending = try settled(
      "export", "pending", "--period", "202610", "--site", "cn", "--as-of",
      "2026-11-03T00:00:00+08:00"
    ).out.components(separatedBy: "\r\n")
    #expect(
      pending[0]
        == "source_kind,source_id,payee_id,product_id,customer_id,currency,amount_estimate,"
        + "reasons,since,expected_on")
    #expect(
      pending[1] == "order,L-3,M-2,P-2,C-1,CNY,950.00,NOT_EFFECTIVE,2026-10-07T09:30:00+08:00,")
  }

  @Test("the suffix of the file decides the form, and a file is whole or absent")
  func files() throws {
    let settled = try planned("files")
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let beginnings = ["csv": "statement_id,", "json": "[", "ndjson": "{", "xlsx": "PK"]
    for (suffix, beginning) in beginnings {
      let file = folder.appending(path: "lines.\(suffix)")
      let outcome = try settled("export", "lines", "--period", "202610", "-O", file.path)
      #expect(outcome.code == 0, "\(suffix): \(outcome.err)")
      #expect(outcome.out == "", "\(suffix)")
      let bytes = try Data(contentsOf: file)
      #expect(bytes.starts(with: Array(beginning.utf8)), "\(suffix)")
    }
    let nowhere = try settled(
      "export", "lines", "--period", "202610", "-O", folder.path + "/no/lines.csv")
    #expect(nowhere.code == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 4)
  }

  @Test("every list is valid JSON and valid CSV, an empty one too")
  func lists() throws {
    let settled = try planned("lists")
    let lists = [
      "run list", "run list --site eu", "exception list --run \(run)", "hold list",
      "exception list --run \(run) --group", "adjust list", "adjust list --open",
      "statement list --period 202610", "statement list --period 200001", "invoice list",
      "invoice gaps", "invoice agreements", "job list", "job next", "job history", "db status",
      "doctor",
      "run lines \(run)", "report list",
    ]
    for list in lists {
      let words = list.split(separator: " ").map(String.init)
      let json = try settled.run(words + ["--json"])
      #expect(json.code == 0, "\(list): \(json.err)")
      #expect(try json.json() is [[String: Any]], "\(list): \(json.out)")
      let csv = try settled.run(words + ["--format", "csv"])
      #expect(csv.out.contains("\r\n"), "\(list)")
    }
  }

  @Test("not on a terminal there is no escape and no carriage return, only whole lines")
  func plainText() throws {
    let settled = try planned("plain")
    let calls = [
      "run plan --period 202610 --site cn", "run list", "run show RUN-202610-cn-2",
      "statement list", "export pending --period 202610 --format ndjson", "doctor",
      "explain L-1", "why-not L-3",
    ]
    for call in calls {
      let outcome = try settled.run(call.split(separator: " ").map(String.init))
      #expect(outcome.code == 0, "\(call): \(outcome.err)")
      for text in [outcome.out, outcome.err] {
        #expect(!text.contains("\u{1B}") && !text.contains("\r"), "\(call)")
        #expect(text.isEmpty || text.hasSuffix("\n"), "\(call)")
      }
    }
  }

  @Test("a stage is told as one line with its time, subject, count and seconds")
  func stages() throws {
    let settled = try CommandDatabase("stages").settled
    let talk = try settled("run", "plan", "--period", "202610", "--site", "cn").err
    let calculate = try #require(
      talk.split(separator: "\n").first { $0.contains("stage=calculate") })
    #expect(
      calculate.wholeMatch(
        of:
          /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00 site=cn period=202610 stage=calculate facts=3 seconds=\d+\.\d/
      ) != nil, "\(calculate)")
    #expect(
      try settled("run", "plan", "--period", "202610", "--site", "cn", "--quiet").err == "")
  }

  @Test("a Chinese name takes the columns that a terminal gives it")
  func chineseWidths() throws {
    let settled = try planned("chinese")
    let table = try settled("statement", "list", "--period", "202610").out.split(separator: "\n")
    // The state stands in the same column below a Chinese and a Latin name: 9 characters, 18 columns.
    let chinese = try #require(table.first { $0.contains("莲花云科技有限公司") })
    let latin = try #require(table.first { $0.contains("Harbour Services") })
    #expect(chinese.prefix { $0 != "d" }.count + 9 == latin.prefix(while: { $0 != "d" }).count)
    #expect(latin.contains("Harbour Services    draft"))
  }

  @Test("the arithmetic and what is missing are told for one line")
  func explanations() throws {
    let settled = try planned("explain")
    let explanation = try settled("explain", "L-1", "--json").object()
    #expect(explanation["amount"] as? String == "8075.00")
    #expect((explanation["steps"] as? [Any])?.isEmpty == false)
    let whyNot = try settled("why-not", "L-3", "--json").object()
    #expect(whyNot["reasons"] as? [String] == ["NOT_EFFECTIVE"])
    let statement = try settled("explain", "202610-M-1-general-CNY").out
    #expect(statement.contains("pays 8075.00 CNY to M-1"))
  }

  @Test("a statement is shown with how it was reached, and written as a workbook and a page")
  func statementForms() throws {
    let settled = try planned("forms")
    let statement = "202610-M-1-general-CNY"
    // 8,500.00 less 5 %: 425.00.
    let shown = try settled("statement", "show", statement).out
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for part in [
      "partner_id M-1", "CARRIED TO NEXT 0.00 8,075.00 0.00 8,075.00 8,075.00 0.00",
      "Gross sales Change 8,500.00", "Platform fee Change -425.00", "Earned Total 8,075.00",
    ] {
      #expect(shown.contains(part), "\(part) is not in \(shown)")
    }
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "settled-forms-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let written = try settled(
      "statement", "download", statement, "--type", "xlsx", "--type", "html", "-O", folder)
    #expect(written.out == "\(folder)/\(statement).xlsx\n\(folder)/\(statement).html\n")
    let page = try String(contentsOfFile: "\(folder)/\(statement).html", encoding: .utf8)
    #expect(page.contains("<data value=\"8075.00\">8,075.00</data>"))
    let workbook = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(statement).xlsx"))
    #expect(workbook.starts(with: "PK".utf8))
  }

  @Test("a held partner gets no statement until the hold is released")
  func holds() throws {
    let settled = try CommandDatabase("holds").settled
    let add = try settled("hold", "add", "M-1", "--reason", "account under review", "--as", "ann")
    #expect(add.out == "1\n")
    let plan = try settled("run", "plan", "--period", "202610", "--site", "cn")
    #expect(plan.out.contains("ON_HOLD"))
    #expect(try settled("hold", "release", "1").code == 0)
    #expect(try settled("hold", "release", "1").code == 5)
    let again = try settled("run", "plan", "--period", "202610", "--site", "cn")
    #expect(!again.out.contains("ON_HOLD"))
  }
}
