/// Compares the first row of a file with the columns of its table.
struct HeaderCheck {
  /// For each column of the table, which field of the file it is; nil for a column the file leaves
  /// out, which is then empty in every row. Whole only without findings.
  private(set) var order: [Int?] = []
  private(set) var findings: [Finding] = []

  /// - Parameter names: What the fields of the first row say, with their lines.
  init(_ table: Table, file: String, names: [(text: String, line: Int)]) {
    var places: [String: Int] = [:]
    for (place, name) in names.enumerated() {
      func add(_ reason: String, _ remedy: String) {
        findings.append(
          Finding(
            file: file, line: name.line, columnNumber: place + 1, reason: reason, remedy: remedy))
      }
      guard table.columns.contains(where: { $0.name == name.text }) else {
        let shown = Array(name.text.utf8).withUnsafeBytes { quoted($0) }
        add(
          name.text.isEmpty ? "has no name" : "\(shown) is not a column of \(table.name)",
          table.nearest(name.text).map { "\($0) may be meant" } ?? "take the column out")
        continue
      }
      if let first = places[name.text] {
        add("\(name.text) is column \(first + 1) already", "take one of them out")
      } else {
        places[name.text] = place
      }
    }
    for column in table.columns {
      if let place = places[column.name] {
        order.append(place)
        continue
      }
      if column.isNullable {
        order.append(nil)
        continue
      }
      findings.append(
        Finding(
          file: file, line: names.first?.line ?? 1, columnName: column.name,
          reason: "the column is missing",
          remedy: "add it with a value in every row"))
    }
  }
}

extension Table {
  /// The column whose name differs by case, spaces or hyphens only.
  fileprivate func nearest(_ name: String) -> String? {
    let plain = name.lowercased().filter { $0.isLetter || $0.isNumber }
    return columns.first { $0.name.filter { $0 != "_" } == plain }?.name
  }
}
