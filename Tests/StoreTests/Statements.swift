import Postgres

/// Writes runs as the tests want them held, right or wrong.
enum Statements {
  /// A run of 2026-05 that begins: number, site.
  static let insertRun = SQL(
    name: "test/insert_run",
    text: """
      INSERT INTO settlement.run (
             run_no, run_id, site, period, as_of, state, chain_no, planned_by, planned_at, engine)
      VALUES ($1::integer, 'RUN-' || $1::integer, $2, 202605, '2026-06-03 10:00+08', 'computing', 1,
              'a', '2026-06-03 10:00+08', 'by hand')
      """)

  /// The run is a draft, with the empty partition of its lines: number.
  static let openDraft = SQL(
    name: "test/open_draft",
    text: """
      WITH opened AS (SELECT settlement.open_draft($1::integer))
      UPDATE settlement.run AS run
         SET state = 'draft', content_hash = '\\x00', facts_read = 20, lines = 20
        FROM opened
       WHERE run.run_no = $1::integer
      """)

  /// One line and the legs of others that stand beside it: run, statement, kind, id, order line,
  /// customer, role, month, instant, then amounts as the table has them, csp, reseller, operator.
  static let insertLine = SQL(
    name: "test/insert_line",
    text: """
      INSERT INTO settlement.draft_line (
             run_no, statement_no, source_kind, source_id, order_line_id, customer_id, role,
             natural_period, ready_at, sales_amount, voucher_amount, rate, increment, amount,
             tax_amount, taxes, platform)
      VALUES ($1::integer, $2::integer, $3::smallint, $4, nullif($5, ''), nullif($6, ''),
              $7::smallint, 202605, $8::timestamptz, $9::bigint, $10::bigint, $11::integer,
              $12::integer, $13::bigint, nullif($14, '')::bigint, $15::bigint, $16::bigint)
      """)

  /// Names the terms of a run's lines that follow an order line or usage; each product and each
  /// provider has one.
  static let nameTerms = SQL(
    name: "test/name_terms",
    text: """
      WITH named AS (
        INSERT INTO settlement.run_terms (
               run_no, terms_no, terms_id, product_id, product_name, share_model, fingerprint)
        SELECT $1::integer, row_number() OVER (ORDER BY terms_id), terms_id, product_id, '', share_model,
               '\\x00'
          FROM marketplace.product_terms
        RETURNING terms_no, product_id),
           payee AS (
        INSERT INTO settlement.run_payee_terms (
               run_no, terms_no, csp_terms_id, csp_id, valid_from, share_rate, fingerprint)
        SELECT $1::integer, row_number() OVER (ORDER BY csp_terms_id), csp_terms_id, csp_id,
               valid_from, share_rate * 1000000, '\\x00'
          FROM marketplace.csp_terms
        RETURNING terms_no, csp_id),
           product AS (
        SELECT line_id AS id, product_id FROM marketplace.order_line
         UNION ALL
        SELECT instance_id || '/202605', product_id FROM marketplace.instance)
      UPDATE settlement.draft_line AS line
         SET terms_no = named.terms_no,
             payee_terms_no = (SELECT payee.terms_no
                                 FROM payee
                                 JOIN settlement.statement AS statement
                                   ON statement.partner_id = payee.csp_id
                                WHERE statement.run_no = line.run_no
                                  AND statement.statement_no = line.statement_no)
        FROM product
        JOIN named ON named.product_id = product.product_id
       WHERE line.run_no = $1::integer
         AND product.id = coalesce(line.order_line_id, line.source_id)
      """)

  /// A statement of lines that are there: run, number, partner, tab, role, and what providers,
  /// resellers and operators have of its orders and usage and of its refunds.
  static let insertStatement = SQL(
    name: "test/insert_statement",
    text: """
      INSERT INTO settlement.statement (
             run_no, statement_no, statement_id, site, period, partner_id, tab, currency,
             opening_balance, lines_total, adjustments_total, net, payable, closing_balance,
             line_count, order_count, order_sales, order_voucher, order_amount, order_taxes,
             order_platform, refund_count, refund_sales, refund_voucher, refund_amount,
             refund_taxes, refund_platform, line_digest, content_hash, partner_name, partner_locale,
             state, role, order_csp, order_reseller, order_operator, refund_csp, refund_reseller,
             refund_operator, adjustment_count)
      SELECT $1::integer, $2::integer, '202605-' || $3 || '-' || $4 || '-CNY', 'cn', 202605, $3, $4,
             'CNY', 0, summed.lines, summed.adjustments, summed.lines + summed.adjustments,
             summed.lines + summed.adjustments, 0, summed.count, summed.orders,
             summed.order_sales, summed.order_voucher, summed.order_amount, summed.order_taxes,
             summed.order_platform, summed.refunds, summed.refund_sales, summed.refund_voucher,
             summed.refund_amount, summed.refund_taxes, summed.refund_platform, '\\x00', '\\x00', $3,
             'zh', 'planned', $5::smallint, $6::bigint, $7::bigint, $8::bigint, $9::bigint,
             $10::bigint, $11::bigint, summed.adjustment_count
        FROM (SELECT count(*) AS count,
                     coalesce(sum(amount) FILTER (WHERE source_kind < 3), 0) AS lines,
                     coalesce(sum(amount) FILTER (WHERE source_kind = 3), 0) AS adjustments,
                     count(*) FILTER (WHERE source_kind = 3) AS adjustment_count,
                     count(*) FILTER (WHERE source_kind IN (0, 2)) AS orders,
                     coalesce(sum(sales_amount) FILTER (WHERE source_kind IN (0, 2)), 0)
                     AS order_sales,
                     coalesce(sum(voucher_amount) FILTER (WHERE source_kind IN (0, 2)), 0)
                     AS order_voucher,
                     coalesce(sum(amount) FILTER (WHERE source_kind IN (0, 2)), 0) AS order_amount,
                     coalesce(sum(taxes) FILTER (WHERE source_kind IN (0, 2)), 0) AS order_taxes,
                     coalesce(sum(platform) FILTER (WHERE source_kind IN (0, 2)), 0)
                     AS order_platform,
                     count(*) FILTER (WHERE source_kind = 1) AS refunds,
                     coalesce(sum(sales_amount) FILTER (WHERE source_kind = 1), 0) AS refund_sales,
                     coalesce(sum(voucher_amount) FILTER (WHERE source_kind = 1), 0)
                     AS refund_voucher,
                     coalesce(sum(amount) FILTER (WHERE source_kind = 1), 0) AS refund_amount,
                     coalesce(sum(taxes) FILTER (WHERE source_kind = 1), 0) AS refund_taxes,
                     coalesce(sum(platform) FILTER (WHERE source_kind = 1), 0) AS refund_platform
                FROM settlement.draft_line
               WHERE run_no = $1::integer
                 AND statement_no = $2::integer) AS summed
      """)

  /// An approved adjustment: partner, tab, amount.
  static let insertAdjustment = SQL(
    name: "test/insert_adjustment",
    text: """
      INSERT INTO settlement.adjustment (
             site, partner_id, tab, currency, amount, reason_code, reason, author, written_at,
             approver, approved_at)
      VALUES ('cn', $1, $2, 'CNY', $3::bigint, 'GOODWILL', 'agreed', 'a', '2026-05-30 10:00+08',
              'b', '2026-06-01 10:00+08')
      """)

  /// Adds to one column of the lines of a fact and role.
  static func add(to column: String) -> SQL {
    SQL(
      name: "test/add_to_\(column)",
      text: """
        UPDATE settlement.draft_line SET \(column) = \(column) + $3::integer
         WHERE source_id = $1 AND role = $2::smallint
        """)
  }

  static let deleteLine = SQL(
    name: "test/delete_line",
    text: "DELETE FROM settlement.draft_line WHERE source_id = $1 AND role = $2::smallint")

  /// Writes the line of a fact and role once more, under another id.
  static let repeatLine = SQL(
    name: "test/repeat_line",
    text: """
      INSERT INTO settlement.draft_line (
             run_no, statement_no, source_kind, source_id, order_line_id, customer_id, role,
             natural_period, ready_at, sales_amount, voucher_amount, rate, increment, amount,
             tax_amount, taxes, platform, terms_no, payee_terms_no)
      SELECT run_no, statement_no, source_kind, $3, order_line_id, customer_id, role,
             natural_period, ready_at, sales_amount, voucher_amount, rate, increment, amount,
             tax_amount, taxes, platform, terms_no, payee_terms_no
        FROM settlement.draft_line
       WHERE source_id = $1 AND role = $2::smallint
      """)

  /// Says of the lines of a fact and role that they follow the terms of those ids.
  static let followTerms = SQL(
    name: "test/follow_terms",
    text: """
      UPDATE settlement.draft_line AS line
         SET terms_no = terms.terms_no, payee_terms_no = payee.terms_no
        FROM settlement.run_terms AS terms
        LEFT JOIN settlement.run_payee_terms AS payee
          ON payee.run_no = terms.run_no AND payee.csp_terms_id = $4
       WHERE line.source_id = $1 AND line.role = $2::smallint
         AND terms.run_no = line.run_no AND terms.terms_id = $3
      """)

  static let raiseStatement = SQL(
    name: "test/raise_statement",
    text: """
      UPDATE settlement.statement SET order_amount = order_amount + 1, lines_total = lines_total + 1,
             net = net + 1, payable = payable + 1
       WHERE partner_id = $1 AND tab = $2
      """)
}

extension Statements {
  /// Terms that were used are changed afterwards, as an adopter's may be.
  static let changeFee = SQL(
    name: "test/change_fee", text: "UPDATE marketplace.product_terms SET fee_rate = 0.10")

  /// A fact that was billed is changed afterwards, which an import refuses.
  static let changeSales = SQL(
    name: "test/change_sales",
    text: "UPDATE marketplace.order_line SET sales_amount = 200000, cash_amount = 200000")

  static let countUsage = SQL(
    name: "test/count_usage",
    text: """
      SELECT (SELECT count(*) FROM settlement.usage_open WHERE run_no = $1::integer)
             + (SELECT count(*) FROM settlement.usage_abnormal WHERE run_no = $1::integer)
             + (SELECT count(*) FROM settlement.usage_counter WHERE run_no = $1::integer)
      """)

  static let listAbnormal = SQL(
    name: "test/list_abnormal",
    text: """
      SELECT usage_id, code, usage_value::text FROM settlement.usage_abnormal
       WHERE run_no = $1::integer ORDER BY usage_id
      """)

  /// Bills a usage line behind the engine's back, merchant only.
  static func bill(_ sourceID: String, in run: Int32) -> SQL {
    SQL(
      name: "test/bill",
      text: """
        ALTER TABLE settlement.line_\(run) DISABLE TRIGGER frozen;
        INSERT INTO settlement.line (run_no, statement_no, source_kind, role, source_id,
               natural_period, ready_at, sales_amount, voucher_amount, rate, increment, amount,
               taxes, platform)
        VALUES (\(run), 1, 2, 0, '\(sourceID)', 202610, now(), 0, 0, 0, 0, 0, 0, 0)
        """)
  }

  static let deleteUsage = SQL(
    name: "test/delete_usage", text: "DELETE FROM settlement.usage_part")
}

extension Statements {
  /// The first order lines as they are stored.
  static let firstPlaces = SQL(
    name: "test/first_places",
    text: "SELECT line_id FROM marketplace.order_line ORDER BY ctid LIMIT 20")

  /// What every table holds, and where every sequence stands: name, and a digest or number.
  static let contents = SQL(
    name: "test/contents",
    text: """
      SELECT format('%I.%I', held.schemaname, held.tablename) AS name,
             (xpath('/row/found/text()', query_to_xml(format(
                'SELECT count(*) || '' '' || md5(coalesce(string_agg(md5(held::text), '''''
                || ' ORDER BY md5(held::text)), '''')) AS found FROM %I.%I AS held',
                held.schemaname, held.tablename), true, true, '')))[1]::text AS found
        FROM pg_tables AS held
       WHERE held.schemaname IN ('marketplace', 'settlement', 'scratch')
       UNION ALL
      SELECT counting.schemaname || '.' || counting.sequencename, counting.last_value::text
        FROM pg_sequences AS counting
       WHERE counting.last_value IS NOT NULL
       ORDER BY name
      """)

  /// Every stored line of sealed runs up to a period.
  static let sealedDigest = SQL(
    name: "test/sealed_digest",
    text: """
      SELECT concat(count(*), ' ', md5(string_agg(md5(line::text), '' ORDER BY md5(line::text))))
        FROM settlement.line AS line
        JOIN settlement.run AS run ON run.run_no = line.run_no
       WHERE run.period <= $1::integer
      """)

  /// Terms, waivers and conditions that were used are others afterwards, in every case.
  static let changeTerms = SQL(
    name: "test/change_terms",
    text: """
      WITH terms AS (UPDATE marketplace.product_terms SET share_rate = share_rate / 2),
           policy AS (UPDATE marketplace.tier_policy SET increment_rate = increment_rate * 2)
      UPDATE marketplace.partner SET certified_at = '2026-07-01' WHERE partner_id ~ '[37]$'
      """)

  static let changeProviderTerms = SQL(
    name: "test/change_provider_terms",
    text: "UPDATE marketplace.csp_terms SET share_rate = 0.5")

  /// The incentive lines of all drafts: id, partner, amount.
  static let listIncentiveLines = SQL(
    name: "test/list_incentive_lines",
    text: """
      SELECT line.source_id || ' ' || statement.partner_id || ' ' || line.amount
        FROM settlement.draft_line AS line
        JOIN settlement.statement AS statement
          ON statement.run_no = line.run_no AND statement.statement_no = line.statement_no
       WHERE line.source_kind = 4
       ORDER BY line.source_id, statement.partner_id
      """)

  /// The last batch of the journal gone, and one of its entries changed with every hash after it.
  static let journalEnds = [
    "DELETE FROM settlement.journal_batch WHERE first_entry = 5; DELETE FROM settlement.journal_entry WHERE entry_no > 4",
    """
    UPDATE settlement.journal_entry SET tab = 'x' WHERE entry_no = 8;
    UPDATE settlement.journal_batch AS batch
       SET entry_hashes = rewritten.hashes, batch_hash = sha256(batch.previous_hash || rewritten.hashes)
      FROM (SELECT string_agg(entry_hash, ''::bytea ORDER BY entry_no) AS hashes
              FROM settlement.entry_hashes('cn', 5, 8)) AS rewritten WHERE batch.first_entry = 5
    """,
  ]
}
