-- The conservation equation of each run, rule 7.8: paid = merchant + csp + reseller + operator +
-- taxes + platform. Of each site and period the sealed run counts, else the live one.
--   $1 period  integer  null: all
--   $2 site    text     null: all
-- Everything a fact was split into stands on the merchant's statement; adjustments and incentives are
-- a leg of their payee against the platform's.
-- Returns a row for each period, site and currency; difference is zero where the equation holds.
WITH chosen AS (
     SELECT DISTINCT ON (run.site, run.period) run.run_no, run.run_id, run.site, run.period, run.state
       FROM settlement.run AS run
      WHERE run.period = coalesce($1::integer, run.period)
        AND run.site = coalesce($2::text, run.site)
        AND run.state IN ('draft', 'in_review', 'approved', 'sealed')
      ORDER BY run.site, run.period, (run.state = 'sealed') DESC, run.run_no DESC),
     leg AS (
     SELECT chosen.run_no, statement.currency,
            sum(statement.order_sales + statement.refund_sales - statement.order_voucher
                - statement.refund_voucher) FILTER (WHERE statement.role = 0) AS paid,
            sum(statement.order_amount + statement.refund_amount)
                FILTER (WHERE statement.role = 0) AS merchant,
            sum(statement.order_csp + statement.refund_csp)
                FILTER (WHERE statement.role = 0) AS csp,
            sum(statement.order_reseller + statement.refund_reseller)
                FILTER (WHERE statement.role = 0) AS reseller,
            sum(statement.order_operator + statement.refund_operator)
                FILTER (WHERE statement.role = 0) AS operator,
            sum(statement.order_taxes + statement.refund_taxes)
                FILTER (WHERE statement.role = 0) AS taxes,
            sum(statement.order_platform + statement.refund_platform)
                FILTER (WHERE statement.role = 0) AS platform,
            sum(statement.adjustments_total + statement.incentives_total)
                FILTER (WHERE statement.role = 0) AS more_merchant,
            sum(statement.adjustments_total + statement.incentives_total)
                FILTER (WHERE statement.role = 1) AS more_csp,
            sum(statement.adjustments_total + statement.incentives_total)
                FILTER (WHERE statement.role = 2) AS more_reseller,
            sum(statement.adjustments_total + statement.incentives_total)
                FILTER (WHERE statement.role = 3) AS more_operator,
            sum(statement.adjustments_total + statement.incentives_total) AS more
       FROM chosen
       JOIN settlement.statement AS statement ON statement.run_no = chosen.run_no
      GROUP BY chosen.run_no, statement.currency),
     total AS (
     SELECT leg.run_no, leg.currency, coalesce(leg.paid, 0) AS paid,
            coalesce(leg.merchant, 0) + coalesce(leg.more_merchant, 0) AS merchant,
            coalesce(leg.csp, 0) + coalesce(leg.more_csp, 0) AS csp,
            coalesce(leg.reseller, 0) + coalesce(leg.more_reseller, 0) AS reseller,
            coalesce(leg.operator, 0) + coalesce(leg.more_operator, 0) AS operator,
            coalesce(leg.taxes, 0) AS taxes, coalesce(leg.platform, 0) - leg.more AS platform
       FROM leg)
SELECT chosen.period::text AS period, chosen.site, chosen.run_id, chosen.state,
       total.currency::text AS currency, total.paid, total.merchant, total.csp, total.reseller,
       total.operator, total.taxes, total.platform,
       total.paid - total.merchant - total.csp - total.reseller - total.operator - total.taxes
       - total.platform AS difference
  FROM chosen
  JOIN total ON total.run_no = chosen.run_no
 ORDER BY chosen.site, total.currency, chosen.period
