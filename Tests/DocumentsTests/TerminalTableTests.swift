import Amounts
import Documents
import Testing

@Suite("Terminal tables")
struct TerminalTableTests {
  @Test("Chinese and emoji take two columns, marks and joiners none")
  func widths() {
    let expected = [
      ("", 0), ("abc", 3), ("莲花云", 6), ("（ａ）", 6), ("e\u{301}", 1), ("한국", 4), ("😀", 2),
      ("👩\u{200D}👩\u{200D}👧", 2), ("🇨🇳", 2), ("❤\u{FE0F}", 2), ("❤", 1), ("a\u{200B}b", 2),
      ("−1.00", 5), ("𠮷", 2), ("カ\u{3099}", 2), ("…", 1),
    ]
    for (text, width) in expected {
      #expect(displayWidth(text) == width, "\(text)")
    }
  }

  @Test("text is cut to its columns without splitting a wide character")
  func cutting() throws {
    let expected = [
      (12, "莲花云科技x"), (11, "莲花云科技x"), (10, "莲花云科…"), (9, "莲花云科…"), (8, "莲花云…"),
    ]
    for (columns, name) in expected {
      let collected = Collected()
      let table = Table(name: "names", columns: [TableColumn("name", .text)])
      let style = TerminalStyle(width: columns, hasColour: false)
      var writer = TerminalTable(table, style: style, to: collected.sink)
      try writer.append([.text("莲花云科技x")])
      try writer.finish()
      #expect(collected.text == "NAME\n\(name)\n", "\(columns) columns")
    }
  }

  private let statements = Table(
    name: "statements",
    columns: [
      TableColumn("statement", .text), TableColumn("partner", .text),
      TableColumn("lines", .integer), TableColumn("payable", .amount),
      TableColumn("currency", .text),
    ])

  private func row(
    _ id: String, _ name: String, _ lines: Int64, _ amount: String, _ code: String
  ) throws -> [TableCell] {
    [
      .text(id), .text(name), .integer(lines), .amount(try Sample.money(amount, code)),
      .text(code),
    ]
  }

  private func shown(_ style: TerminalStyle) throws -> String {
    let collected = Collected()
    var writer = TerminalTable(statements, style: style, to: collected.sink)
    try writer.append(row("STM-1", "莲花云科技有限公司", 1_204, "100612.36", "CNY"))
    try writer.append(row("STM-2", "Harbor Services", 7, "-6420.00", "CNY"))
    try writer.append(row("STM-3", "東京", 1, "500", "JPY"))
    try writer.append(row("STM-4", "Kuwait", 2, "1.125", "KWD"))
    try writer.appendTotal([
      .text("total"), .empty, .integer(1_214), .amount(try Sample.money("94192.36")), .text("CNY"),
    ])
    try writer.finish()
    return collected.text
  }

  @Test("columns are aligned, amounts on the decimal point, totals under a rule")
  func aligned() throws {
    let expected = """
      STATEMENT  PARTNER             LINES  PAYABLE      CURRENCY
      STM-1      莲花云科技有限公司  1,204  100,612.36   CNY
      STM-2      Harbor Services         7   -6,420.00   CNY
      STM-3      東京                    1      500      JPY
      STM-4      Kuwait                  2        1.125  KWD
      ---------  ------------------  -----  -----------  --------
      total                          1,214   94,192.36   CNY

      """
    // Headings of figures stand over their last digit.
    #expect(try shown(.plain) == expected.replacing("  PAYABLE      ", with: "      PAYABLE  "))
  }

  @Test("a narrow terminal shortens text and never an amount; what is below zero is red")
  func narrow() throws {
    let text = try shown(TerminalStyle(width: 52, hasColour: true))
    let expected = """
      STATEMENT  PARTNER      LINES      PAYABLE  CURRENCY
      STM-1      莲花云科技…  1,204  100,612.36   CNY
      STM-2      Harbor Ser…      7   \u{1B}[31m−6,420.00\u{1B}[0m   CNY
      STM-3      東京             1      500      JPY
      STM-4      Kuwait           2        1.125  KWD
      ─────────  ───────────  ─────  ───────────  ────────
      total                   1,214   94,192.36   CNY

      """
    #expect(text == expected)
  }

  @Test("a name cannot steer the terminal")
  func controlCharacters() throws {
    let collected = Collected()
    let table = Table(name: "names", columns: [TableColumn("name", .text)])
    var writer = TerminalTable(table, style: .plain, to: collected.sink)
    try writer.append([.text("a\u{1B}[2Jb\u{202E}c\nd")])
    try writer.finish()
    #expect(collected.text == "NAME\na\u{FFFD}[2Jb\u{FFFD}c\u{FFFD}d\n")
  }
}
