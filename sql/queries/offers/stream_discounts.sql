-- Streams the order lines whose merchant line up to three runs billed and that have a discount, a
-- voucher or an offer, by key. Rules 9.3 and 9.4; contract 3, `export discounts`.
--   settled.run_a, settled.run_b, settled.run_c integer  through offers/set_discounts_scope: COPY
--   takes no parameters
-- rate and increment are the merchant's, as billed, in millionths.
SELECT fact.line_id, fact.offer_id, fact.voucher_id, fact.customer_id, fact.product_id, fact.sku,
       fact.currency::text, fact.list_amount, fact.sales_amount, fact.voucher_amount, fact.quantity,
       fact.ordered_at, run.site, terms.share_model,
       CASE WHEN terms.merchant_id IS NULL
            THEN (SELECT (stated.voucher_partner_share * 1000000)::integer
                    FROM marketplace.product_terms AS stated
                   WHERE stated.terms_id = terms.terms_id)
            ELSE terms.voucher_partner_share END AS voucher_partner_share,
       line.rate, line.increment, fact.order_id
  FROM (SELECT draft.run_no, draft.terms_no, draft.source_id, draft.source_kind, draft.role,
               draft.rate, draft.increment
          FROM settlement.draft_line AS draft
         WHERE draft.run_no IN (current_setting('settled.run_a')::integer,
                                current_setting('settled.run_b')::integer,
                                current_setting('settled.run_c')::integer)
         UNION ALL
        SELECT sealed.run_no, sealed.terms_no, sealed.source_id, sealed.source_kind, sealed.role,
               sealed.rate, sealed.increment
          FROM settlement.line AS sealed
         WHERE sealed.run_no IN (current_setting('settled.run_a')::integer,
                                 current_setting('settled.run_b')::integer,
                                 current_setting('settled.run_c')::integer)) AS line
  JOIN settlement.run AS run ON run.run_no = line.run_no
  JOIN settlement.run_terms AS terms
    ON terms.run_no = line.run_no
   AND terms.terms_no = line.terms_no
  JOIN marketplace.order_line AS fact ON fact.line_id = line.source_id
 WHERE line.source_kind = 0
   AND line.role = 0
   AND (fact.list_amount <> fact.sales_amount
        OR fact.voucher_amount <> 0
        OR fact.voucher_id IS NOT NULL
        OR fact.offer_id IS NOT NULL)
 ORDER BY fact.line_id COLLATE "C"
