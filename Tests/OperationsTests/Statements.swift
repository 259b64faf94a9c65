import Postgres

/// The statements of these tests. Those of the product live in `sql/`.
enum Statements {
  /// A good report of a user's own; each test spoils one thing of it.
  static let ownReport = """
    -- Rates and days.
    --   $1 site text
    SELECT 'CNY' AS currency, -1250::bigint AS amount, 0.15 AS fee, 97.5 AS success,
           date '2026-05-31' AS day, timestamptz '2026-05-31T16:00:00Z' AS at, 3 AS number
     WHERE $1::text IS NULL
    """

  /// Three rows whose amounts do not fit 64 bits in sum.
  static let largeReport = """
    -- Rates and days.
    --   $1 site text
    SELECT 'CNY' AS currency, 9000000000000000000::bigint AS amount, 0.15 AS fee, 97.5 AS success,
           date '2026-05-31' AS day, timestamptz '2026-05-31T16:00:00Z' AS at, part AS number
      FROM generate_series(1, 3) AS part
     WHERE $1::text IS NULL
    """

  /// How the statement of `ownReport` begins.
  static let ownReportHead = "SELECT 'CNY'"

  static let formsReport = """
    -- Three rows of two currencies, with what HTML and CSV must not take as it is.
    SELECT fact.name, fact.currency, fact.amount, fact.fee, fact.number
      FROM (VALUES ('<b>"A" & B</b>', 'CNY', -123456::bigint, 0.15, 1200),
                   ('莲花云', 'CNY', 5000000, 0.1175, NULL),
                   ('plain', 'JPY', 700, NULL, -7)) AS fact (name, currency, amount, fee, number)
    """

  /// Queries of reports that write, each in its own way.
  static let writing = [
    "INSERT INTO settlement.hold (partner_id, reason, held_from, held_by) VALUES ($1, 'a', now(), 'b')",
    "UPDATE settlement.hold SET reason = $1",
    "DELETE FROM settlement.hold WHERE partner_id = $1",
    """
    WITH gone AS (DELETE FROM settlement.hold WHERE partner_id = $1 RETURNING 1)
    SELECT 'CNY' AS currency, 1::bigint AS amount, 0.15 AS fee, 97.5 AS success,
           date '2026-05-31' AS day, timestamptz '2026-05-31T16:00:00Z' AS at, 3 AS number
      FROM gone
    """,
    """
    SELECT 'CNY' AS currency, 1::bigint AS amount, 0.15 AS fee, 97.5 AS success,
           date '2026-05-31' AS day, timestamptz '2026-05-31T16:00:00Z' AS at, 3 AS number
      FROM settlement.hold
     WHERE partner_id = $1
       FOR UPDATE
    """,
    "DROP TABLE settlement.hold",
    "SELECT 1; DROP TABLE settlement.hold",
    "COMMIT",
  ]

  static let writingFunction = SQL(
    name: "test/writing_function",
    text: """
      CREATE FUNCTION public.write_hold() RETURNS integer LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO settlement.hold (partner_id, reason, held_from, held_by)
        VALUES ('M-1', 'a', now(), 'b');
        RETURN 1;
      END $$
      """)

  static let countHolds = SQL(
    name: "test/count_holds", text: "SELECT count(*) FROM settlement.hold")

  /// Usage records of an instance, in their order.
  static let listRecords = SQL(
    name: "test/list_records",
    text: """
      SELECT usage.instance_id || ' ' || to_char(usage.begin_time AT TIME ZONE 'UTC',
                                                 'YYYY-MM-DD HH24:MI')
             || ' ' || to_char(usage.end_time AT TIME ZONE 'UTC', 'HH24:MI')
             || ' ' || usage.usage_value::bigint
        FROM marketplace.usage_record AS usage
       ORDER BY usage.instance_id, usage.begin_time
      """)

  static let sumRecords = SQL(
    name: "test/sum_records",
    text: """
      SELECT usage.instance_id || ' ' || sum(usage.usage_value)::bigint || ' ' || count(*)
        FROM marketplace.usage_record AS usage
       GROUP BY usage.instance_id
       ORDER BY usage.instance_id
      """)
}

extension Statements {
  /// What imports replaced, as the trail has it.
  static let listReplacements = SQL(
    name: "test/list_replacements",
    text: """
      SELECT event.subject || ' ' || event.detail || ': ' || event.before_state || ' > '
             || event.after_state
        FROM settlement.event AS event
       WHERE event.action = 'rows_replaced'
       ORDER BY event.event_no
      """)
}

extension Statements {
  /// Changes of imports on record that nobody may make.
  static let afterthoughtsOfImports =
    [
      "UPDATE settlement.import SET source = 'x'", "DELETE FROM settlement.import_table",
      "DELETE FROM settlement.import_rejects", "TRUNCATE settlement.import_left_out",
      "DELETE FROM settlement.import_left_out",
      "UPDATE settlement.import_left_out SET answer = 'x'",
      "UPDATE settlement.import_left_out SET cause = 'x'",
    ].enumerated().map { SQL(name: "test/afterthought_of_import_\($0.offset)", text: $0.element) }

  /// How many customers the planner thinks there are.
  static let customersCounted = SQL(
    name: "test/customers_counted",
    text: """
      SELECT class.reltuples::bigint FROM pg_class AS class
       WHERE class.oid = 'marketplace.customer'::regclass
      """)

  /// Lets imports be counted by a role that owns no table, as where they are an adopter's.
  static func giveCounting(to role: String) -> SQL {
    SQL(
      name: "test/give_counting",
      text: """
        CREATE ROLE \(role);
        GRANT \(role) TO CURRENT_USER;
        GRANT USAGE, CREATE ON SCHEMA marketplace, settlement TO \(role);
        ALTER FUNCTION settlement.analyze_imported(text) OWNER TO \(role)
        """)
  }

  static func takeCounting(from role: String) -> SQL {
    SQL(
      name: "test/take_counting",
      text: """
        ALTER FUNCTION settlement.analyze_imported(text) OWNER TO CURRENT_USER;
        REVOKE ALL ON SCHEMA marketplace, settlement FROM \(role);
        DROP ROLE \(role)
        """)
  }
}
