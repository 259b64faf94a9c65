-- Streams the open order lines of all sites with everything their gates, payees and refunds need.
--
-- Continued by what joins its repayment (facts/join_repayment or facts/join_no_repayment) and its company
-- (facts/join_company or facts/join_marked_company), then by facts/keep_open_lines. Read through COPY, which takes no parameters; they are settings of the
-- transaction:
--   settled.horizon  timestamptz  what was ordered and refunded before it has happened
--   settled.start    timestamptz  start of the period: what was paid from it on is billed by no run
-- Only what was paid before the period is looked for among the billed: the many lines need no look-up.
-- Amounts that are 0 in most lines come as null: a column that is not sent costs less than one that is.
-- billed packs the lines of sealed runs, one after the other: role, ready_at, amount, whether it has
-- a tax, that tax, taxes, rate, increment. promotion packs what the line names: offer, voucher (length
-- -1: none), sku and, with a voucher, the order with their lengths.
SELECT fact.line_id, fact.product_id, fact.customer_id, fact.line_type, fact.trial, fact.currency,
       fact.list_amount, fact.sales_amount, nullif(fact.voucher_amount, 0), fact.cash_amount,
       nullif(fact.credit_amount, 0), nullif(fact.cash_coupon_amount, 0),
       nullif(fact.vat_amount, 0), nullif(fact.customer_withholding_amount, 0), fact.quantity, fact.duration, fact.ordered_at, fact.paid_at,
       fact.activated_at, fact.effective_at, fact.csp_id, fact.operator_id,
       company.supervision_completed_at, repayment.repaid_at, company.refunds,
       CASE WHEN fact.paid_at < (SELECT current_setting('settled.start')::timestamptz)
             AND (fact.csp_id IS NOT NULL OR fact.operator_id IS NOT NULL
                  OR company.refunds IS NOT NULL)
            THEN (SELECT string_agg(
                           int2send(billed.role) || timestamptz_send(billed.ready_at)
                           || int8send(billed.amount) || boolsend(billed.tax_amount IS NOT NULL)
                           || int8send(coalesce(billed.tax_amount, 0)) || int8send(billed.taxes)
                           || int4send(billed.rate) || int4send(billed.increment), ''::bytea
                           ORDER BY billed.role)
                    FROM settlement.line AS billed
                   WHERE billed.source_id = fact.line_id
                     AND billed.source_kind = 0)
       END AS billed,
       CASE WHEN fact.offer_id IS NOT NULL OR fact.voucher_id IS NOT NULL
            THEN int2send(coalesce(octet_length(fact.offer_id), -1)::smallint)
                 || textsend(coalesce(fact.offer_id, ''))
                 || int2send(coalesce(octet_length(fact.voucher_id), -1)::smallint)
                 || textsend(coalesce(fact.voucher_id, ''))
                 || int2send(octet_length(coalesce(fact.sku, ''))::smallint)
                 || textsend(coalesce(fact.sku, ''))
                 || CASE WHEN fact.voucher_id IS NOT NULL
                         THEN int2send(octet_length(fact.order_id)::smallint)
                              || textsend(fact.order_id)
                         ELSE ''::bytea END
       END AS promotion
  FROM marketplace.order_line AS fact
