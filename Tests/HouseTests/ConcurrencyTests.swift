import Testing

struct ConcurrencyTests {
  /// The modules that may begin work that nobody waits for.
  static let starters: Set = ["Scheduling", "Portal"]

  @Test("only Scheduling and Portal start a task, and nobody a detached one")
  func tasksAreStructured() throws {
    expectNone(try Repository.swiftFiles(below: "Sources").flatMap(looseTasks))
  }

  @Test("a loose task is found in every spelling")
  func looseTaskIsFound() {
    let text = """
      Task { await f() }
      Task(priority: .high) { await f() }
      Task.detached { await f() }
      DispatchQueue.global().async { f() }
      await withTaskGroup(of: Int.self) { $0.addTask { 1 } }
      let t: Task<Void, Never>
      Task.isCancelled
      Task<Void, Never> { }
      """
    let operations = SwiftFile(path: "Sources/Operations/Planted.swift", text: text)
    #expect(looseTasks(in: operations).map(\.line).sorted() == [1, 2, 3, 4, 8])
    let portal = SwiftFile(path: "Sources/Portal/Planted.swift", text: text)
    #expect(looseTasks(in: portal).map(\.line).sorted() == [3, 4])
  }

  private func looseTasks(in file: SwiftFile) -> [Finding] {
    var findings = file.code.findings(
      of: /\bTask\.detached\b|DispatchQueue\.global\b/, "work without an owner")
    if !Self.starters.contains(file.target) {
      findings += file.code.findings(
        of: /\bTask\s*(<[^>]*>\s*)?(\([^)]*\)\s*)?\{/, "a task outside Scheduling and Portal")
    }
    return findings
  }
}
