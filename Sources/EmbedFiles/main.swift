import Foundation

/// Writes `EmbeddedFiles.swift`: every file of `sql` and `reports` as a Swift constant.
///
/// A query `sql/queries/runs/lease_due.sql` becomes `Query.Runs.leaseDue`, so a query that is
/// renamed or removed stops the build instead of a run. The steps of the second calculation, in
/// `sql/check`, become `Query.Check` beside the queries of that area.

/// `lease_due` becomes `leaseDue`, and with `capitalised` `LeaseDue`.
func swiftName(_ name: String, capitalised: Bool = false) -> String {
  let words = name.split(separator: "_")
  return words.enumerated().map { index, word in
    index == 0 && !capitalised ? String(word) : word.prefix(1).uppercased() + word.dropFirst()
  }.joined()
}

func refuse(_ message: String) -> Never {
  FileHandle.standardError.write(Data("error: \(message)\n".utf8))
  exit(1)
}

/// A Swift literal of the text; the text must not close the raw string itself.
func literal(_ text: String, of file: String) -> String {
  guard !text.contains("\"\"\"##") else {
    refuse("\(file): contains \"\"\"##, which ends a literal")
  }
  return "##\"\"\"\n\(text)\n\"\"\"##"
}

/// The regular files below a folder, as sorted paths relative to it.
func files(below folder: URL) -> [String] {
  let names = FileManager.default.subpaths(atPath: folder.path) ?? []
  return names.filter { name in
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(
      atPath: folder.appending(path: name).path, isDirectory: &isFolder)
    return exists && !isFolder.boolValue
      && !name.split(separator: "/").contains { $0.hasPrefix(".") }
  }.sorted()
}

func read(_ file: URL) -> String {
  do {
    return try String(contentsOf: file, encoding: .utf8)
  } catch {
    refuse("\(file.path): \(error)")
  }
}

/// The files of every report, each with its path below `reports`.
func reports(_ root: URL) -> String {
  let folder = root.appending(path: "reports")
  var source = "package let embeddedReports: [(path: String, text: String)] = [\n"
  for path in files(below: folder) where path != "README.md" && !path.hasPrefix("gallery/") {
    let parts = path.split(separator: "/")
    guard parts.count == 2, ["query.sql", "report.json"].contains(parts[1]) else {
      refuse("reports/\(path): a report is reports/<name>/query.sql and reports/<name>/report.json")
    }
    let text = read(folder.appending(path: path))
    source += "(path: \"\(path)\", text: \(literal(text, of: path))),\n"
  }
  return source + "]\n"
}

func embed(root: URL, into output: URL) throws {
  var source = "import Postgres\n\n"

  let migrations = root.appending(path: "sql/migrations")
  source += "package let embeddedMigrations: [(name: String, text: String)] = [\n"
  for name in files(below: migrations) {
    guard name.hasSuffix(".sql"), name.prefix(4).allSatisfy(\.isNumber),
      name.dropFirst(4).first == "_"
    else { refuse("sql/migrations/\(name): a migration is named NNNN_name.sql") }
    let text = read(migrations.appending(path: name))
    source += "(name: \"\(name.dropLast(4))\", text: \(literal(text, of: name))),\n"
  }
  source += "]\n\n"

  var areas: [String: [(name: String, text: String)]] = [:]
  let queries = root.appending(path: "sql/queries")
  for path in files(below: queries) {
    let parts = path.split(separator: "/")
    guard parts.count == 2, path.hasSuffix(".sql") else {
      refuse("sql/queries/\(path): a query is named sql/queries/<area>/<verb>_<object>.sql")
    }
    let text = read(queries.appending(path: path))
    areas[String(parts[0]), default: []].append((String(parts[1].dropLast(4)), text))
  }
  let checks = root.appending(path: "sql/check")
  for path in files(below: checks) {
    guard !path.contains("/"), path.hasSuffix(".sql") else {
      refuse("sql/check/\(path): a step of the check is named sql/check/<verb>_<object>.sql")
    }
    areas["check", default: []].append(
      (String(path.dropLast(4)), read(checks.appending(path: path))))
  }
  source +=
    "/// Every query of `sql/queries`, by area, and the steps of `sql/check`.\npackage enum Query {\n"
  for (area, list) in areas.sorted(by: { $0.key < $1.key }) {
    source += "package enum \(swiftName(area, capitalised: true)) {\n"
    for query in list {
      source +=
        "package static let \(swiftName(query.name)) = SQL(name: \"\(area)/\(query.name)\", "
      source += "text: \(literal(query.text, of: query.name)))\n"
    }
    source += "}\n"
  }
  source += "package static let all: [SQL] = ["
  for (area, list) in areas.sorted(by: { $0.key < $1.key }) {
    for query in list {
      source += "\(swiftName(area, capitalised: true)).\(swiftName(query.name)), "
    }
  }
  source += "]\n}\n\n"

  source += reports(root)
  try source.write(to: output, atomically: true, encoding: .utf8)
}

guard CommandLine.arguments.count == 3 else { refuse("usage: EmbedFiles ROOT OUTPUT") }
try embed(
  root: URL(fileURLWithPath: CommandLine.arguments[1]),
  into: URL(fileURLWithPath: CommandLine.arguments[2]))
