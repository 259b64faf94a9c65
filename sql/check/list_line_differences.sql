-- Compares what the run holds with what it should hold, the smallest failing fact first: the one
-- that fewest facts decide, then by its id.
--   $1 run_no integer   $2 limit bigint
-- Returns, one row a column that differs: facts, problem ('missing', 'surplus', 'twice',
-- 'different'), source_kind, source_id, role, partner_id, tab, currency, column, expected and found
-- as text ('' where there is none), and the statement that it is of ('': none was made).
  WITH held AS NOT MATERIALIZED (
       SELECT line.*
         FROM settlement.draft_line AS line
        WHERE line.run_no = $1::integer
        UNION ALL
       SELECT line.*
         FROM settlement.line AS line
        WHERE line.run_no = $1::integer),
       -- An incentive has a line for each of its partners, so that only with the partner it names one.
       picked AS (
       SELECT held.*, terms.terms_id, payee_terms.csp_terms_id AS payee_terms_id,
              coalesce(earning.partner_id, '') AS earner
         FROM held
        CROSS JOIN check_run AS checked
         LEFT JOIN settlement.statement AS earning
           ON earning.run_no = $1::integer
          AND earning.statement_no = held.statement_no
          AND held.source_kind = 4
         LEFT JOIN settlement.run_terms AS terms
           ON terms.run_no = held.run_no
          AND terms.terms_no = held.terms_no
         LEFT JOIN settlement.run_payee_terms AS payee_terms
           ON payee_terms.run_no = held.run_no
          AND payee_terms.terms_no = held.payee_terms_no
        WHERE checked.one_in = 1
           OR hashtextextended(
                CASE held.source_kind
                     WHEN 1 THEN held.order_line_id
                     WHEN 2 THEN substring(held.source_id FROM '^(.*)/[0-9]{6}(?:/[0-9]+)?$')
                     WHEN 4 THEN coalesce(earning.partner_id, '')
                     ELSE held.source_id END, checked.seed) % checked.one_in = 0),
       wanted AS (
       SELECT line.*, CASE WHEN line.source_kind = 4 THEN line.partner_id ELSE '' END AS earner
         FROM check_line AS line
        WHERE line.statement_no IS NOT NULL),
       compared AS (
       SELECT coalesce(wanted.facts, 1) AS facts,
              CASE WHEN wanted.source_id IS NULL THEN 'surplus'
                   WHEN picked.source_id IS NULL THEN 'missing'
                   ELSE 'different' END AS problem,
              coalesce(wanted.source_kind, picked.source_kind) AS source_kind,
              coalesce(wanted.source_id, picked.source_id) AS source_id,
              coalesce(wanted.role, picked.role) AS role,
              coalesce(wanted.statement_no, picked.statement_no) AS statement_no,
              ARRAY[wanted.statement_no::text, wanted.order_line_id, wanted.customer_id,
                    wanted.natural_period::text, wanted.ready_at::text, wanted.sales_amount::text,
                    wanted.voucher_amount::text, wanted.rate::text, wanted.increment::text,
                    wanted.amount::text, wanted.tax_amount::text, wanted.taxes::text,
                    wanted.platform::text, wanted.terms_id, wanted.payee_terms_id] AS expected,
              ARRAY[picked.statement_no::text, picked.order_line_id, picked.customer_id,
                    picked.natural_period::text, picked.ready_at::text, picked.sales_amount::text,
                    picked.voucher_amount::text, picked.rate::text, picked.increment::text,
                    picked.amount::text, picked.tax_amount::text, picked.taxes::text,
                    picked.platform::text, picked.terms_id, picked.payee_terms_id] AS found
         FROM wanted
         FULL JOIN picked
           ON picked.source_id = wanted.source_id
          AND picked.source_kind = wanted.source_kind
          AND picked.role = wanted.role
          AND picked.earner = wanted.earner
        WHERE wanted.source_id IS NULL
           OR picked.source_id IS NULL
           OR wanted.statement_no <> picked.statement_no
           OR wanted.order_line_id IS DISTINCT FROM picked.order_line_id
           OR wanted.customer_id IS DISTINCT FROM picked.customer_id
           OR wanted.natural_period <> picked.natural_period
           OR wanted.ready_at <> picked.ready_at
           OR wanted.sales_amount <> picked.sales_amount
           OR wanted.voucher_amount <> picked.voucher_amount
           OR wanted.rate <> picked.rate
           OR wanted.increment <> picked.increment
           OR wanted.amount <> picked.amount
           OR wanted.tax_amount IS DISTINCT FROM picked.tax_amount
           OR wanted.taxes <> picked.taxes
           OR wanted.platform <> picked.platform
           OR wanted.terms_id IS DISTINCT FROM picked.terms_id
           OR wanted.payee_terms_id IS DISTINCT FROM picked.payee_terms_id),
       -- A line that is there twice makes a statement of more lines than it has.
       crowded AS (
       SELECT counted.statement_no
         FROM (SELECT held.statement_no, count(*) AS lines
                 FROM held
                GROUP BY held.statement_no) AS counted
         LEFT JOIN settlement.statement AS statement
           ON statement.run_no = $1::integer
          AND statement.statement_no = counted.statement_no
        WHERE counted.lines <> coalesce(statement.line_count, 0)),
       named AS (
       SELECT compared.facts, compared.problem, compared.source_kind, compared.source_id,
              compared.role, compared.statement_no, pair.place, pair.column_name,
              compared.expected[pair.place] AS expected, compared.found[pair.place] AS found
         FROM compared
         JOIN unnest(ARRAY['statement', 'order_line_id', 'customer_id', 'natural_period', 'ready_at',
                           'sales_amount', 'voucher_amount', 'rate', 'increment', 'amount',
                           'tax_amount', 'taxes', 'platform', 'terms_id',
                           'payee_terms_id']) WITH ORDINALITY AS pair (column_name, place)
           ON CASE WHEN compared.problem = 'different'
                   THEN compared.expected[pair.place] IS DISTINCT FROM compared.found[pair.place]
                   ELSE pair.column_name = 'amount' END
        UNION ALL
       SELECT 1, 'twice', held.source_kind, held.source_id, held.role, held.statement_no, 0,
              'amount', min(held.amount)::text, sum(held.amount)::text
         FROM held
         JOIN crowded ON crowded.statement_no = held.statement_no
        GROUP BY held.source_kind, held.source_id, held.role, held.statement_no
       HAVING count(*) > 1)
SELECT named.facts, named.problem,
       (ARRAY['order', 'refund', 'usage', 'adjustment', 'incentive'])[named.source_kind + 1],
       named.source_id, (ARRAY['merchant', 'csp', 'reseller', 'operator'])[named.role + 1],
       coalesce(statement.partner_id, ''), coalesce(statement.tab, ''),
       coalesce(statement.currency::text, ''), named.column_name,
       coalesce(CASE WHEN named.column_name = 'statement' THEN statement.statement_id
                     ELSE named.expected END, ''),
       coalesce(CASE WHEN named.column_name = 'statement' THEN other.statement_id
                     ELSE named.found END, ''),
       coalesce(statement.statement_id, '')
  FROM named
  LEFT JOIN settlement.statement AS statement
    ON statement.run_no = $1::integer
   AND statement.statement_no = named.statement_no
  LEFT JOIN settlement.statement AS other
    ON other.run_no = $1::integer
   AND named.column_name = 'statement'
   AND other.statement_no::text = named.found
 ORDER BY named.facts, named.source_id COLLATE "C", named.source_kind, named.role, named.place
 LIMIT $2::bigint
