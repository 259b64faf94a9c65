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

  /// How its statement begins.
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
