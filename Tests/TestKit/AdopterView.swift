import Postgres

extension TestDatabase {
  /// Puts a table of the marketplace behind a view of its name, as an adopter may have it.
  package func replaceByView(_ table: String) throws {
    try session().run(script: Statements.replaceByView(table))
  }

  /// One text of the database: the first column of the first row.
  package func text(of table: String, _ column: String, where key: String, is value: String) throws
    -> String?
  {
    try session().query(Statements.select(column, from: table, by: key), [.text(value)])
      .first?.optionalText(0)
  }
}
