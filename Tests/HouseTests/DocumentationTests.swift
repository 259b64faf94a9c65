import Testing

struct DocumentationTests {
  @Test("types that a module shows to others are documented, below the line functions too")
  func sharedDeclarationsAreDocumented() throws {
    let findings = try Repository.swiftFiles(below: "Sources").flatMap { file in
      let isPure = ImportTable.pure.contains(file.target)
      return undocumented(in: file).filter { isPure || !$0.words.hasPrefix("func") }
    }
    expectNone(findings)
  }

  @Test("a shared declaration without a comment is found")
  func undocumentedIsFound() {
    let text = """
      package struct A {
        /// Documented.
        package func b() {}

        package func c() {}
        /// Documented.
        @inlinable
        package static func d() {}
        // Not documentation.
        @inlinable package mutating func e() {}
        func f() {}
        package static func == (a: A, b: A) -> Bool { true }
        package func hash(into hasher: inout Hasher) {}
        /** Documented. */
        package final class G {}
        package nonisolated(unsafe) func h() {}
      }
      package extension A {}
      /// Documented, all three.
      package func j() -> Int { 1 }
      package func k() -> Int { 2 }
      package func l() -> Int {
        3
      }
      package indirect enum I {}
      """
    let file = SwiftFile(path: "Sources/Amounts/Planted.swift", text: text)
    #expect(undocumented(in: file).map(\.line) == [1, 5, 10, 16, 25])
  }

  /// Types and functions that other modules see. Operators and `hash` of the standard library's
  /// protocols mean what these protocols say.
  private func undocumented(in file: SwiftFile) -> [Finding] {
    let pattern =
      /^\s*(?:@\w+(?:\([^)]*\))?\s+)*package\s+(?:[a-z]+(?:\([^)]*\))?\s+)*?(struct|enum|class|actor|protocol|func)\s+(\S+)/
    let inherited = /^([-+*\/%<>=!&|~]|hash\(into|encode\(to)/
    let (code, lines) = (file.code.lines, file.lines)
    return code.indices.compactMap { index in
      guard let match = code[index].firstMatch(of: pattern),
        match.output.2.firstMatch(of: inherited) == nil
      else { return nil }
      // One comment may stand above a family of functions that take a line each.
      let before = lines[..<index].last { line in
        !line.contains(/^\s*@\w+(\([^)]*\))?\s*$/)
          && !(line.hasSuffix("}") && line.firstMatch(of: pattern)?.output.1 == "func")
      }
      let comment = before?.trimmingPrefix(while: \.isWhitespace) ?? ""
      guard !comment.hasPrefix("///"), !comment.hasSuffix("*/") else { return nil }
      return Finding(
        path: file.path, line: index + 1, words: "\(match.output.1) \(match.output.2) in silence")
    }
  }
}
