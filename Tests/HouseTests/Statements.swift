extension Statement {
  /// On one line with the first line of the query, so that the server counts its lines alike.
  static func preparing(_ query: String) -> String {
    "PREPARE house AS \(query)\n;\n"
  }

  static func trying(_ statement: String) -> String {
    "BEGIN; \(statement)\n;\nROLLBACK;\n"
  }

  static func selecting(_ columns: some StringProtocol, from table: some StringProtocol) -> String {
    "SELECT \(columns) FROM \(table)"
  }
}
