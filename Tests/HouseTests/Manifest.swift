/// What `Package.swift` says about the targets, read from its text.
struct Manifest {
  /// By target, the modules it may import because it depends on them.
  let dependencies: [String: Set<String>]

  /// Names in the manifest that stand for a product of another package.
  static let products = [
    "hummingbird": "Hummingbird", "hummingbirdCore": "HummingbirdCore",
    "argumentParser": "ArgumentParser",
  ]

  init(_ text: String) {
    let pattern =
      #/(?:module|tests|library|\.systemLibrary|\.target|\.testTarget|\.executableTarget|\.plugin)\(\s*(?:name:\s*)?"(\w+)"(?:,\s*(?:dependencies:\s*)?\[([^\]]*)\])?/#
    var dependencies: [String: Set<String>] = [:]
    for match in text.matches(of: pattern) {
      let names = (match.output.2 ?? "").split(separator: ",").map { item in
        let name = item.filter { $0.isLetter || $0.isNumber || $0 == "_" }
        return item.contains("\"") ? name : Self.products[name] ?? name
      }
      dependencies[String(match.output.1)] = Set(names.filter { !$0.isEmpty })
    }
    self.dependencies = dependencies
  }
}
