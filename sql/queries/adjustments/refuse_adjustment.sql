-- Turns down an adjustment that nobody has decided.
--   $1 adjustment_id text   $2 refused_by text   $3 refused_at timestamptz   $4 refusal text
UPDATE settlement.adjustment AS adjustment
   SET refused_by = $2, refused_at = $3::timestamptz, refusal = $4
 WHERE adjustment.adjustment_id = $1
   AND adjustment.approver IS NULL
   AND adjustment.refused_by IS NULL
