-- The taxes that a month kept back, rule 5.9, by merchant: VAT, tax withheld by the customer, tax
-- withheld from the merchant and digital service tax are one leg of a line. Of each site and period
-- the sealed run counts, else the live one.
--   $1 period  integer  null: all
--   $2 site    text     null: all
--   $3 partner text     the merchant; null: all
-- Returns a row for each period, merchant and currency that has taxes.
WITH chosen AS (
     SELECT DISTINCT ON (run.site, run.period) run.run_no, run.site, run.period, run.state
       FROM settlement.run AS run
      WHERE run.period = coalesce($1::integer, run.period)
        AND run.site = coalesce($2::text, run.site)
        AND run.state IN ('draft', 'in_review', 'approved', 'sealed')
      ORDER BY run.site, run.period, (run.state = 'sealed') DESC, run.run_no DESC)
SELECT chosen.period::text AS period, chosen.site, chosen.state, statement.partner_id,
       max(coalesce(statement.partner_name_en, statement.partner_name)) AS name,
       statement.currency::text AS currency, sum(statement.order_sales) AS sales,
       sum(statement.refund_sales) AS refunds, sum(statement.order_taxes) AS order_taxes,
       sum(statement.refund_taxes) AS refund_taxes,
       sum(statement.order_taxes + statement.refund_taxes) AS taxes
  FROM chosen
  JOIN settlement.statement AS statement
    ON statement.run_no = chosen.run_no
   AND statement.role = 0
 WHERE statement.partner_id = coalesce($3::text, statement.partner_id)
 GROUP BY chosen.period, chosen.site, chosen.state, statement.partner_id, statement.currency
HAVING sum(statement.order_taxes) <> 0 OR sum(statement.refund_taxes) <> 0
 ORDER BY chosen.period, chosen.site, statement.partner_id, statement.currency
