import Testing

/// The other scans stand on this one: what it takes for a comment or a literal, they do not see.
struct SwiftReaderTests {
  @Test("comments and literals are kept apart from code, line by line")
  func takesApart() {
    let file = SwiftFile(
      path: "Sources/Sample/Sample.swift",
      text: ###"""
        let a = "one /* not a comment */" // two "not a literal"
        /* three /* nested */ still */ let b = 1
        let c = #"raw " \(not code)"# + "quote \" and \(f("inner", { $0 })) after"
        let d = """
          SELECT 1
          """
        let e = try! f()
        let quotient = a / b / c // four
        let r = s.matches(of: /"[^"]*"/) + t
        """###)
    #expect(
      file.code.lines == [
        #"let a = "" "#, " let b = 1", #"let c = "" + "(f("", { $0 }))""#, #"let d = ""#, "", #"""#,
        "let e = try! f()", "let quotient = a / b / c ", "let r = s.matches(of: __) + t",
      ])
    #expect(
      file.literals.map(\.text) == [
        "one /* not a comment */", #"raw " \(not code)"#, "inner", #"quote " and \() after"#,
        "\n  SELECT 1\n  ",
      ])
    #expect(file.literals.map(\.line) == [1, 3, 3, 3, 4])
    #expect(
      file.comments == [
        .init(line: 1, text: #"// two "not a literal""#),
        .init(line: 2, text: "/* three /* nested */ still */"), .init(line: 8, text: "// four"),
      ])
    #expect(file.target == "Sample")
  }
}
