-- Streams the purchases that providers' incentives are computed on: one row for all of a provider
-- that were paid in one month, repaid in one and not refunded, and one row for each refunded one.
-- Rules 9.2 and 10 (9.2).
--   settled.site text, settled.start, settled.end timestamptz  through incentives/set_basis_scope
-- product_id is null where no policy of the site names it, the amounts where one of them does not fit
-- 64 bits. refunds packs completed_at,
-- paid_refunded, voucher_returned in the order of rule 6.1.
WITH refunded AS (
     SELECT refund.line_id,
            string_agg(timestamptz_send(refund.completed_at) || int8send(refund.paid_refunded)
                       || int8send(refund.voucher_returned), ''::bytea
                       ORDER BY refund.completed_at, refund.refund_id COLLATE "C") AS refunds
       FROM marketplace.refund AS refund
      WHERE refund.status = 'completed'
        AND refund.completed_at < (SELECT current_setting('settled.end')::timestamptz)
      GROUP BY refund.line_id),
     named AS (
     SELECT DISTINCT policy.product_id
       FROM marketplace.incentive_policy AS policy
      WHERE policy.site = (SELECT current_setting('settled.site'))
        AND policy.product_id IS NOT NULL),
     earning AS (
     SELECT partner.partner_id
       FROM marketplace.partner AS partner
      WHERE partner.kind IN ('csp', 'distributor', 'reseller')
        AND (partner.site = (SELECT current_setting('settled.site'))
             OR partner.partner_id IN (
                SELECT policy.partner_id
                  FROM marketplace.incentive_policy AS policy
                 WHERE policy.site = (SELECT current_setting('settled.site'))))),
     bought AS (
     SELECT fact.csp_id, named.product_id, fact.currency, fact.sales_amount, fact.voucher_amount,
            fact.cash_amount, fact.credit_amount, fact.paid_at, repayment.repaid_at,
            refunded.line_id, refunded.refunds,
            date_trunc('month', timezone('UTC', fact.paid_at) + interval '8 hours') AS paid_month,
            date_trunc('month', timezone('UTC', repayment.repaid_at) + interval '8 hours')
              AS repaid_month
       FROM marketplace.order_line AS fact
       JOIN earning ON earning.partner_id = fact.csp_id
       LEFT JOIN named ON named.product_id = fact.product_id
       LEFT JOIN refunded ON refunded.line_id = fact.line_id
       LEFT JOIN marketplace.repayment AS repayment
         ON repayment.customer_id = CASE WHEN fact.credit_amount <> 0 THEN fact.customer_id END
        AND repayment.month
            = CASE WHEN fact.credit_amount <> 0
                   THEN date_trunc('month',
                                   timezone('UTC', fact.paid_at) + interval '8 hours')::date END
      WHERE NOT fact.trial
        AND fact.paid_at < (SELECT current_setting('settled.end')::timestamptz)
        AND (fact.paid_at >= (SELECT current_setting('settled.start')::timestamptz)
             OR repayment.repaid_at >= (SELECT current_setting('settled.start')::timestamptz)))
SELECT added.csp_id, added.product_id, added.currency,
       CASE WHEN added.fits THEN added.sales::bigint END,
       CASE WHEN added.fits THEN added.voucher::bigint END,
       CASE WHEN added.fits THEN added.cash::bigint END,
       CASE WHEN added.fits THEN added.credit::bigint END,
       added.paid_at, added.repaid_at, added.refunds
  FROM (SELECT summed.*,
               -- One line alone has amounts that fit.
               summed.line_id IS NOT NULL
               OR greatest(abs(summed.sales), abs(summed.voucher), abs(summed.cash),
                           abs(summed.credit)) <= 9223372036854775807 AS fits
          FROM (SELECT bought.csp_id, bought.product_id, bought.currency::text AS currency,
                       bought.line_id, sum(bought.sales_amount) AS sales,
                       sum(bought.voucher_amount) AS voucher, sum(bought.cash_amount) AS cash,
                       sum(bought.credit_amount) AS credit, max(bought.paid_at) AS paid_at,
                       max(bought.repaid_at) AS repaid_at,
                       string_agg(bought.refunds, ''::bytea) AS refunds
                  FROM bought
                 GROUP BY bought.csp_id, bought.product_id, bought.currency, bought.paid_month,
                       bought.repaid_month, bought.line_id) AS summed) AS added
