-- Adjustments, newest first, with the sealed statement that each stands on.
--   $1 adjustment_id text ('': all)   $2 site text ('': all)   $3 partner_id text ('': all)
-- Returns what was written and decided; billed_on and billed_period are null while on none.
SELECT adjustment.adjustment_id, adjustment.site, adjustment.partner_id, adjustment.tab,
       adjustment.currency::text, adjustment.amount, adjustment.reason_code, adjustment.reason,
       adjustment.product_id, adjustment.statement_id, adjustment.author, adjustment.written_at,
       adjustment.approver, adjustment.approved_at, adjustment.refused_by, adjustment.refused_at,
       adjustment.refusal, statement.statement_id AS billed_on, statement.run_no AS billed_run,
       adjustment.credit_note_id
  FROM settlement.adjustment AS adjustment
  LEFT JOIN settlement.line AS line
    ON line.source_id = adjustment.adjustment_id
   AND line.source_kind = 3
  LEFT JOIN settlement.statement AS statement
    ON statement.run_no = line.run_no
   AND statement.statement_no = line.statement_no
 WHERE ($1 = '' OR adjustment.adjustment_id = $1)
   AND ($2 = '' OR adjustment.site = $2)
   AND ($3 = '' OR adjustment.partner_id = $3)
 ORDER BY adjustment.adjustment_no DESC
