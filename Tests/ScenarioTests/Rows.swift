import Documents
import TestKit

/// Rows of named columns, as texts.
struct NamedRows {
  let columns: [String]
  let rows: [[String]]

  init(columns: [String], rows: [[String]]) {
    self.columns = columns
    self.rows = rows
  }

  /// Reads CSV without quotes, as expectations are written.
  init(_ text: String) {
    let lines = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map {
        String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
      }
    }
    self.init(columns: lines.first ?? [], rows: Array(lines.dropFirst()))
  }

  /// Reads what an export writes.
  init(exporting table: Documents.Table, _ write: (inout any TableWriter) throws -> Void) throws {
    self.init(try exportedText(table, write))
  }

  /// The rows without a column, if they have it.
  func without(_ name: String) -> NamedRows {
    let kept = columns.indices.filter { columns[$0] != name }
    return NamedRows(
      columns: kept.map { columns[$0] }, rows: rows.map { row in kept.map { row[$0] } })
  }

  /// The rows with only these columns, in order of their text; nil for a column that is not there.
  func narrowed(to names: [String]) -> [String]? {
    let places = names.map { columns.firstIndex(of: $0) }
    guard !places.contains(nil) else { return nil }
    return rows.map { row in places.map { row[$0 ?? 0] }.joined(separator: ",") }.sorted()
  }
}

/// What is missing and what is too much, one row a line; nil when both are the same set.
func difference(_ expected: NamedRows, _ actual: NamedRows) -> String? {
  guard let found = actual.narrowed(to: expected.columns) else {
    return "columns \(expected.columns) are not all among \(actual.columns)"
  }
  guard let wanted = expected.narrowed(to: expected.columns) else { return "uneven rows" }
  if wanted == found { return nil }
  var surplus = found
  var text = "  " + expected.columns.joined(separator: ",")
  for row in wanted {
    if let place = surplus.firstIndex(of: row) {
      surplus.remove(at: place)
    } else {
      text += "\n- " + row
    }
  }
  for row in surplus { text += "\n+ " + row }
  return text
}
