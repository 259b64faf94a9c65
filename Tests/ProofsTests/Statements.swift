import Postgres

/// What somebody with all rights does to sealed rows, and how a test takes it back.
enum Statements {
  /// Lets the rows of sealed runs be changed, as a superuser could.
  static func unlock(runs: ClosedRange<Int>) -> SQL {
    let lines = runs.map { "ALTER TABLE settlement.line_\($0) DISABLE TRIGGER USER;" }
    let tables = ["statement", "run", "seal_head", "seal_key", "journal_entry"].map {
      "ALTER TABLE settlement.\($0) DISABLE TRIGGER USER;"
    }
    return SQL(name: "test/unlock", text: (lines + tables).joined())
  }

  /// Keeps rows as they are, to put them back.
  static func keep(_ table: String, where condition: String) -> SQL {
    SQL(
      name: "test/keep",
      text: "CREATE TEMP TABLE kept AS SELECT * FROM settlement.\(table) WHERE \(condition)")
  }

  static func change(_ table: String, set assignment: String, where condition: String) -> SQL {
    SQL(
      name: "test/change",
      text: "UPDATE settlement.\(table) SET \(assignment) WHERE \(condition)")
  }

  static func delete(_ table: String, where condition: String) -> SQL {
    SQL(name: "test/delete", text: "DELETE FROM settlement.\(table) WHERE \(condition)")
  }

  /// Puts rows back as they were kept; the condition finds what became of them.
  static func putBack(_ table: String, where condition: String) -> SQL {
    SQL(
      name: "test/put_back",
      text: """
        DELETE FROM settlement.\(table) WHERE \(condition);
        INSERT INTO settlement.\(table) SELECT * FROM kept;
        DROP TABLE kept
        """)
  }

  /// Adds a copy of a line under another id.
  static func addLine(run: Int, like condition: String) -> SQL {
    SQL(
      name: "test/add_line",
      text: """
        CREATE TEMP TABLE kept AS SELECT * FROM settlement.line_\(run) WHERE \(condition);
        UPDATE kept SET source_id = 'L-added';
        INSERT INTO settlement.line_\(run) SELECT * FROM kept;
        DROP TABLE kept
        """)
  }
}
