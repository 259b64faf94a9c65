-- An adjustment as it was written and decided, rule 8.4.
--   $1 adjustment_id text
SELECT adjustment.adjustment_id, adjustment.site, adjustment.partner_id, adjustment.tab,
       adjustment.currency::text, adjustment.amount, adjustment.reason_code, adjustment.reason,
       adjustment.product_id, adjustment.statement_id, adjustment.author, adjustment.written_at,
       adjustment.approver, adjustment.approved_at, adjustment.refused_by, adjustment.refused_at,
       adjustment.refusal
  FROM settlement.adjustment AS adjustment
 WHERE adjustment.adjustment_id = $1
