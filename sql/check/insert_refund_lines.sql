-- The lines of refunds: each leg of the original in proportion, without drift, and the platform's as
-- what is left (rules 6.2 and 6.3). `amount` and what it is before tax are reversed each.
-- A refund is ready at the later of its completion and its original's readiness. Of a sealed run only what
-- it billed is looked at, for later facts may have come in since; and what it may have billed where a
-- statement lacks refunds.
--   $1 run_no integer
INSERT INTO check_line (
       source_kind, source_id, role, facts, partner_id, tab, currency, statement_no, order_line_id,
       customer_id, natural_period, ready_at, sales_amount, voucher_amount, rate, increment, amount,
       tax_amount, taxes, platform, csp, reseller, operator, terms_id, payee_terms_id, is_sought)
  WITH billed AS NOT MATERIALIZED (
       SELECT line.source_id, line.role
         FROM settlement.line AS line
         JOIN check_sight AS sight ON sight.run_no = line.run_no
         JOIN check_run AS checked ON checked.chain_no > sight.chain_no
        WHERE line.source_kind = 1),
       reversed AS (
       SELECT refund.*, fact.customer_id, fact.currency, fact.csp_id, fact.csp_role,
              fact.payee_terms_no, fact.operator_id, terms.merchant_id, terms.tab, terms.terms_id,
              leg.rate, leg.increment, leg.csp_rate, leg.operator_rate, leg.facts AS original_facts,
              leg.merchant_tax IS NOT NULL AS is_split,
              greatest(refund.completed_at, fact.ready_at) AS ready_at,
              round((leg.merchant * refund.before + 0e-40) / refund.base)
              - round((leg.merchant * refund.after + 0e-40) / refund.base) AS merchant,
              round(((leg.merchant - leg.merchant_tax) * refund.before + 0e-40) / refund.base)
              - round(((leg.merchant - leg.merchant_tax) * refund.after + 0e-40) / refund.base)
              AS merchant_ex,
              round((leg.taxes * refund.before + 0e-40) / refund.base)
              - round((leg.taxes * refund.after + 0e-40) / refund.base) AS taxes,
              round((leg.csp * refund.before + 0e-40) / refund.base)
              - round((leg.csp * refund.after + 0e-40) / refund.base) AS csp,
              round((leg.operator * refund.before + 0e-40) / refund.base)
              - round((leg.operator * refund.after + 0e-40) / refund.base) AS operator,
              round(((leg.operator - leg.operator_tax) * refund.before + 0e-40) / refund.base)
              - round(((leg.operator - leg.operator_tax) * refund.after + 0e-40) / refund.base)
              AS operator_ex
         FROM check_refund AS refund
         JOIN check_fact AS fact
           ON fact.source_id = refund.line_id
          AND fact.source_kind = 0
         JOIN check_leg AS leg ON leg.fact_no = fact.fact_no
         JOIN check_terms AS terms ON terms.terms_no = fact.terms_no
       -- Keeps what is computed once from being computed again wherever it is named.
       OFFSET 0),
       stored AS (
       SELECT DISTINCT line.source_id
         FROM settlement.line AS line
        WHERE line.run_no = $1::integer
          AND line.source_kind = 1),
       sought AS (
       SELECT reversed.refund_id
         FROM reversed
         JOIN check_lack AS lack
           ON lack.merchant_id = reversed.merchant_id
          AND lack.tab = reversed.tab
          AND lack.currency = reversed.currency
          AND lack.refunds > 0
        WHERE NOT EXISTS (SELECT FROM stored WHERE stored.source_id = reversed.refund_id)
          AND NOT EXISTS (SELECT
                            FROM billed
                           WHERE billed.source_id = reversed.refund_id
                             AND billed.role = 0))
SELECT 1, reversed.refund_id, payee.role, reversed.original_facts + reversed.place, payee.partner_id,
       payee.tab, reversed.currency, statement.statement_no, reversed.line_id, reversed.customer_id,
       CASE WHEN reversed.ready_at >= checked.starts THEN checked.period
            ELSE to_char(reversed.ready_at AT TIME ZONE interval '08:00', 'YYYYMM')::integer END,
       reversed.ready_at, - reversed.paid - reversed.voucher, - reversed.voucher,
       payee.rate * 1000000, payee.increment * 1000000, payee.amount, payee.tax_amount, payee.taxes,
       payee.platform, payee.csp, payee.reseller, payee.operator, reversed.terms_id,
       CASE WHEN payee.role IN (1, 2) THEN payee_terms.payee_terms_id END,
       sought.refund_id IS NOT NULL
  FROM reversed
 CROSS JOIN check_run AS checked
 CROSS JOIN LATERAL (
       SELECT 0, reversed.merchant_id, reversed.tab, reversed.rate, reversed.increment,
              reversed.merchant,
              CASE WHEN reversed.is_split THEN reversed.merchant - reversed.merchant_ex END,
              reversed.taxes,
              - reversed.paid - reversed.merchant - reversed.taxes - reversed.csp
              - reversed.operator,
              CASE reversed.csp_role WHEN 1 THEN reversed.csp ELSE 0 END,
              CASE reversed.csp_role WHEN 2 THEN reversed.csp ELSE 0 END, reversed.operator
        UNION ALL
       SELECT reversed.csp_role, reversed.csp_id, 'csp', reversed.csp_rate, 0, reversed.csp, NULL, 0,
              0, 0, 0, 0
        WHERE reversed.payee_terms_no IS NOT NULL
        UNION ALL
       SELECT 3, reversed.operator_id, 'operator', reversed.operator_rate, 0, reversed.operator,
              reversed.operator - reversed.operator_ex, 0, 0, 0, 0, 0
        WHERE reversed.operator_id IS NOT NULL)
       AS payee (role, partner_id, tab, rate, increment, amount, tax_amount, taxes, platform, csp,
                 reseller, operator)
  LEFT JOIN billed
    ON billed.source_id = reversed.refund_id
   AND billed.role = payee.role
  LEFT JOIN sought ON sought.refund_id = reversed.refund_id
  LEFT JOIN check_payee_terms AS payee_terms
    ON payee_terms.payee_terms_no = reversed.payee_terms_no
  LEFT JOIN settlement.statement AS statement
    ON statement.run_no = $1::integer
   AND statement.partner_id = payee.partner_id
   AND statement.tab = payee.tab
   AND statement.currency = reversed.currency
 WHERE billed.source_id IS NULL
   AND (NOT checked.is_sealed
        OR EXISTS (SELECT FROM stored WHERE stored.source_id = reversed.refund_id)
        OR sought.refund_id IS NOT NULL)
