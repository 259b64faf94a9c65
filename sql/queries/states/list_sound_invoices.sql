-- Invoices of a partner for a statement with which nothing was wrong, in the order they came. What
-- finance sent back is not among them; an invoice that was rejected by itself takes no other along.
--   $1 run_no integer   $2 statement_no integer
-- Returns number, gross bigint, tax_rate integer, millionths.
SELECT invoice.number, invoice.gross, invoice.tax_rate
  FROM settlement.partner_invoice AS invoice
 WHERE invoice.run_no = $1::integer
   AND invoice.statement_no = $2::integer
   AND invoice.flaws = ''
   AND NOT EXISTS (
       SELECT FROM settlement.statement_step AS step
        WHERE step.run_no = invoice.run_no
          AND step.statement_no = invoice.statement_no
          AND step.to_state = 'invoice_rejected'
          AND step.moved_at >= invoice.received_at
          AND NOT EXISTS (
              SELECT FROM settlement.partner_invoice AS flawed
               WHERE flawed.run_no = step.run_no
                 AND flawed.statement_no = step.statement_no
                 AND flawed.received_at = step.moved_at
                 AND flawed.flaws <> ''))
 ORDER BY invoice.attempt
