import Testing

struct LayoutTests {
  /// What a newcomer sees first; SwiftPM writes `Package.resolved`, git ignores it.
  static let topLevel: Set = [
    "Package.swift", "Package.resolved", "README.md", "Sources", "Tests", "sql", "reports",
  ]

  /// Paths of a machine that may be named, and why.
  static let machinePaths: [(file: String, path: String, because: String)] = [
    (".ci/postgres", "/tmp/settled-", "a socket's path has at most 107 bytes")
  ]

  @Test("the top of the repository holds the fixed few names")
  func topLevelIsFixed() throws {
    #expect(Self.topLevel.isSuperset(of: try Repository.topLevel()))
    #expect(try Repository.topLevel().contains("Package.swift"))
  }

  @Test("the scans of these tests read the files of the repository")
  func scansReadFiles() throws {
    let paths = Set(try Repository.swiftFiles().map(\.path))
    #expect(
      paths.isSuperset(of: ["Tests/HouseTests/LayoutTests.swift", "Sources/settled/main.swift"]))
    #expect(try Repository.sqlFiles().contains { $0.path.hasPrefix("sql/migrations/0001_") })
    #expect(try texts().contains { $0.path == ".ci/postgres" })
  }

  @Test("every target of Package.swift has its folder, and every folder its target")
  func foldersAreTargets() throws {
    let targets = Set(Manifest(try Repository.file("Package.swift").text).dependencies.keys)
    let folders = try Repository.folders(below: "Sources") + Repository.folders(below: "Tests")
    #expect(targets.symmetricDifference(folders).subtracting(["Data", "Conformance"]) == [])
  }

  @Test("every command names itself: to ask a type for its name takes a third of a command's start")
  func commandsAreNamed() throws {
    expectNone(
      try Repository.files(below: "Sources/settled", extensions: ["swift"]).flatMap(
        namelessCommands))
  }

  @Test("a command without a name is found, one with a name is not")
  func namelessCommandIsFound() {
    let text = """
      static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Hold.")
      static let configuration = CommandConfiguration(
        abstract: "Release.")
      static let configuration = CommandConfiguration(abstract: "List.")
      """
    let planted = TextFile(path: "Sources/settled/Planted.swift", text: text)
    #expect(namelessCommands(in: planted).map(\.line) == [3, 5])
  }

  private func namelessCommands(in file: TextFile) -> [Finding] {
    let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.indices.compactMap { index in
      guard let start = lines[index].firstRange(of: "CommandConfiguration(") else { return nil }
      let rest = lines[index][start.upperBound...]
      let next = rest.isEmpty && index + 1 < lines.count ? lines[index + 1] : rest
      return next.drop { $0 == " " }.hasPrefix("commandName:")
        ? nil
        : Finding(path: file.path, line: index + 1, words: "a command without commandName")
    }
  }

  @Test("no file names a path of the machine it was written on")
  func noMachinePaths() throws {
    expectNone(try texts().flatMap(machinePaths))
  }

  @Test("a path of a machine is found, a route or a folder of the system is not")
  func machinePathIsFound() {
    let text = """
      let a = "/work/main"
      -- see /root/notes
      cp /home/somebody/file . # and file:///tmp/x
      let b = "/usr/share/fonts", c = "/statements/work/1", d = "./tmp/x"
      socket=/tmp/settled-1
      """
    let elsewhere = TextFile(path: "Sources/Store/Planted.swift", text: text)
    #expect(machinePaths(in: elsewhere).map(\.line) == [1, 2, 3, 5])
    let documented = TextFile(path: ".ci/postgres", text: text)
    #expect(machinePaths(in: documented).map(\.line) == [1, 2, 3])
  }

  private func texts() throws -> [TextFile] {
    let extensions: Set = ["swift", "sql", "md", "html", "css", "js", "json", "h", "modulemap", ""]
    let folders = ["Sources", "Tests", "sql", "reports", ".ci"]
    let files = try folders.flatMap { try Repository.files(below: $0, extensions: extensions) }
    return try files.filter { !$0.path.hasPrefix("Tests/HouseTests/") }
      + [Repository.file("Package.swift")]
  }

  private func machinePaths(in file: TextFile) -> [Finding] {
    let allowed = Self.machinePaths.filter { $0.file == file.path }.map(\.path)
    return file.findings(of: /(^|[^\w.])\/(work|root|home|tmp)\//, "a path of a machine")
      .filter { finding in
        let line = file.lines[finding.line - 1]
        return !allowed.contains { line.contains($0) }
      }
  }
}
