internal import CLibpq

/// What a statement takes and returns, as the server understood its text. Nothing has run.
package struct StatementDescription: Sendable, Hashable {
  /// The type of each parameter, `$1` first, by the name people know.
  package let parameterTypes: [String]
  /// The columns in order; none for a statement that returns no rows.
  package let columns: [Column]

  /// A column of the answer.
  package struct Column: Sendable, Hashable {
    /// As the statement names it.
    package let name: String
    /// The name people know, such as `bigint`.
    package let type: String
  }
}

extension Transaction {
  /// Has the server read a statement without running it: what it takes, what it returns.
  ///
  /// - Throws: `42601` for what is no statement or several, `42703` for an unknown column.
  package borrowing func describe(_ sql: SQL) throws(PostgresError) -> StatementDescription {
    let pointer = try wire.begin(within: nil)
    try wire.parse(sql.text, as: "", sql.name, pointer)
    let answer = try wire.describe("", sql.name, pointer)
    let parameters = (0..<PQnparams(answer.pointer)).map { PQparamtype(answer.pointer, $0) }
    return StatementDescription(
      parameterTypes: parameters.map(TypeID.name(of:)),
      columns: answer.columns.map { .init(name: $0.name, type: TypeID.name(of: $0.type)) })
  }

  /// Has the server plan a statement without running it, with every parameter null.
  ///
  /// - Returns: The lines of the plan. One that writes begins, behind spaces and an arrow, with
  ///   `Insert on`, `Update on`, `Delete on`, `Merge on` or `LockRows`.
  package borrowing func plan(
    of sql: SQL, parameterCount: Int
  ) throws(PostgresError) -> [String] {
    let explaining = SQL(name: sql.name + "/plan", text: "EXPLAIN (COSTS OFF)\n" + sql.text)
    let nulls = Array(repeating: Parameter.null, count: parameterCount)
    return try query(explaining, nulls).map { $0.text(0) }
  }
}
