import Testing

struct WordTests {
  @Test("no file and no type is named after what it is not")
  func namesSaySomething() throws {
    expectNone(try Repository.swiftFiles().flatMap(emptyNames))
  }

  @Test("an empty name is found as a file and as a type")
  func emptyNameIsFound() {
    let text = """
      struct OrderHelpers {}
      final class RunManager: Sendable {}
      enum ShareModel { case a }
      let files = FileManager.default
      """
    let findings = emptyNames(SwiftFile(path: "Sources/Store/StringUtils.swift", text: text))
    #expect(findings.map(\.line) == [1, 1, 2])
  }

  @Test("nothing is left to do in a comment")
  func noMarks() throws {
    let swift = try Repository.swiftFiles().flatMap { marks($0.path, $0.comments) }
    let sql = try Repository.sqlFiles().flatMap { marks($0.path, sqlComments(of: $0)) }
    expectNone(swift + sql)
  }

  @Test("a mark is found in a comment, and its letters elsewhere are not")
  func markIsFound() {
    let swift = SwiftFile(
      path: "A.swift",
      text: "// TODO later\nlet none = \"XXX\"\n/* a\n FIXME */ let XXX = 1 // no XAU, XXX, XTS")
    #expect(marks(swift.path, swift.comments).map(\.line) == [1, 3])
    let sql = TextFile(path: "a.sql", text: "SELECT 'TODO'\n  FROM todo -- XXX mend\n")
    #expect(marks(sql.path, sqlComments(of: sql)).map(\.line) == [2])
  }

  @Test("nothing stops the process or drops a reason by a shortcut")
  func noShortcuts() throws {
    expectNone(try Repository.swiftFiles().flatMap(shortcuts))
  }

  @Test("every shortcut is found")
  func shortcutIsFound() {
    let planted = [
      "let a = try! f()", "let b = c as! D", "fatalError(\"e\")", "@testable import Amounts",
      "switch f { @unknown default: g() }", "do { try f() } catch {}", "assertionFailure()",
    ]
    for line in planted {
      let file = SwiftFile(path: "Sources/Store/Planted.swift", text: line)
      #expect(shortcuts(file).count == 1, "\(line)")
    }
    let fine = "let a = b as? C // try! as! fatalError(\nlet d = \"as! try!\"\ncatch { throw e }"
    #expect(shortcuts(SwiftFile(path: "Sources/Store/Fine.swift", text: fine)) == [])
  }

  @Test("between modules access is `package`, values have types and nothing is a singleton")
  func accessAndTypes() throws {
    expectNone(try Repository.swiftFiles(below: "Sources").flatMap(looseness))
  }

  @Test("public access, Any and singletons are found")
  func loosenessIsFound() {
    let text = """
      public struct A {}
      let b: [String: Any] = [:]
      package static let shared = C()
      package let anything: any Error
      open class D {}
      """
    let file = SwiftFile(path: "Sources/Store/Planted.swift", text: text)
    #expect(looseness(file).map(\.line).sorted() == [1, 2, 3, 5])
  }

  private func emptyNames(_ file: SwiftFile) -> [Finding] {
    let word = /(Util|Utils|Utilities|Helper|Helpers|Common|Models|Manager|Managers|Misc)$/
    var findings: [Finding] = []
    let name = file.code.name.prefix { $0 != "." && $0 != "+" }
    if name.firstMatch(of: word) != nil {
      findings.append(Finding(path: file.path, line: 1, words: "a name that says nothing: \(name)"))
    }
    let declaring: Set = ["struct", "class", "enum", "actor", "protocol", "typealias"]
    let tokens = file.tokens()
    for index in tokens.indices.dropFirst() where declaring.contains(tokens[index - 1].text) {
      if tokens[index].text.firstMatch(of: word) != nil {
        findings.append(
          Finding(
            path: file.path, line: tokens[index].line,
            words: "a name that says nothing: \(tokens[index].text)"))
      }
    }
    return findings
  }

  private func marks(_ path: String, _ comments: [SwiftFile.Passage]) -> [Finding] {
    // Within a sentence XXX is the currency code of no currency.
    let mark = /\b(TODO|FIXME|HACK)\b|^[^\w]*XXX\b|\bXXX:/
    return comments.filter { $0.text.contains(mark) }.map {
      Finding(path: path, line: $0.line, words: "left to do: \($0.text)")
    }
  }

  private func sqlComments(of file: TextFile) -> [SwiftFile.Passage] {
    file.lines.enumerated().compactMap { index, line in
      line.firstRange(of: "--").map { .init(line: index + 1, text: String(line[$0.lowerBound...])) }
    }
  }

  private func shortcuts(_ file: SwiftFile) -> [Finding] {
    let pattern =
      /\btry!|\bas!|\bfatalError\s*\(|@testable\b|@unknown\s+default|\bcatch\s*\{\s*\}|\bassertionFailure\s*\(/
    return file.code.findings(of: pattern, "a shortcut")
  }

  private func looseness(_ file: SwiftFile) -> [Finding] {
    file.code.findings(of: /(^|\s)(public|open)\s+\w/, "access wider than package")
      + file.code.findings(of: /\bAny\b/, "a value without a type")
      + file.code.findings(of: /\bstatic\s+(let|var)\s+shared\b/, "a singleton")
  }
}
