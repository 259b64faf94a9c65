extension Statement {
  /// On one line with the first line of the query, so that the server counts its lines alike.
  static func preparing(_ query: String) -> String {
    "PREPARE house AS \(query)\n;\n"
  }

  /// Whether a role may run it: the server checks that before it explains.
  static func explaining(_ query: String, parameters: Int, as role: String) -> String {
    let values = Array(repeating: "NULL", count: parameters).joined(separator: ", ")
    return "SET settled.line_limit = 1;\n" + preparing(query) + "SET ROLE \(role);\n"
      + "EXPLAIN EXECUTE house\(parameters == 0 ? "" : " (\(values))");\n"
      + "DISCARD ALL;\n"
  }

  /// A role that operates; who makes it may take it on.
  static func makingOperator(_ role: String) -> String {
    "CREATE ROLE \(role) ROLE CURRENT_USER;\nSELECT settlement.grant_operation('\(role)', true);\n"
  }

  static func taking(on role: String, _ statement: String) -> String {
    "SET LOCAL ROLE \(role); \(statement)"
  }

  static func dropping(role: String) -> String {
    "DROP OWNED BY \(role);\nDROP ROLE \(role);\n"
  }

  /// VACUUM changes nothing that a query sees, and knows no transaction that could be rolled back.
  static func trying(_ statement: String) -> String {
    code(of: statement).contains("VACUUM")
      ? "\(statement)\n;\n" : "BEGIN; \(statement)\n;\nROLLBACK;\n"
  }

  static func selecting(_ columns: some StringProtocol, from table: some StringProtocol) -> String {
    "SELECT \(columns) FROM \(table)"
  }
}
