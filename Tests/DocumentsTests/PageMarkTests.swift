import Documents
import Testing

@Suite("Marks across the page")
struct PageMarkTests {
  /// The grey of a mark: 0.863 of 255, to one step.
  private static let grey = 219...221

  let typesetter: Typesetter

  init() throws { typesetter = try Typesetter() }

  @Test("every page of a void or replaced statement says so, and its text stays whole")
  func everyPage() throws {
    let statement = try Sample.statement(lineCount: 120)
    let plain = try PageText.pages(of: typesetter.pdf(of: statement, language: .both))
    for (mark, words) in [(PageMark.void, "作废 VOID"), (.replaced, "已替换 REPLACED")] {
      let pdf = try typesetter.pdf(of: statement, language: .both, mark: mark)
      // Turned text is read in pieces by -layout; in the order of the file it is one.
      let raw = String(
        decoding: try PageText.output(of: "pdftotext -raw", on: pdf, outputOption: "-"),
        as: UTF8.self)
      let pages = raw.split(separator: "\u{0C}")
      #expect(pages.count == plain.count)
      for page in pages {
        #expect(page.filter { !$0.isWhitespace }.contains(words.filter { $0 != " " }))
      }
      for word in ["ORD-1", "ORD-120", "10,200.00", "人民币"] { #expect(raw.contains(word)) }
    }
  }

  @Test("the mark lies across the page in light grey, from the lower left to the upper right")
  func place() throws {
    let statement = try Sample.statement(lineCount: 120)
    for mark in PageMark.allCases {
      let pdf = try typesetter.pdf(of: statement, language: .both, mark: mark)
      let without = try typesetter.pdf(of: statement, language: .both)
      for page in 1...2 {
        let image = try PageImage(of: pdf, page: page, dotsPerInch: 72)
        let plain = try PageImage(of: without, page: page, dotsPerInch: 72)
        // The edges of letters have that grey, too, so only what the mark adds counts.
        func added(columns: Range<Int>, rows: Range<Int>) -> Int {
          image.count(of: Self.grey, columns: columns, rows: rows)
            - plain.count(of: Self.grey, columns: columns, rows: rows)
        }
        #expect(added(columns: 0..<200, rows: 560..<842) > 300)
        #expect(added(columns: 400..<595, rows: 0..<280) > 300)
        #expect(added(columns: 0..<200, rows: 0..<200) == 0)
        #expect(added(columns: 400..<595, rows: 640..<842) == 0)
      }
    }
  }

  @Test("the mark is under the text: what is black without it is black with it")
  func underText() throws {
    let statement = try Sample.statement(lineCount: 40)
    let plain = try PageImage(
      of: typesetter.pdf(of: statement, language: .both), dotsPerInch: 72)
    let marked = try PageImage(
      of: typesetter.pdf(of: statement, language: .both, mark: .void), dotsPerInch: 72)
    try #require(plain.grey.count == marked.grey.count)
    #expect(zip(plain.grey, marked.grey).allSatisfy { $1 <= $0 })
    let black = zip(plain.grey, marked.grey).filter { $0.0 < 60 }
    #expect(black.count > 1_000)
    #expect(black.allSatisfy { $0.0 - $0.1 < 20 })
  }

  @Test("no page is transparent anywhere")
  func opaque() throws {
    let pdf = try typesetter.pdf(
      of: Sample.statement(lineCount: 2), language: .both, mark: .replaced)
    let text = String(decoding: pdf, as: UTF8.self)
    for name in ["/ExtGState", "/SMask", "/Group", "/ca ", "/CA "] { #expect(!text.contains(name)) }
  }
}
