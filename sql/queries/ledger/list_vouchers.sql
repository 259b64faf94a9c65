-- The vouchers on merchants' lines of a sealed run that are borne alike, with how many there are, by
-- statement: the model and rates of the line in millionths, as billed, and V in minor units. Of those
-- given back also what C of rule 6.2 is over, its value before the run, and after; null on orders.
-- Refunds are billed in their order, so that those of one line in one run follow each other.
--   $1 run_no integer
WITH returned AS (
     SELECT line.statement_no, line.order_line_id, - sum(line.sales_amount - line.voucher_amount) AS paid,
            - sum(line.voucher_amount) AS voucher
       FROM settlement.line AS line
      WHERE line.run_no = $1::integer
        AND line.source_kind = 1
        AND line.role = 0
      GROUP BY line.statement_no, line.order_line_id),
     borne AS (
     SELECT line.statement_no, line.run_no, line.terms_no, line.rate, line.increment,
            line.voucher_amount, NULL::bigint AS whole, NULL::bigint AS before, NULL::bigint AS after,
            count(*) AS lines
       FROM settlement.line AS line
      WHERE line.run_no = $1::integer
        AND line.source_kind = 0
        AND line.role = 0
        AND line.voucher_amount <> 0
      GROUP BY line.statement_no, line.run_no, line.terms_no, line.rate, line.increment,
               line.voucher_amount
      UNION ALL
     SELECT returned.statement_no, original.run_no, original.terms_no, original.rate,
            original.increment, original.voucher_amount,
            CASE WHEN measure.is_voucher THEN original.voucher_amount
                 ELSE original.sales_amount - original.voucher_amount END,
            CASE WHEN measure.is_voucher THEN earlier.voucher ELSE earlier.paid END::bigint,
            CASE WHEN measure.is_voucher THEN earlier.voucher + returned.voucher
                 ELSE earlier.paid + returned.paid END::bigint,
            1
       FROM returned
       JOIN settlement.line AS original
         ON original.source_id = returned.order_line_id
        AND original.source_kind = 0
        AND original.role = 0
        AND original.voucher_amount <> 0
      CROSS JOIN LATERAL (
            SELECT original.sales_amount = original.voucher_amount AS is_voucher) AS measure
      CROSS JOIN LATERAL (
            SELECT coalesce(- sum(line.sales_amount - line.voucher_amount), 0) AS paid,
                   coalesce(- sum(line.voucher_amount), 0) AS voucher
              FROM marketplace.refund AS refund
              JOIN settlement.line AS line
                ON line.source_id = refund.refund_id
               AND line.source_kind = 1
               AND line.role = 0
              JOIN settlement.run AS before ON before.run_no = line.run_no
              JOIN settlement.run AS this ON this.run_no = $1::integer
             WHERE refund.line_id = returned.order_line_id
               AND before.site = this.site
               AND before.chain_no < this.chain_no) AS earlier)
SELECT borne.statement_no, run.site, terms.share_model,
       CASE WHEN terms.merchant_id IS NULL
            THEN (SELECT (stated.voucher_partner_share * 1000000)::integer
                    FROM marketplace.product_terms AS stated
                   WHERE stated.terms_id = terms.terms_id)
            ELSE terms.voucher_partner_share END AS voucher_partner_share,
       borne.rate, borne.increment, borne.voucher_amount, borne.whole, borne.before, borne.after,
       borne.lines, statement.currency::text
  FROM borne
  JOIN settlement.statement AS statement
    ON statement.run_no = $1::integer
   AND statement.statement_no = borne.statement_no
  JOIN settlement.run AS run ON run.run_no = borne.run_no
  JOIN settlement.run_terms AS terms
    ON terms.run_no = borne.run_no
   AND terms.terms_no = borne.terms_no
