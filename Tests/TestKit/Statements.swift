import Postgres

/// Statements about whole databases, which are no part of the product.
enum Statements {
  static func createDatabase(_ name: String) -> SQL {
    SQL(name: "test/create", text: "CREATE DATABASE \(name) TEMPLATE template0 ENCODING 'UTF8'")
  }

  static func createDatabase(_ name: String, from template: String) -> SQL {
    SQL(name: "test/copy", text: "CREATE DATABASE \(name) TEMPLATE \(template)")
  }

  static func dropDatabase(_ name: String) -> SQL {
    SQL(name: "test/drop", text: "DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
  }
}

extension Statements {
  static func replaceByView(_ table: String) -> SQL {
    SQL(
      name: "test/replace_by_view",
      text: """
        ALTER TABLE marketplace.\(table) RENAME TO \(table)_behind;
        CREATE VIEW marketplace.\(table) AS SELECT * FROM marketplace.\(table)_behind
        """)
  }

  /// Money that does not add up and a currency nobody knows: an adopter's table has no constraints.
  static let breakOrderLines = SQL(
    name: "test/break_order_lines",
    text: """
      ALTER TABLE marketplace.order_line_behind DROP CONSTRAINT money_adds_up;
      UPDATE marketplace.order_line_behind SET cash_amount = 1 WHERE line_id = 'L-1';
      UPDATE marketplace.order_line_behind SET currency = 'QQQ' WHERE line_id = 'L-2'
      """)

  static func select(_ column: String, from table: String, by key: String) -> SQL {
    SQL(
      name: "test/select",
      text: "SELECT \(column)::text FROM marketplace.\(table) WHERE \(key) = $1")
  }
}

extension Statements {
  static func addToSealedLine(_ sourceID: String, of run: Int32, minorUnits: Int64) -> SQL {
    SQL(
      name: "test/add_to_sealed_line",
      text: """
        ALTER TABLE settlement.line_\(run) DISABLE TRIGGER ALL;
        UPDATE settlement.line SET amount = amount + \(minorUnits)
         WHERE run_no = \(run) AND source_id = '\(sourceID)' AND role = 0;
        ALTER TABLE settlement.line_\(run) ENABLE ALWAYS TRIGGER frozen
        """)
  }

  static let forgetMerchants = SQL(
    name: "test/forget_merchants",
    text: "UPDATE settlement.run_terms SET merchant_id = NULL WHERE run_no = $1")

  static func change(_ column: String, of table: String, by key: String) -> SQL {
    SQL(
      name: "test/change",
      text: """
        UPDATE marketplace.\(table)
           SET \(column) = (jsonb_populate_record(NULL::marketplace.\(table),
                             jsonb_build_object('\(column)', $1::text))).\(column)
         WHERE \(key) = $2
        """)
  }

  static func forget(_ table: String, by key: String) -> SQL {
    SQL(name: "test/forget", text: "DELETE FROM marketplace.\(table) WHERE \(key) = $1")
  }

  static func count(_ table: String) -> SQL {
    SQL(name: "test/count", text: "SELECT count(*) FROM \(table)")
  }

  /// Takes the heads away behind the back of their trigger: a database as it was before them.
  static let forgetHeads = SQL(
    name: "test/forget_heads",
    text: """
      ALTER TABLE settlement.seal_head DISABLE TRIGGER seal_head_never_changes;
      DELETE FROM settlement.seal_head;
      ALTER TABLE settlement.seal_head ENABLE ALWAYS TRIGGER seal_head_never_changes;
      """)

  static func forgetAll(_ table: String) -> SQL {
    SQL(name: "test/forget_all", text: "DELETE FROM \(table)")
  }

  /// Another name for the partner of a sealed statement, behind the back of the trigger.
  static func rename(sealedStatement id: String) -> SQL {
    SQL(
      name: "test/rename_sealed",
      text: """
        ALTER TABLE settlement.statement DISABLE TRIGGER sealed_statement_never_changes;
        UPDATE settlement.statement SET partner_name = partner_name || ' ' WHERE statement_id = '\(id)';
        ALTER TABLE settlement.statement ENABLE ALWAYS TRIGGER sealed_statement_never_changes;
        """)
  }

  /// A change of sealed rows that no trigger hinders any more.
  static func tamper(_ table: String, _ change: String) -> SQL {
    SQL(
      name: "test/tamper", text: "ALTER TABLE settlement.\(table) DISABLE TRIGGER USER; \(change)")
  }

  static func changeLine(_ run: Int32) -> SQL {
    tamper(
      "line_\(run)", "UPDATE settlement.line_\(run) SET amount = amount + 1 WHERE source_id = 'L-4'"
    )
  }

  static func deleteLine(_ run: Int32) -> SQL {
    tamper("line_\(run)", "DELETE FROM settlement.line_\(run) WHERE source_id = 'L-4'")
  }

  /// To a statement that does not exist.
  static func moveLine(_ run: Int32) -> SQL {
    tamper(
      "line_\(run)", "UPDATE settlement.line_\(run) SET statement_no = -1 WHERE source_id = 'L-4'")
  }

  static func changeStatement(_ run: Int32, _ assignment: String) -> SQL {
    tamper(
      "statement",
      """
      UPDATE settlement.statement SET \(assignment)
       WHERE run_no = \(run) AND partner_id = 'M-1'
      """)
  }

  static func deleteStatement(_ run: Int32) -> SQL {
    tamper(
      "statement", "DELETE FROM settlement.statement WHERE run_no = \(run) AND partner_id = 'M-1'")
  }

  static func changeRun(_ run: Int32) -> SQL {
    tamper("run", "UPDATE settlement.run SET approved_by = 'somebody' WHERE run_no = \(run)")
  }

  static func changeHead(_ run: Int32, _ assignment: String) -> SQL {
    tamper("seal_head", "UPDATE settlement.seal_head SET \(assignment) WHERE run_no = \(run)")
  }

  static func deleteHead(_ run: Int32) -> SQL {
    tamper("seal_head", "DELETE FROM settlement.seal_head WHERE run_no = \(run)")
  }

  static var replaceKey: SQL {
    tamper("seal_key", "UPDATE settlement.seal_key SET public_key = sha256('x')")
  }
}
