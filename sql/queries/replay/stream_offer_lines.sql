-- Streams the order lines with an offer whose merchant line a sealed run billed and a calculation priced
-- again, with what both say. Rule 9.3. Read through COPY, which takes no parameters; they are
-- settings of the transaction (facts/set_sealed_scope):
--   settled.run_no          integer  the sealed run
--   settled.calculation_no  integer  the calculation
-- Rates and increments are the merchant's, in millionths.
SELECT fact.offer_id, fact.product_id, fact.currency::text, fact.list_amount, run.site,
       terms.share_model, sealed.sales_amount, sealed.rate, sealed.increment,
       priced.sales_amount, priced.rate, priced.increment
  FROM settlement.line AS sealed
  JOIN settlement.run AS run ON run.run_no = sealed.run_no
  JOIN settlement.run_terms AS terms
    ON terms.run_no = sealed.run_no
   AND terms.terms_no = sealed.terms_no
  JOIN marketplace.order_line AS fact ON fact.line_id = sealed.source_id
  JOIN scratch.line AS priced
    ON priced.calculation_no = (SELECT current_setting('settled.calculation_no')::integer)
   AND priced.run_no = sealed.run_no
   AND priced.source_id = sealed.source_id
   AND priced.source_kind = 0
   AND priced.role = 0
 WHERE sealed.run_no = (SELECT current_setting('settled.run_no')::integer)
   AND sealed.source_kind = 0
   AND sealed.role = 0
   AND fact.offer_id IS NOT NULL
