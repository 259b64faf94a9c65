import Testing

struct SizeTests {
  /// A file beyond this is split along a noun.
  static let fileLimit = 300
  /// A function beyond this, from its name to its closing brace, is split.
  static let functionLimit = 60

  @Test("a file has at most 300 lines")
  func filesAreShort() throws {
    expectNone(try Repository.swiftFiles().flatMap(longFile))
  }

  @Test("a function has at most 60 lines")
  func functionsAreShort() throws {
    expectNone(try Repository.swiftFiles().flatMap(longFunctions))
  }

  @Test("a file of 301 lines is found, one of 300 is not")
  func longFileIsFound() {
    let full = String(repeating: "let a = 1\n", count: 300)
    #expect(longFile(SwiftFile(path: "Full.swift", text: full)) == [])
    let over = longFile(SwiftFile(path: "Over.swift", text: full + "let a = 1\n"))
    #expect(over.map(\.words) == ["301 lines"])
  }

  @Test("a function of 61 lines is found in every shape, one of 60 is not")
  func longFunctionIsFound() {
    let openings = [
      "func a() {", "init(a: Int = { 1 }()) {", "var a: Int {", "subscript(a: Int) -> Int {",
      "deinit {", "func a<B>(\n  b: B\n)\n  throws(C) -> D\nwhere B: E {",
    ]
    for opening in openings {
      let lines = opening.split(separator: "\n").count
      // The planted bodies hold a brace in a literal and in a comment, which close nothing.
      let body = "\n  f(\"}\") // }" + String(repeating: "\n  if a { b() }", count: 58 - lines)
      let short = SwiftFile(path: "Short.swift", text: "struct S {\n\(opening)\(body)\n}\n}")
      #expect(longFunctions(short) == [], "\(opening)")
      let long = SwiftFile(path: "Long.swift", text: "struct S {\n\(opening)\(body)\n\n}\n}")
      #expect(longFunctions(long).map(\.words) == ["61 lines"], "\(opening)")
    }
  }

  @Test("a requirement without a body is no function, nor is a call of an initializer")
  func requirementsHaveNoLength() {
    let filler = String(repeating: "\n", count: 70)
    let text = """
      protocol P { func a()
        func b() -> Int
      }
      struct S { let a = Self.init(1), b = 2
      \(filler)
      }
      """
    #expect(longFunctions(SwiftFile(path: "P.swift", text: text)) == [])
  }

  private func longFile(_ file: SwiftFile) -> [Finding] {
    let count = file.text.hasSuffix("\n") ? file.lines.count - 1 : file.lines.count
    guard count > Self.fileLimit else { return [] }
    return [Finding(path: file.path, line: 1, words: "\(count) lines")]
  }

  private func longFunctions(_ file: SwiftFile) -> [Finding] {
    let tokens = file.tokens()
    return tokens.indices.compactMap { start in
      guard let body = FunctionShape.body(of: start, in: tokens) else { return nil }
      let count = tokens[body.upperBound].line - tokens[start].line + 1
      guard count > Self.functionLimit else { return nil }
      return Finding(path: file.path, line: tokens[start].line, words: "\(count) lines")
    }
  }
}
