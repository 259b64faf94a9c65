-- What adjustments that nobody turned down pay back of a credit note.
--   $1 invoice_id text
SELECT coalesce(sum(adjustment.amount), 0)::bigint
  FROM settlement.adjustment AS adjustment
 WHERE adjustment.credit_note_id = $1
   AND adjustment.refused_by IS NULL
