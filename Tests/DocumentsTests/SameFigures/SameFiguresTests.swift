import Documents
import Foundation
import TestKit
import Testing

@Suite("The same figures in every form of a statement")
struct SameFiguresTests {
  private static let count = 200

  @Test("200 random statements say the same in PDF, CSV, XLSX, JSON, HTML and a terminal")
  func everyForm() throws {
    var generator = Generator()
    let seed = generator.seed
    let statements = (0..<Self.count).map { RandomStatement(number: $0, &generator) }
    let forms = try Forms(of: statements)
    defer { forms.remove() }
    var compared: [String: Int] = [:]
    var differences: [String] = []
    for statement in statements {
      let comparison = try forms.compared(with: statement)
      differences += comparison.differences
      compared.merge(comparison.compared) { $0 + $1 }
    }
    for difference in differences.prefix(20) { Issue.record("seed \(seed): \(difference)") }
    #expect(differences.isEmpty, "\(differences.count) differences, seed \(seed)")
    // Two thousand lines and more, of four figures at least.
    for form in ["PDF", "CSV", "XLSX", "JSON", "HTML", "terminal"] {
      #expect(compared[form, default: 0] > 8_000, "\(form), seed \(seed)")
    }
    // Two languages of three, where yuan are payable.
    #expect(compared["capitals", default: 0] >= 5, "seed \(seed)")
    let spread = Set(statements.map { "\($0.decimals) \($0.language)" })
    // 0, 2, 3 and 4 decimals in three languages.
    #expect(spread.count == 12)
  }

  @Test("capital numerals are read as what they say")
  func capitals() {
    for (text, fen) in [
      ("零元整", 0), ("伍分", 5), ("壹拾元整", 1_000), ("叁佰贰拾伍元零肆分", 32_504),
      ("壹万零伍拾元零叁分", 1_005_003), ("肆仟万叁仟亿零壹元整", 400_030_000_000_000_100),
    ] as [(String, Int64)] {
      #expect(Digits.fen(ofCapitals: text) == fen, "\(text)")
    }
  }

  // The last two fen of it went into an ellipsis.
  @Test("an amount in words is whole, however long it is")
  func longCapitals() throws {
    var generator = Generator(seed: 3)
    var statement = RandomStatement(number: 10, &generator)
    try #require(statement.code == "CNY" && statement.language == .both)
    statement.lines = [.init(number: 1, kind: .incentive, amount: 1_252_296_883_699_197_962)]
    statement.linesTotal = 1_252_296_883_699_197_962
    (statement.opening, statement.adjustments) = (0, 0)
    (statement.groups, statement.steps, statement.waiting) = ([], [], [])
    let forms = try Forms(of: [statement])
    defer { forms.remove() }
    let comparison = try forms.compared(with: statement)
    #expect(comparison.differences == [])
    #expect(comparison.compared["capitals"] == 1)
  }

  @Test("one minor unit more in one figure is found in every form that has it")
  func differenceIsFound() throws {
    var generator = Generator(seed: 1)
    let drawn = RandomStatement(number: 30, &generator)
    var statement = drawn
    statement.lines = [
      .init(
        number: 1, kind: .order, sales: 12_345_678, voucher: 45_678, paid: 12_300_000,
        rate: 850_000, increment: 50_000, withoutTax: 1_000, tax: 60, amount: 1_060)
    ]
    statement.linesTotal = 1_060
    statement.adjustments = 0
    statement.groups = [
      .init(count: 1, sales: 12_345_678, voucher: 45_678, paid: 12_300_000, amount: 1_060)
    ]
    statement.waiting = [.init(count: 2, amount: -7)]
    statement.steps = [.init(isTotal: false, amount: 5)]
    let forms = try Forms(of: [statement])
    defer { forms.remove() }
    #expect(try forms.compared(with: statement).differences.isEmpty)
    let changes: [(String, (inout RandomStatement) -> Void, Set<String>)] = [
      ("sales", { $0.lines[0].sales = 12_345_679 }, Self.all),
      ("voucher", { $0.lines[0].voucher = 45_679 }, Self.all),
      ("paid", { $0.lines[0].paid = 12_300_001 }, Self.all),
      ("rate", { $0.lines[0].rate = 850_001 }, Self.all),
      ("increment", { $0.lines[0].increment = 50_001 }, Self.all),
      ("tax", { $0.lines[0].tax = 61 }, Self.all.subtracting(["PDF"])),
      ("without tax", { $0.lines[0].withoutTax = 999 }, Self.all.subtracting(["PDF"])),
      ("amount", { $0.lines[0].amount = 1_061 }, Self.all),
      ("opening", { $0.opening -= 1 }, Self.all.subtracting(["CSV"])),
      ("adjustments", { $0.adjustments = 1 }, Self.all.subtracting(["CSV"])),
      ("step", { $0.steps[0].amount = 6 }, Self.all.subtracting(["CSV"])),
      ("group", { $0.groups[0].paid = 12_300_001 }, Self.all.subtracting(["CSV"])),
      ("waiting", { $0.waiting[0].amount = -8 }, Self.all.subtracting(["CSV"])),
      ("waiting count", { $0.waiting[0].count = 4 }, Self.all.subtracting(["CSV"])),
    ]
    for (what, change, expected) in changes {
      var changed = statement
      change(&changed)
      let found = Set(
        try forms.compared(with: changed).differences.map { String($0.split(separator: " ")[1]) })
      #expect(found == expected, "\(what)")
    }
  }

  @Test("a minor unit moved from the last line to the first is found in every sum carried forward")
  func carriedDifferenceIsFound() throws {
    var generator = Generator(seed: 2)
    // 300 lines, on seven pages and more.
    var statement = RandomStatement(number: 0, &generator)
    let forms = try Forms(of: [statement])
    defer { forms.remove() }
    #expect(try forms.compared(with: statement).differences.isEmpty)
    statement.lines[0].amount += 1
    statement.lines[299].amount -= 1
    let found = try forms.compared(with: statement).differences
    #expect(found.count { $0.contains("PDF lines carried") } >= 12)
    #expect(!found.contains { $0.contains("PDF lines line 0") }, "the total is the same")
  }

  private static let all: Set = ["PDF", "CSV", "XLSX", "JSON", "HTML", "terminal"]
}

/// The files of statements in a folder of their own, and what was read back from them.
private final class Forms {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "settled-figures-\(UUID().uuidString)")
  private var read: [String: ReadBack] = [:]
  private var texts: [Int: (lines: [String], summaries: [String])] = [:]
  private var json: [Int: StatementJSON] = [:]
  private var pages: [Int: String] = [:]

  /// A file, and a terminal of that many columns in colour.
  private static let terminals: [(TerminalStyle, minus: String)] = [
    (.plain, "-"), (TerminalStyle(width: 100, hasColour: true), "\u{2212}"),
  ]

  init(of statements: [RandomStatement]) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let typesetter = try Typesetter()
    for statement in statements {
      let document = try statement.document()
      let language = statement.language
      try write(statement, "csv") { try document.writeLines(to: $0) }
      try write(statement, "xlsx") { try document.writeWorkbook(in: language, to: $0) }
      let html = try document.html(in: language)
      try Data(html.utf8).write(to: folder.appending(path: "\(statement.number).html"))
      json[statement.number] = try StatementJSON.reading(document.jsonBytes)
      texts[statement.number] = try Self.texts(of: document)
      let pdf = folder.appending(path: "\(statement.number).pdf")
      let bytes = try typesetter.pdf(
        of: document, language: language, lineLimit: statement.lineLimit)
      try Data(bytes).write(to: pdf)
      pages[statement.number] = try Tool.run("pdftotext", ["-layout", pdf.path, "-"])
    }
    read = try ReadBack.folder(folder.path)
  }

  func remove() {
    do {
      try FileManager.default.removeItem(at: folder)
    } catch {
      print("A folder of a test is left: \(error)")
    }
  }

  func compared(with statement: RandomStatement) throws -> Comparison {
    var comparison = Comparison(statement)
    let read = try #require(self.read[String(statement.number)])
    let csv = read.csv.map { row in row.map { ReadBack.Cell(text: $0, note: "") } }
    comparison.rows(csv, of: comparison.tables[4], "CSV", isSheet: false)
    for table in comparison.tables {
      comparison.rows(read.book[table.name] ?? [], of: table, "XLSX", isSheet: true)
    }
    comparison.page(read)
    comparison.json(try #require(json[statement.number]))
    let texts = try #require(self.texts[statement.number])
    for (place, terminal) in Self.terminals.enumerated() {
      comparison.terminal(lines: texts.lines[place], minus: terminal.minus)
      comparison.terminal(summary: texts.summaries[place], minus: terminal.minus)
    }
    comparison.pages(try #require(pages[statement.number]))
    return comparison
  }

  private func write(
    _ statement: RandomStatement, _ suffix: String,
    _ form: (@escaping ByteSink) throws -> Void
  ) throws {
    let bytes = Collected()
    try form(bytes.sink)
    try Data(bytes.bytes).write(to: folder.appending(path: "\(statement.number).\(suffix)"))
  }

  private static func texts(
    of document: StatementDocument
  ) throws -> (lines: [String], summaries: [String]) {
    var texts: (lines: [String], summaries: [String]) = ([], [])
    for (style, _) in terminals {
      let (lines, summary) = (Collected(), Collected())
      var writer = try TableFormat.table.writer(
        for: .statementLines, terminal: style, to: lines.sink)
      for line in document.lines { try writer.append(document.row(of: line)) }
      try writer.finish()
      try document.writeSummary(style: style, to: summary.sink)
      texts.lines.append(lines.text)
      texts.summaries.append(summary.text)
    }
    return texts
  }
}
