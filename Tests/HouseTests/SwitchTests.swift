import Testing

struct SwitchTests {
  /// Switches over enumerations that are not ours and cannot be listed whole.
  static let exceptions: [(path: String, because: String)] = []

  @Test("a switch over cases of our own names them all, so that a new one stops the build")
  func noDefaultOnOwnCases() throws {
    let excepted = Set(Self.exceptions.map(\.path))
    let findings = try Repository.swiftFiles(below: "Sources").flatMap(openSwitches)
    expectNone(findings.filter { !excepted.contains($0.path) })
  }

  @Test("a default beside named cases is found, beside numbers and texts it is not")
  func defaultIsFound() {
    let text = """
      switch state { case .draft: a()
      default: b() }
      switch (state, event) {
      case (.draft, let e): a(e)
      default: b()
      }
      switch byte { case 0x30...0x39: if case .a = c { d() }
      default: switch e { case .a: f(); case .b: g() } }
      switch x.map({ $0 + 1 }) {
      case let .some(value): f(value)
      default: g()
      }
      let s = a.switch
      """
    let file = SwiftFile(path: "Sources/Store/Planted.swift", text: text)
    #expect(openSwitches(file).map(\.line) == [1, 3, 9])
  }

  private func openSwitches(_ file: SwiftFile) -> [Finding] {
    let tokens = file.tokens().filter { $0.text != "\n" }
    return tokens.indices.filter { index in
      tokens[index].text == "switch" && (index == 0 || tokens[index - 1].text != ".")
    }.compactMap { start in
      guard isOpen(start, in: tokens) else { return nil }
      return Finding(
        path: file.path, line: tokens[start].line, words: "default: beside cases of an enumeration")
    }
  }

  /// Whether the switch at an index has a default and a pattern that begins with a dot.
  private func isOpen(_ start: Int, in tokens: [SwiftFile.Token]) -> Bool {
    guard let opening = braceOfSwitch(after: start, in: tokens),
      let closing = FunctionShape.closing(of: opening, in: tokens)
    else { return false }
    var depth = 0
    var (hasDefault, namesCases) = (false, false)
    for index in opening..<closing {
      if ["{", "(", "["].contains(tokens[index].text) { depth += 1 }
      if ["}", ")", "]"].contains(tokens[index].text) { depth -= 1 }
      guard depth == 1 else { continue }
      if tokens[index].text == "default", tokens[index + 1].text == ":" { hasDefault = true }
      if tokens[index].text == "case",
        !["if", "guard", "while", "for", ","].contains(tokens[index - 1].text)
      {
        let pattern = tokens[(index + 1)...].first { !["let", "var", "("].contains($0.text) }
        if pattern?.text == "." { namesCases = true }
      }
    }
    return hasDefault && namesCases
  }

  private func braceOfSwitch(after start: Int, in tokens: [SwiftFile.Token]) -> Int? {
    var depth = 0
    return tokens.indices.dropFirst(start + 1).first { index in
      if ["(", "["].contains(tokens[index].text) { depth += 1 }
      if [")", "]"].contains(tokens[index].text) { depth -= 1 }
      return depth == 0 && tokens[index].text == "{"
    }
  }
}
