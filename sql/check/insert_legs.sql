-- The legs of every fact under the share model of its terms (rules 5.1 to 5.9).
-- A leg that was billed before is what was billed, at the rate it was billed at, even where the terms
-- of today know no such payee; its refunds reverse that and repeat its rate (rules 6.2 and 10).
INSERT INTO check_leg (fact_no, merchant, merchant_tax, rate, increment, taxes, csp, csp_rate,
                       operator, operator_tax, operator_rate, platform, facts)
  WITH billed AS NOT MATERIALIZED (
       SELECT line.source_kind, line.source_id, line.role, line.amount, line.tax_amount, line.taxes,
              line.rate, line.increment
         FROM settlement.line AS line
         JOIN check_sight AS sight ON sight.run_no = line.run_no
         JOIN check_run AS checked ON checked.chain_no > sight.chain_no
        WHERE line.source_kind IN (0, 2)),
       proportion AS (
       SELECT fact.*, terms.share_model, terms.merchant_id, terms.tax, terms.invoice_tax,
              terms.share, terms.management_fee, terms.floor_discount, terms.voucher_share,
              terms.withholding, terms.service_tax,
              checked.site = 'cn' AS is_gross,
              CASE terms.share_model WHEN 'platform_fee' THEN 1 - terms.fee ELSE terms.share END
              AS rate,
              coalesce(waiver.increment, 0) AS increment,
              terms.floor_unit_price * currency.minor_units * fact.quantity AS floor_total,
              CASE WHEN NOT fact.is_merchant_billed THEN waiver.facts END AS waiver_facts,
              payee_terms.share AS csp_share,
              coalesce(payee_terms.service_tax, fact.csp_invoice_tax) AS csp_service_tax
         FROM check_fact AS fact
        CROSS JOIN check_run AS checked
         JOIN check_terms AS terms ON terms.terms_no = fact.terms_no
         JOIN check_currency AS currency ON currency.currency = fact.currency
         LEFT JOIN check_waiver AS waiver
           ON waiver.product_id = terms.product_id
          AND waiver.tier_policy_id = terms.tier_policy_id
          AND waiver.currency = fact.currency
          AND terms.has_waiver
         LEFT JOIN check_payee_terms AS payee_terms
           ON payee_terms.payee_terms_no = fact.payee_terms_no),
       -- Amounts before tax of 5.3 and 5.4, and the taxes of 5.2.
       base AS (
       SELECT proportion.*,
              CASE WHEN proportion.operator_id IS NULL OR proportion.management_fee IS NULL THEN 0
                   ELSE round(((proportion.sales - proportion.voucher) * proportion.management_fee
                               + 0e-40) / (1 + proportion.tax))
              END AS fee_ex,
              CASE proportion.share_model
                   WHEN 'deal_share' THEN
                     round((proportion.sales * proportion.share
                            - proportion.voucher * coalesce(proportion.voucher_share,
                                                            proportion.share)
                            + 0e-40) / (1 + proportion.tax))
                   WHEN 'floor_share' THEN
                     round((proportion.list * proportion.floor_discount * proportion.share
                            - proportion.voucher * coalesce(proportion.voucher_share, 0)
                            + 0e-40) / (1 + proportion.tax))
              END AS share_ex,
              CASE WHEN proportion.share_model = 'platform_fee' AND NOT proportion.is_gross
                   THEN round(proportion.sales * proportion.withholding)
                        + round(proportion.sales * proportion.service_tax)
                   ELSE 0
              END AS kept_taxes
         FROM proportion
       -- Keeps what is computed once from being computed again wherever it is named.
       OFFSET 0),
       priced AS (
       SELECT base.*,
              CASE WHEN base.share_model = 'platform_fee' AND base.is_gross THEN
                     round(base.sales * (base.rate + base.increment)
                           - base.voucher * coalesce(base.voucher_share,
                                                     base.rate + base.increment))
                   WHEN base.share_model = 'platform_fee' THEN
                     round((base.sales - base.voucher - base.order_taxes) * base.rate)
                     - base.kept_taxes
                   WHEN base.share_model = 'floor_price' THEN
                     round(base.floor_total * base.share)
                   ELSE base.share_ex - base.fee_ex
                        + round((base.share_ex - base.fee_ex) * base.invoice_tax)
              END AS merchant,
              round((base.share_ex - base.fee_ex) * base.invoice_tax) AS merchant_tax,
              CASE WHEN base.share_model = 'platform_fee' AND NOT base.is_gross
                   THEN base.order_taxes + base.kept_taxes ELSE 0 END AS taxes,
              CASE WHEN base.payee_terms_no IS NULL THEN 0
                   WHEN base.csp_role = 2 AND base.share_model = 'floor_price' THEN
                     greatest(0, round(((base.sales - base.floor_total)
                                       * (1 + base.csp_service_tax) * base.csp_share + 0e-40)
                                      / (1 + base.tax)))
                   ELSE round(base.earning * base.csp_share)
              END AS csp,
              round(base.fee_ex * base.operator_tax) AS operator_tax_amount
         FROM base
       OFFSET 0),
       final AS (
       SELECT priced.fact_no, priced.sales - priced.voucher AS paid, priced.waiver_facts,
              priced.facts,
              CASE WHEN merchant_line.source_id IS NULL THEN priced.merchant
                   ELSE merchant_line.amount END AS merchant,
              CASE WHEN merchant_line.source_id IS NULL THEN priced.merchant_tax
                   ELSE merchant_line.tax_amount END AS merchant_tax,
              CASE WHEN merchant_line.source_id IS NULL THEN priced.rate
                   ELSE merchant_line.rate / 1000000.0 END AS rate,
              CASE WHEN merchant_line.source_id IS NULL THEN priced.increment
                   ELSE merchant_line.increment / 1000000.0 END AS increment,
              coalesce(merchant_line.taxes, priced.taxes) AS taxes,
              coalesce(csp_line.amount, priced.csp) AS csp,
              CASE WHEN csp_line.source_id IS NULL THEN priced.csp_share
                   ELSE csp_line.rate / 1000000.0 END AS csp_rate,
              CASE WHEN priced.operator_id IS NULL THEN 0
                   ELSE coalesce(operator_line.amount, priced.fee_ex + priced.operator_tax_amount)
              END AS operator,
              CASE WHEN operator_line.source_id IS NULL THEN priced.operator_tax_amount
                   ELSE operator_line.tax_amount END AS operator_tax,
              CASE WHEN operator_line.source_id IS NULL THEN priced.management_fee
                   ELSE operator_line.rate / 1000000.0 END AS operator_rate
         FROM priced
         LEFT JOIN billed AS merchant_line
           ON merchant_line.source_id = priced.source_id
          AND merchant_line.source_kind = priced.source_kind
          AND merchant_line.role = 0
          AND priced.is_merchant_billed
         LEFT JOIN billed AS csp_line
           ON csp_line.source_id = priced.source_id
          AND csp_line.source_kind = priced.source_kind
          AND csp_line.role = priced.csp_role
          AND priced.is_csp_billed
         LEFT JOIN billed AS operator_line
           ON operator_line.source_id = priced.source_id
          AND operator_line.source_kind = priced.source_kind
          AND operator_line.role = 3
          AND priced.is_operator_billed
       OFFSET 0)
SELECT final.fact_no, final.merchant, final.merchant_tax, final.rate, final.increment, final.taxes,
       final.csp, final.csp_rate, final.operator, final.operator_tax, final.operator_rate,
       final.paid - final.merchant - final.taxes - final.csp - final.operator,
       coalesce(final.waiver_facts, final.facts)
  FROM final
