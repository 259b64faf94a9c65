-- What a run bills by statement key and product: the figures two months are compared by.
--   $1 run_no integer
-- Sums are texts of whole minor units. band is the part of the amount that the increment of the
-- month's waiver adds (rule 5.7); priced lists the terms with their rates.
SELECT statement.partner_id, statement.tab, statement.currency::text,
       coalesce(terms.product_id, adjustment.product_id, incentive.product_id, '') AS product_id,
       count(*) FILTER (WHERE line.source_kind IN (0, 2)) AS sold,
       coalesce(sum(line.sales_amount) FILTER (WHERE line.source_kind IN (0, 2)), 0)::text AS sales,
       coalesce(sum(line.amount) FILTER (WHERE line.source_kind IN (0, 2)), 0)::text AS earned,
       coalesce(sum(round((line.sales_amount
                           - CASE WHEN terms.voucher_partner_share IS NULL
                                  THEN line.voucher_amount ELSE 0 END)::numeric
                          * line.increment / 1000000))
                FILTER (WHERE line.source_kind IN (0, 2)), 0)::text AS band,
       count(*) FILTER (WHERE line.source_kind = 1) AS refunded,
       coalesce(sum(line.amount) FILTER (WHERE line.source_kind = 1), 0)::text AS refunds,
       count(*) FILTER (WHERE line.source_kind = 3) AS adjusted,
       coalesce(sum(line.amount) FILTER (WHERE line.source_kind = 3), 0)::text AS adjustments,
       count(*) FILTER (WHERE line.source_kind = 4) AS rewarded,
       coalesce(sum(line.amount) FILTER (WHERE line.source_kind = 4), 0)::text AS incentives,
       string_agg(DISTINCT coalesce(payee.csp_terms_id, terms.terms_id) || ' '
                           || (line.rate / 1000000.0)::numeric(9,6)::text, ', ') FILTER (WHERE line.source_kind IN (0, 2)) AS priced
  FROM (SELECT draft.*
          FROM settlement.draft_line AS draft
         WHERE draft.run_no = $1::integer
         UNION ALL
        SELECT sealed.*
          FROM settlement.line AS sealed
         WHERE sealed.run_no = $1::integer) AS line
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
   AND incentive.partner_id = statement.partner_id
 GROUP BY 1, 2, 3, 4
 ORDER BY 1, 2, 3, 4
