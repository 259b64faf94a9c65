-- What documents have credited of what a statement opens with: the credit notes of the statements since
-- the last one that paid something, less what invoices of those have set off already. No invoice takes
-- that off again. What replaces an invoice with a wrong detail changes none of it.
--   $1 run_no integer   $2 statement_no integer
-- Returns 1 row: amount, zero or more, minor units.
WITH earlier AS (
     SELECT earlier.statement_id, earlier.run_no, earlier.period, earlier.payable
       FROM settlement.statement AS statement
       JOIN settlement.statement AS earlier
         ON earlier.partner_id = statement.partner_id
        AND earlier.tab = statement.tab
        AND earlier.currency = statement.currency
        AND earlier.period < statement.period
       JOIN settlement.run AS run ON run.run_no = earlier.run_no
      WHERE statement.run_no = $1::integer
        AND statement.statement_no = $2::integer
        AND run.state = 'sealed')
SELECT coalesce(sum(CASE invoice.kind WHEN 'self_billed_credit' THEN invoice.gross + invoice.rounding
                                      ELSE -invoice.set_off END), 0)::bigint
  FROM earlier
  JOIN settlement.invoice AS invoice
    ON invoice.run_no = earlier.run_no
   AND invoice.statement_ids = earlier.statement_id
   AND invoice.agreement_no IS NOT NULL
   AND invoice.reason IS NULL
 WHERE earlier.period > coalesce((
       SELECT max(paying.period) FROM earlier AS paying WHERE paying.payable > 0), 0)
