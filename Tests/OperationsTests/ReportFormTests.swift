import Documents
import Foundation
import Operations
import Testing
import TestKit

/// The forms of one answer, held against each other and against what is known of a good page.
@Suite("Forms of a report")
struct ReportFormTests {
  private static let definition = """
    {
      "title": {"en": "Forms", "zh": "格式"},
      "summary": {"en": "Three rows.", "zh": "三行。"},
      "columns": [
        {"name": "name", "kind": "text", "en": "Name", "zh": "名称"},
        {"name": "currency", "kind": "text", "en": "Currency", "zh": "币种"},
        {"name": "amount", "kind": "amount", "currency": "currency", "en": "Amount", "zh": "金额"},
        {"name": "fee", "kind": "rate", "en": "Fee", "zh": "费率"},
        {"name": "number", "kind": "integer", "en": "Number", "zh": "数量"}
      ],
      "totals": ["amount", "number"],
      "chart": {"kind": "KIND", "label": "name", "values": ["amount"]}
    }
    """

  private func answer(_ chart: String = "bar") throws -> ReportAnswer {
    let folder = try Folder([
      "forms/query.sql": Statements.formsReport,
      "forms/report.json": Self.definition.replacingOccurrences(of: "KIND", with: chart),
    ])
    return try TestDatabase().ask("forms", reports: folder.url.path)
  }

  /// The three rows as a person would write them for a machine.
  private static let rows = [
    ["<b>\"A\" & B</b>", "CNY", "-1234.56", "0.150000", "1200"],
    ["莲花云", "CNY", "50000.00", "0.117500", ""],
    ["plain", "JPY", "700", "", "-7"],
  ]

  @Test("CSV, JSON, the workbook and the page hold the same values")
  func agreement() throws {
    let answer = try answer()
    let csv = String(decoding: try answer.bytes(.csv), as: UTF8.self)
    #expect(
      csv == "name,currency,amount,fee,number\r\n"
        + "\"<b>\"\"A\"\" & B</b>\",CNY,-1234.56,0.150000,1200\r\n"
        + "莲花云,CNY,50000.00,0.117500,\r\nplain,JPY,700,,-7\r\n")
    let json = try JSONSerialization.jsonObject(with: Data(try answer.bytes(.json)))
    let objects = try #require(json as? [[String: Any]])
    let names = ["name", "currency", "amount", "fee", "number"]
    #expect(
      objects.map { object in
        names.map { name in
          (object[name] as? String) ?? (object[name] as? Int).map(String.init) ?? ""
        }
      } == Self.rows)
    #expect(try Workbook(try answer.bytes(.xlsx)).rows.dropFirst() == Self.workbookRows[...])
    #expect(pageRows(try answer.page().html(in: .en)) == Self.rows)
    #expect(pageRows(try answer.page().html(in: .zh)) == Self.rows)
  }

  /// A workbook keeps numbers as numbers, so that zeros at their end are not kept.
  private static let workbookRows = [
    ["<b>\"A\" & B</b>", "CNY", "-1234.56", "0.15", "1200"],
    ["莲花云", "CNY", "50000", "0.1175"],
    ["plain", "JPY", "700", "-7"],
  ]

  /// The machine values of the rows of a page's body.
  private func pageRows(_ page: String) -> [[String]] {
    let body = page.components(separatedBy: "<tbody>")[1].components(separatedBy: "</tbody>")[0]
    return body.components(separatedBy: "</tr>").dropLast().map { row in
      row.matches(of: /<t[hd][^>]*>(.*?)<\/t[hd]>/).map { cell in
        let content = String(cell.output.1)
        let value = content.firstMatch(of: /<data value="([^"]*)"/).map { String($0.output.1) }
        return (value ?? content)
          .replacingOccurrences(of: "&lt;", with: "<").replacingOccurrences(of: "&gt;", with: ">")
          .replacingOccurrences(of: "&quot;", with: "\"")
          .replacingOccurrences(of: "&amp;", with: "&")
      }
    }
  }

  @Test("the page is whole by itself: a caption, scopes, totals a currency, no script, no request")
  func page() throws {
    let page = try answer().page().html(in: .en)
    #expect(page.hasPrefix("<!doctype html>\n<html lang=\"en\">"))
    #expect(page.contains("<caption id=\"caption\">Forms, 3 rows</caption>"))
    #expect(page.contains("<th scope=\"col\" class=\"amount\">Amount</th>"))
    #expect(page.contains("<th scope=\"row\">&lt;b&gt;&quot;A&quot; &amp; B&lt;/b&gt;</th>"))
    #expect(
      page.contains(
        "<td class=\"amount\"><data value=\"-1234.56\" class=\"negative\">\u{2212}1,234.56</data></td>"
      ))
    #expect(page.contains("<data value=\"0.117500\">11.75 %</data>"))
    let foot = page.components(separatedBy: "<tfoot>")[1]
    #expect(foot.contains("<data value=\"48765.44\">48,765.44</data>"))
    #expect(foot.contains("<data value=\"700\">700</data>"))
    for word in ["prefers-color-scheme: dark", "@media print", "tabular-nums"] {
      #expect(page.contains(word), "\(word)")
    }
    #expect(!page.contains("<script") && !page.contains("http:") && !page.contains("https:"))
    #expect(!page.contains(" style=") && page.components(separatedBy: "<h1>").count == 2)
    let chinese = try answer().page().html(in: .zh)
    #expect(chinese.contains("<html lang=\"zh-Hans\">") && chinese.contains("格式, 共 3 行"))
    #expect(chinese.contains("<th scope=\"col\" class=\"amount\">金额</th>"))
  }

  @Test("a picture says in words what it shows, one picture a currency")
  func charts() throws {
    for kind in ["bar", "line"] {
      let page = try answer(kind).page().html(in: .en)
      let pictures = page.matches(of: /<svg .*? aria-labelledby="(chart-\d)-title chart-\d-text">/)
      #expect(pictures.map { String($0.output.1) } == ["chart-1", "chart-2"], "\(kind)")
      #expect(
        page.contains(
          "<desc id=\"chart-1-text\">Amount: 2 figures, highest 莲花云 50,000.00, lowest &lt;b&gt;"
            + "&quot;A&quot; &amp; B&lt;/b&gt; \u{2212}1,234.56.</desc>"), "\(kind)")
      #expect(page.contains("<title id=\"chart-2-title\">Amount by Name, JPY</title>"), "\(kind)")
    }
    // From -1,234.56 to 50,000.00 are 330 units: zero lies 8 from the left, the bars reach out.
    let bars = try answer().page().html(in: .en)
    #expect(bars.contains("<rect x=\"180\" y=\"4\" width=\"8\" height=\"14\" fill=\"var(--c1)\"/>"))
    #expect(
      bars.contains("<rect x=\"188\" y=\"32\" width=\"322\" height=\"14\" fill=\"var(--c1)\"/>"))
  }
}
