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

  static func select(_ column: String, from table: String, by key: String) -> SQL {
    SQL(
      name: "test/select",
      text: "SELECT \(column)::text FROM marketplace.\(table) WHERE \(key) = $1")
  }
}
