import Postgres

/// The statements of these tests. Those of the product live in `sql/`.
///
/// Suites run side by side in one database, so each has tables of its own.
enum Statements {
  // MARK: The database

  static func dropDatabase(_ name: String) -> SQL {
    SQL(name: "drop_database", text: "DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
  }

  static func createDatabase(_ name: String) -> SQL {
    SQL(name: "create_database", text: "CREATE DATABASE \(name)")
  }

  static let createRole = SQL(
    name: "create_role",
    text: """
      DROP ROLE IF EXISTS settled_test_full;
      CREATE ROLE settled_test_full LOGIN CONNECTION LIMIT 0
      """)

  // MARK: Anything

  static let one = SQL(name: "one", text: "SELECT 1::bigint AS one")
  static let twoBooleans = SQL(
    name: "two_booleans", text: "SELECT $1::boolean AS a, $2::boolean AS b")
  static let sleep = SQL(name: "sleep", text: "SELECT pg_sleep(30) IS NULL AS slept")
  static let nap = SQL(name: "nap", text: "SELECT pg_sleep(0.4) IS NULL AS slept")
  static let setting = SQL(name: "setting", text: "SELECT current_setting($1) AS value")
  static let tooLarge = SQL(name: "too_large", text: "SELECT $1::integer AS value")
  static let division = SQL(name: "division", text: "SELECT 1 / 0 AS value")
  static let missingTable = SQL(name: "missing_table", text: "SELECT 1 FROM no_such_table")
  static let exact = SQL(name: "exact", text: "SELECT ($1::numeric * 2)::text AS twice")
  static let arrays = SQL(
    name: "arrays",
    text: """
      SELECT $1::text[] AS words, $2::bigint[] AS numbers, $3::text[] AS none,
             array_length($1::text[], 1)::bigint AS length
      """)
  static let countdown = SQL(
    name: "countdown",
    text: """
      SELECT counted.number::bigint AS number, 1 / (counted.number - $2::integer) AS inverse
        FROM generate_series(1, $1::integer) AS counted (number)
      """)
  static let terminate = SQL(
    name: "terminate", text: "SELECT pg_terminate_backend($1, 5000) AS is_terminated")
  static let isInTransaction = SQL(
    name: "is_in_transaction",
    text: """
      SELECT count(*) AS sessions
        FROM pg_stat_activity AS activity
       WHERE activity.pid = $1 AND activity.state LIKE 'idle in transaction%'
      """)
  static let preparedCount = SQL(
    name: "prepared_count",
    text: """
      SELECT count(*) AS statements
        FROM pg_prepared_statements AS prepared
       WHERE prepared.name = $1
      """)
  static let notice = SQL(
    name: "notice", text: "DO $$ BEGIN RAISE WARNING 'the shelf is full'; END $$")

  // MARK: Every type

  private static let everyType = """
    id bigint PRIMARY KEY, small smallint, middle integer, large bigint, flag boolean,
    at timestamptz, day date, words text, raw bytea
    """

  static let createTemporary = SQL(
    name: "create_temporary", text: "CREATE TEMPORARY TABLE every_type (\(everyType))")
  static let insertTemporary = SQL(
    name: "insert_temporary",
    text: """
      INSERT INTO pg_temp.every_type (id, small, middle, large, flag, at, day, words, raw)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      """)
  static let selectTemporary = SQL(
    name: "select_temporary",
    text: """
      SELECT row.id, row.small, row.middle, row.large, row.flag, row.at, row.day, row.words, row.raw
        FROM pg_temp.every_type AS row
       ORDER BY row.id
      """)
  static let brokenScript = SQL(
    name: "broken_script", text: "CREATE TABLE half_made (key bigint); SELECT 1 / 0")

  // MARK: A table of pairs

  static func createPairs(_ table: String) -> SQL {
    SQL(
      name: "create_\(table)",
      text: """
        CREATE TABLE \(table) (
          key bigint, value bigint NOT NULL, CONSTRAINT \(table)_one_value_a_key PRIMARY KEY (key))
        """)
  }

  static func insertPair(_ table: String) -> SQL {
    SQL(name: "insert_\(table)", text: "INSERT INTO \(table) (key, value) VALUES ($1, $2)")
  }

  static func countPairs(_ table: String) -> SQL {
    SQL(
      name: "count_\(table)",
      text: "SELECT count(*) AS pairs, coalesce(sum(pair.value), 0)::bigint AS total "
        + "FROM \(table) AS pair")
  }

  static func increasePair(_ table: String) -> SQL {
    SQL(name: "increase_\(table)", text: "UPDATE \(table) SET value = value + 1 WHERE key = $1")
  }

  static func lockTable(_ table: String) -> SQL {
    SQL(name: "lock_\(table)", text: "LOCK TABLE \(table) IN ACCESS EXCLUSIVE MODE")
  }

  static func selectPairs(_ table: String) -> SQL {
    SQL(name: "select_\(table)", text: "SELECT pair.key, pair.value FROM \(table) AS pair")
  }

  static let oddKeys = SQL(name: "odd_keys", text: "WHERE pair.key % 2 = 1 -- a shard")

  /// Committing sleeps, so that a test can cut the connection meanwhile.
  static func slowCommit(_ table: String) -> SQL {
    SQL(
      name: "slow_commit_\(table)",
      text: """
        CREATE FUNCTION \(table)_sleep() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN PERFORM pg_sleep(30); RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER sleep_on_commit AFTER INSERT ON \(table)
          DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION \(table)_sleep()
        """)
  }

  static func addColumn(_ table: String) -> SQL {
    SQL(name: "add_column_\(table)", text: "ALTER TABLE \(table) ADD COLUMN note text")
  }

  static func everything(_ table: String) -> SQL {
    SQL(name: "everything_\(table)", text: "SELECT * FROM \(table)")
  }

  // MARK: Streams

  static let millionNumbers = SQL(
    name: "million_numbers",
    text: "SELECT number::bigint AS number FROM generate_series(1, 1000000) AS number")
  static let infinite = SQL(
    name: "infinite", text: "SELECT 1::bigint AS id, 'infinity'::timestamptz AS paid_at")
  static let minusInfinite = SQL(
    name: "minus_infinite", text: "SELECT 1::bigint AS id, '-infinity'::timestamptz AS paid_at")
  static let narrow = SQL(name: "narrow", text: "SELECT 1::bigint AS id, 7::integer AS quantity")
  static let absent = SQL(name: "absent", text: "SELECT 1::bigint AS id, NULL::bigint AS quantity")
  static let nothing = SQL(name: "nothing", text: "SELECT 1::bigint AS id WHERE false")
  static let failsLate = SQL(
    name: "fails_late",
    text: "SELECT (10000 / (5000 - number))::bigint AS n FROM generate_series(1, 6000) AS number")
}
