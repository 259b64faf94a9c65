import Amounts
import Documents
import Testing

@Suite("Tables over several pages")
struct PageBreakTests {
  let typesetter: Typesetter

  init() throws { typesetter = try Typesetter() }

  @Test("every page but the last carries its sums forward, and the next one brings them")
  func carriedForward() throws {
    let pdf = try typesetter.pdf(of: Sample.statement(lineCount: 120), language: .both)
    let pages = try PageText.pages(of: pdf)
    #expect(pages.count >= 3)
    var shown = 0
    for (index, page) in pages.enumerated() {
      let rows = page.split(separator: "\n")
      if index > 0, shown < 120 {
        let brought = try #require(rows.first { $0.contains("Brought forward") })
        #expect(brought.contains("承前页"))
        #expect(brought.hasSuffix(grouped(yuan: shown * 85)))
        #expect(brought.contains(grouped(yuan: shown * 100)))
        #expect(rows.contains { $0.contains("结算金额 CNY") }, "the head is repeated")
      }
      let lines = rows.filter { $0.contains("ORD-") }
      shown += lines.count
      if shown < 120 {
        let carried = try #require(rows.first { $0.contains("Carried forward") })
        #expect(carried.contains("过次页"))
        #expect(carried.hasSuffix(grouped(yuan: shown * 85)))
      } else if !lines.isEmpty {
        // The total stands under at least one row: 120 times 85.
        let total = try #require(rows.last { $0.contains("合计 Total") })
        #expect(total.hasSuffix("10,200.00"))
      }
      #expect(page.contains("Page \(index + 1) of \(pages.count)"))
    }
    #expect(shown == 120)
  }

  @Test("a total never stands alone on a page, wherever the table ends")
  func noLoneTotal() throws {
    for count in 1...70 {
      let pdf = try typesetter.pdf(of: Sample.statement(lineCount: count), language: .en)
      for page in try PageText.pages(of: pdf) {
        let rows = page.split(separator: "\n")
        guard let head = rows.lastIndex(where: { $0.contains("Ready on") }) else { continue }
        #expect(rows[head...].contains { $0.contains("ORD-") }, "\(count) lines")
      }
    }
  }

  @Test("a heading and a table's head never stand alone, however high the first row is")
  func noLoneHead() throws {
    var statement = try Sample.statement(lineCount: 1)
    let long = String(repeating: "a reason that takes many words ", count: 12)
    statement.waiting[0].reason = Wording(zh: long, en: long)
    let nothing = try Sample.money("0.00")
    for count in 1...45 {
      statement.steps.insert(
        StatementStep(label: Wording(zh: "步", en: "Step"), amount: nothing), at: 0)
      for page in try PageText.pages(of: typesetter.pdf(of: statement, language: .en)) {
        let rows = page.split(separator: "\n")
        for (heading, content) in [
          ("4 Not in this", "a reason that"), ("5 Lines", "ORD-1"), ("3 Summary", "Orders"),
          ("6 Notes", "Net ="),
        ] {
          guard let place = rows.firstIndex(where: { $0.hasPrefix(heading) }) else { continue }
          #expect(rows[place...].contains { $0.contains(content) }, "\(heading), \(count) more")
        }
        let foot = rows.contains { $0.contains("Carried forward") }
        #expect(!foot, "\(count) more: nothing was begun that must be carried")
      }
    }
  }

  @Test("of a thousand lines the fifty largest are shown, the rest is counted and attached")
  func excerpt() throws {
    var statement = try Sample.statement(lineCount: 1_000)
    // One line stands out by a debt of 200.00 and another one by 285.00 owed.
    statement.lines[499].amount = try Sample.money("-115.00")
    statement.lines[899].amount = try Sample.money("285.00")
    let pdf = try typesetter.pdf(of: statement, language: .en)
    let text = try PageText.pages(of: pdf)
    #expect(
      text[0].contains("This statement has 1,000 lines. This file shows the 50 with the largest"))
    let all = text.joined()
    let rows = all.split(separator: "\n")
    let shown = rows.filter { $0.contains("ORD-") }
    #expect(shown.count == 50)
    #expect(shown.contains { $0.contains("ORD-500 ") && $0.hasSuffix("−115.00") })
    #expect(shown.contains { $0.contains("ORD-900 ") && $0.hasSuffix("285.00") })
    // 48 × 85 − 115 + 285 = 4,250; all: 998 × 85 + 170 = 85,000; others: 950 × 85 = 80,750.
    #expect(rows.contains { $0.contains("Lines shown") && $0.hasSuffix(" 4,250.00") })
    #expect(rows.contains { $0.contains("Other 950 lines") && $0.hasSuffix(" 80,750.00") })
    #expect(rows.contains { $0.contains("All lines") && $0.hasSuffix(" 85,000.00") })
    let lines = try PageText.attachment("lines.csv", of: pdf)
    #expect(lines.components(of: "\r\n") == 1_001)
  }

  @Test("all lines are shown where that is asked for")
  func whole() throws {
    let statement = try Sample.statement(lineCount: 1_000)
    let pdf = try typesetter.pdf(of: statement, language: .en, lineLimit: 1_000)
    let text = try PageText.pages(of: pdf).joined()
    #expect(text.components(of: "ORD-") == 1_000)
    // 1,000 times 85.
    #expect(text.contains("85,000.00"))
    #expect(!text.contains("with the largest amounts"))
  }

  /// Up to six digits of yuan, as the page shows them.
  private func grouped(yuan: Int) -> String {
    guard yuan >= 1_000 else { return "\(yuan).00" }
    let rest = String(yuan % 1_000)
    return "\(yuan / 1_000)," + String(repeating: "0", count: 3 - rest.count) + rest + ".00"
  }
}
