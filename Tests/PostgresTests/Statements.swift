import Postgres

/// The statements of these tests. Product statements live in `sql/`.
enum Statements {
  static func dropDatabase(_ name: String) -> SQL {
    SQL(name: "drop_database_\(name)", text: "DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
  }
  static func createDatabase(_ name: String) -> SQL {
    SQL(name: "create_database_\(name)", text: "CREATE DATABASE \(name)")
  }

  static let one = SQL(name: "one", text: "SELECT 1::bigint AS one")
  static let createAll = SQL(
    name: "create_every_type",
    text: """
      DROP TABLE IF EXISTS every_type;
      CREATE TABLE every_type (
        id bigint PRIMARY KEY, small smallint, middle integer, large bigint, flag boolean,
        at timestamptz, day date, words text, raw bytea)
      """)
  static let selectAll = SQL(
    name: "select_every_type",
    text: """
      SELECT row.id, row.small, row.middle, row.large, row.flag, row.at, row.day, row.words, row.raw
        FROM every_type AS row
       ORDER BY row.id
      """)
  static let insertAll = SQL(
    name: "insert_every_type",
    text: """
      INSERT INTO every_type (id, small, middle, large, flag, at, day, words, raw)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      """)
  static let countAll = SQL(
    name: "count_every_type", text: "SELECT count(*) AS rows FROM every_type AS row")
}
