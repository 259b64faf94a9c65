-- Where the lines of a sealed run differ from the same lines calculated again, in the order of
-- statements and lines: one row a column that differs, or the row `line` where one side has none.
--   $1 run_no integer   $2 calculation_no integer   $3 limit bigint
-- sealed and recomputed are texts as the column's type has them, null where there is nothing; fact
-- says what is left of the fact: gone, not_completed (a refund), or null where it is there.
-- differences counts all of them, whatever the limit.
WITH sealed AS (
     SELECT statement.statement_id, line.*
       FROM settlement.line AS line
       JOIN settlement.statement AS statement
         ON statement.run_no = line.run_no
        AND statement.statement_no = line.statement_no
      WHERE line.run_no = $1::integer),
     recomputed AS (
     SELECT statement.statement_id, line.*
       FROM scratch.line AS line
       JOIN scratch.statement AS statement
         ON statement.calculation_no = line.calculation_no
        AND statement.run_no = line.run_no
        AND statement.statement_no = line.statement_no
      WHERE line.calculation_no = $2::integer
        AND line.run_no = $1::integer),
     paired AS (
     SELECT coalesce(sealed.statement_id, recomputed.statement_id) AS statement_id,
            coalesce(sealed.natural_period, recomputed.natural_period) AS natural_period,
            coalesce(sealed.ready_at, recomputed.ready_at) AS ready_at,
            coalesce(sealed.source_kind, recomputed.source_kind) AS source_kind,
            coalesce(sealed.source_id, recomputed.source_id) AS source_id,
            coalesce(sealed.role, recomputed.role) AS role,
            changed.place, changed.name, changed.sealed, changed.recomputed
       FROM sealed
       FULL JOIN recomputed
         ON recomputed.statement_id = sealed.statement_id
        AND recomputed.source_id = sealed.source_id
        AND recomputed.source_kind = sealed.source_kind
        AND recomputed.role = sealed.role
      CROSS JOIN LATERAL (
            VALUES (1, 'line', CASE WHEN sealed.run_no IS NOT NULL THEN sealed.amount::text END,
                    CASE WHEN recomputed.run_no IS NOT NULL THEN recomputed.amount::text END,
                    (sealed.run_no IS NULL) <> (recomputed.run_no IS NULL)),
                   (2, 'amount', sealed.amount::text, recomputed.amount::text, NULL),
                   (3, 'sales_amount', sealed.sales_amount::text, recomputed.sales_amount::text, NULL),
                   (4, 'voucher_amount', sealed.voucher_amount::text,
                    recomputed.voucher_amount::text, NULL),
                   (5, 'tax_amount', sealed.tax_amount::text, recomputed.tax_amount::text, NULL),
                   (6, 'taxes', sealed.taxes::text, recomputed.taxes::text, NULL),
                   (7, 'platform', sealed.platform::text, recomputed.platform::text, NULL),
                   (8, 'rate', sealed.rate::text, recomputed.rate::text, NULL),
                   (9, 'increment', sealed.increment::text, recomputed.increment::text, NULL),
                   (10, 'ready_at', to_char(timezone('UTC', sealed.ready_at) + interval '8 hours',
                                            'YYYY-MM-DD"T"HH24:MI:SS.US"+08:00"'),
                    to_char(timezone('UTC', recomputed.ready_at) + interval '8 hours',
                            'YYYY-MM-DD"T"HH24:MI:SS.US"+08:00"'), NULL),
                   (11, 'natural_period', sealed.natural_period::text,
                    recomputed.natural_period::text, NULL),
                   (12, 'order_line_id', sealed.order_line_id, recomputed.order_line_id, NULL),
                   (13, 'customer_id', sealed.customer_id, recomputed.customer_id, NULL),
                   (14, 'terms_no', sealed.terms_no::text, recomputed.terms_no::text, NULL),
                   (15, 'payee_terms_no', sealed.payee_terms_no::text,
                    recomputed.payee_terms_no::text, NULL))
            AS changed (place, name, sealed, recomputed, is_alone)
      WHERE coalesce(changed.is_alone,
                     sealed.run_no IS NOT NULL AND recomputed.run_no IS NOT NULL
                     AND changed.place > 1 AND changed.sealed IS DISTINCT FROM changed.recomputed))
SELECT paired.statement_id, paired.source_kind, paired.source_id, paired.role, paired.name,
       paired.sealed, paired.recomputed,
       CASE WHEN paired.source_kind = 0 AND NOT EXISTS (
                 SELECT 1 FROM marketplace.order_line AS fact WHERE fact.line_id = paired.source_id)
            THEN 'gone'
            WHEN paired.source_kind = 1 AND NOT EXISTS (
                 SELECT 1 FROM marketplace.refund AS fact WHERE fact.refund_id = paired.source_id)
            THEN 'gone'
            WHEN paired.source_kind = 1 AND NOT EXISTS (
                 SELECT 1
                   FROM marketplace.refund AS fact
                  WHERE fact.refund_id = paired.source_id
                    AND fact.status = 'completed')
            THEN 'not_completed'
       END AS fact,
       count(*) OVER () AS differences
  FROM paired
 ORDER BY paired.statement_id, paired.natural_period, paired.ready_at, paired.source_kind,
       paired.source_id COLLATE "C", paired.role, paired.place
 LIMIT $3::bigint
