import Glibc

/// The files of a folder that an import concerns. Contract 2.
struct ImportFolder {
  /// A file of a table of the contract.
  struct File {
    let table: Table
    let path: String
    /// In bytes; nil where it is no plain file.
    let size: Int?
  }

  /// In load order.
  let files: [File]
  /// Files that end in `.csv` and are no table of the contract.
  let findings: [Finding]

  /// - Throws: `Refusal` `.notFound` for a folder that cannot be read, `.badInput` for one without
  ///   any file of the contract.
  init(_ directory: String) throws(Refusal) {
    let names = try Self.names(in: directory)
    var found: [File] = []
    for table in MarketplaceTables.inLoadOrder where names.contains(table.fileName) {
      let path = "\(directory)/\(table.fileName)"
      var status = stat()
      let isPlain = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
      found.append(File(table: table, path: path, size: isPlain ? Int(status.st_size) : nil))
    }
    files = found
    findings = names.filter { $0.lowercased().hasSuffix(".csv") }.sorted().compactMap { name in
      let table = name.dropLast(4)
      guard MarketplaceTables.named(table) == nil || !name.hasSuffix(".csv") else { return nil }
      let meant = MarketplaceTables.named(table.lowercased())
      return Finding(
        file: name, line: 1, reason: "is no table of the data contract",
        remedy: meant.map { "call it \($0.fileName)" } ?? "take it out of the folder")
    }
    guard !found.isEmpty else {
      throw Refusal(
        .badInput, "no_files", "\(directory) has no file of the data contract",
        remedy: "put files like partner.csv and order_line.csv there, one for each table")
    }
  }

  /// How much there is to read.
  var byteCount: Int { files.reduce(0) { $0 + ($1.size ?? 0) } }

  private static func names(in directory: String) throws(Refusal) -> Set<String> {
    guard let stream = opendir(directory) else {
      throw Refusal(
        .notFound, "folder_unreadable",
        "\(directory) cannot be read: \(String(cString: strerror(errno)))",
        remedy: "give the folder that holds the CSV files")
    }
    defer { closedir(stream) }
    var names: Set<String> = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      names.insert(name)
    }
    return names
  }
}
