import Postgres

/// The statements of these tests. Those of the product live in `sql/`.
enum Statements {
  static func dropDatabase(_ name: String) -> SQL {
    SQL(name: "drop_database", text: "DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
  }

  static func createDatabase(_ name: String) -> SQL {
    SQL(name: "create_database", text: "CREATE DATABASE \(name)")
  }

  static func createDatabase(_ name: String, from template: String) -> SQL {
    SQL(name: "copy_database", text: "CREATE DATABASE \(name) TEMPLATE \(template)")
  }

  /// Every day is a working day and months are due on the 1st, so that the three months before this
  /// one are due whatever the day of the test.
  static let calendar = SQL(
    name: "calendar",
    text: """
      INSERT INTO marketplace.calendar_day (site, day, working)
      SELECT 'intl', day::date, true
        FROM generate_series(now() - interval '400 days', now() + interval '90 days', '1 day') AS day;
      UPDATE settlement.site_policy SET run_day = 1;
      """)

  /// Facts of the four months before the one that holds the instant, all from row numbers, so that
  /// every copy is the same: 360 order lines of 6 merchants, every 5th on credit, every 7th refunded
  /// in part, every 21st wholly, some in a later month; one merchant is not certified, one refund
  /// names no order line.
  static func facts(until firstOfMonth: String) -> SQL {
    SQL(
      name: "facts",
      text: """
        INSERT INTO marketplace.partner (partner_id, name, kind, site, currency, locale,
               taxpayer_kind, certified_at, agreement_accepted_at, withholding_rate,
               digital_service_tax_rate, settlement_cycle)
        SELECT 'm' || n, 'Merchant ' || n, 'merchant', 'intl', 'USD', 'en', 'overseas',
               CASE WHEN n <> 6 THEN timestamptz '2020-01-01' END, timestamptz '2020-01-01',
               0.01 * n, CASE WHEN n = 2 THEN 0.02 ELSE 0 END, 'month'
          FROM generate_series(1, 6) AS n;
        INSERT INTO marketplace.customer (customer_id, name, site, postpaid, country)
        SELECT 'c' || n, 'Customer ' || n, 'intl', false, 'SG'
          FROM generate_series(0, 9) AS n;
        INSERT INTO marketplace.product (product_id, merchant_id, name, category, selling_mode,
               access_type, charging_mode, supervised, tax_category, tax_rate, visibility, status)
        SELECT 'p' || n, 'm' || (n % 6 + 1), 'Product ' || n, 'tools', 'general', 'saas', 'period',
               false, 'software', 0.06, 'public', 'on_sale'
          FROM generate_series(0, 11) AS n;
        INSERT INTO marketplace.product_terms (terms_id, product_id, valid_from, share_model,
               fee_rate)
        SELECT 't' || n, 'p' || n, timestamptz '2020-01-01', 'platform_fee', 0.05 + 0.01 * n
          FROM generate_series(0, 11) AS n;
        CREATE TEMPORARY TABLE sale AS
        SELECT n, timestamptz '\(firstOfMonth)' - (n % 4 + 1) * interval '1 month'
                  + (n * 7919 % 2300000) * interval '1 second' AS at,
               (n * 104729 % 90000 + 100)::bigint AS amount,
               n % 5 = 0 AS is_credit
          FROM generate_series(1, 360) AS n;
        INSERT INTO marketplace.order_line (line_id, order_id, line_type, customer_id, product_id,
               quantity, duration, currency, list_amount, sales_amount, voucher_amount, cash_amount,
               credit_amount, cash_coupon_amount, vat_amount, customer_withholding_amount,
               ordered_at, paid_at, activated_at, trial)
        SELECT 'L' || lpad(n::text, 4, '0'), 'O' || n / 2, 'new', 'c' || n % 10, 'p' || n % 12,
               1, 1, 'USD', amount, amount, 0, CASE WHEN is_credit THEN 0 ELSE amount END,
               CASE WHEN is_credit THEN amount ELSE 0 END, 0, amount / 20, 0, at, at,
               at + interval '1 hour', false
          FROM sale;
        INSERT INTO marketplace.repayment (customer_id, month, repaid_at)
        SELECT DISTINCT ON (1, 2) 'c' || n % 10,
               date_trunc('month', timezone('UTC', at) + interval '8 hours')::date,
               timestamptz '\(firstOfMonth)' - (n % 4) * interval '1 month' + interval '9 days'
          FROM sale
         WHERE is_credit
         ORDER BY 1, 2;
        INSERT INTO marketplace.refund (refund_id, line_id, kind, status, paid_refunded,
               voucher_returned, handling_fee, requested_at, completed_at)
        SELECT 'R' || n, 'L' || lpad(n::text, 4, '0'), 'five_day', 'completed',
               CASE WHEN n % 21 = 0 THEN amount ELSE amount / 3 END, 0, 0, at + interval '1 day',
               at + interval '2 days' + (n % 2) * interval '20 days'
          FROM sale
         WHERE n % 7 = 0;
        INSERT INTO marketplace.refund (refund_id, line_id, kind, status, paid_refunded,
               voucher_returned, handling_fee, requested_at, completed_at)
        VALUES ('Rlost', 'Lnone', 'negotiated', 'completed', 100, 0, 0,
                timestamptz '\(firstOfMonth)' - interval '100 days',
                timestamptz '\(firstOfMonth)' - interval '100 days');
        """)
  }

  /// All that a closed site says, one text a row, without what tells of the try: run numbers, actors
  /// and clock times.
  static let closedBooks = SQL(
    name: "closed_books",
    text: """
      SELECT 'run ' || run.period || ' ' || encode(run.content_hash, 'hex') || ' ' || run.lines
             || ' ' || run.pending || ' ' || run.rejected || ' ' || run.chain_no
        FROM settlement.run AS run
       WHERE run.state = 'sealed'
      UNION ALL
      SELECT 'statement ' || (to_jsonb(statement) - 'run_no')::text
        FROM settlement.statement AS statement
      UNION ALL
      SELECT 'line ' || run.period || ' ' || (to_jsonb(line) - 'run_no')::text
        FROM settlement.line AS line
        JOIN settlement.run AS run ON run.run_no = line.run_no
      UNION ALL
      SELECT 'invoice ' || (to_jsonb(invoice) - 'run_no' - 'issued_on' - 'issued_at')::text
        FROM settlement.invoice AS invoice
      UNION ALL
      SELECT 'entry ' || (to_jsonb(entry) - 'entry_no')::text
        FROM settlement.journal_entry AS entry
       ORDER BY 1
      """)

  /// What must never be, one sentence a row.
  static let contradictions = SQL(
    name: "contradictions",
    text: """
      SELECT 'fact ' || line.source_id || ' is settled ' || count(*) || ' times'
        FROM settlement.line AS line
       GROUP BY line.source_id, line.source_kind, line.role
      HAVING count(*) > 1
      UNION ALL
      SELECT 'series ' || invoice.entity || ' ' || invoice.kind || ' ' || invoice.year || ' has '
             || count(*) || ' numbers from ' || min(invoice.number) || ' to ' || max(invoice.number)
        FROM settlement.invoice AS invoice
       GROUP BY invoice.entity, invoice.kind, invoice.year
      HAVING min(invoice.number) <> 1
          OR max(invoice.number) <> count(*)
          OR count(DISTINCT invoice.number) <> count(*)
      UNION ALL
      SELECT 'series ' || series.entity || ' ' || series.kind || ' stands at ' || series.last_number
        FROM settlement.number_series AS series
       WHERE series.last_number <> (
             SELECT count(*)
               FROM settlement.invoice AS invoice
              WHERE invoice.entity = series.entity
                AND invoice.kind = series.kind
                AND invoice.year = series.year)
      UNION ALL
      SELECT 'table ' || leaf.relname || ' is left over'
        FROM pg_class AS leaf
       WHERE leaf.relnamespace = 'settlement'::regnamespace
         AND leaf.relkind = 'r'
         AND leaf.relname ~ '^line_[0-9]+$'
         AND NOT EXISTS (
             SELECT
               FROM settlement.run AS run
               JOIN pg_inherits AS part ON part.inhrelid = leaf.oid
              WHERE 'line_' || run.run_no = leaf.relname
                AND (run.state = 'sealed' AND part.inhparent = 'settlement.line'::regclass
                     OR run.state IN ('computing', 'draft', 'in_review', 'approved')
                        AND part.inhparent = 'settlement.draft_line'::regclass))
      UNION ALL
      SELECT 'run ' || run.run_id || ' is sealed with ' || count(line.source_id) || ' lines'
        FROM settlement.run AS run
        LEFT JOIN settlement.line AS line ON line.run_no = run.run_no
       WHERE run.state = 'sealed'
       GROUP BY run.run_no
      HAVING count(line.source_id) <> run.lines
      UNION ALL
      SELECT 'statement ' || statement.statement_id || ' belongs to a run that is ' || run.state
        FROM settlement.statement AS statement
        JOIN settlement.run AS run ON run.run_no = statement.run_no
       WHERE run.state = 'discarded'
      UNION ALL
      SELECT 'run ' || run.run_id || ' was approved by its submitter'
        FROM settlement.run AS run
       WHERE run.approved_by = run.submitted_by
      UNION ALL
      SELECT source || ' is final and not posted'
        FROM (SELECT run.site, statement.statement_id AS source
                FROM settlement.statement AS statement
                JOIN settlement.run AS run ON run.run_no = statement.run_no
               WHERE run.state = 'sealed' AND statement.lines_total <> 0
               UNION ALL
              SELECT site, invoice_id FROM settlement.invoice
               WHERE tax <> 0 AND agreement_no IS NULL) AS final
       WHERE NOT EXISTS (SELECT FROM settlement.journal_entry AS entry
                          WHERE entry.site = final.site AND entry.source = final.source)
      UNION ALL
      SELECT 'entries of ' || site || ' end at ' || max(entry_no) || ' and are ' || count(*)
        FROM settlement.journal_entry
       GROUP BY site
      HAVING max(entry_no) <> count(*)
      UNION ALL
      SELECT 'run ' || run.run_id || ' is sealed and not signed'
        FROM settlement.run AS run
       WHERE run.state = 'sealed'
         AND NOT EXISTS (SELECT FROM settlement.seal_head AS head WHERE head.run_no = run.run_no)
       ORDER BY 1
      """)

  /// Where the month stands that is being closed, and how many months are closed: sealed, and the
  /// job done.
  static let stage = SQL(
    name: "stage",
    text: """
      WITH month AS (
           SELECT wanted.period,
                  (SELECT job.state
                     FROM settlement.job AS job
                    WHERE job.site = 'intl' AND job.period = wanted.period) AS job_state,
                  (SELECT run.state
                     FROM settlement.run AS run
                    WHERE run.site = 'intl'
                      AND run.period = wanted.period
                      AND run.state <> 'discarded') AS run_state,
                  EXISTS (
                  SELECT
                    FROM settlement.invoice AS invoice
                   WHERE invoice.site = 'intl'
                     AND invoice.period = wanted.period) AS has_invoices
             FROM unnest($1::bigint[]::integer[]) AS wanted (period))
      SELECT coalesce((
             SELECT CASE WHEN month.run_state IS NULL THEN 'nothing'
                         WHEN month.run_state <> 'sealed' THEN month.run_state
                         WHEN month.has_invoices THEN 'invoiced'
                         ELSE 'sealed' END
               FROM month
              WHERE month.job_state IS DISTINCT FROM 'done'
              ORDER BY month.period
              LIMIT 1), 'done'),
             (SELECT count(*) FROM month WHERE month.job_state = 'done')
      """)

  static let liveRuns = SQL(
    name: "live_runs",
    text: """
      SELECT run.run_id, run.state
        FROM settlement.run AS run
       WHERE run.state IN ('draft', 'in_review')
       ORDER BY run.run_no
      """)

  static let workers = SQL(
    name: "workers",
    text: """
      SELECT count(*)
        FROM pg_stat_activity AS activity
       WHERE activity.datname = current_database()
         AND activity.application_name = 'settled'
      """)

  static let unfinishedJobs = SQL(
    name: "unfinished_jobs",
    text: """
      SELECT job.job_key || ' is ' || job.state || ': ' || coalesce(job.outcome, '')
        FROM settlement.job AS job
       WHERE job.state <> 'done'
       ORDER BY job.job_id
      """)

  static let lockRuns = SQL(
    name: "lock_runs", text: "LOCK TABLE settlement.run IN ACCESS EXCLUSIVE MODE")

  /// A merchant at site eu, whose run day is the 7th, and a holiday.
  static func europe(holiday: String) -> SQL {
    SQL(
      name: "europe",
      text: """
        DELETE FROM marketplace.refund WHERE refund_id = 'Rlost';
        UPDATE settlement.site_policy SET run_day = 7 WHERE site = 'eu';
        INSERT INTO marketplace.calendar_day (site, day, working) VALUES ('eu', '\(holiday)', false);
        INSERT INTO marketplace.partner (partner_id, name, kind, site, currency, locale,
               taxpayer_kind, certified_at, agreement_accepted_at, withholding_rate,
               digital_service_tax_rate, settlement_cycle)
        VALUES ('e1', 'Merchant E', 'merchant', 'eu', 'EUR', 'en', 'overseas', '2020-01-01',
                '2020-01-01', 0, 0, 'month')
        """)
  }

  static let forgetMigration = SQL(
    name: "forget_migration",
    text: "DELETE FROM settlement.migration WHERE name = '0002_settlement'")

  static let heldUpWorkers = SQL(
    name: "held_up_workers",
    text: """
      SELECT count(*)
        FROM pg_stat_activity AS activity
       WHERE activity.datname = current_database()
         AND activity.application_name = 'settled'
         AND activity.wait_event_type = 'Lock'
      """)

  static let endWorkers = SQL(
    name: "end_workers",
    text: """
      SELECT count(pg_terminate_backend(activity.pid))
        FROM pg_stat_activity AS activity
       WHERE activity.datname = current_database()
         AND activity.application_name = 'settled'
      """)
}
