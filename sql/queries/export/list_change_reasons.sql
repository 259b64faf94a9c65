-- Why the lines of two runs of the same period differ, summed by statement key, product and reason.
--   $1 run_no integer: the run looked at   $2 run_no integer: what it is compared with
-- A line counts for one reason. Sums are texts of whole minor units; terms are `TERMS rate`, null
-- where a side has no such line.
WITH line AS (
     SELECT draft.*
       FROM settlement.draft_line AS draft
      WHERE draft.run_no IN ($1::integer, $2::integer)
      UNION ALL
     SELECT sealed.*
       FROM settlement.line AS sealed
      WHERE sealed.run_no IN ($1::integer, $2::integer)),
     placed AS (
     SELECT line.*, statement.partner_id, statement.tab, statement.currency,
            coalesce(terms.product_id, adjustment.product_id, incentive.product_id, '') AS product_id,
            coalesce(payee.csp_terms_id, terms.terms_id) || ' '
            || (line.rate / 1000000.0)::numeric(9,6)::text AS priced,
            coalesce(payee.fingerprint, terms.fingerprint) AS fingerprint
       FROM line
       JOIN settlement.statement AS statement
         ON statement.run_no = line.run_no
        AND statement.statement_no = line.statement_no
       LEFT JOIN settlement.run_terms AS terms
         ON terms.run_no = line.run_no
        AND terms.terms_no = line.terms_no
       LEFT JOIN settlement.run_payee_terms AS payee
         ON payee.run_no = line.run_no
        AND payee.terms_no = line.payee_terms_no
       LEFT JOIN settlement.adjustment AS adjustment
         ON adjustment.adjustment_id = CASE WHEN line.source_kind = 3 THEN line.source_id END
       LEFT JOIN settlement.run_incentive AS incentive
         ON incentive.run_no = line.run_no
        AND incentive.source_id = CASE WHEN line.source_kind = 4 THEN line.source_id END
        AND incentive.partner_id = statement.partner_id),
     paired AS (
     SELECT coalesce(after.partner_id, before.partner_id) AS partner_id,
            coalesce(after.tab, before.tab) AS tab,
            coalesce(after.currency, before.currency) AS currency,
            coalesce(after.product_id, before.product_id) AS product_id,
            before.amount AS amount_before, after.amount AS amount_after,
            before.priced AS priced_before, after.priced AS priced_after,
            CASE WHEN coalesce(after.source_kind, before.source_kind) = 3 THEN 'adjustments'
                 WHEN coalesce(after.source_kind, before.source_kind) = 4 THEN 'incentives'
                 WHEN before.run_no IS NULL AND after.source_kind = 1 THEN 'refunds'
                 WHEN after.run_no IS NULL AND before.source_kind = 1 THEN 'refunds'
                 WHEN before.run_no IS NULL THEN 'new_facts'
                 WHEN after.run_no IS NULL THEN 'gone_facts'
                 WHEN (before.priced, before.fingerprint)
                      IS DISTINCT FROM (after.priced, after.fingerprint) THEN 'rate'
                 WHEN before.increment <> after.increment THEN 'band'
                 WHEN after.source_kind = 1 THEN 'refunds'
                 ELSE 'changed_facts'
            END AS reason
       FROM (SELECT placed.* FROM placed WHERE placed.run_no = $1::integer) AS after
       FULL JOIN (SELECT placed.* FROM placed WHERE placed.run_no = $2::integer) AS before
         ON before.source_id = after.source_id
        AND before.source_kind = after.source_kind
        AND before.role = after.role
        AND before.partner_id = after.partner_id
        AND before.tab = after.tab
        AND before.currency = after.currency
      WHERE (before.amount, before.rate, before.increment, before.sales_amount, before.priced)
            IS DISTINCT FROM
            (after.amount, after.rate, after.increment, after.sales_amount, after.priced))
SELECT paired.partner_id, paired.tab, paired.currency::text, paired.product_id, paired.reason,
       count(*) AS lines, coalesce(sum(paired.amount_before), 0)::text AS amount_before,
       coalesce(sum(paired.amount_after), 0)::text AS amount_after,
       string_agg(DISTINCT paired.priced_before, ', ' ORDER BY paired.priced_before) AS priced_before,
       string_agg(DISTINCT paired.priced_after, ', ' ORDER BY paired.priced_after) AS priced_after
  FROM paired
 GROUP BY paired.partner_id, paired.tab, paired.currency, paired.product_id, paired.reason
 ORDER BY paired.partner_id, paired.tab, paired.currency, paired.product_id, paired.reason
