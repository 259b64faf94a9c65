import Testing

struct PureModuleTests {
  @Test("below the line there is no floating point")
  func noFloatingPoint() throws {
    expectNone(try files().flatMap(floatingPoint))
  }

  @Test("floating point is found as a type and as a literal, and not where it only looks so")
  func floatingPointIsFound() {
    let file = SwiftFile(
      path: "Sources/Amounts/Planted.swift",
      text: """
        let a: Double = 1
        let b = 0.5
        let c = Decimal(1)
        /// Not a Double, not 0.5.
        let d = "0.5"
        let e = pair.0.numerator + tuple.1 + (0...9).count
        let f: Float32 = 1e3
        """)
    #expect(floatingPoint(in: file).map(\.line).sorted() == [1, 2, 3, 7])
  }

  @Test("below the line nothing reads a clock, waits, or draws lots")
  func noClock() throws {
    expectNone(try files().flatMap(clocks))
  }

  @Test("a clock, a wait and an unseeded generator are found")
  func clockIsFound() {
    let file = SwiftFile(
      path: "Sources/Settlement/Planted.swift",
      text: """
        let now = ContinuousClock().now
        func wait() async {}
        let dice = Int.random(in: 1...6)
        let fine = generator.next()
        let key = SystemRandomNumberGenerator()
        """)
    #expect(clocks(in: file).map(\.line) == [1, 2, 3, 5])
  }

  private func files() throws -> [SwiftFile] {
    try ImportTable.pure.flatMap { try Repository.swiftFiles(below: "Sources/\($0)") }
  }

  private func floatingPoint(in file: SwiftFile) -> [Finding] {
    let pattern = /\b(Double|Float|Float16|Float32|Float64|Float80|CGFloat|Decimal)\b/
    let literal = /(^|[^\w.])[0-9][0-9_]*\.[0-9]/
    return file.code.findings(of: pattern, "floating point")
      + file.code.findings(of: literal, "floating point")
  }

  private func clocks(in file: SwiftFile) -> [Finding] {
    let pattern =
      /\b(ContinuousClock|SuspendingClock|async|await|SystemRandomNumberGenerator)\b|\.random\(in:/
    return file.code.findings(of: pattern, "not a function of its input")
  }
}
