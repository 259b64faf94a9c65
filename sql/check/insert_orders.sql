-- Order lines that are ready before the cut-off: the instant is that of the latest gate (rule 3.3).
-- A line that was billed keeps the instant it was billed with; it is here for its refunds, and for
-- payees who wait for theirs. Of a sealed run only what it billed or refunded is looked at, for
-- later facts may have come in since; and what it may have billed where a statement lacks lines.
-- What the run refused and reports as breaking a rule earns nobody anything (rule 2.1).
-- The provider or reseller of rule 5.8 needs terms, a programme operator a management fee (5.5).
INSERT INTO check_fact (
       source_kind, source_id, customer_id, terms_no, currency, facts, natural_period, ready_at,
       list, sales, voucher, earning, order_taxes, quantity, payee_terms_no, csp_id, csp_role,
       csp_invoice_tax, operator_id, operator_tax, is_merchant_billed, is_csp_billed,
       is_operator_billed, is_sought)
  WITH billed AS NOT MATERIALIZED (
       SELECT line.source_id, line.role, line.ready_at
         FROM settlement.line AS line
         JOIN check_sight AS sight ON sight.run_no = line.run_no
         JOIN check_run AS checked ON checked.chain_no > sight.chain_no
        WHERE line.source_kind = 0),
       closed AS (
       SELECT refund.line_id, min(refund.completed_at) AS closed_at
         FROM marketplace.refund AS refund
        WHERE refund.status = 'completed'
        GROUP BY refund.line_id),
       -- What does not hang on the gates, so that the gates stand beside each other below.
       gated AS (
       SELECT sold.*, terms.terms_no, terms.merchant_id, terms.tab, terms.share_model, terms.management_fee, terms.tax,
              merchant_line.source_id IS NOT NULL AS is_merchant_billed,
              closed.line_id IS NOT NULL AS has_refund,
              CASE WHEN merchant_line.source_id IS NOT NULL THEN merchant_line.ready_at
                   WHEN sold.credit_amount::numeric + sold.cash_coupon_amount > 0
                        AND repayment.repaid_at IS NULL THEN NULL
                   ELSE greatest(
                          sold.paid_at,
                          CASE WHEN sold.credit_amount::numeric + sold.cash_coupon_amount > 0
                               THEN repayment.repaid_at END,
                          -- Without this gate the line is not ready; least() and greatest() skip nulls.
                          coalesce(least(closed.closed_at,
                                         CASE WHEN sold.line_type = 'renewal' THEN sold.effective_at
                                              WHEN terms.supervised THEN supervision.completed_at
                                              ELSE sold.activated_at END), 'infinity'))
              END AS ready_at
         FROM marketplace.order_line AS sold
         JOIN check_terms AS terms
           ON terms.product_id = sold.product_id
          AND terms.valid_from <= sold.paid_at
          AND sold.paid_at < terms.valid_to
         LEFT JOIN marketplace.supervision AS supervision ON supervision.line_id = sold.line_id
         LEFT JOIN marketplace.repayment AS repayment
           ON repayment.customer_id = sold.customer_id
          AND repayment.month
              = date_trunc('month', sold.paid_at AT TIME ZONE interval '08:00')::date
         LEFT JOIN closed ON closed.line_id = sold.line_id
         LEFT JOIN billed AS merchant_line
           ON merchant_line.source_id = sold.line_id
          AND merchant_line.role = 0
        WHERE NOT sold.trial
          AND ((SELECT checked.one_in FROM check_run AS checked) = 1
               OR hashtextextended(sold.line_id, (SELECT checked.seed FROM check_run AS checked))
                  % (SELECT checked.one_in FROM check_run AS checked) = 0))
SELECT 0, gated.line_id, gated.customer_id, gated.terms_no, gated.currency, 1,
       CASE WHEN gated.ready_at >= checked.starts THEN checked.period
            ELSE to_char(gated.ready_at AT TIME ZONE interval '08:00', 'YYYYMM')::integer END,
       gated.ready_at, gated.list_amount, gated.sales_amount, gated.voucher_amount,
       gated.cash_amount::numeric + gated.credit_amount,
       gated.vat_amount::numeric + gated.customer_withholding_amount,
       gated.quantity * gated.duration,
       coalesce(own.payee_terms_no, general.payee_terms_no), csp.partner_id,
       CASE csp.kind WHEN 'reseller' THEN 2 ELSE 1 END,
       coalesce(csp.invoice_tax_rate, gated.tax),
       operator.partner_id, coalesce(operator.invoice_tax_rate, gated.tax),
       gated.is_merchant_billed, csp_line.source_id IS NOT NULL, operator_line.source_id IS NOT NULL,
       checked.is_sealed AND NOT gated.is_merchant_billed AND named.line_id IS NULL
  FROM gated
 CROSS JOIN check_run AS checked
  LEFT JOIN marketplace.partner AS csp
    ON csp.partner_id = gated.csp_id
   AND csp.kind IN ('csp', 'distributor', 'reseller')
  LEFT JOIN check_payee_terms AS own
    ON own.csp_id = csp.partner_id
   AND own.product_id = gated.product_id
   AND own.valid_from <= gated.paid_at
   AND gated.paid_at < own.valid_to
  LEFT JOIN check_payee_terms AS general
    ON general.csp_id = csp.partner_id
   AND general.product_id IS NULL
   AND general.valid_from <= gated.paid_at
   AND gated.paid_at < general.valid_to
  LEFT JOIN billed AS csp_line
    ON csp_line.source_id = gated.line_id
   AND csp_line.role IN (1, 2)
  LEFT JOIN billed AS operator_line
    ON operator_line.source_id = gated.line_id
   AND operator_line.role = 3
  LEFT JOIN marketplace.partner AS operator
    ON operator.partner_id = gated.operator_id
   AND operator.kind = 'operator'
   AND (operator_line.source_id IS NOT NULL
        OR (gated.share_model IN ('deal_share', 'floor_share') AND gated.management_fee IS NOT NULL))
  LEFT JOIN (SELECT DISTINCT CASE stored.source_kind WHEN 0 THEN stored.source_id
                                                     ELSE stored.order_line_id END AS line_id
               FROM settlement.line AS stored
              WHERE stored.run_no = (SELECT sealed.run_no FROM check_run AS sealed)
                AND stored.source_kind IN (0, 1)) AS named
    ON named.line_id = gated.line_id
  LEFT JOIN check_lack AS lack
    ON lack.merchant_id = gated.merchant_id
   AND lack.tab = gated.tab
   AND lack.currency = gated.currency
   AND lack.orders > 0
 WHERE gated.ready_at < checked.cutoff
   AND NOT EXISTS (
       SELECT
         FROM settlement.run_exception AS refused
        WHERE refused.run_no = checked.run_no
          AND refused.source_kind = 0
          AND refused.source_id = gated.line_id
          AND refused.code IN ('FACT_UNREADABLE', 'MONEY_DOES_NOT_ADD_UP', 'AMOUNT_NEGATIVE',
                               'AMOUNT_OVERFLOW'))
   AND (NOT gated.is_merchant_billed OR gated.has_refund
        OR (coalesce(own.payee_terms_no, general.payee_terms_no) IS NOT NULL
            AND csp_line.source_id IS NULL)
        OR (operator.partner_id IS NOT NULL AND operator_line.source_id IS NULL))
   AND (NOT checked.is_sealed OR gated.is_merchant_billed
        OR named.line_id IS NOT NULL OR lack.statement_no IS NOT NULL)
