-- Disputes, newest first.
--   $1 statement_id text ('': all)   $2 is_open_only boolean
SELECT dispute.dispute_no, statement.statement_id, statement.partner_id, dispute.disputed_by,
       dispute.disputed_at, dispute.reason, dispute.evidence, dispute.answered_by,
       dispute.answered_at, dispute.answer, dispute.adjustment_id
  FROM settlement.dispute AS dispute
  JOIN settlement.statement AS statement
    ON statement.run_no = dispute.run_no
   AND statement.statement_no = dispute.statement_no
 WHERE ($1 = '' OR statement.statement_id = $1)
   AND (NOT $2::boolean OR dispute.answered_by IS NULL)
 ORDER BY dispute.dispute_no DESC
