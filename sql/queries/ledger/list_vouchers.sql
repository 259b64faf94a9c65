-- The vouchers on merchants' lines of a run that are borne alike, with how many there are, by
-- statement: the model and rates of the line in millionths, as billed, and V in minor units. Of those
-- given back also what C of rule 6.2 is over, its value before the run, and after; null on orders.
-- Refunds are billed in their order, so that those of one line in one run follow each other.
--   $1 run_no integer  sealed, or frozen since it was submitted
-- A month's refunds are mostly of its own orders, which are read once; only for the others are the
-- earlier runs asked, each of which has an index of its own.
WITH billed AS NOT MATERIALIZED (
     SELECT draft.*
       FROM settlement.draft_line AS draft
      WHERE draft.run_no = $1::integer
        AND draft.role = 0
      UNION ALL
     SELECT sealed.*
       FROM settlement.line AS sealed
      WHERE sealed.run_no = $1::integer
        AND sealed.role = 0),
     returned AS MATERIALIZED (
     SELECT line.statement_no, line.order_line_id,
            - sum(line.sales_amount - line.voucher_amount) AS paid,
            - sum(line.voucher_amount) AS voucher
       FROM billed AS line
      WHERE line.source_kind = 1
      GROUP BY line.statement_no, line.order_line_id),
     own AS MATERIALIZED (
     SELECT line.statement_no, line.source_id, line.run_no, line.terms_no, line.rate, line.increment,
            line.sales_amount, line.voucher_amount
       FROM billed AS line
      WHERE line.source_kind = 0
        AND (line.voucher_amount <> 0
             OR line.source_id IN (SELECT returned.order_line_id FROM returned))),
     of_earlier AS MATERIALIZED (
     SELECT returned.statement_no, returned.order_line_id, returned.paid, returned.voucher
       FROM returned
      WHERE NOT EXISTS (SELECT FROM own WHERE own.source_id = returned.order_line_id)),
     given_back AS MATERIALIZED (
     SELECT returned.statement_no, returned.order_line_id, returned.paid, returned.voucher,
            own.run_no, own.terms_no, own.rate, own.increment, own.sales_amount, own.voucher_amount
       FROM returned
       JOIN own ON own.source_id = returned.order_line_id
      WHERE own.voucher_amount <> 0
      UNION ALL
     SELECT of_earlier.statement_no, of_earlier.order_line_id, of_earlier.paid, of_earlier.voucher,
            original.run_no, original.terms_no, original.rate, original.increment,
            original.sales_amount, original.voucher_amount
       FROM of_earlier
       JOIN settlement.line AS original
         ON original.source_id = of_earlier.order_line_id
        AND original.source_kind = 0
        AND original.role = 0
      WHERE original.voucher_amount <> 0),
     borne AS (
     SELECT own.statement_no, own.run_no, own.terms_no, own.rate, own.increment, own.voucher_amount,
            NULL::bigint AS whole, NULL::bigint AS before, NULL::bigint AS after, count(*) AS lines
       FROM own
      WHERE own.voucher_amount <> 0
      GROUP BY own.statement_no, own.run_no, own.terms_no, own.rate, own.increment,
               own.voucher_amount
      UNION ALL
     SELECT given_back.statement_no, given_back.run_no, given_back.terms_no, given_back.rate,
            given_back.increment, given_back.voucher_amount,
            CASE WHEN measure.is_voucher THEN given_back.voucher_amount
                 ELSE given_back.sales_amount - given_back.voucher_amount END,
            CASE WHEN measure.is_voucher THEN earlier.voucher ELSE earlier.paid END::bigint,
            CASE WHEN measure.is_voucher THEN earlier.voucher + given_back.voucher
                 ELSE earlier.paid + given_back.paid END::bigint,
            1
       FROM given_back
      CROSS JOIN LATERAL (
            SELECT given_back.sales_amount = given_back.voucher_amount AS is_voucher) AS measure
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
             WHERE refund.line_id = given_back.order_line_id
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
