import Testing

struct ImportTests {
  @Test("a source file imports only what Package.swift lists for its target")
  func importsAreDeclared() throws {
    let manifest = Manifest(try Repository.file("Package.swift").text)
    let findings = try Repository.swiftFiles().flatMap { undeclared(in: $0, manifest) }
    expectNone(findings)
  }

  @Test("an import that Package.swift does not list is found, whatever stands around it")
  func undeclaredImportIsFound() {
    let manifest = Manifest(#"module("Amounts", ["CivilTime"])"#)
    let file = SwiftFile(
      path: "Sources/Amounts/Planted.swift",
      text: """
        import CivilTime
        // import Store
        @_exported import Store
        package import struct Foundation.Decimal
        internal import Settlement; import Postgres
        """)
    #expect(undeclared(in: file, manifest).map(\.line) == [3, 4, 5, 5])
  }

  @Test("Package.swift draws no arrow that the picture of the house does not have")
  func manifestFollowsThePicture() throws {
    let manifest = Manifest(try Repository.file("Package.swift").text)
    #expect(Set(ImportTable.allowed.keys).isSubset(of: manifest.dependencies.keys))
    #expect(surplus(in: manifest) == [])
  }

  @Test("an arrow or a module that the picture does not have is found")
  func surplusArrowIsFound() {
    let manifest = Manifest(
      """
      module("Amounts"), module("Ledger"), .target(
        name: "Portal",
        dependencies: [
          "Operations", hummingbird,
          "Store",
        ], swiftSettings: strict)
      tests("AmountsTests", ["Amounts"])
      """)
    #expect(surplus(in: manifest) == ["Ledger: no row", "Portal -> Store"])
  }

  @Test("below the line a module imports nothing but its pure siblings and what has no effect")
  func pureModulesImportPureModules() {
    for module in ImportTable.pure {
      let others = (ImportTable.allowed[module] ?? ["no row"])
        .subtracting(ImportTable.pure).subtracting(ImportTable.effectless)
      #expect(others == [], "\(module)")
    }
  }

  @Test("an arrow that is never allowed is not in the table")
  func neverMeansNever() {
    for arrow in ImportTable.never {
      #expect(ImportTable.allowed[arrow.from]?.contains(arrow.to) == false, "\(arrow)")
    }
  }

  /// Imports of the file beyond the dependencies of its target and what comes with the toolchain.
  private func undeclared(in file: SwiftFile, _ manifest: Manifest) -> [Finding] {
    var allowed = manifest.dependencies[file.target] ?? []
    if !ImportTable.pure.contains(file.target) { allowed.formUnion(ImportTable.system) }
    allowed.formUnion(ImportTable.systemOfOne[file.target] ?? [])
    if file.target.hasSuffix("Tests") || file.target == "TestKit" { allowed.insert("Testing") }
    if file.target == "EmbedPlugin" { allowed.insert("PackagePlugin") }
    return imports(of: file).filter { !allowed.contains($0.text) }.map {
      Finding(path: file.path, line: $0.line, words: "imports \($0.text)")
    }
  }

  private func imports(of file: SwiftFile) -> [SwiftFile.Token] {
    let kinds: Set = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
    let tokens = file.tokens()
    return tokens.indices.filter { tokens[$0].text == "import" }.compactMap { index in
      tokens[(index + 1)...].first { !kinds.contains($0.text) }
    }
  }

  /// What the manifest has beyond the table, in order of the names; tests may import anything.
  private func surplus(in manifest: Manifest) -> [String] {
    manifest.dependencies.keys.sorted().flatMap { target -> [String] in
      if target.hasSuffix("Tests") || target == "TestKit" { return [] }
      guard let allowed = ImportTable.allowed[target] else { return ["\(target): no row"] }
      let more = manifest.dependencies[target, default: []].subtracting(allowed)
      return more.sorted().map { "\(target) -> \($0)" }
    }
  }
}
