/// A CSV file that is small enough to be read whole: a header, and rows by the names of its columns.
///
/// Unlike the tables of the contract its columns may stand in any order.
struct SmallTable {
  /// A row: its line in the file, and its texts by column.
  struct Row {
    let line: Int
    private let texts: [String: String]

    fileprivate init(line: Int, texts: [String: String]) {
      self.line = line
      self.texts = texts
    }

    /// The text in a column; empty where the file has no such column.
    subscript(column: String) -> String { texts[column] ?? "" }
  }

  /// The file's name without its folder.
  let name: String
  private(set) var rows: [Row] = []
  /// What is wrong with the file so far, in the order in which it was found.
  private(set) var findings: [Finding] = []

  /// Reads a file; what is wrong with it is in `findings`.
  ///
  /// - Parameter headerFlaw: What is wrong with a header, as a column, a reason and a remedy; nil for one
  ///   that will do. No column stands twice in what it is asked about.
  /// - Throws: `UnreadableFile`.
  init(
    path: String, headerFlaw: ([String]) -> (column: String?, reason: String, remedy: String)?
  ) throws(UnreadableFile) {
    var reader = try CSVReader(path: path)
    name = reader.file
    var header: [String]?
    while true {
      switch try reader.next() {
      case .end: return
      case .malformed(let flaw), .broken(let flaw):
        find(reader.line, nil, flaw.reason, flaw.remedy)
      case .record:
        let texts = reader.fieldTexts()
        guard let names = header else {
          let flaw =
            Set(texts).count < texts.count
            ? (nil, "a column stands twice in the header", "keep one of them") : headerFlaw(texts)
          if let flaw {
            find(reader.line, flaw.column, flaw.reason, flaw.remedy)
            return
          }
          header = texts
          continue
        }
        guard texts.count == names.count else {
          find(
            reader.line, nil, "the row has \(texts.count) fields", "write one for each column")
          continue
        }
        rows.append(
          Row(
            line: reader.line, texts: Dictionary(zip(names, texts)) { first, _ in first }))
      }
    }
  }

  /// Adds what is wrong with a line.
  mutating func find(_ line: Int, _ column: String?, _ reason: String, _ remedy: String) {
    findings.append(
      Finding(file: name, line: line, columnName: column, reason: reason, remedy: remedy))
  }
}
